"""Positions and degrees in a CV's section: what stands around their dates."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from coach.profile.cv_lines import Line
from coach.profile.degrees import find_degrees, name_degree
from coach.profile.facts import Fact
from coach.profile.job_titles import holds_title
from coach.profile.periods import Period, find_period
from coach.profile.signs import fold_signs

_SEPARATOR = re.compile(r"\s+(?:[|·•@-]|at|bei)\s+|\s*[|·•]\s*|,\s+|\s+\(|\)\s*|:\s+|\s{2,}")
_HEAD_WORDS = 16
_LABEL_WORDS = 4
_TELLS = re.compile(
    r"(?i)(?:(?!united|limited)[a-z]{3,}ed|built|led|wrote|ran|won|grew|cut|set|took|taught|drove|made|"
    r"(?:lead|manage|own|run|head|direct|oversee)(?= (?:an?|the|our|two|three|four|five|\d)\b))\b"
)
_COMPANY = re.compile(
    r"(?i)\b(?:gmbh|ag|inc|ltd|llc|plc|corp|s\.?a\.?|university|universit\w+|institut\w*|college|"
    r"hospital|school|company|group|bank|labs?|council|ministry|foundation|academy|agency)\b"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A position or a degree: the lines that name it, and those that tell of it."""

    head: tuple[Line, ...]
    body: tuple[Line, ...]


def split_entries(lines: Sequence[Line]) -> tuple[Entry, ...]:
    """Cut a section's lines into entries: each has one period in its head, or none at all."""
    entries: list[Entry] = []
    head: list[Line] = []
    body: list[Line] = []
    for line in lines:
        if _is_head(line):
            if body or (_has_period(head) and not _belongs(head, line)):
                entries.append(Entry(tuple(head), tuple(body)))
                head, body = [], []
            head.append(line)
        else:
            body.append(line)
    if head or body:
        entries.append(Entry(tuple(head), tuple(body)))
    return tuple(entry for one in entries for entry in _split_head(one))


def _is_head(line: Line) -> bool:
    if line.level:
        return True
    words = line.text.split()
    if line.kind == "bullet" or is_label_list(line.text):
        return False
    if find_period(fold_signs(line.text)) and len(words) <= _HEAD_WORDS:
        return True
    if _TELLS.match(line.text):
        return False
    return len(words) <= _HEAD_WORDS - 6 and not re.search(r"[.!?;]$", line.text)


def _has_period(head: Sequence[Line]) -> bool:
    return any(find_period(fold_signs(line.text)) for line in head)


def _belongs(head: Sequence[Line], line: Line) -> bool:
    """Tell whether a line goes on with a head that has its period: an employer, a place."""
    if line.level or find_period(fold_signs(line.text)):
        return False
    named = any(_names_something(one.text) for one in head)
    return not named or not _names_something(line.text)


def _names_something(text: str) -> bool:
    plain = fold_signs(text)
    return holds_title(plain) or next(find_degrees(plain), None) is not None


def _split_head(entry: Entry) -> Iterator[Entry]:
    """Cut off the lines above a head that are another entry's: a company with several "
    "positions.
    """
    dated = [number for number, line in enumerate(entry.head) if find_period(fold_signs(line.text))]
    if len(dated) <= 1:
        yield entry
        return
    named = [n for n in dated if _names_something(entry.head[n].text)]
    if len(named) == 1 or not named:
        # A company with its own period above a position with another.
        yield entry
        return
    for number, at in enumerate(named):
        stop = named[number + 1] if number + 1 < len(named) else len(entry.head)
        start = 0 if number == 0 else at
        is_last = number == len(named) - 1
        yield Entry(entry.head[start:stop], entry.body if is_last else ())


def is_label_list(text: str) -> bool:
    """Tell whether a line is a list behind its label: "Tools: Git, Docker"."""
    label, colon, listed = text.partition(":")
    if not colon or not listed.strip() or len(label.split()) > _LABEL_WORDS or find_period(label):
        return False
    return bool(re.search(r"[,;]", listed)) or len(listed.split()) <= _LABEL_WORDS


