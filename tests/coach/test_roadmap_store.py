"""Stored roadmaps, on both databases."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy import select, update

from coach import Coach, Settings
from coach.database import Database
from coach.errors import ConversationError, RoadmapError
from coach.roadmap.changes import add, edit, finish
from coach.roadmap.roadmap import Roadmap
from coach.roadmap.store import Roadmaps, open_roadmaps
from coach.schema import roadmaps
from tests.coach.roadmap_samples import SENIOR, TODAY, make_plan, small_roadmap

CANARY = "kanarienvogel-7f3a"


@pytest.fixture
def kept(url: str) -> Iterator[Roadmaps]:
    with open_roadmaps(url) as store:
        yield store


def unwrap(roadmap: Roadmap | None) -> Roadmap:
    assert roadmap
    return roadmap


class TestStore:
    def test_gives_back_what_it_took(self, kept: Roadmaps, url: str, coach: Coach) -> None:
        made = make_plan(coach, SENIOR)
        made = finish(made, made.steps[0].id, TODAY, "done \\ 💶 “so”")
        made = add(made, "Own", TODAY)
        assert kept.read("ann") is None
        assert kept.change("ann", lambda _: made) == made
        assert kept.read("ann") == made
        with open_roadmaps(url) as again:
            assert again.read("ann") == made

    def test_keeps_owners_apart(self, kept: Roadmaps) -> None:
        ann, bob = small_roadmap(["Ann's."]), small_roadmap(["Bob's."])
        kept.change("ann", lambda _: ann)
        kept.change("bob", lambda _: bob)
        assert (kept.read("ann"), kept.read("bob")) == (ann, bob)
        assert kept.forget("ann")
        assert kept.read("ann") is None
        assert kept.read("bob") == bob
        assert not kept.forget("ann")

    def test_stamps_what_changes(self, kept: Roadmaps) -> None:
        made = kept.change("ann", lambda _: small_roadmap())
        step_id = made.steps[1].id
        for note in ("one", "two"):
            changed = kept.change(
                "ann", lambda found, note=note: edit(unwrap(found), step_id, note=note)
            )
        assert [step.revision for step in changed.steps] == [0, 2, 0]

    def test_of_many_writers_loses_nothing(self, kept: Roadmaps, url: str) -> None:
        def write(number: int) -> None:
            with open_roadmaps(url) as own:
                own.change(
                    "ann",
                    lambda found: add(found or small_roadmap(), f"Step {number}", TODAY),
                )

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(write, range(24)))
        found = unwrap(kept.read("ann"))
        assert {s.text for s in found.steps if s.kind == "own"} == {f"Step {n}" for n in range(24)}

    def test_of_two_first_ones_loses_none(self, kept: Roadmaps) -> None:
        both = Barrier(2)

        def write(text: str) -> None:
            def make(found: Roadmap | None) -> Roadmap:
                if found is None:
                    # On SQLite the second writer waits until the first one is done.
                    with suppress(BrokenBarrierError):
                        both.wait(timeout=2)
                return add(found or small_roadmap(), text, TODAY)

            kept.change("ann", make)

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(write, ("One", "Two")))
        found = unwrap(kept.read("ann"))
        assert {step.text for step in found.steps if step.kind == "own"} == {"One", "Two"}

    def test_a_change_that_fails_changes_nothing(self, kept: Roadmaps) -> None:
        made = kept.change("ann", lambda _: small_roadmap())
        with pytest.raises(RoadmapError):
            kept.change("ann", lambda found: edit(unwrap(found), "99", text="x"))
        assert kept.read("ann") == made

    def test_of_a_newer_headway_is_left_alone(self, kept: Roadmaps, database: Database) -> None:
        kept.change("ann", lambda _: small_roadmap())
        for text in ('{"form": 2}', "[]", "no", '{"form": 1, "roadmap": {"id": "x"}}'):
            with database.writing() as connection:
                connection.execute(update(roadmaps).values(roadmap=text))
            with pytest.raises(RoadmapError, match="newer Headway"):
                kept.read("ann")
            with pytest.raises(RoadmapError, match="newer Headway"):
                kept.change("ann", lambda _: small_roadmap())
            with database.reading() as connection:
                assert connection.scalar(select(roadmaps.c.roadmap)) == text
        assert kept.forget("ann")

    def test_a_step_that_lost_its_source_is_not_read(
        self, kept: Roadmaps, database: Database
    ) -> None:
        kept.change("ann", lambda _: small_roadmap())
        with database.writing() as connection:
            stored = json.loads(connection.scalar(select(roadmaps.c.roadmap)) or "")
            stored["roadmap"]["steps"][0]["source"]["quote"] = "never said"
            connection.execute(update(roadmaps).values(roadmap=json.dumps(stored)))
        with pytest.raises(RoadmapError):
            kept.read("ann")

    @pytest.mark.parametrize("owner", ["", "a\x00b", "x" * 300])
    def test_owners_are_ids(self, kept: Roadmaps, owner: str) -> None:
        for do in (kept.read, kept.forget, lambda who: kept.change(who, lambda _: small_roadmap())):
            with pytest.raises(ConversationError):
                do(owner)


def test_nothing_is_left_of_what_was_forgotten(file: Path) -> None:
    with open_roadmaps(file) as store:
        for number in range(30):
            store.change(
                "ann",
                lambda found, n=number: add(found or small_roadmap(), f"{CANARY} {n}", TODAY),
            )
        store.change("bob", lambda _: small_roadmap())

        def traces() -> int:
            return sum(CANARY.encode() in path.read_bytes() for path in file.parent.glob("*"))

        assert traces()
        store.forget("ann")
        assert not traces()
        assert store.read("bob") == small_roadmap()


def test_the_coach_plans_and_keeps(home: Path, tmp_path: Path) -> None:
    own = Coach.open(Settings(home=home, database_url=f"sqlite:///{tmp_path}/own.sqlite"))
    own.profiles.keep("ann", SENIOR.facts)
    made = own.plan("ann", today=TODAY)
    assert own.roadmaps.read("ann") == made
    assert own.roadmaps.read("bob") is None
    done = own.roadmaps.change(
        "ann", lambda found: finish(unwrap(found), made.steps[0].id, TODAY, "link")
    )
    again = own.plan("ann", hours_per_week=20, today=TODAY)
    assert again.id == made.id
    assert again.steps[0] == replace(done.steps[0], revision=again.steps[0].revision)
    assert again.pace.hours_per_week == 20
    assert own.plan("bob", today=TODAY).id != made.id
    own.close()
