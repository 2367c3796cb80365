"""The page of a person's roadmap: steps with their proof, source and day, to do and to change."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import PurePath

from coach import Coach
from coach.errors import RoadmapError
from coach.roadmap.changes import add, edit, finish, move, reopen, skip
from coach.roadmap.importing import Import
from coach.roadmap.outputs import take_in_content
from coach.roadmap.roadmap import Roadmap
from coach.roadmap.schedule import is_overdue, read_day, reschedule
from coach.roadmap.wording import say_advice, say_done, say_gap, say_head, say_source, say_title
from ui.you.forms import Go, Outcome, Sent, Show
from ui.you.layout import render

_DONE = {
    "planned": "Planned. What you did to the steps has stayed.",
    "changed": "Changed; the days of the other steps have followed.",
    "deleted": "Deleted for good.",
}

_Change = Callable[[Roadmap], Roadmap]


def show(coach: Coach, owner: str, query: Mapping[str, str]) -> str:
    """Render a person's roadmap, or the way to make one."""
    return _render(coach, owner, done=_DONE.get(query.get("done", ""), ""))


def take(coach: Coach, owner: str, sent: Sent) -> Outcome:
    """Carry out what the person wants with their roadmap."""
    step_id = sent.first("step")
    try:
        match sent.first("act"):
            case "plan":
                _plan(coach, owner, sent)
                return Go("planned")
            case "delete":
                coach.roadmaps.forget(owner)
                return Go("deleted")
            case "import":
                return _take_in(coach, owner, sent)
            case act:
                change = _read_change(act, step_id, sent)
                coach.roadmaps.change(owner, lambda found: change(_existing(found)))
                return Go("changed", f"r-{step_id}" if step_id else "")
    except RoadmapError as error:
        return Show(_render(coach, owner, error=str(error)), 422)


def _plan(coach: Coach, owner: str, sent: Sent) -> None:
    hours = sent.first("hours").strip()
    try:
        hours_per_week = float(hours) if hours else None
    except ValueError:
        raise RoadmapError("Write the hours a week as a number, like 5.") from None
    coach.plan(
        owner,
        track=sent.first("track") or None,
        start=_day(sent.first("start")) if sent.first("start") else None,
        hours_per_week=hours_per_week,
    )


def _read_change(act: str, step_id: str, sent: Sent) -> _Change:
    today = date.today()
    match act:
        case "done":
            return lambda found: finish(found, step_id, today, sent.first("evidence"))
        case "reopen":
            return lambda found: reopen(found, step_id, today)
        case "skip":
            return lambda found: skip(found, step_id, today)
        case "move":
            day = _day(sent.first("day"))
            return lambda found: move(found, step_id, day, today)
        case "edit":
            return lambda found: edit(
                found,
                step_id,
                text=sent.first("text"),
                proof=sent.first("proof"),
                note=sent.first("note"),
            )
        case "add":
            wanted = _day(sent.first("day")) if sent.first("day") else None
            proof = sent.first("proof")
            return lambda found: add(found, sent.first("text"), today, day=wanted, proof=proof)
        case _:
            raise RoadmapError("This page doesn't know what to do with that: load it again.")


def _take_in(coach: Coach, owner: str, sent: Sent) -> Outcome:
    if sent.file is None:
        raise RoadmapError("Choose a file first: the .md or .ics that you took along and changed.")
    form, content = PurePath(sent.file.name).suffix, sent.file.content
    imports: list[Import] = []

    def follow(found: Roadmap | None) -> Roadmap:
        imports.append(take_in_content(_existing(found), form, content, date.today()))
        return imports[-1].roadmap

    coach.roadmaps.change(owner, follow)
    came = imports[-1]
    told = [f"Line {one.line}: {one.reason}" if one.line else one.reason for one in came.troubles]
    return Show(_render(coach, owner, changes=came.changes or ("No change.",), troubles=told))


def _existing(found: Roadmap | None) -> Roadmap:
    if found is None:
        raise RoadmapError("There is no roadmap any more: make one first.")
    return found


def _day(text: str) -> date:
    day = read_day(text)
    if day is None:
        raise RoadmapError("Write the day like 2027-01-31.")
    return day


def _render(
    coach: Coach,
    owner: str,
    *,
    done: str = "",
    error: str = "",
    changes: tuple[str, ...] = (),
    troubles: list[str] | None = None,
) -> str:
    today = date.today()
    stored = coach.roadmaps.read(owner)
    roadmap = reschedule(stored, today) if stored else None
    return render(
        "roadmap",
        done=done,
        error=error,
        changes=changes,
        troubles=troubles or [],
        roadmap=roadmap,
        title=say_title(roadmap) if roadmap else "",
        head=list(say_head(roadmap, today)) if roadmap else [],
        knows_something=bool(coach.profiles.read(owner).facts),
        today=today,
        is_overdue=lambda step: is_overdue(step, today),
        say_gap=say_gap,
        say_source=say_source,
        say_advice=say_advice,
        say_done=say_done,
    )
