"""The roadmap as a calendar, read by `icalendar` and by another parser."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar, Todo

from coach import Coach
from coach.errors import RoadmapError
from coach.roadmap.calendar import take_in_calendar, to_calendar
from coach.roadmap.changes import edit, finish, move, skip, stamp
from coach.roadmap.roadmap import Roadmap
from tests.coach.roadmap_samples import SENIOR, TODAY, make_plan, small_roadmap, with_later
from tests.coach.test_roadmap_markdown import HOSTILE, whole

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def events(roadmap: Roadmap) -> dict[str, object]:
    calendar = Calendar.from_ical(to_calendar(roadmap, NOW))
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def event(roadmap: Roadmap, place: int):  # type: ignore[no-untyped-def]
    return events(roadmap)[f"{roadmap.steps[place].id}.{roadmap.id}@headway"]


class TestCalendar:
    def test_opens(self, coach: Coach) -> None:
        roadmap = make_plan(coach, SENIOR)
        content = to_calendar(roadmap, NOW)
        calendar = Calendar.from_ical(content)
        assert calendar["version"] == "2.0"
        assert not calendar.errors
        found = events(roadmap)
        assert len(found) == len(roadmap.now)
        for place, step in enumerate(roadmap.now):
            one = event(roadmap, place)
            assert not one.errors
            assert one["dtstart"].dt == step.day
            assert type(one["dtstart"].dt) is date
            assert one["dtend"].dt == step.day + timedelta(days=1)
            assert one["dtstamp"].dt == NOW
            assert one["summary"] == step.text
            assert f"Proof: {step.proof}" in one["description"]
            assert "Source: " in one["description"]

    def test_opens_in_another_parser(self) -> None:
        import vobject

        roadmap = whole()
        read = vobject.readOne(to_calendar(roadmap, NOW).decode())
        found = {one.uid.value: one for one in read.vevent_list}
        for step in roadmap.steps:
            if not step.is_later:
                one = found[f"{step.id}.{roadmap.id}@headway"]
                assert one.summary.value.removeprefix("Done: ") == step.text
                assert isinstance(one.dtstart.value, date)

    def test_is_folded_and_escaped(self) -> None:
        content = to_calendar(whole(), NOW)
        assert content.endswith(b"END:VCALENDAR\r\n")
        lines = content.split(b"\r\n")
        assert all(len(line) <= 75 for line in lines)
        assert b"\n" not in b"".join(lines)
        assert content.count(b"BEGIN:VEVENT") == len([s for s in whole().steps if not s.is_later])
        shown = {str(one["summary"]).removeprefix("Done: ") for one in events(whole()).values()}
        assert {" ".join(text.split()) for text in HOSTILE} <= shown

    def test_moves_what_it_holds_already(self) -> None:
        roadmap = small_roadmap()
        changed = stamp(roadmap, move(roadmap, roadmap.steps[1].id, date(2028, 1, 1), TODAY))
        assert set(events(roadmap)) == set(events(changed))
        before, after = event(roadmap, 1), event(changed, 1)
        assert after["sequence"] == before["sequence"] + 1
        assert after["dtstart"].dt == date(2028, 1, 1)
        assert event(changed, 0)["sequence"] == event(roadmap, 0)["sequence"]

    def test_of_two_people_share_nothing(self) -> None:
        roadmap = small_roadmap()
        assert not set(events(roadmap)) & set(events(replace(roadmap, id="cd" * 8)))

    def test_tells_what_is_done_or_gone(self) -> None:
        roadmap = with_later(small_roadmap())
        roadmap = finish(roadmap, roadmap.steps[0].id, TODAY, "https://example.org")
        roadmap = skip(roadmap, roadmap.steps[1].id, TODAY)
        dropped = replace(roadmap.steps[2], state="dropped")
        steps = (*roadmap.steps[:2], dropped, roadmap.steps[3])
        roadmap = replace(roadmap, steps=steps)
        done = event(roadmap, 0)
        assert done["summary"].startswith("Done: ")
        assert "https://example.org" in done["description"]
        assert [event(roadmap, n)["status"] for n in (0, 1, 2)] == [
            "CONFIRMED",
            "CANCELLED",
            "CANCELLED",
        ]
        assert len(events(roadmap)) == 3


class TestImport:
    def edited(self, roadmap: Roadmap, **changes: object) -> bytes:
        """Return the calendar with the second step's event changed."""
        calendar = Calendar.from_ical(to_calendar(roadmap, NOW))
        one = calendar.walk("VEVENT")[1]
        for name, value in changes.items():
            one.pop(name, None)
            if value is not None:
                one.add(name, value)
        return bytes(calendar.to_ical())

    def test_of_what_was_written_changes_nothing(self) -> None:
        roadmap = whole()
        came = take_in_calendar(roadmap, to_calendar(roadmap, NOW), TODAY)
        assert (came.roadmap, came.changes, came.troubles) == (roadmap, (), ())

    @pytest.mark.parametrize("value", [date(2028, 5, 6), datetime(2028, 5, 6, 9, tzinfo=UTC)])
    def test_follows_a_day(self, value: date) -> None:
        roadmap = small_roadmap()
        came = take_in_calendar(roadmap, self.edited(roadmap, dtstart=value), TODAY)
        step = came.roadmap.steps[1]
        assert (step.day, step.is_moved) == (date(2028, 5, 6), True)
        assert came.changes == (f"Moved to 2028-05-06: {step.text}",)

    def test_does_not_undo_what_the_plan_moved(self) -> None:
        roadmap = small_roadmap()
        content = to_calendar(roadmap, NOW)
        later = finish(roadmap, roadmap.steps[0].id, TODAY + timedelta(days=3))
        assert later.steps[1].day != roadmap.steps[1].day
        came = take_in_calendar(later, content, TODAY + timedelta(days=3))
        assert (came.roadmap, came.changes) == (later, ())

    def test_follows_what_was_cancelled_or_completed(self) -> None:
        roadmap = small_roadmap()
        came = take_in_calendar(roadmap, self.edited(roadmap, status="CANCELLED"), TODAY)
        assert came.roadmap.steps[1].state == "skipped"
        todo = Todo()
        todo.add("uid", f"{roadmap.steps[0].id}.{roadmap.id}@headway")
        todo.add("status", "COMPLETED")
        calendar = Calendar()
        calendar.add_component(todo)
        came = take_in_calendar(roadmap, calendar.to_ical(), TODAY)
        assert came.roadmap.steps[0].state == "done"

    def test_tells_a_day_that_has_passed(self) -> None:
        roadmap = small_roadmap()
        content = self.edited(roadmap, dtstart=date(2020, 1, 1))
        came = take_in_calendar(roadmap, content, TODAY)
        assert came.roadmap == roadmap
        assert "has passed" in came.troubles[0].reason

    @pytest.mark.parametrize(
        "content",
        [b"", b"hello", b"\xff\xfe\x00", b"BEGIN:VCALENDAR\r\n", b"BEGIN:VCALENDAR\r\nEND:X\r\n"],
    )
    def test_of_no_calendar_is_told(self, content: bytes) -> None:
        with pytest.raises(RoadmapError, match="coach roadmap export"):
            take_in_calendar(small_roadmap(), content, TODAY)

    def test_of_another_persons_is_told(self) -> None:
        other = replace(small_roadmap(), id="cd" * 8)
        with pytest.raises(RoadmapError, match="no step of this roadmap"):
            take_in_calendar(small_roadmap(), to_calendar(other, NOW), TODAY)

    def test_keeps_the_words_of_the_plan(self) -> None:
        roadmap = small_roadmap()
        roadmap = edit(roadmap, roadmap.steps[1].id, text="Mine")
        came = take_in_calendar(roadmap, self.edited(roadmap, summary="Hacked"), TODAY)
        assert came.roadmap == roadmap
