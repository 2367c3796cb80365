"""Answers in one process, beside the least that each can take: embedding its question."""

import json
import sys
import time
from collections.abc import Callable
from statistics import quantiles

from tests.bench.processes import Stage, run_for_json, say
from tests.bench.questions import read_questions
from tests.bench.report import Bound, Figure, Measure


def measure(stage: Stage, rounds: int) -> Measure:
    """Ask the questions in one new process; expects the stage's home to be indexed."""
    say(f"Answers in one process, {rounds} rounds")
    times_ms = run_for_json(stage, "warm", str(rounds))
    answer_p50, answer_p95 = _percentiles(times_ms["answer"])
    embedding_p50, embedding_p95 = _percentiles(times_ms["embedding"])
    count = len(times_ms["answer"]) // rounds
    return Measure(
        name="warm",
        title=f"Warm answers in one process ({count} questions, {rounds} rounds in turn)",
        figures=(
            Figure("answer, p50", answer_p50, "ms"),
            Figure("answer, p95", answer_p95, "ms"),
            Figure("embedding the question, p50", embedding_p50, "ms"),
            Figure("embedding the question, p95", embedding_p95, "ms"),
        ),
        bounds=(Bound("answer / embedding its question, p50", answer_p50 / embedding_p50, 2),),
    )


def _percentiles(values: list[float]) -> tuple[float, float]:
    cuts = quantiles(values, n=20, method="inclusive")
    return cuts[9], cuts[18]


def main(rounds: int) -> None:
    """Time both, after a pass over all questions that warms up."""
    from coach import Coach

    coach = Coach.open()
    questions = read_questions()
    times_ms: dict[str, list[float]] = {"embedding": [], "answer": []}
    acts: dict[str, Callable[[str], object]] = {
        "embedding": lambda question: coach.embedder.embed([question]),
        "answer": coach.ask,
    }
    for number in range(rounds + 1):
        for place, question in enumerate(questions):
            # In turn, and in turn the first: the second finds the question's words in the caches.
            for name in sorted(acts, reverse=(number + place) % 2 == 0):
                started = time.perf_counter()
                acts[name](question)
                time_ms = (time.perf_counter() - started) * 1000
                if number:
                    times_ms[name].append(time_ms)
    print(json.dumps(times_ms))


if __name__ == "__main__":
    main(int(sys.argv[1]))
