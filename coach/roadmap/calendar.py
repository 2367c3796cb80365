"""A roadmap as a calendar (iCalendar, RFC 5545), and what was changed in one, read back.

Each step is an event of a whole day. Its UID stays the same, and its SEQUENCE grows with each
change, so that a calendar that takes the file in once more moves the events that it has. A step
that has gone is there as cancelled.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from coach.errors import RoadmapError
from coach.roadmap.changes import finish, move, skip
from coach.roadmap.importing import Import
from coach.roadmap.roadmap import Roadmap, RoadmapStep
from coach.roadmap.sheet import Trouble
from coach.roadmap.wording import say_advice, say_done, say_gap, say_source, say_title

if TYPE_CHECKING:
    from icalendar import Component

_PRODUCT = "-//Headway//Roadmap//EN"
_HOST = "headway"
# Which day was written, so that a day changed in the calendar is told from one that the plan moved.
_WRITTEN_DAY = "X-HEADWAY-DAY"


def to_calendar(roadmap: Roadmap, stamp: datetime) -> bytes:
    """Return the calendar of the steps of now.

    Args:
        stamp: the moment, in UTC, that it's written at.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", say_title(roadmap))
    for step in roadmap.steps:
        if not step.is_later:
            calendar.add_component(_event(roadmap, step, stamp))
    return bytes(calendar.to_ical())


def take_in_calendar(roadmap: Roadmap, content: bytes, today: date) -> Import:
    """Follow what was changed in a calendar: days that were moved, and what was done or cancelled.

    A trouble's line is 0, as a calendar has none that a person would know.

    Raises:
        RoadmapError: it is no calendar, or holds nothing of this roadmap.
    """
    changes: list[str] = []
    troubles: list[Trouble] = []
    steps = {_uid(roadmap, step): step for step in roadmap.steps if step.state != "dropped"}
    found = [entry for entry in _read(content) if entry.uid in steps]
    if not found:
        raise RoadmapError(
            "That calendar holds no step of this roadmap: import what "
            "`coach roadmap export -o FILE.ics` wrote."
        )
    for entry in found:
        try:
            changed = _follow(roadmap, steps[entry.uid], entry, today)
        except RoadmapError as error:
            troubles.append(Trouble(0, f"“{steps[entry.uid].text}”: {error}"))
            continue
        if changed is not roadmap:
            changes.append(f"{entry.does}: {steps[entry.uid].text}")
            roadmap = changed
    return Import(roadmap, tuple(changes), tuple(troubles))


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a calendar says of one step.

    Attributes:
        written: the day that was written, None where the calendar didn't keep it.
    """

    uid: str
    status: str
    day: date | None
    written: date | None

    @property
    def does(self) -> str:
        return {"COMPLETED": "Done", "CANCELLED": "Left out"}.get(
            self.status, f"Moved to {self.day}"
        )


def _event(roadmap: Roadmap, step: RoadmapStep, stamp: datetime) -> "Component":
    from icalendar import Event

    day = step.done_on if step.state == "done" and step.done_on else step.day
    event = Event()
    event.add("uid", _uid(roadmap, step))
    event.add("dtstamp", stamp)
    event.add("sequence", step.revision)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", f"Done: {step.text}" if step.state == "done" else step.text)
    event.add("description", "\n".join(_describe(step)))
    event.add("status", "CONFIRMED" if step.state in ("open", "done") else "CANCELLED")
    event.add("transp", "TRANSPARENT")
    event.add(_WRITTEN_DAY, day.isoformat())
    return event


def _describe(step: RoadmapStep) -> Iterator[str]:
    if step.state == "done":
        yield f"Done: {say_done(step)}"
    yield f"Proof: {step.proof}"
    if step.note:
        yield f"Note: {step.note}"
    if step.gap:
        yield f"Closes: {say_gap(step.gap)}"
    for advice in step.advice:
        yield f"How: {say_advice(advice)}"
    yield f"Source: {say_source(step)}"


def _uid(roadmap: Roadmap, step: RoadmapStep) -> str:
    return f"{step.id}.{roadmap.id}@{_HOST}"


def _read(content: bytes) -> Iterator[_Entry]:
    from icalendar import Calendar

    try:
        calendars = Calendar.from_ical(content, multiple=True)
    except (ValueError, IndexError, KeyError):
        raise RoadmapError(
            "That file is no calendar: import what `coach roadmap export -o FILE.ics` wrote."
        ) from None
    for calendar in calendars:
        for component in calendar.walk():
            if component.name in ("VEVENT", "VTODO"):
                yield _Entry(
                    str(component.get("uid", "")),
                    str(component.get("status", "")).upper(),
                    _day(component),
                    _parse(str(component.get(_WRITTEN_DAY, ""))),
                )


def _day(component: "Component") -> date | None:
    name = "dtstart" if component.name == "VEVENT" else "due"
    value = getattr(component.get(name), "dt", None)
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _parse(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _follow(roadmap: Roadmap, step: RoadmapStep, entry: _Entry, today: date) -> Roadmap:
    if step.state != "open":
        return roadmap
    if entry.status == "COMPLETED":
        return finish(roadmap, step.id, today)
    if entry.status == "CANCELLED":
        return skip(roadmap, step.id, today)
    if entry.day is None or entry.day == (entry.written or step.day):
        return roadmap
    return move(roadmap, step.id, entry.day, today)
