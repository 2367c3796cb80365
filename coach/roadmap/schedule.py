"""The days of a roadmap, from the time that a person has and from what they got done.

How much work a step is, and how long a post is held, is the plan's own estimate: documents seldom
say. It stands in the constants below, and each day can be moved by hand.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from coach.roadmap.roadmap import Roadmap, RoadmapStep

PARTLY_HOURS = 20.0
GAP_HOURS = 40.0
# Of what one enrols for, such as a degree.
ENROLLED_HOURS = 1_200.0
# To be ready for a post, beside what it asks for.
RUNG_HOURS = 20.0
OWN_HOURS = 20.0
RUNG_WEEKS = 52.0
"""How long a post is held at the least before the next one."""

ASSUMED_HOURS_PER_WEEK = 4.0
MIN_HOURS_PER_WEEK, MAX_HOURS_PER_WEEK = 0.5, 80.0

# Before that, what got done says little of the pace.
_TELLING_WEEKS = 4.0
_TELLING_STEPS = 2
# An odd month must not turn the plan over.
_SLOWEST, _FASTEST = 0.25, 2.0
_DAY = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?", re.ASCII)
_LAST_DAY = date(9998, 12, 31)


def reschedule(roadmap: Roadmap, today: date) -> Roadmap:
    """Date what is left anew, one step after the other, at the pace that holds today.

    What the person moved stays where it is. When the next step is overdue the plan is counted
    from today.
    """
    roadmap = _catch_up(roadmap, today)
    pace = actual_pace(roadmap, today)
    days = dict(_date(roadmap, pace))
    steps = (replace(s, day=days[s.id]) if s.id in days else s for s in roadmap.steps)
    return replace(roadmap, steps=tuple(steps))


def actual_pace(roadmap: Roadmap, today: date) -> float:
    """Return the hours a week that the plan goes by: those said, until enough got done to tell."""
    said = roadmap.pace.hours_per_week
    done = [step for step in roadmap.steps if step.state == "done"]
    weeks = (today - roadmap.start) / timedelta(weeks=1)
    if weeks < _TELLING_WEEKS or len(done) < _TELLING_STEPS:
        return said
    kept = sum(step.hours for step in done) / weeks
    return min(max(kept, said * _SLOWEST), said * _FASTEST)


def is_overdue(step: RoadmapStep, today: date) -> bool:
    """Tell whether a step should be done by now."""
    return step.state == "open" and step.day < today


def read_day(text: str) -> date | None:
    """Return the last day of "2028", "2028-04" or "2028-04-30"; None when it's none of these."""
    found = _DAY.fullmatch(text.strip())
    if not found:
        return None
    year, month = int(found["year"]), int(found["month"] or 12)
    try:
        return date(year, month, int(found["day"] or monthrange(year, month)[1]))
    except ValueError:
        return None


def _catch_up(roadmap: Roadmap, today: date) -> Roadmap:
    upcoming = next((s for s in roadmap.now if s.state == "open" and not s.is_moved), None)
    if upcoming and is_overdue(upcoming, today):
        return replace(roadmap, counted_from=max(today, roadmap.start))
    return roadmap


def _date(roadmap: Roadmap, hours_per_week: float) -> Iterator[tuple[str, date]]:
    """Walk over what is left to date: now first, then later."""
    weeks, post = 0.0, 0.0
    for step in (*roadmap.now, *roadmap.later):
        if step.state != "open":
            continue
        weeks += step.hours / hours_per_week
        if step.kind == "rung":
            weeks = max(weeks, post + RUNG_WEEKS)
            post = weeks
        if not step.is_moved:
            yield step.id, _add(roadmap.counted_from, weeks)
        elif step.kind == "rung":
            weeks = post = max(post, (step.day - roadmap.counted_from) / timedelta(weeks=1))


def _add(day: date, weeks: float) -> date:
    try:
        return min(day + timedelta(days=round(weeks * 7)), _LAST_DAY)
    except OverflowError:
        return _LAST_DAY
