"""The commands for FAQs: `coach faq build|check|refresh|review|import|export`."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ui.faq_review_commands import export, open_reviewed, review, take_in
from ui.progress import counting
from ui.terminal import CommandError, errors_in_one_line, notice, open_coach, printable

if TYPE_CHECKING:
    from coach.coach import Coach
    from coach.faq.entries import Entry
    from coach.faq.freshness import Refreshed
    from coach.faq.rows import Fault, Format
    from coach.faq.run import Order, Tally
    from coach.faq.sources import Source

faq = typer.Typer(
    name="faq",
    no_args_is_help=True,
    help="Make an FAQ of questions, of the documents or of what people asked, and keep it true.",
)

_Concurrency = Annotated[
    int, typer.Option(min=1, max=256, help="Answers that a chat model writes at a time.")
]

_REFRESH = "`coach faq refresh` answers those again."
_SHOWN_FAULTS = 20
_INTERRUPTED = 130


@faq.command()
def build(
    questions: Annotated[
        str | None,
        typer.Argument(metavar="FILE", help="Questions: .txt, .csv or .jsonl; - reads them in."),
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
        typer.Option(help="For what did not go into the FAQ; by default beside the first output."),
    ] = None,
    title: Annotated[str, typer.Option(help="Of the page.")] = "Questions and answers",
    same: Annotated[
        float,
        typer.Option(min=0.5, max=1.0, help="From which cosine on questions may ask the same."),
    ] = 0.8,
    concurrency: _Concurrency = 8,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Ask again where the chat model failed.")
    ] = False,
    engine: Annotated[
        Literal["local", "ray"], typer.Option(help="Answer here, or on Ray's workers.")
    ] = "local",
    workers: Annotated[int, typer.Option(min=1, max=1_024, help="Of Ray, how many.")] = 2,
    ray_address: Annotated[
        str | None, typer.Option(help="A Ray cluster's address; without it, this machine.")
    ] = None,
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
        if ray_address and engine != "ray":
            raise CommandError("--ray-address goes with --engine ray: add that, or leave it out.")
        read = _read(questions, form, column) if questions else None
        coach = open_coach()
        source = read or _make(coach, concurrency, from_corpus=from_corpus)
        _tell_faults(source.faults)
        order = Order(
            outputs=outputs,
            report=report or outputs[0].with_name(f"{outputs[0].stem}-left-out.md"),
            title=title,
            same_cosine=same,
            retry_failed=retry_failed,
        )
        with counting(len(source.rows), "questions") as progress:
            ask = partial(coach.ask_all, concurrency=concurrency)
            if engine == "ray":
                from coach.faq.ray_engine import ask_on_ray

                ask = partial(
                    ask_on_ray,
                    settings=coach.settings,
                    workers=workers,
                    concurrency=concurrency,
                    address=ray_address,
                )
            tally = run_build(coach, source, order, ask, progress)
        coach.close()
    _tell(tally, order)


@faq.command()
def check(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="A .jsonl FAQ; without it, the entries taken in."),
    ] = None,
) -> None:
    """Name the entries whose passages have changed or gone since; exit 1 if there are any."""
    from coach.faq.freshness import find_stale

    with errors_in_one_line():
        entries = _stored(file)
        coach = open_coach()
        stale = find_stale(entries, coach.search)
        coach.close()
    for one in stale:
        reasons = [f"“{section}” has changed" for section in one.changed]
        reasons += [f"“{section}” has gone" for section in one.gone]
        typer.echo(printable(f"{one.entry.question}\n  {', '.join(reasons)}"))
    if stale:
        count = _count(len(stale), "entry", "entries")
        notice(f"{count} of {len(entries):,} no longer rest on what the documents say: {_REFRESH}")
        raise typer.Exit(1)
    typer.echo(f"All {_count(len(entries), 'entry', 'entries')} rest on what the documents say.")


@faq.command()
def refresh(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="A .jsonl FAQ; without it, the entries taken in."),
    ] = None,
    output: Annotated[
        list[Path] | None,
        typer.Option("--output", "-o", help="Further files to write the refreshed FAQ to."),
    ] = None,
    title: Annotated[str, typer.Option(help="Of the page.")] = "Questions and answers",
    concurrency: _Concurrency = 8,
) -> None:
    """Answer those entries alone again that `coach faq check` names, and show the difference."""
    from datetime import UTC, datetime

    from coach.faq.freshness import find_stale
    from coach.faq.freshness import refresh as answer_again
    from coach.faq.outputs import check_outputs

    with errors_in_one_line(), _stopping_cleanly():
        outputs = [*([file] if file else []), *(output or [])]
        if outputs:
            check_outputs(outputs)
        entries = _stored(file)
        coach = open_coach()
        stale = [one.entry for one in find_stale(entries, coach.search)]
        today = datetime.now(UTC).date()
        refreshed = answer_again(stale, lambda asked: coach.ask_all(asked, concurrency), today)
        fresh = {one.before.id: one.after for one in refreshed}
        entries = [fresh.get(entry.id, entry) for entry in entries]
        if file is None:
            _store(refreshed)
        if outputs:
            _write(entries, outputs, coach.report.topics, title)
        coach.close()
    for one in refreshed:
        _tell_refreshed(one)
    typer.echo(f"Answered {_count(len(refreshed), 'entry', 'entries')} again.")


faq.command()(review)
faq.command("import")(take_in)
faq.command()(export)


def _stored(file: Path | None) -> "list[Entry]":
    if file is not None:
        from coach.faq.entries import read_entries

        return list(read_entries(file))
    with open_reviewed() as store:
        return list(store.entries())


def _store(refreshed: "Sequence[Refreshed]") -> None:
    with open_reviewed() as store:
        for one in refreshed:
            if not store.replace(one.before, one.after):
                notice(printable(f"Somebody has changed this meanwhile: {one.before.question}"))


def _write(
    entries: "Sequence[Entry]", outputs: Sequence[Path], topics: Sequence[str], title: str
) -> None:
    from coach.faq.layout import hold, lay_out
    from coach.faq.outputs import write_files, writer_of

    held, read = hold(entries)
    faq = lay_out(held, read, topics, title)
    write_files({file: writer_of(file, faq) for file in outputs})


def _tell_refreshed(one: "Refreshed") -> None:
    typer.echo(printable(one.before.question))
    if not one.after.is_answered:
        typer.echo("  The documents no longer answer it: it is left out.")
    elif difference := one.difference():
        typer.echo(printable(difference))
    else:
        typer.echo("  The answer is the same.")


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _read(questions: str, form: "Format | None", column: str | None) -> "Source":
    from coach.faq.sources import from_file, from_stream

    if questions != "-":
        return from_file(Path(questions), form, column)
    return from_stream(sys.stdin.buffer, "standard input", form or "txt", column)


def _make(coach: "Coach", concurrency: int, *, from_corpus: bool) -> "Source":
    from coach.faq import sources

    if not from_corpus:
        return sources.from_conversations(coach)
    notice("Looking for questions that the documents answer ...")
    return sources.from_corpus(coach, concurrency)


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
