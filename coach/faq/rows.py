"""Questions from a file or a stream: a text line each, a column of CSV, or JSONL.

Each comes with the number of its line. A bad one is told with its number and what is wrong with it,
and the rest is read: a file of thousands is not turned away for one.
"""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal

from coach.errors import FaqError, QuestionError
from coach.focus import Focus
from coach.pipeline import check_question

Format = Literal["txt", "csv", "jsonl"]

DEFAULT_COLUMN = "question"
# No question is so long; what is read at once has a bound, whatever the file holds.
_MAX_LINE_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """A question that can be asked.

    Attributes:
        line: where it stands in its file, from 1; of what comes from no file, its number.
        asked: how often it was asked, when that is known.
        focus: what of the documents is to answer it, when that is known.
    """

    line: int
    question: str
    asked: int | None = None
    focus: Focus | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that holds no question, and why, in one line."""

    line: int
    reason: str


def read_rows(stream: BinaryIO, form: Format, column: str | None = None) -> Iterator[Row | Fault]:
    """Walk over a stream's questions.

    Args:
        column: of CSV by its header or its number from 1, of JSONL a key; "question" when not
            given, and of CSV with a single column that one.

    Raises:
        FaqError: the CSV has no such column.
    """
    readers: dict[Format, Callable[[], Iterator[tuple[int, str | Fault]]]] = {
        "txt": lambda: _read_text(stream),
        "csv": lambda: _read_csv(stream, column),
        "jsonl": lambda: _read_jsonl(stream, column or DEFAULT_COLUMN),
    }
    for line, read in readers[form]():
        yield read if isinstance(read, Fault) else _check(line, read)


def _check(line: int, text: str) -> Row | Fault:
    # Where a question may hold anything that is skipped, a file of them is probably damaged.
    if "\x00" in text:
        return Fault(line, "It holds a NUL character: take it out.")
    if any("\ud800" <= character <= "\udfff" for character in text):
        return Fault(line, "It is not valid UTF-8: save the file as UTF-8.")
    try:
        return Row(line, check_question(text))
    except QuestionError as error:
        return Fault(line, "It is empty." if not text.strip() else str(error))


def _lines(stream: BinaryIO) -> Iterator[tuple[int, str]]:
    """Yield numbered lines; a byte that is not UTF-8 becomes half a surrogate pair."""
    number = 0
    while raw := stream.readline(_MAX_LINE_BYTES):
        number += 1
        rest = raw
        while len(rest) == _MAX_LINE_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(_MAX_LINE_BYTES)
        encoding = "utf-8-sig" if number == 1 else "utf-8"
        yield number, raw.decode(encoding, "surrogateescape")


def _read_text(stream: BinaryIO) -> Iterator[tuple[int, str | Fault]]:
    for number, line in _lines(stream):
        yield number, line.rstrip("\r\n")


def _read_csv(stream: BinaryIO, column: str | None) -> Iterator[tuple[int, str | Fault]]:
    reader = csv.reader(line for _, line in _lines(stream))
    try:
        header = next(reader, [])
    except csv.Error as error:
        raise FaqError(f"The CSV's first line cannot be read ({error}): mend it.") from None
    place = _find_column([cell.strip() for cell in header], column)
    while True:
        first = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield first, Fault(first, f"It cannot be read as CSV ({error}).")
            continue
        if len(record) <= place and record:
            yield (
                first,
                Fault(first, f"It has {len(record)} columns, and none of number {place + 1}."),
            )
        else:
            yield first, record[place] if record else ""


def _find_column(header: list[str], column: str | None) -> int:
    wanted = (column or DEFAULT_COLUMN).casefold()
    names = [name.casefold() for name in header]
    if wanted in names:
        return names.index(wanted)
    if column is None and len(header) == 1:
        return 0
    if column and column.isdecimal() and 1 <= int(column) <= len(header):
        return int(column) - 1
    there_are = ", ".join(header) or "none"
    raise FaqError(f"The CSV has no column {column or DEFAULT_COLUMN!r}: choose of {there_are}.")


def _read_jsonl(stream: BinaryIO, key: str) -> Iterator[tuple[int, str | Fault]]:
    for number, line in _lines(stream):
        if not line.strip():
            yield number, ""
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            yield number, Fault(number, "It is not JSON.")
            continue
        said = value.get(key) if isinstance(value, dict) else value
        if isinstance(said, str):
            yield number, said
        else:
            yield number, Fault(number, f'It has no text for "{key}".')
