"""The commands for what people think of an FAQ: `coach faq review|import|export`."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.terminal import (
    CommandError,
    errors_in_one_line,
    notice,
    open_coach,
    printable,
    read_settings,
)

if TYPE_CHECKING:
    from coach.coach import Coach
    from coach.faq.entries import Entry
    from coach.faq.review_store import ReviewStore

_KEYS = "[a]pprove, [e]dit, [r]eject, [s]kip, [q]uit"
_EDITED_BELOW = "<!-- The answer to: {question} Each statement needs its source's number. -->\n\n"


def review(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Entries to take in first (.jsonl).")
    ] = None,
    reviewer: Annotated[
        str | None, typer.Option(help="Who reviews; by default whom this machine knows you as.")
    ] = None,
) -> None:
    """Look at each new entry: approve it, edit it, or reject it.

    What is approved serves as a ready answer in conversations, for as long as it is true.
    """
    with errors_in_one_line():
        coach = open_coach()
        with open_reviewed() as store:
            if file is not None:
                _take_in(file, store)
            name = (reviewer or getpass.getuser()).strip()
            if not name:
                raise CommandError("A review needs a name: add --reviewer NAME.")
            done = _review_all(list(store.entries("new")), store, coach, name)
        coach.close()
    typer.echo(f"Reviewed {done}." if done else "Nothing was reviewed.")


def take_in(
    file: Annotated[Path, typer.Argument(help="A .jsonl file that `coach faq` wrote.")],
) -> None:
    """Take entries in, with their reviews if they have any."""
    with errors_in_one_line(), open_reviewed() as store:
        _take_in(file, store)


def export(
    output: Annotated[
        list[Path] | None,
        typer.Option("--output", "-o", help="A .md, .html, .jsonl or .csv file; several at once."),
    ] = None,
    approved: Annotated[bool, typer.Option("--approved", help="Only what was approved.")] = False,
    title: Annotated[str, typer.Option(help="Of the page.")] = "Questions and answers",
) -> None:
    """Write the entries that were taken in as an FAQ, with their reviews."""
    from coach.faq.layout import hold, lay_out
    from coach.faq.outputs import check_outputs, write_files, writer_of

    with errors_in_one_line():
        outputs = output or []
        check_outputs(outputs)
        with open_reviewed() as store:
            held, read = hold(store.entries("approved" if approved else None))
        # In the order in which their sections came, so no corpus needs to be opened.
        faq = lay_out(held, read, (), title)
        write_files({file: writer_of(file, faq) for file in outputs})
    typer.echo(f"Wrote {faq.count:,} entries to {', '.join(map(str, outputs))}.")


@contextmanager
def open_reviewed() -> "Iterator[ReviewStore]":
    """Open the stored entries alone: neither the embedding model nor the index."""
    from coach.faq.review_store import open_review_store

    with open_review_store(read_settings().locate_conversations()) as store:
        yield store


def _take_in(file: Path, store: "ReviewStore") -> None:
    from coach.faq.entries import read_entries

    notice(f"Took in {store.take_in(read_entries(file)):,} entries that are new or have changed.")


def _review_all(entries: "list[Entry]", store: "ReviewStore", coach: "Coach", reviewer: str) -> int:
    done = 0
    for number, entry in enumerate(entries, start=1):
        _show(entry, f"{number} of {len(entries)}")
        reviewed = _ask(entry, coach, reviewer)
        if reviewed is None:
            break
        if reviewed == entry:
            continue
        if store.replace(entry, reviewed):
            done += 1
        else:
            notice("Somebody has changed it meanwhile: it will be shown again.")
    return done


def _ask(entry: "Entry", coach: "Coach", reviewer: str) -> "Entry | None":
    """Return the entry as reviewed, as it was when it is skipped; None to end."""
    from coach.faq.review import approve, reject

    while True:
        try:
            key = typer.prompt(_KEYS, default="s", show_default=False, err=True).strip().lower()
        except typer.Abort:
            return None
        match key[:1]:
            case "a":
                return approve(entry, reviewer)
            case "r":
                return reject(entry, reviewer)
            case "s":
                return entry
            case "q":
                return None
            case "e":
                if edited := _edit(entry, coach, reviewer):
                    return edited
            case _:
                notice(f"There is no {key!r}.")


def _edit(entry: "Entry", coach: "Coach", reviewer: str) -> "Entry | None":
    """Let the reviewer edit until it holds; None when they give up."""
    import click

    from coach.faq.review import edit, find_faults

    head = _EDITED_BELOW.format(question=entry.question.replace("--", "-"))
    text = entry.answer
    while True:
        said = click.edit(head + text, extension=".md", require_save=False)
        text = (said or "").removeprefix(head).strip()
        if not text or text == entry.answer:
            notice("Nothing was changed.")
            return None
        faults = find_faults(entry, text, coach.search)
        if not faults:
            return edit(entry, text, reviewer, datetime.now(UTC).date())
        for fault in faults:
            notice(printable(f"  “{fault.statement}”: {fault.reason}."))
        if not typer.confirm("It cannot be stored so. Edit again?", default=True, err=True):
            return None


def _show(entry: "Entry", place: str) -> None:
    from coach.faq.markdown import say_source

    typer.echo(printable(f"\n{place}: {entry.question}\n\n{entry.answer}\n"))
    for number, source in enumerate(entry.sources, start=1):
        typer.echo(printable(f"  {say_source(number, source)}"))
    if entry.failure:
        typer.echo(printable(f"  {entry.failure}"))
