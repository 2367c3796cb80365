"""Many questions at once: `coach faq build` beside `coach ask` in a loop and LangChain's pieces.

The questions are distinct: the evaluation's first half, each introduced in many ways. They are
near duplicates of each other, so they are merged only where they are the same to the letter; that
all are compared with all is paid for.

Beside `coach ask` a build counts as a whole process, from its start to the written file; the loop's
time is that of as many processes as there are rounds. Beside LangChain, whose `similarity_search`
finds passages and answers nothing, both sides run in one process, in turn, without their start.
"""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import cycle, islice, product
from statistics import median

from tests.bench import cold
from tests.bench.processes import (
    Finished,
    Stage,
    coach_command,
    module_command,
    run,
    run_for_json,
    say,
)
from tests.bench.questions import read_questions
from tests.bench.report import Bound, Figure, Measure

FEW, MANY = 1_000, 20_000
_TURNS = 5
_WRITTEN = 960
_MODEL_S = 0.5
_CONCURRENCY = 32
_LEAD_INS = (
    *("", "Tell me:", "Please:", "I wonder:", "Quick question:", "One thing:", "Well,", "Say,"),
    *("For a friend:", "In short:", "Honestly,", "By the way,", "First of all,", "Next,"),
)
_PASSAGE = re.compile(r'<passage number="(\d+)"[^>]*>\n(.*?)\n</passage>', re.DOTALL)
_BULLET = re.compile(r"^- (?!\*\*)(.{30,})$", re.MULTILINE)


def measure(stage: Stage, rounds: int) -> Measure:
    """Measure all of it; expects the stage's home and LangChain's index to be there."""
    say(f"{FEW:,} questions at once")
    few = _build(stage, FEW)
    say(f"`coach ask` in a loop, {rounds} times")
    asked = read_questions()[:rounds]
    loop_s = median(run(stage, [*coach_command(), "ask", q]).wall_s for q in asked)
    say(f"{FEW:,} questions beside LangChain's search")
    folders = (str(cold.model_folder()), str(stage.folder / "langchain"))
    beside = run_for_json(stage, "batch", "beside", *folders)
    say(f"{_WRITTEN} answers of a model that takes {_MODEL_S} s, {_CONCURRENCY} at a time")
    written_s = run_for_json(stage, "batch", "write")["written_s"]
    say(f"{MANY:,} questions at once")
    many = _build(stage, MANY)
    ideal_s = _WRITTEN * _MODEL_S / _CONCURRENCY
    return Measure(
        name="batch",
        title=f"Many questions at once ({FEW:,} distinct ones, where no other number is given)",
        figures=(
            Figure("coach faq build", FEW / few.wall_s, "per s"),
            Figure("coach ask in a loop", 1 / loop_s, "per s"),
            Figure("answers, without the start", FEW / beside["coach_s"], "per s"),
            Figure("LangChain's search, without it", FEW / beside["langchain_s"], "per s"),
            Figure(f"answers by a model of {_MODEL_S} s", _WRITTEN / written_s, "per s"),
            Figure(f"coach faq build, {MANY:,}", MANY / many.wall_s, "per s"),
            Figure("its peak memory", few.peak_mib, "MiB"),
            Figure(f"its peak memory, {MANY:,}", many.peak_mib, "MiB"),
        ),
        bounds=(
            Bound("one of many / coach ask, time", few.wall_s / FEW / loop_s, 1 / 150),
            Bound("one of many / LangChain's search, time", _ratio(beside), 1 / 3),
            Bound(f"peak memory at {MANY:,} / {FEW:,}", many.peak_mib / few.peak_mib, 1.1),
            Bound("answers by a model / the ideal, time", written_s / ideal_s, 1 / 0.9),
        ),
    )


def _build(stage: Stage, count: int) -> Finished:
    asked = stage.folder / f"{count}.txt"
    asked.write_text("\n".join(_questions(count)), encoding="utf-8")
    output = stage.folder / f"{count}.jsonl"
    options = ("--same", "1", "-o", str(output))
    return run(stage, [*coach_command(), "faq", "build", str(asked), *options])


def _questions(count: int) -> list[str]:
    """Make distinct questions, whose first words differ before what they ask for does."""
    lead_ins = (" ".join(filter(None, pair)) for pair in product(_LEAD_INS, _LEAD_INS))
    unique = dict.fromkeys(lead_ins)
    made = (f"{lead_in} {q}".strip() for lead_in, q in product(unique, read_questions()))
    return list(islice(dict.fromkeys(made), count))


def _ratio(beside: dict[str, float]) -> float:
    return beside["coach_s"] / beside["langchain_s"]


def _beside(model: str, folder: str) -> dict[str, float]:
    """Answer and search the same questions, in turn."""
    from coach import Coach
    from coach.batch import Question
    from tests.bench.langchain_baseline import open_store

    coach, store = Coach.open(), open_store(model, folder)

    def search(asked: list[str]) -> None:
        for question in asked:
            store.similarity_search(question, k=4)

    acts: dict[str, Callable[[list[str]], object]] = {
        "coach_s": lambda asked: list(coach.ask_all(map(Question, asked))),
        "langchain_s": search,
    }
    questions = _questions(FEW)
    for act in acts.values():
        act(questions[:50])
    times_s = dict.fromkeys(acts, 0.0)
    for number in range(_TURNS):
        for name in sorted(acts, reverse=number % 2 == 0):
            started = time.perf_counter()
            acts[name](questions[number::_TURNS])
            times_s[name] += time.perf_counter() - started
    return times_s


def _write() -> dict[str, float]:
    """Have a model in another process write answers."""
    from coach import Coach, Settings
    from coach.batch import Question

    with subprocess.Popen(
        module_command("batch", "serve"), stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        address = {"model_url": server.stdout.readline().strip()}
        coach = Coach.open(Settings.read().model_copy(update=address))
        questions = [Question(q) for q in islice(cycle(read_questions()), _WRITTEN)]
        list(coach.ask_all(questions[:_CONCURRENCY], _CONCURRENCY))
        started = time.perf_counter()
        answers = [answer for _, answer in coach.ask_all(questions, _CONCURRENCY)]
        written_s = time.perf_counter() - started
        server.communicate("")
    by_model = sum(answer.writer == "stand-in" for answer in answers)
    return {"written_s": written_s, "by_model": by_model}


def _serve() -> None:
    """Stand in for a model until standard input ends."""
    from tests.servers.openai_server import OpenAIServer, Pause, Reply, Request, say_whole

    def write(request: Request) -> Reply:
        passages = _PASSAGE.findall(request.text("user"))
        found = ((number, _BULLET.findall(text)) for number, text in passages)
        number, bullets = next(((n, b) for n, b in found if b), ("1", ["It is so."]))
        return Reply([Pause(_MODEL_S), *say_whole(f"{bullets[0]} [{number}]").steps])

    with OpenAIServer(write) as server:
        print(server.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    if command == "serve":
        _serve()
    else:
        print(json.dumps(_beside(*arguments) if command == "beside" else _write()))
