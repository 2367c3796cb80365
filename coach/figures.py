"""Table rows in words: which rows a question names, and the sentence or table that says them."""

import re
from collections.abc import Sequence

from coach.naming import names_in_full
from index.documents import Point
from index.passages import Passage

_NOT_STATED = frozenset({"", "-", "–", "—", "?", "n/a", "none", "not stated", "unknown"})  # noqa: RUF001
_PAY = re.compile(r"\b(pay|paid|salar|wage|earn|compensation|income)", re.IGNORECASE)
_AVERAGE = re.compile(r"\b(average|mean|median|typical)", re.IGNORECASE)
_LOW = re.compile(r"\b(low|lowest|min|minimum|from)\b", re.IGNORECASE)
_HIGH = re.compile(r"\b(high|highest|max|maximum|to)\b", re.IGNORECASE)
# Letters whose names begin with a vowel sound: an ML engineer.
_VOWEL_LETTERS = frozenset("AEFHILMNORSX")


def is_stated(value: str) -> bool:
    """Tell whether a cell says anything: "not stated" and a dash don't."""
    return value.casefold() not in _NOT_STATED


def rows_named(question: str, rows: Sequence[Point]) -> list[Point]:
    """Return the rows whose first cell the question names in full, initialisms included."""
    return [row for row in rows if names_in_full(question, row.cells[0].value)]


def say_row(row: Point, passage: Passage) -> str:
    """Say a row as a sentence: "A Head of X earns $1 on average (range $2 to $3; US, 2024)"."""
    key, *cells = row.cells
    stated = [cell for cell in cells if is_stated(cell.value)]
    average = next((c.value for c in stated if _AVERAGE.search(c.header)), None)
    low = next((c.value for c in stated if _LOW.search(c.header)), None)
    high = next((c.value for c in stated if _HIGH.search(c.header)), None)
    if average is None and low is None and high is None:
        listed = "; ".join(f"{cell.header.lower()} {cell.value}" for cell in stated)
        return f"{key.value}: {listed or 'nothing is stated'}{_scope(passage)}."
    if low and high:
        span = f"{low} to {high}"
    else:
        span = f"up to {high}" if high else f"from {low}" if low else ""
    earns = f"{_article(key.value)} {key.value} earns"
    subject = earns if _is_about_pay(passage) else f"{key.value}:"
    if average is None:
        return f"{subject} {span}{_scope(passage)}."
    details = [f"range {span}" if low and high else span, passage.as_of or ""]
    inside = "; ".join(part for part in details if part)
    return f"{subject} {average} on average{f' ({inside})' if inside else ''}."


def ask_for_row(row: Point, passage: Passage) -> str:
    """Ask for what a row says."""
    key = row.cells[0].value
    if _is_about_pay(passage):
        return f"What does {_article(key).lower()} {key} earn?"
    return f"Tell me about {key}."


def lay_out(rows: Sequence[Point], marker: str) -> str:
    """Lay rows out as a Markdown table; each row's first cell carries the citation's marker."""
    headers = [cell.header for cell in rows[0].cells]
    lines = [headers, ["---"] * len(headers)]
    for row in rows:
        values = {cell.header: cell.value for cell in row.cells}
        first, *rest = (values.get(header, "") for header in headers)
        lines.append([f"{first} {marker}", *rest])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _is_about_pay(passage: Passage) -> bool:
    return any(_PAY.search(heading) for heading in passage.heading_path)


def _scope(passage: Passage) -> str:
    return f" ({passage.as_of})" if passage.as_of else ""


def _article(noun: str) -> str:
    first = noun.split()[0]
    spelled_out = len(first) > 1 and first.isupper()
    return "An" if first[0] in (_VOWEL_LETTERS if spelled_out else "AEIO") else "A"
