"""Degrees in a text: their level and their field, however they are written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coach.profile.facts import DegreeLevel

_FORMS: tuple[tuple[DegreeLevel, str], ...] = (
    (
        "doctorate",
        r"ph\.?\s?d\.?|d\.?phil\.?|d\.?sc\.?(?=\W)|doctorate|doctoral (?:degree|thesis|"
        r"dissertation)|doctor of \w+|doctor rerum \w+|dr\.?[- ](?:rer\.? ?nat|ing|phil)\.?|"
        r"ed\.?d\.?(?=\s(?:in|,))",
    ),
    (
        "master",
        r"master(?:'?s)?(?: degree)?(?: of (?:science|arts|engineering|business administration|"
        r"technology|research|philosophy|public \w+|laws|education|fine arts|statistics|"
        r"(?:applied |computer |data )\w+))?(?=\W|$)(?! data)|m\.?\s?sc\.?(?:\s?(?:eng|"
        r"tech)\.?)?(?=\W|$)|m\.?s\.(?=\s)|ms(?=\s(?:in|,|degree))|m\.?a\.(?=\s)|ma(?=\s(?:in|,|"
        r"\())|m\.?eng\.?(?=\W|$)|m\.?tech\.?(?=\W|$)|m\.?phil\.?(?=\W|$)|m\.?res\.?(?=\W|$)|"
        r"(?:e?mba)(?=\W|$)|dipl\.?-?\s?(?:ing|inf|math|phys|kfm|psych|volksw)\.?|diplom(?=\W)|"
        r"dea(?=\s(?:in|,))|magister(?=\W|$)|laurea magistrale|dipl[oô]me d'ing[ée]nieur",
    ),
    (
        "bachelor",
        r"bachelor(?:'?s)?(?: degree)?(?: of (?:science|arts|engineering|technology|commerce|"
        r"laws|business administration|education|fine arts|economics|(?:applied |"
        r"computer )\w+))?|b\.?\s?sc\.?(?=\W|$)|b\.?s\.(?=\s)|bs(?=\s(?:in|,|degree))|"
        r"b\.?a\.(?=\s)|ba(?=\s(?:in|,|\(|hons))|b\.?eng\.?(?=\W|$)|b\.?tech\.?(?=\W|$)|"
        r"b\.?com\.?(?=\W|$)|bba(?=\W|$)|ll\.?b\.?(?=\W|$)|licence(?= (?:en|de|ès|in) |, [A-Z])|"
        r"(?-i:B\.E\.|BE(?= [A-Z(]))|licenciatura|laurea(?=\W)|undergraduate degree|grado en",
    ),
    (
        "bootcamp",
        r"boot\s?camp",
    ),
    (
        "school",
        r"(?:international )?baccalaur[ée]ate?|a-levels?|abitur|matura|high[- ]school diploma|"
        r"secondary school|high school|gcses?|maturit[àa]|ged(?=\W)",
    ),
)
_DEGREE = re.compile(
    r"(?<![\w.])(?:" + "|".join(f"(?P<{level}>{form})" for level, form in _FORMS) + ")",
    re.IGNORECASE,
)
_HONOURS = r"(?i:\s*\(?\s*(?:hons?|honou?rs)\.?\s*\)?)?"
_FIELD = re.compile(
    _HONOURS + r"(?:\s*degree)?\s*(?:\((?P<inside>[A-Z][\w &/-]{2,40})\)|"
    r"(?:(?:\s+in|\s+of|\s*[,:-]|)\s+|\s*[,:]\s*)(?P<after>[^,;|()\n\t.•·]{2,70}))",
)  # fmt: skip
_FIELD_END = re.compile(
    r"\s+(?:at|from|with|and(?= (?:an?|my|no|i|i'm|one|later|then|now|have|lead|led|work)\b)|but|"
    r"already|yet|now|too|so far|as well|while|which|where|by|for|on|about|thesis|since|until|"
    r"grade|gpa|\d{4}|(?:the\s+)?(?:univ|inst|coll|tech|school)\w*)(?=\s|$).*|\s+[-]\s.*|\s{2,}.*",
    re.IGNORECASE,
)
_NO_FIELD = re.compile(
    r"(?i)\b(?:universit|institut|college|school|academy|polytech|politec|facult|student|"
    r"candidate|degree|diploma|hochschule|école|ecole|universidad|università|thesis|distinction|"
    r"honou?rs|\d)"
)
_SMALL = re.compile(r"(?i)^(?:an?|the|my|your|of|in|it|and|or|but|to|is|was|not|now|there|here)\b")

NAMES: dict[DegreeLevel, str] = {
    "doctorate": "Doctorate",
    "master": "Master's degree",
    "bachelor": "Bachelor's degree",
    "bootcamp": "Bootcamp",
    "school": "School diploma",
}
"""What a degree of a level is called in a statement."""


@dataclass(frozen=True, slots=True)
class Degree:
    """A degree that a text names.

    Attributes:
        field: as it's written; "" where none is told from what else stands there.
        start: in characters; of the degree's name.
        end: just behind its name.
    """

    level: DegreeLevel
    field: str
    start: int
    end: int


def find_degrees(text: str) -> Iterator[Degree]:
    """Yield the degrees that a text names, in its order."""
    for match in _DEGREE.finditer(text):
        level: DegreeLevel = next(level for level, _ in _FORMS if match[level])
        yield Degree(level, _field(text, match), match.start(), match.end())


def name_degree(level: DegreeLevel, field: str) -> str:
    """Return a degree in words: "Master's degree in Physics"."""
    return f"{NAMES[level]} in {field}" if field else NAMES[level]


def _field(text: str, degree: re.Match[str]) -> str:
    named = re.search(r"(?i)\bof (?!science|arts|philosophy|tech|eng|comm|res|laws)(.+)", degree[0])
    found = _FIELD.match(text, degree.end())
    field = (found["inside"] or found["after"] or "") if found else ""
    field = _FIELD_END.sub("", f" {field}").strip(" -:.'")
    if not field or _NO_FIELD.search(field) or _SMALL.match(field) or len(field.split()) > 7:
        return named[1] if named else ""
    return field
