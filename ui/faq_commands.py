"""The commands for FAQs: `coach faq build|check|refresh|review|import|export`."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ui.progress import counting
from ui.terminal import CommandError, errors_in_one_line, notice, open_coach

if TYPE_CHECKING:
    from coach.coach import Coach
    from coach.faq.rows import Fault, Format
    from coach.faq.run import Order, Tally
    from coach.faq.sources import Source

faq = typer.Typer(
    name="faq",
    no_args_is_help=True,
    help="Make an FAQ of questions, of the documents or of what people asked, and keep it true.",
)

_SHOWN_FAULTS = 20
_INTERRUPTED = 130


@faq.command()
def build(
    questions: Annotated[
        str | None,
        typer.Argument(metavar="[FILE]", help="Questions: .txt, .csv or .jsonl; - reads them in."),
    ] = None,
    output: Annotated[
        list[Path] | None,
        typer.Option("--output", "-o", help="A .md, .html, .jsonl or .csv file; several at once."),
    ] = None,
    from_corpus: Annotated[
        bool, typer.Option("--from-corpus", help="Ask what the documents answer.")
    ] = False,
    from_conversations: Annotated[
        bool, typer.Option("--from-conversations", help="Ask what three people or more asked.")
    ] = False,
    form: Annotated[
        Literal["txt", "csv", "jsonl"] | None,
        typer.Option("--format", help="Of the questions, when no file's name tells it."),
    ] = None,
    column: Annotated[
        str | None, typer.Option(help="The questions' column of CSV, or key of JSONL.")
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(help="For what did not go into the FAQ [beside the first output]."),
    ] = None,
    title: Annotated[str, typer.Option(help="Of the page.")] = "Questions and answers",
    same: Annotated[
        float,
        typer.Option(min=0.5, max=1.0, help="From which cosine on questions may ask the same."),
    ] = 0.9,
    concurrency: Annotated[
        int, typer.Option(min=1, max=256, help="Answers that a chat model writes at a time.")
    ] = 8,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Ask again where the chat model failed.")
    ] = False,
) -> None:
    """Answer many questions and write them as an FAQ."""
    from coach.faq.outputs import check_outputs
    from coach.faq.run import Order, run_build

    with errors_in_one_line(), _stopping_cleanly():
        outputs = output or []
        check_outputs(outputs)
        if [questions is not None, from_corpus, from_conversations].count(True) != 1:
            raise CommandError(
                "Give one of these: a file of questions (or - to read them in), --from-corpus, "
                "--from-conversations."
            )
        read = _read(questions, form, column) if questions else None
        coach = open_coach()
        source = read or _make(coach, from_corpus=from_corpus)
        _tell_faults(source.faults)
        order = Order(
            outputs=outputs,
            report=report or outputs[0].with_name(f"{outputs[0].stem}-left-out.md"),
            title=title,
            same_cosine=same,
            retry_failed=retry_failed,
        )
        with counting(len(source.rows), "questions") as progress:
            tally = run_build(
                coach, source, order, lambda asked: coach.ask_all(asked, concurrency), progress
            )
        coach.close()
    _tell(tally, order)


def _read(questions: str, form: "Format | None", column: str | None) -> "Source":
    from coach.faq.sources import from_file, from_stream

    if questions != "-":
        return from_file(Path(questions), form, column)
    return from_stream(sys.stdin.buffer, "standard input", form or "txt", column)


def _make(coach: "Coach", *, from_corpus: bool) -> "Source":
    from coach.faq import sources

    return sources.from_corpus(coach) if from_corpus else sources.from_conversations(coach)


@contextmanager
def _stopping_cleanly() -> Iterator[None]:
    """Say in a line that a run was stopped; what it has done is kept."""
    try:
        yield
    except KeyboardInterrupt:
        notice("Stopped. What is done is kept: the same command goes on from there.")
        raise typer.Exit(_INTERRUPTED) from None


def _tell_faults(faults: "Sequence[Fault]") -> None:
    for fault in faults[:_SHOWN_FAULTS]:
        notice(f"Line {fault.line}: {fault.reason}")
    if len(faults) > _SHOWN_FAULTS:
        notice(f"... and {len(faults) - _SHOWN_FAULTS:,} more lines that hold no question.")


def _tell(tally: "Tally", order: "Order") -> None:
    files = ", ".join(str(file) for file in order.outputs)
    kinds = (
        (tally.merged, "merged into others"),
        (tally.declined, "not answered by the documents"),
        (tally.left_out, "left out"),
    )
    others = ", ".join(f"{count:,} {kind}" for count, kind in kinds if count)
    typer.echo(
        f"Wrote {tally.entries:,} entries to {files}."
        + (f" {others}: see {order.report}." if others else "")
    )
    if tally.failed:
        notice(
            f"The chat model failed at {tally.failed:,}, which say the documents' own words: the "
            "same command with --retry-failed asks for those again."
        )
