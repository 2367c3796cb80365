"""Numbers in a text, whatever they are written like: "$259k", "259,000 dollars", "nine million"."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_SCALES = {
    "k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "million": 10**6, "b": 10**9,
    "bn": 10**9, "billion": 10**9, "tn": 10**12, "trillion": 10**12,
}  # fmt: skip
_UNITS = {
    "%": "%", "percent": "%", "per cent": "%", "percentage point": "points", "pp": "points",
    "percentage points": "points", "us$": "$", "$": "$", "usd": "$", "dollar": "$",
    "dollars": "$", "€": "€", "eur": "€", "euro": "€", "euros": "€", "£": "£", "gbp": "£",
    "¥": "¥", "₹": "₹", "chf": "chf", "inr": "₹", "jpy": "¥", "yen": "¥", "rupees": "₹",
}  # fmt: skip
_SIGN = r"us\$|[$€£¥₹]|(?:usd|eur|gbp|chf|inr|jpy)\b"
_NAMED_UNIT = (
    r"%|percentage points?\b|per ?cent\b|pp\b|(?:us )?dollars?\b|usd\b|euros?\b|eur\b|gbp\b|chf\b"
    r"|inr\b|jpy\b|yen\b|rupees\b|€|£"
)
_FIGURE = re.compile(
    rf"(?<![\w$€£])(?<![A-Za-z]-)(?<!\d[.,])(?P<sign>{_SIGN})?\s?"
    r"(?P<digits>\d{1,3}(?:[,\u00a0\u202f'’ ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"  # noqa: RUF001
    r"(?:\s?-?(?P<scale>thousand|million|billion|trillion|mn|bn|tn|k|m|b)\b)?"
    rf"\+?(?:\s?-?(?P<unit>{_NAMED_UNIT}))?(?![^\W_])",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:-|–|—|to|and)\s*[$€£]?\s*$", re.IGNORECASE)  # noqa: RUF001

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
_ONES += "fifteen sixteen seventeen eighteen nineteen"
_WORDS = {word: value for value, word in enumerate(_ONES.split())}
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS |= {word: 10 * value for value, word in enumerate(_TENS.split(), 2)}
_BIG = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_ANY_WORD = "|".join([*_WORDS, *_BIG])
_WORD_RUN = re.compile(
    rf"\b(?:an?\s+(?={'|'.join(_BIG)}))?(?:{_ANY_WORD})(?:(?:[\s-]+(?:and\s+)?)(?:{_ANY_WORD}))*\b"
    rf"(?:\s(?P<unit>{_NAMED_UNIT}))?",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:half|quarter|dozens?|hundreds|thousands|millions|billions|double[ds]?|tripled?|twice"
    r"|doubling|\w+fold)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number.

    Attributes:
        values: how it can be read; "188" in "188-330k" is 188 or 188,000.
        unit: "%", "points" (of percentage), a currency's sign, or "" when none is stated.
        text: as it was written.
        start: where it begins, in characters.
        end: just behind it.
    """

    values: frozenset[Decimal]
    unit: str
    text: str
    start: int
    end: int

    def is_stated_by(self, other: "Quantity", units: frozenset[str]) -> bool:
        """Tell whether a document's number says the same.

        Args:
            units: all units of the document; a table has them in its header, if anywhere.
        """
        if not self.values & other.values:
            return False
        return not self.unit or other.unit == self.unit or (not other.unit and self.unit in units)


def find_quantities(text: str) -> list[Quantity]:
    """Return the numbers of a text in order; "one" alone is no number."""
    # Compatibility forms (full-width digits, "½") read like what they stand for.
    text = unicodedata.normalize("NFKC", text)
    found = [*_figures(text), *_spelled_out(text)]
    return sorted(found, key=lambda quantity: quantity.start)


def find_units(text: str) -> frozenset[str]:
    """Return the units that a text names anywhere."""
    named = re.findall(rf"{_SIGN}|{_NAMED_UNIT}", text, re.IGNORECASE)
    return frozenset(_unit(name) for name in named)


def find_vague_amounts(text: str) -> list[str]:
    """Return words such as "half", "millions" and "twofold"."""
    return [match.group().lower() for match in _VAGUE.finditer(text)]


def _figures(text: str) -> Iterator[Quantity]:
    matches = list(_FIGURE.finditer(text))
    for place, match in enumerate(matches):
        digits = Decimal(re.sub(r"[^\d.]", "", match["digits"]))
        scale = _SCALES[match["scale"].lower()] if match["scale"] else 1
        values = {digits * scale}
        if place + 1 < len(matches) and not match["scale"]:
            after = matches[place + 1]
            if after["scale"] and _RANGE.fullmatch(text[match.end() : after.start()]):
                values.add(digits * _SCALES[after["scale"].lower()])
        unit = _unit(match["unit"] or match["sign"] or "")
        written = match.group().strip()
        yield Quantity(frozenset(values), unit, written, match.start("digits"), match.end())


def _spelled_out(text: str) -> Iterator[Quantity]:
    for match in _WORD_RUN.finditer(text):
        words = re.findall(rf"\b(?:{_ANY_WORD})\b", match.group().lower())
        # Behind digits it is their scale: "300 million".
        behind_digits = words[0] in _BIG and re.search(r"[\d.]\s?-?$", text[: match.start()])
        if words == ["one"] or behind_digits:
            continue
        unit = _unit(match["unit"] or "")
        value = Decimal(_add_up(words))
        yield Quantity(frozenset({value}), unit, match.group(), match.start(), match.end())


def _add_up(words: list[str]) -> int:
    total, current = 0, 0
    for word in words:
        if word in _WORDS:
            current += _WORDS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        else:
            total += max(current, 1) * _BIG[word]
            current = 0
    return total + current


def _unit(name: str) -> str:
    folded = " ".join(name.lower().removeprefix("us ").split())
    return _UNITS.get(folded, folded)
