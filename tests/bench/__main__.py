"""Speed and memory against the bounds: `make bench`, or `python -m tests.bench --strict`.

Prints a table, and one line of JSON last. What is compared runs in the same run, in turn, and
medians are compared as a ratio, so a busy machine slows both sides down alike. Everything is
kept in a temporary folder; no network is needed.

    compilation   the embedding model made ready, once
    reindexing    the corpus indexed, and again unchanged
    cold          one question in a new process, beside a plain LangChain script
    warm          answers in one process, beside embedding their questions
    processes     runs a child, with its time and peak memory
    questions     what is asked
    report        figures and bounds to a table and to JSON

This process imports nothing heavy: a child's peak memory counts from its parent's.
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import cold, compilation, reindexing, warm
from tests.bench.processes import ChildError, Stage
from tests.bench.questions import read_questions
from tests.bench.report import Report, print_report


def main() -> int:
    """Measure, print, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure speed.")
    parser.add_argument("--rounds", type=_positive, default=5, help="rounds of each comparison")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when a bound is missed")
    arguments = parser.parse_args()
    with TemporaryDirectory(prefix="headway-bench-") as folder:
        stage = Stage(Path(folder))
        try:
            measures = [
                compilation.measure(stage),
                reindexing.measure(stage, arguments.rounds),
                cold.measure(stage, arguments.rounds),
                warm.measure(stage, arguments.rounds),
            ]
        except ChildError as error:
            print(f"bench: {error}", file=sys.stderr)
            return 2
    settings = {
        "rounds": arguments.rounds,
        "questions": len(read_questions()),
        "coach": "defaults",
        "langchain": cold.SCRIPT_SETTINGS,
    }
    report = Report(tuple(measures), settings)
    print_report(report)
    return 1 if arguments.strict and not report.holds else 0


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return number


if __name__ == "__main__":
    sys.exit(main())
