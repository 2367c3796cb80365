"""What a run says beside the FAQ: what was declined, failed, merged, left out or unreadable."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from coach.faq.entries import Entry
from coach.faq.markdown import escape
from coach.faq.rows import Fault


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A question that was not taken into the FAQ, and why, in one line."""

    question: str
    reason: str


def write_report(
    entries: Callable[[], Iterator[Entry]],
    faults: Sequence[Fault],
    left_out: Sequence[LeftOut],
    file: TextIO,
) -> None:
    """Write a Markdown page.

    Args:
        entries: walks over all that were answered or declined, as often as it is called.
    """
    file.write("# What did not go into the FAQ\n")
    blocks = (
        ("The documents do not answer", _declined(entries())),
        ("Not a question to the documents", _talk(entries())),
        ("Left out", (f"{escape(one.question)}: {one.reason}" for one in left_out)),
        ("Written without the chat model, which failed", _failed(entries())),
        ("Merged, as they ask the same", _merged(entries())),
        ("Lines that hold no question", (f"Line {f.line}: {f.reason}" for f in faults)),
    )
    is_empty = True
    for title, lines in blocks:
        is_empty = not _write_block(title, lines, file) and is_empty
    if is_empty:
        file.write("\nNothing: all questions are in it.\n")


def _write_block(title: str, lines: Iterable[str], file: TextIO) -> bool:
    """Write a list under its heading, unless there is nothing in it; tell whether there is."""
    count = 0
    for line in lines:
        file.write(f"{'' if count else f'{chr(10)}## {title}{chr(10) * 2}'}- {line}\n")
        count += 1
    return count > 0


def _declined(entries: Iterator[Entry]) -> Iterator[str]:
    return (escape(entry.question) for entry in entries if entry.status == "declined")


def _talk(entries: Iterator[Entry]) -> Iterator[str]:
    return (escape(entry.question) for entry in entries if entry.status == "talk")


def _failed(entries: Iterator[Entry]) -> Iterator[str]:
    return (f"{escape(e.question)}: {escape(e.failure)}" for e in entries if e.is_failed)


def _merged(entries: Iterator[Entry]) -> Iterator[str]:
    for entry in entries:
        for question in entry.also_asked:
            yield f"{escape(question)} → {escape(entry.question)}"
