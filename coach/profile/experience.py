"""Years of experience, as a text states them; ages, plans and what lies ahead are none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coach.profile.numbers import NUMBER, value_of

_YEARS = re.compile(
    rf"(?<![\w.$€£-])(?P<number>{NUMBER})(?:\s*(?:-|to|or)\s*{NUMBER})?\s*(?:\+|plus)?[\s-]*"
    r"(?P<half>and a half\s+)?(?P<unit>years?|yrs?|months?)\b'?",
    re.IGNORECASE,
)
_AHEAD_OR_AGE = re.compile(
    r"(?i)\b(?:in|within|next|another|after|every|until|by|ago|age|aged|during|the first|"
    r"over the (?:next|last))\s+(?:the\s+|about\s+|around\s+)?$"
)
_NO_EXPERIENCE = re.compile(
    r"(?i)^\s*(?:old\b|ago\b|from now|of age\b|later\b|earlier\b|until\b|till\b|to (?:go|retire)|"
    r"left\b|before\b|after\b|ahead\b|into the future|in a row|(?:of (?:an? |the )?)?-?(?:roadmap|"
    r"plan|contract|strategy|project|programme|program|grant|warranty|horizon|forecast|term|"
    r"agreement|deal|lease)\b)"
)
_CUE_BEFORE = re.compile(
    r"(?i)\b(?:with|have|has|had|for|over|got|than|nearly|almost|spent)\s+\W*$"
)
_CUE_AFTER = re.compile(
    r"(?i)^\s*(?:of\s+)?(?:[\w/&-]+\s+){0,4}?(?:experience|expertise|background)\b|^\s*(?:in|as|"
    r"of|at|doing|working|building|leading|managing|running|with|across|on)\b|^[\s.,;)!]*$"
)
_ABOUT = re.compile(
    r"(?i)^\s*(?:of\s+)?(?P<before>(?:[\w/&+#-]+\s+){0,3}?)(?:experience|expertise)\b(?:\s+(?:in|"
    r"with|of|as an?|as|across|building|doing|leading|on)\s+(?P<after>[^,;.()\n|]+))?|^\s*(?:in|"
    r"of|as an?|as|doing|working (?:in|on|with|as an?|as)|with|across|"
    r"(?=[a-z]+ing\b))\s*(?P<plain>[^,;.()\n|]+)"
)
_DID = re.compile(
    r"(?i)(?:^|\b(?:i've|i have|i|and|have)\s+)(?:(?:been|used to be|was|"
    r"worked as) (?:an? )?(?P<was>[^,;.]{2,40}?)|(?P<did>[a-z]+(?:ed|ing|taught|led|built|run|ran|"
    r"written)\b[^,;.]{0,40}?))\s+for\s+\W*(?:over |more than |about |around |almost |nearly )?$"
)
_ABOUT_END = re.compile(
    r"(?i)\s+(?:and (?=(?:i|a|an|no|my|currently|\w+ed|lead|manage|have|now)\b)|but|who|which|"
    r"where|at|for|from|since|so far|now|already|behind|including|across|with(?= a)).*$"
)
_VAGUE = frozenset(
    [
        "total",
        "overall",
        "work",
        "working",
        "professional",
        "relevant",
        "industry",
        "hands-on",
        "practical",
        "the",
        "my",
        "this",
        "that",
        "it",
        "them",
        "experience",
        "combined",
        "full-time",
        "commercial",
        "solid",
        "proven",
        "of",
    ]
)
_OF_THEM = re.compile(
    rf"(?i)^\W*(?:and\s+)?(?:the (?:last|past)\s+(?P<last>{NUMBER})(?:\s+years?)?|"
    rf"(?P<part>{NUMBER})\s+(?:years?\s+)?of (?:them|those|these|which))\s+"
    r"(?:in\s+|as\s+(?:an?\s+)?|with\s+|on\s+|doing\s+)?(?P<what>[^,;.()\n|]+)"
)
_AS_LONG = re.compile(
    rf"(?i)\band\s+(?P<did>[a-z]+ [^,;.]{{2,40}}?)\s+for\s+(?P<number>{NUMBER})\W*$"
)
_MAX_SUBJECT = 60


@dataclass(frozen=True, slots=True)
class Years:
    """Years of experience in a text.

    Attributes:
        subject: of what: "machine learning"; "" where that isn't said.
        start: in characters.
    """

    number: float
    subject: str
    start: int


def find_years(text: str, *, goes_on: bool = False) -> Iterator[Years]:
    """Yield the years of experience that a text states. Signs must be plain.

    Args:
        goes_on: the text before it has stated some: "six of them in machine learning".
    """
    found = False
    for match in _YEARS.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if _AHEAD_OR_AGE.search(before) or _NO_EXPERIENCE.match(after):
            continue
        if not (_CUE_BEFORE.search(before) or _CUE_AFTER.match(after)):
            continue
        found = True
        number = value_of(match["number"]) + (0.5 if match["half"] else 0)
        if match["unit"].lower().startswith("month"):
            number = round(number / 12, 1)
        yield Years(number, _subject(before, after), match.start())
    if found and (more := _AS_LONG.search(text)):
        yield Years(value_of(more["number"]), more["did"], more.start("number"))
    if goes_on and not found and (part := _OF_THEM.match(text)):
        what = _ABOUT_END.sub("", f" {part['what']}").strip()
        yield Years(value_of(part["last"] or part["part"]), what, part.start())


def _subject(before: str, after: str) -> str:
    about, did = _ABOUT.match(after), _DID.search(before)
    said = [about[group] or "" for group in ("after", "plain", "before")] if about else []
    for one in [*said, (did["did"] or did["was"]) if did else ""]:
        bare = _ABOUT_END.sub("", f" {one.strip()}").strip(" -")
        bare = re.sub(r"(?i)^(?:an?|the|my)\s+", "", bare)
        if bare and len(bare) <= _MAX_SUBJECT and not _VAGUE.issuperset(bare.lower().split()):
            return bare
    return ""
