"""All of a person can be taken along and deleted, without a trace and without another's."""

import base64
import json
import shutil
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy

from coach import Coach, Settings
from coach.errors import ProfileError
from coach.personal_data import (
    export_person,
    forget_fact,
    forget_facts,
    forget_person,
    replace_fact,
)
from coach.profile.facts import Fact, Profile
from tests.conversations import connect

CANARY = "Quetzalcoatlus"
OTHER = "Pterodactylus"


@pytest.fixture(scope="module")
def furnished(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home in which all that takes its time is made, and of which nobody has spoken."""
    folder = tmp_path_factory.mktemp("furnished")
    (folder / "models").symlink_to(home / "models")
    coach = Coach.open(Settings(home=folder, database_url=f"sqlite:///{folder}.sqlite"))
    assert coach.assessor.assess(Profile()).enquiries
    coach.practice.judge(coach.practice.scenarios[0], "I would first talk to the team.")
    coach.close()
    return folder


@pytest.fixture
def own(furnished: Path, tmp_path: Path, url: str):
    """Return a coach of whom a home and a database of their own hold all traces."""
    own_home = tmp_path / "home"
    shutil.copytree(furnished, own_home, symlinks=True, dirs_exist_ok=True)
    coach = Coach.open(Settings(home=own_home, database_url=url))
    yield coach
    coach.close()


def fill(coach: Coach, owner: str, canary: str) -> None:
    """Leave traces of a person everywhere that the coach keeps some."""
    said = f"Led a team of four at {canary}"
    facts = [Fact("work", said, said, f"{canary}.txt"), Fact("role", canary, canary, "cv")]
    coach.profiles.keep(owner, facts)
    coach.profiles.keep_cv(owner, f"{canary}.txt", f"CV of {canary}".encode())
    coach.plan(owner, today=date(2026, 1, 5))
    coach.roadmaps.change(owner, lambda found: _note(found, canary))
    scenario = coach.practice.scenarios[0]
    coach.practice.take(owner, scenario.id, f"At {canary} I would first talk to the team.")
    coach.ask(f"I am a data scientist at {canary}.", "c1", owner=owner)
    coach.ask("What leadership skills does a Head of ML need?", "c1", owner=owner)


def _note(roadmap, canary: str):
    from coach.roadmap.changes import edit

    return edit(roadmap, roadmap.now[0].id, note=f"Ask {canary}")


def traces(folder: Path, url: str, canary: str) -> list[str]:
    """Name the files and tables in which a word stands."""
    files = [
        str(file.relative_to(folder))
        for file in folder.rglob("*")
        if file.is_file() and not file.is_relative_to(folder / "models")
        if canary.encode() in file.read_bytes()
    ]
    engine = connect(url)
    with engine.connect() as connection:
        names = sqlalchemy.inspect(connection).get_table_names()
        rows = {
            name: connection.exec_driver_sql(f'SELECT * FROM "{name}"').fetchall() for name in names
        }
    engine.dispose()
    return files + [name for name, found in rows.items() if canary in repr(found)]


def test_all_of_a_person_is_taken_along(own: Coach) -> None:
    fill(own, "ann", CANARY)
    fill(own, "bob", OTHER)
    taken = export_person(own, "ann").to_json()
    assert OTHER not in taken
    whole = json.loads(taken)
    assert whole["facts"][0]["quote"] == f"Led a team of four at {CANARY}"
    assert base64.b64decode(whole["cvs"][0]["content"]) == f"CV of {CANARY}".encode()
    assert whole["roadmap"]["steps"]
    assert CANARY in whole["practice"][0]["answer"]
    assert CANARY in whole["conversations"][0]["turns"][0]["asked"]


def test_a_person_is_forgotten_without_a_trace_and_nobody_else(
    own: Coach, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    fill(own, "ann", CANARY)
    fill(own, "bob", OTHER)
    folder = own.settings.home
    assert traces(folder, url, CANARY)
    forget_person(own, "ann")
    assert traces(folder, url, CANARY) == []
    assert export_person(own, "ann").to_json() == export_person(own, "nobody").to_json()
    assert OTHER in export_person(own, "bob").to_json()
    assert CANARY not in caplog.text
    assert OTHER not in caplog.text


@pytest.mark.parametrize("by_one", [True, False])
def test_a_fact_is_forgotten_where_the_roadmap_quotes_it_too(
    own: Coach, url: str, by_one: bool
) -> None:
    said = (
        f"I am a senior data scientist at {CANARY}. I lead two juniors at {CANARY}. "
        f"I have 4 hours a week beside {CANARY}."
    )
    own.profiles.keep("ann", own.hear(said, "ann"))
    own.profiles.keep("ann", [Fact("role", OTHER, OTHER, "cv")])
    planned = own.plan("ann", today=date(2026, 1, 5))
    assert CANARY in str(planned.choice)
    assert CANARY in str(planned.pace)
    assert CANARY in str(planned.steps)
    if by_one:
        for fact in own.profiles.read("ann").facts[:-1]:
            forget_fact(own, "ann", fact.id)
        assert len(own.profiles.read("ann").facts) == 1
    else:
        forget_facts(own, "ann")
    left = own.roadmaps.read("ann")
    assert CANARY not in str(left)
    assert [(step.id, step.day) for step in left.steps] == [(s.id, s.day) for s in planned.steps]
    assert traces(own.settings.home, url, CANARY) == []


def test_what_is_said_instead_is_not_beside_what_was_said(own: Coach) -> None:
    said = f"I lead two juniors at {CANARY}"
    own.profiles.keep("ann", own.hear(said, "ann"))
    (led,) = (f for f in own.profiles.read("ann").facts if f.kind == "leadership")
    own.plan("ann", today=date(2026, 1, 5))
    assert CANARY in str(own.roadmaps.read("ann"))
    replace_fact(own, "ann", led.id, "I lead three juniors")
    assert CANARY not in str(own.roadmaps.read("ann"))
    (quoted,) = (
        step.gap for step in own.plan("ann").steps if step.gap and "three" in step.gap.quote
    )
    assert quoted.standing != "unknown"


def test_what_another_fact_says_with_the_same_words_stays(own: Coach) -> None:
    (led,) = own.hear(f"I lead two juniors at {CANARY}", "ann")
    role = Fact("role", "Team lead", led.quote, led.source, subject="Team lead")
    own.profiles.keep("ann", [role, led])
    planned = own.plan("ann", today=date(2026, 1, 5))
    assert led.quote in str(planned.steps)
    forget_fact(own, "ann", role.id)
    assert own.roadmaps.read("ann").steps == planned.steps


def test_no_fact_no_roadmap(own: Coach) -> None:
    with pytest.raises(ProfileError, match="no such fact"):
        forget_fact(own, "ann", "0" * 12)
    assert own.roadmaps.read("ann") is None


def test_conversations_may_stay(own: Coach) -> None:
    fill(own, "ann", CANARY)
    forget_person(own, "ann", conversations=False)
    left = export_person(own, "ann")
    assert (left.facts, left.cvs, left.roadmap, left.practice) == ((), (), None, ())
    assert len(left.conversations) == 1


def test_what_one_person_told_is_in_nobody_elses_answers(own: Coach) -> None:
    fill(own, "ann", CANARY)
    question = "What leadership skills does a Head of ML need?"
    answer = own.ask(question, "c1", owner="bob")
    assert CANARY in "".join(map(str, own.relate(answer, "ann")))
    assert own.relate(answer, "bob") == ()
    assert CANARY not in repr(answer)
    # Nor in their own stored answers: it's told beside them, and goes with the fact.
    stored = own.conversations.history("ann", "c1")[-1]
    assert CANARY not in repr(stored.answer)
    assert CANARY not in repr(own.assess("bob")) + repr(own.plan("bob"))
