"""What people do to a roadmap, the days that follow, and plans made anew."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from coach import Coach
from coach.errors import RoadmapError
from coach.profile.facts import Profile
from coach.roadmap.changes import (
    MAX_CHARACTERS,
    add,
    edit,
    find_step,
    finish,
    move,
    reopen,
    skip,
    stamp,
)
from coach.roadmap.planning import Wishes, name_gap
from coach.roadmap.renewal import renew, with_earlier
from coach.roadmap.roadmap import Roadmap, You
from coach.roadmap.schedule import actual_pace, read_day, reschedule
from coach.roadmap.wording import say_pace
from tests.coach.roadmap_samples import (
    ENGINEER,
    SENIOR,
    TODAY,
    fact,
    make_plan,
    small_roadmap,
    with_later,
)

WEEK = timedelta(weeks=1)


def days(roadmap: Roadmap) -> list[date]:
    return [step.day for step in roadmap.steps]


class TestDone:
    def test_keeps_the_proof_and_the_day(self) -> None:
        roadmap = small_roadmap()
        done = finish(roadmap, roadmap.steps[0].id, TODAY, "  https://example.org/a \x00 b\n")
        step = done.steps[0]
        assert (step.state, step.done_on, step.evidence) == (
            "done",
            TODAY,
            "https://example.org/a b",
        )
        again = reopen(done, step.id, TODAY).steps[0]
        assert (again.state, again.done_on, again.evidence) == ("open", None, step.evidence)

    def test_moves_the_others_to_the_day_that_it_was_done(self) -> None:
        roadmap = small_roadmap()
        assert days(roadmap) == [TODAY + WEEK, TODAY + 2 * WEEK, TODAY + 3 * WEEK]
        early = finish(roadmap, roadmap.steps[0].id, TODAY + timedelta(days=2))
        assert days(early)[1:] == [TODAY + timedelta(days=9), TODAY + timedelta(days=16)]

    def test_out_of_turn_leaves_what_is_at_hand_where_it_is(self) -> None:
        roadmap = small_roadmap()
        done = finish(roadmap, roadmap.steps[1].id, TODAY + timedelta(days=3))
        assert done.steps[0].day == TODAY + WEEK
        assert done.steps[2].day == TODAY + 2 * WEEK

    def test_of_what_could_wait_counts_as_now(self) -> None:
        roadmap = with_later(small_roadmap())
        done = finish(roadmap, "0000beef", TODAY)
        assert "0000beef" in {step.id for step in done.now}
        assert not done.later


class TestDays:
    def test_that_have_passed_are_counted_from_today(self) -> None:
        roadmap = small_roadmap()
        late = TODAY + 5 * WEEK
        assert days(reschedule(roadmap, late)) == [late + WEEK, late + 2 * WEEK, late + 3 * WEEK]
        before = TODAY + timedelta(days=6)
        assert reschedule(roadmap, before) == roadmap

    def test_follow_the_pace_that_is_kept(self) -> None:
        roadmap = small_roadmap([f"Step {n}." for n in range(8)])
        for step in roadmap.steps[:2]:
            roadmap = finish(roadmap, step.id, TODAY + 2 * WEEK)
        soon, later = TODAY + 3 * WEEK, TODAY + 5 * WEEK
        assert actual_pace(roadmap, soon) == 5
        # Ten hours in five weeks.
        assert actual_pace(roadmap, later) == pytest.approx(2)
        assert "2 hours a week, going by what you got done" in say_pace(roadmap, later)
        slower = reschedule(roadmap, later)
        assert 17 <= (slower.steps[3].day - slower.steps[2].day).days <= 18
        # A year of nothing is no pace to plan with.
        assert actual_pace(roadmap, TODAY + 520 * WEEK) == pytest.approx(1.25)

    def test_that_were_chosen_stay(self) -> None:
        roadmap = small_roadmap()
        wanted = TODAY + 30 * WEEK
        moved = move(roadmap, roadmap.steps[0].id, wanted, TODAY)
        assert days(moved) == [wanted, TODAY + 2 * WEEK, TODAY + 3 * WEEK]
        assert days(reschedule(moved, TODAY + 10 * WEEK))[0] == wanted

    def test_that_have_passed_cannot_be_chosen(self) -> None:
        roadmap = small_roadmap()
        with pytest.raises(RoadmapError, match="has passed"):
            move(roadmap, roadmap.steps[0].id, TODAY - timedelta(days=1), TODAY)

    def test_chosen_for_what_could_wait_bring_it_in(self) -> None:
        roadmap = move(with_later(small_roadmap()), "0000beef", TODAY + WEEK, TODAY)
        assert roadmap.now[-1].id == "0000beef"
        assert roadmap.now[-1].stage == "First"

    def test_of_a_post_hold_up_what_follows(self, coach: Coach) -> None:
        roadmap = make_plan(coach, ENGINEER)
        posts = [step for step in roadmap.now if step.kind == "rung"]
        later = posts[0].day + timedelta(days=400)
        moved = move(roadmap, posts[0].id, later, TODAY)
        days_after = [s.day for s in moved.now if s.kind == "rung"]
        assert days_after[0] == later
        assert days_after[1] >= later + timedelta(days=364)

    def test_far_beyond_any_calendar_are_its_last(self) -> None:
        roadmap = small_roadmap()
        long = replace(roadmap.steps[0], hours=1e9)
        assert reschedule(replace(roadmap, steps=(long,)), TODAY).steps[0].day.year == 9998

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("2028", date(2028, 12, 31)),
            ("2028-02", date(2028, 2, 29)),
            (" 2028-4-3 ", date(2028, 4, 3)),
            ("2027-02-29", None),
            ("0000-01-01", None),
            ("2028-13", None),
            ("soon", None),
            ("", None),
            ("٢٠٢٨", None),
        ],
    )
    def test_are_read(self, text: str, day: date | None) -> None:
        assert read_day(text) == day


class TestWords:
    def test_are_the_persons_and_the_source_stays(self) -> None:
        roadmap = small_roadmap()
        step = roadmap.steps[0]
        changed = edit(roadmap, step.id, text=" Lead\nthe  team\u202e.", note="call Ann")
        new = changed.steps[0]
        assert (new.text, new.note, new.source, new.is_edited) == (
            "Lead the team.",
            "call Ann",
            step.source,
            True,
        )
        assert edit(changed, step.id, note="").steps[0].note == ""

    @pytest.mark.parametrize("text", ["", "  \x00\n", "x" * (MAX_CHARACTERS + 1)])
    def test_are_needed_and_few(self, text: str) -> None:
        roadmap = small_roadmap()
        with pytest.raises(RoadmapError):
            edit(roadmap, roadmap.steps[0].id, text=text)
        with pytest.raises(RoadmapError):
            add(roadmap, text, TODAY)

    def test_of_a_step_of_ones_own(self, coach: Coach) -> None:
        roadmap = make_plan(coach, ENGINEER)
        stage = list(roadmap.stages())[1][0]
        grown = add(roadmap, "Give a talk", TODAY, stage=stage)
        (own,) = [step for step in grown.steps if step.kind == "own"]
        assert own.source == You(TODAY)
        names = [step.text for step in dict(grown.stages())[stage]]
        assert names[-2] == "Give a talk"
        assert own.day > TODAY
        first = add(roadmap, "Now", TODAY)
        assert "Now" in [step.text for step in next(first.stages())[1]]


class TestNames:
    def test_are_numbers_or_ids(self) -> None:
        roadmap = small_roadmap()
        assert find_step(roadmap, "2") == roadmap.steps[1]
        assert find_step(roadmap, "00000003") == roadmap.steps[2]
        assert find_step(with_later(roadmap), " 0000BE") == with_later(roadmap).steps[3]
        skipped = skip(roadmap, roadmap.steps[0].id, TODAY)
        assert find_step(skipped, "2").id == roadmap.steps[1].id

    @pytest.mark.parametrize("name", ["0", "4", "", "xyz", "0000", "²", "-1"])
    def test_of_none_or_several_are_told(self, name: str) -> None:
        with pytest.raises(RoadmapError, match="coach roadmap"):
            find_step(small_roadmap(), name)


class TestSkipping:
    def test_can_be_undone(self) -> None:
        roadmap = small_roadmap()
        skipped = skip(roadmap, roadmap.steps[0].id, TODAY)
        assert [step.id for step in skipped.skipped] == [roadmap.steps[0].id]
        assert skipped.now[0].day == TODAY + WEEK
        assert reopen(skipped, roadmap.steps[0].id, TODAY) == roadmap


class TestRevision:
    def test_grows_with_what_changes_and_nothing_else(self) -> None:
        roadmap = small_roadmap()
        changed = stamp(roadmap, edit(roadmap, roadmap.steps[1].id, note="x"))
        assert [step.revision for step in changed.steps] == [0, 1, 0]
        assert stamp(changed, changed) == changed


class TestRenewal:
    def again(self, coach: Coach, old: Roadmap, profile: Profile, **wishes: object) -> Roadmap:
        tracks = set(old.choice.names)
        wanted = with_earlier(Wishes(**wishes), old, tracks)  # type: ignore[arg-type]
        assessment = coach.assessor.assess(profile)
        return renew(old, make_plan(coach, profile, wanted), assessment, TODAY)

    def test_without_a_change_changes_nothing(self, coach: Coach) -> None:
        old = make_plan(coach, SENIOR)
        assert self.again(coach, old, SENIOR) == old

    def test_keeps_what_the_person_did(self, coach: Coach) -> None:
        old = make_plan(coach, SENIOR)
        first, second, third = (step.id for step in old.now[:3])
        old = finish(old, first, TODAY, "https://example.org")
        old = edit(old, second, text="In my words", note="note")
        old = move(old, third, TODAY + 50 * WEEK, TODAY)
        old = skip(old, old.later[0].id, TODAY)
        old = add(old, "My own step", TODAY)
        new = self.again(coach, old, SENIOR)
        assert new == old

    def test_closes_what_the_persons_words_close(self, coach: Coach) -> None:
        old = make_plan(coach, SENIOR)
        words = "I explained our models to the board and to customers in forty talks"
        more = Profile((*SENIOR.facts, fact("work", words)))
        shown = {
            name_gap(finding.criterion)
            for dimension in coach.assessor.assess(more).dimensions
            for finding in dimension.criteria
            if finding.standing == "shown" and words in {f.quote for f in finding.evidence}
        }
        assert shown & {step.id for step in old.steps}
        new = self.again(coach, old, more)
        for step in new.steps:
            if step.id in shown:
                assert (step.state, step.done_on) == ("done", TODAY)
                assert step.evidence == f"“{words}”"
        assert {step.id for step in new.steps} == {step.id for step in old.steps}

    def test_notes_a_post_that_was_reached(self, coach: Coach) -> None:
        old = make_plan(coach, ENGINEER)
        now = fact("role", "I'm a Senior ML Engineer now", "Senior ML Engineer", until="now")
        new = self.again(coach, old, Profile((now,)))
        reached = next(step for step in new.steps if step.text == "Become Senior ML Engineer")
        assert reached.state == "done"
        assert reached.evidence == "“I'm a Senior ML Engineer now”"

    def test_on_another_track_drops_its_posts_and_can_go_back(self, coach: Coach) -> None:
        old = make_plan(coach, ENGINEER)
        other = self.again(coach, old, ENGINEER, track="research")
        posts = [s.text for s in other.now if s.kind == "rung"]
        assert posts[-1] == "Become Chief Research Scientist"
        assert "Become Head of Machine Learning" not in posts
        assert other.choice.is_by_hand
        # What was chosen by hand stays chosen.
        assert self.again(coach, other, ENGINEER).choice.is_by_hand
        back = self.again(coach, other, ENGINEER, track="learning")
        shown = [(step.id, step.text, step.day, step.stage) for step in back.now]
        assert shown == [(step.id, step.text, step.day, step.stage) for step in old.now]

    def test_keeps_earlier_wishes(self, coach: Coach) -> None:
        old = make_plan(coach, SENIOR, Wishes(hours_per_week=12, start=TODAY + WEEK))
        new = self.again(coach, old, SENIOR)
        assert (new.pace.hours_per_week, new.start, new.id) == (12, TODAY + WEEK, old.id)
        assert self.again(coach, old, SENIOR, hours_per_week=3.0).pace.hours_per_week == 3