def find_roles(entry: Entry) -> Iterator[Fact]:
    """Yield the positions that an entry's head names: one, or several in one line."""
    for line in entry.head:
        parts = _split_periods(line.text)
        if len(parts) > 1:
            for part in parts:
                yield from _find_role((replace(line, text=part),))
            return
    yield from _find_role(entry.head)


def _split_periods(text: str) -> list[str]:
    """Cut a line behind each of its periods, when a title stands before each."""
    plain = fold_signs(text)
    parts: list[str] = []
    while period := find_period(plain):
        end = period.end + (plain[period.end : period.end + 1] == ")")
        parts.append(text[:end].strip(" ,;"))
        text, plain = text[end:], plain[end:]
    return parts if all(holds_title(fold_signs(part)) for part in parts) else []


def _find_role(head: Sequence[Line]) -> Iterator[Fact]:
    period = _period(head)
    titled = [line for line in head if holds_title(_undated(line.text))]
    if not titled or (period is None and not any(line.level for line in titled)):
        return
    line = min(titled, key=_is_company)
    title = _title(line, head)
    since, until = (period.since, period.until) if period else ("", "")
    yield Fact(
        "role",
        f"{title}{_say_period(since, until)}",
        " ".join(one.text for one in _from_to(head, line)),
        "",
        subject=title,
        since=since,
        until=until,
    )


def find_studies(entry: Entry) -> Iterator[Fact]:
    """Yield the degrees that an entry names."""
    period = _period((*entry.head, *entry.body))
    for line in (*entry.head, *entry.body):
        text = fold_signs(line.text)
        if re.match(r"(?i)(?:thesis|dissertation|advisor|supervisor|grade|gpa|coursework)\b", text):
            continue
        taken: set[str] = set()
        for degree in find_degrees(text):
            if degree.level in taken:
                continue
            taken.add(degree.level)
            own = find_period(text) or period
            since, until = _studied(own)
            field = (
                line.text[text.index(degree.field) :][: len(degree.field)] if degree.field else ""
            )
            named = name_degree(degree.level, field)
            yield Fact(
                "education",
                f"Studying for: {named}" if until == "now" else named,
                line.text,
                "",
                subject=field,
                level=degree.level,
                since=since,
                until=until,
            )


def _studied(period: Period | None) -> tuple[str, str]:
    if period is None:
        return "", ""
    # A single date is that of the degree.
    return (period.since, period.until) if period.is_range else ("", period.since)


def _period(lines: Sequence[Line]) -> Period | None:
    found = [period for line in lines if (period := find_period(fold_signs(line.text)))]
    ranges = [period for period in found if period.is_range]
    # Of a company's and a position's period, the position's stands last.
    return next(reversed(ranges or found), None)


def _undated(text: str) -> str:
    plain = fold_signs(text)
    period = find_period(plain)
    if period is None:
        return plain
    return plain[: period.start] + "  " + plain[period.end :]


def _is_company(line: Line) -> bool:
    return bool(_COMPANY.search(line.text))


def _title(line: Line, head: Sequence[Line]) -> str:
    plain = _undated(line.text)
    # The employer stands on a line of its own, so all of this one is the title.
    others = [
        one for one in head if one is not line and re.search(r"[^\W\d_]{2}", _undated(one.text))
    ]
    pieces = [piece.strip(" -,;:()|") for piece in _SEPARATOR.split(plain)]
    named = next((piece for piece in pieces if holds_title(piece)), "")
    whole = " ".join(plain.split()).strip(" -,;:()|*")
    is_alone = bool(others) and not re.search(r"\s[|·•@-]\s|\s(?:at)\s|\(", whole)
    return whole if is_alone and whole.startswith(named) else named


def _from_to(head: Sequence[Line], line: Line) -> Sequence[Line]:
    """Return the lines of a head from the title to its period."""
    at = head.index(line)
    dated = [n for n, one in enumerate(head) if find_period(fold_signs(one.text))]
    if not dated:
        return (line,)
    nearest = min(dated, key=lambda n: abs(n - at))
    return head[min(at, nearest) : max(at, nearest) + 1]


def _say_period(since: str, until: str) -> str:
    if since and until:
        return f", {since} to {until}"
    return f", {since}" if since else ""
