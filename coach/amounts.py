"""Amounts in the cells of a table: "$224,539 to $273,280", "$644,261+", "about 12 months"."""

import re
import unicodedata
from dataclasses import dataclass

from coach.quantities import find_quantities

# No more than a float holds to the unit.
_LARGEST = 1e15
# What may stand around the figure and change nothing of where it lies.
_FILLERS = frozenset(
    """a about above an and approx approximately around at between c ca circa from least more of or
    over per plus roughly some than to up""".split()  # noqa: SIM905
)
_OPEN = re.compile(r"\+|[>≥]|\b(?:above|at least|more than|over|plus)\b|\bor more\b", re.IGNORECASE)
_MINUS = re.compile(r"^\D*[-−–]")  # noqa: RUF001
_UNIT_WORDS = 3
_WORD = re.compile(r"[^\W\d_]+")
_ALLOWED_SIGNS = re.compile(r"[\s+\-−–—.,;:/~≈<>≤≥()'’*]*")  # noqa: RUF001
_DOTTED_THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")
_CURRENCY = re.compile(r"[$€£¥₹]|\b(?:usd|eur|gbp|chf|inr|jpy)\b", re.IGNORECASE)
_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell's amount comes to.

    Attributes:
        least: the figure, or where a range in the cell begins.
        most: the figure again, or where the range ends.
        is_open: it says that it can be more ("$644,261+").
        unit: "$", "%", "months", "$ hour", or "" when the cell has none.
    """

    least: float
    most: float
    is_open: bool
    unit: str

    @property
    def may_be_year(self) -> bool:
        """Whether it could as well be the year of something, which is no amount."""
        return not self.unit and self.least.is_integer() and int(self.least) in _YEARS


def read_amount(cell: str) -> Reading | None:
    """Return the one amount or range that a cell states; None when it says anything else.

    Nothing is guessed: "3 of 12 teams", "Level 4 (2021)" and "-5%" are not read.
    """
    text = unicodedata.normalize("NFKC", cell)
    if _CURRENCY.search(text):
        # Money has no thousandths: "90.000 €" is ninety thousand.
        text = _DOTTED_THOUSANDS.sub(",", text)
    found = find_quantities(text)
    if not 1 <= len(found) <= 2 or _MINUS.match(text):
        return None
    rest = text
    for quantity in reversed(found):
        # The sign in front of the digits lies before `start`.
        start = quantity.end - len(quantity.text)
        rest = f"{rest[:start]} {rest[quantity.end :]}"
    words = [word for word in _WORD.findall(rest.lower()) if word not in _FILLERS]
    units = {quantity.unit for quantity in found} - {""}
    is_strange = len(words) > _UNIT_WORDS or not _ALLOWED_SIGNS.fullmatch(_WORD.sub("", rest))
    if len(units) > 1 or is_strange:
        return None
    # "188" in "188-330k" can be read in two ways, and beside "330k" it is the larger.
    values = [float(max(quantity.values)) for quantity in found]
    if values != sorted(values) or values[-1] > _LARGEST:
        return None
    unit = " ".join([*units, *words])
    return Reading(values[0], values[-1], bool(_OPEN.search(text)), unit)
