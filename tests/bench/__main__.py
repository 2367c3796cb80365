"""Speed and memory against the bounds: `make bench`, or `python -m tests.bench --strict`.

Prints a table, and one line of JSON last. What is compared runs in the same run, in turn, and
medians are compared as a ratio, so a busy machine slows both sides down alike. Everything is
kept in a temporary folder; no network is needed.

`python -m tests.bench --chunking PATH` measures passages instead, about ten minutes, on a checkout
of Chroma's public chunking evaluation (github.com/brandonstarxel/chunking_evaluation). Its bound: a
pass of this product's passages must beat RecursiveCharacterTextSplitter's best IoU at no lower
recall.

    compilation   the embedding model made ready, once
    reindexing    the corpus indexed, and again unchanged
    cold          one question in a new process, beside a plain LangChain script
    warm          answers in one process, beside embedding their questions
    batch         many questions at once, beside `coach ask` in a loop and LangChain's search
    slack         fifty people who mention the coach in Slack at once
    page          the page under visitors, beside a Gradio chat that does nothing
    visitors      those who speak the page's protocol
    browsing      the one in a real browser
    trivial_chat  the chat that does nothing
    processes     runs a child, with its time and peak memory
    questions     what is asked
    chunking      passages beside LangChain's splitter, on the public evaluation
    checkout      the evaluation's texts and questions
    spans         recall, precision and IoU, in characters
    report        figures and bounds to a table and to JSON

This process imports nothing heavy: a child's peak memory counts from its parent's.
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import batch, chunking, cold, compilation, page, reindexing, slack, warm
from tests.bench.checkout import CheckoutError, read_checkout
from tests.bench.processes import ChildError, Stage
from tests.bench.questions import read_questions
from tests.bench.report import Report, print_report


def main() -> int:
    """Measure, print, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure speed.")
    parser.add_argument("--rounds", type=_positive, default=5, help="rounds of each comparison")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when a bound is missed")
    parser.add_argument(
        "--chunking",
        type=Path,
        metavar="PATH",
        help="measure passages instead, on this checkout of Chroma's chunking evaluation",
    )
    arguments = parser.parse_args()
    with TemporaryDirectory(prefix="headway-bench-") as folder:
        stage = Stage(Path(folder))
        try:
            if arguments.chunking:
                report = chunking.measure(stage, read_checkout(arguments.chunking))
            else:
                report = _measure_speed(stage, arguments.rounds)
        except (ChildError, CheckoutError) as error:
            print(f"bench: {error}", file=sys.stderr)
            return 2
    print_report(report)
    return 1 if arguments.strict and not report.holds else 0


def _measure_speed(stage: Stage, rounds: int) -> Report:
    measures = (
        compilation.measure(stage),
        reindexing.measure(stage, rounds),
        cold.measure(stage, rounds),
        warm.measure(stage, rounds),
        batch.measure(stage, rounds),
        slack.measure(stage),
        page.measure(stage, rounds),
    )
    settings = {
        "rounds": rounds,
        "questions": len(read_questions()),
        "coach": "defaults",
        "langchain": cold.SCRIPT_SETTINGS,
    }
    return Report(measures, settings)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return number


if __name__ == "__main__":
    sys.exit(main())
