"""An FAQ as CSV that a spreadsheet opens, and none of whose cells it takes for a formula."""

import csv
from collections.abc import Iterator
from typing import TextIO

from coach.faq.entries import Entry
from coach.faq.layout import Faq
from coach.faq.markdown import say_source

COLUMNS = (
    *("id", "question", "answer", "status", "section", "sources", "passages", "writer", "date"),
    *("also_asked", "asked", "state", "reviewer", "failure"),
)
# What begins so is a formula to one spreadsheet or another; some read the wide forms, too.
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001


def write_spreadsheet(faq: Faq, file: TextIO) -> None:
    """Write a header and a record for each entry."""
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for entry in faq.entries():
        writer.writerow([make_inert(cell) for cell in _cells(entry)])


def make_inert(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would calculate; it shows the rest as text."""
    return f"'{cell}" if cell.startswith(_ACTIVE) else cell


def _cells(entry: Entry) -> Iterator[str]:
    yield from (entry.id, entry.question, entry.answer, entry.status, entry.section)
    yield "\n".join(say_source(number, source) for number, source in enumerate(entry.sources, 1))
    yield " ".join(source.content for source in entry.sources)
    yield from (entry.writer, entry.date.isoformat(), "\n".join(entry.also_asked))
    yield str(entry.asked or "")
    yield from (entry.state, entry.reviewer, entry.failure)
