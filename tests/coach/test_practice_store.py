"""What is kept of a person's practice, what is asked next, and that nothing stays when it goes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from coach import Coach, Settings
from coach.assessment.findings import Assessment, CriterionFinding, DimensionFinding
from coach.assessment.rubric import Dimension
from coach.database import Database
from coach.errors import ConversationError, PracticeError
from coach.practice.rounds import Feedback, Round
from coach.practice.store import Rounds, open_rounds
from coach.schema import practice_rounds

ANSWER = "On Monday I'd ask the nurses what they need. 💶 \u0000 It took 3 days."


@pytest.fixture
def rounds(url: str) -> Iterator[Rounds]:
    with open_rounds(url) as store:
        yield store


@pytest.fixture
def own(home: Path, tmp_path: Path) -> Iterator[Coach]:
    coach = Coach.open(Settings(home=home, database_url=f"sqlite:///{tmp_path}/own.sqlite"))
    yield coach
    coach.close()


def played(coach: Coach, number: int = 0, answer: str = ANSWER) -> Round:
    scenario = coach.practice.scenarios[number]
    feedback = Feedback((), (), (), ("A note.",), 9, 0.5)
    return Round(f"{number:032x}", scenario, answer, feedback, datetime.now(UTC))


class TestRounds:
    def test_come_back_as_they_were_in_their_order(self, coach: Coach, rounds: Rounds) -> None:
        kept = [played(coach, number) for number in (2, 0, 1)]
        for one in kept:
            rounds.keep("ann", one)
        assert rounds.read("ann") == tuple(kept)

    def test_are_nobody_else_s(self, coach: Coach, rounds: Rounds) -> None:
        rounds.keep("ann", played(coach, 0))
        rounds.keep("bob", played(coach, 0, "Bob's own answer."))
        assert rounds.forget("ann") == 1
        assert rounds.read("ann") == ()
        assert [one.answer for one in rounds.read("bob")] == ["Bob's own answer."]

    def test_of_a_newer_version_are_told_without_their_words(
        self, coach: Coach, rounds: Rounds, database: Database
    ) -> None:
        rounds.keep("ann", played(coach))
        with database.writing() as connection:
            connection.execute(update(practice_rounds).values(round='{"secret": 1}'))
        with pytest.raises(PracticeError, match="newer Headway") as error:
            rounds.read("ann")
        assert "secret" not in str(error.value)

    def test_belong_to_somebody(self, rounds: Rounds) -> None:
        with pytest.raises(ConversationError, match="owner"):
            rounds.read("")


def test_what_is_forgotten_leaves_no_trace_in_the_file(coach: Coach, file: Path) -> None:
    canary = "purple-canary-4711"
    with open_rounds(file) as store:
        for number in range(8):
            store.keep("ann", played(coach, number, f"{canary} " * 400))
        assert any(canary.encode() in path.read_bytes() for path in file.parent.iterdir())
        assert store.forget("ann") == 8
        assert not any(canary.encode() in path.read_bytes() for path in file.parent.iterdir())


class TestInterview:
    def test_keeps_what_was_taken(self, own: Coach) -> None:
        scenario = own.practice.scenarios[3]
        taken = own.practice.take("ann", scenario.id, f"  {ANSWER}\n")
        assert taken.answer == ANSWER.replace("\x00", "")
        assert own.practice.rounds("ann") == (taken,)
        assert own.practice.forget("ann") == 1
        assert own.practice.rounds("ann") == ()

    def test_keeps_nothing_of_an_answer_that_is_refused(self, own: Coach) -> None:
        with pytest.raises(PracticeError):
            own.practice.take("ann", own.practice.scenarios[0].id, " ")
        assert own.practice.rounds("ann") == ()

    def test_asks_nothing_twice_before_all_was_asked(self, own: Coach) -> None:
        asked = []
        for number in range(len(own.practice.scenarios)):
            scenario = own.practice.suggest("ann")
            asked.append(scenario.id)
            one = replace(played(own), id=f"{number:032x}", scenario=scenario)
            own.rounds.keep("ann", one)
        assert len(set(asked)) == len(own.practice.scenarios)
        assert own.practice.suggest("ann").id == asked[0]
        assert own.practice.suggest("bob").id == asked[0]

    def test_begins_with_what_bears_on_a_person_s_gaps(self, own: Coach) -> None:
        wanted = own.practice.scenarios[-1]
        dimension = Dimension("all", "All", ())
        criteria = tuple(CriterionFinding(point, "not shown") for point in wanted.points)
        gaps = Assessment((DimensionFinding(dimension, "not shown", criteria),))
        assert own.practice.suggest("ann", gaps) == wanted
        shown = tuple(CriterionFinding(point, "shown") for point in wanted.points)
        none = Assessment((DimensionFinding(dimension, "shown", shown),))
        assert own.practice.suggest("ann", none) == own.practice.scenarios[0]
