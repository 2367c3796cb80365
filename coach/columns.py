"""The columns of a table: which ones hold the low, the middle and the high of a range.

The header says it where it has a word for it; where it has none, the numbers must leave no doubt.
A table of which neither tells is no table of ranges.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from coach.amounts import Reading, read_amount
from coach.figures import is_stated
from index.documents import Point

Kind = Literal["low", "middle", "high", "range"]

_ORDER: tuple[Kind, ...] = ("low", "middle", "high")
_WORDS: dict[Kind, re.Pattern[str]] = {
    "middle": re.compile(
        r"\b(?:average|avg|mean|median|typical(?:ly)?|usual(?:ly)?|mid|middle|midpoint|target"
        r"|expected|50th|p50|q2)\b",
        re.IGNORECASE,
    ),
    # "Time to hire" is no high: "to" and "from" count at the header's ends only.
    "low": re.compile(
        r"\b(?:low|lower|lowest|least|min|minimum|smallest|bottom|floor|worst|[125]?[05]th"
        r"(?=\W+percentile)(?<!50th)|p(?:5|10|20|25)|q1)\b|^from\b|\bfrom$",
        re.IGNORECASE,
    ),
    "high": re.compile(
        r"\b(?:high|higher|highest|max|maximum|largest|top|ceiling|upper|best|peak"
        r"|[789][05]th(?=\W+percentile)|p(?:75|80|90|95)|q3)\b|^(?:up )?to\b|\bto$",
        re.IGNORECASE,
    ),
    "range": re.compile(r"\b(?:range|ranges|span|band|spread)\b", re.IGNORECASE),
}
_DIGIT = re.compile(r"\d")
# The ends of a range are of one order; a bonus beside a salary is not the low of anything.
_WIDEST_RATIO = 10


@dataclass(frozen=True, slots=True)
class Column:
    """A column that holds amounts.

    Attributes:
        readings: row by row; None where no amount is stated.
    """

    header: str
    readings: tuple[Reading | None, ...]


def merge_headers(rows: Sequence[Point]) -> list[str]:
    """Return the headers of a table in their order, as no row need have a cell in each column."""
    merged: list[str] = []
    for row in rows:
        place = 0
        for cell in row.cells:
            if cell.header not in merged:
                merged.insert(place, cell.header)
            place = merged.index(cell.header) + 1
    return merged


def read_columns(headers: Sequence[str], rows: Sequence[Point]) -> dict[Kind, Column]:
    """Return the columns of one table by what they hold; none when that cannot be told.

    All that are returned have one unit, and in no row is the low above the middle or the high.

    Args:
        headers: of all columns but the first, which names the rows.
    """
    numeric = [column for header in headers if (column := _read_column(header, rows))]
    kinds = _kinds_by_words(numeric)
    if kinds:
        _add_middle_by_numbers(kinds, numeric)
    elif numeric and len(numeric) == len(headers):
        # Beside other columns, nothing says that it's the numbers that matter.
        kinds = _kinds_by_numbers(numeric)
    # One end alone is no range, and all ends of one kind are no comparison worth a look.
    is_whole = not kinds.keys().isdisjoint(("middle", "range")) or {"low", "high"} <= kinds.keys()
    readings = [reading for column in kinds.values() for reading in column.readings if reading]
    is_one_unit = len({reading.unit for reading in readings}) == 1
    return kinds if is_whole and is_one_unit and _is_rising(kinds) else {}


def _read_column(header: str, rows: Sequence[Point]) -> Column | None:
    """Return the column when most of what it states is amounts."""
    cells = ({cell.header: cell.value for cell in row.cells}.get(header, "") for row in rows)
    values = [cell if is_stated(cell) else "" for cell in cells]
    readings = tuple(read_amount(value) for value in values)
    read = [reading for reading in readings if reading]
    if len(read) * 2 <= sum(map(bool, values)) or all(r.may_be_year for r in read):
        return None
    return Column(header, readings)


def _kinds_by_words(columns: Sequence[Column]) -> dict[Kind, Column]:
    kinds: dict[Kind, Column] = {}
    for column in columns:
        said = [kind for kind, words in _WORDS.items() if words.search(column.header)]
        is_whole_range = "low" in said and "high" in said  # "low to high"
        if said:
            kinds.setdefault("range" if is_whole_range else said[0], column)
    if "low" in kinds or "high" in kinds:
        kinds.pop("range", None)
    return kinds


def _add_middle_by_numbers(kinds: dict[Kind, Column], columns: Sequence[Column]) -> None:
    """Take for the middle what lies between the low and the high in each row that has them."""
    low, high = kinds.get("low"), kinds.get("high")
    if "middle" in kinds or not (low and high):
        return
    for column in columns:
        if column in (low, high):
            continue
        rows = zip(low.readings, column.readings, high.readings, strict=True)
        whole = [(a, b, c) for a, b, c in rows if a and b and c]
        if whole and all(a.least <= b.least and b.most <= c.most for a, b, c in whole):
            kinds["middle"] = column
            return


def _kinds_by_numbers(columns: Sequence[Column]) -> dict[Kind, Column]:
    """Tell one column of figures, or two or three that rise from left to right in every row."""
    if len(columns) == 1:
        return {"middle": columns[0]}
    names: tuple[Kind, ...] = ("low", "high") if len(columns) == 2 else _ORDER
    # "2023 | 2024" rises too.
    if len(columns) > len(_ORDER) or any(_DIGIT.search(c.header) for c in columns):
        return {}
    for readings in zip(*(column.readings for column in columns), strict=True):
        values = [reading.least for reading in readings if reading]
        is_range = values == sorted(set(values)) and 0 < values[-1] <= values[0] * _WIDEST_RATIO
        if values and not is_range:
            return {}
    return dict(zip(names, columns, strict=True))


def _is_rising(kinds: Mapping[Kind, Column]) -> bool:
    columns = [kinds[kind].readings for kind in _ORDER if kind in kinds]
    for row in zip(*columns, strict=True):
        stated = [reading for reading in row if reading]
        for before, after in pairwise(stated):
            if before.least > after.least or before.most > after.most:
                return False
    return True
