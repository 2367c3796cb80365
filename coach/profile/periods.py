"""Periods in a text: "Jan 2019 - Present", "03/2015 - 06/2018", "since 2020", "2017"."""

import re
from dataclasses import dataclass

_MONTHS = (
    "jan(?:uary)?|janeiro|enero",
    "feb(?:ruary)?",
    "mar(?:ch)?",
    "apr(?:il)?",
    "may|mai",
    "june?",
    "july?",
    "aug(?:ust)?",
    "sept?(?:ember)?",
    "oct(?:ober)?|okt(?:ober)?",
    "nov(?:ember)?",
    "dec(?:ember)?|dez(?:ember)?",
)
_MONTH = re.compile("|".join(f"({name})" for name in _MONTHS), re.IGNORECASE)
_YEAR = r"(?:19[5-9]|20[0-4])\d"
_NAMED = "|".join(_MONTHS)
_DATE = (
    rf"(?:{_YEAR}[-/.](?:0[1-9]|1[0-2])(?!\d)|(?:0?[1-9]|1[0-2])\s?[/.]\s?{_YEAR}"
    rf"|(?:(?:{_NAMED}|spring|summer|autumn|fall|winter|early|late|mid|q[1-4])\.?[\s,'-]*)?{_YEAR})"
)
_NOW = r"(?:present|now|today|current(?:ly)?|ongoing|(?:to )?date|heute|presente|aujourd'hui)"
_PERIOD = re.compile(
    rf"(?<![\w.,/$-])(?:(?P<since>since|from)\s+)?(?P<first>{_DATE})\s*(?:-+|to|until|till|"
    rf"through|bis|>)\s*(?P<last>{_DATE}|{_NOW}\b|\d\d(?!\d))|(?<![\w-])(?:since|from|seit|"
    rf"as of)\s+(?P<open>{_DATE})(?:\s*(?:-|to)\s*(?={_NOW})|)|"
    rf"(?<![\w.,/$-])(?P<begun>{_DATE})\s*-\s*(?=$|[)|])|(?<![\w.,/$-])(?P<only>{_DATE})(?![\w%]|"
    rf"[.,]\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Period:
    """When something was, and where the text says so.

    Attributes:
        since: "2019" or "2019-04"; "" where it isn't said.
        until: likewise, or "now".
        is_range: whether both ends are said, one of them maybe "now".
    """

    since: str
    until: str
    start: int
    end: int
    is_range: bool


def find_period(text: str) -> Period | None:
    """Return the first period that a text names from one date to another, else its first date.

    Signs must be plain (`coach.profile.signs`).
    """
    found = list(_PERIOD.finditer(text))
    match = next((one for one in found if not one["only"]), found[0] if found else None)
    if match is None:
        return None
    if match["only"]:
        return Period(_date(match["only"]), "", *match.span(), is_range=False)
    if match["first"]:
        since, last = _date(match["first"]), match["last"]
        if re.fullmatch(_NOW, last, re.IGNORECASE):
            until = "now"
        elif len(last) == 2:
            until = since[:2] + last
        else:
            until = _date(last)
        return Period(since, until, *match.span(), is_range=True)
    return Period(_date(match["open"] or match["begun"]), "now", *match.span(), is_range=True)


def _date(written: str) -> str:
    year = re.search(_YEAR, written)
    assert year is not None  # noqa: S101
    rest = written[: year.start()] + " " + written[year.end() :]
    named = _MONTH.search(rest)
    number = re.search(r"\d{1,2}", rest) if not re.match(r"(?i)\s*q\d", rest) else None
    month = (named.lastindex if named else None) or (int(number[0]) if number else 0)
    return f"{year[0]}-{month:02}" if month else year[0]
