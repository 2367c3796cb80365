"""The scenarios: questions of an interview from whatever the documents state."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach import Coach, Settings
from coach.errors import PracticeError
from coach.practice.rounds import Scenario

WARD = """# Leading a ward

## What goes wrong on a ward

### Night shifts

- Too few nurses apply for the night shifts.
- Relatives are not told in time when something happens at night.

### Medicine rounds

- The rounds take too long because the cupboard is on another floor.
- Doses are written down twice and differ.

## What you are responsible for

### Rosters

- Write the roster four weeks ahead.
- Swap shifts fairly between the old hands and the new.

## Requirements

- Stay calm when three bells ring at once.
- Speak with relatives in words that they understand.
- Count the medicine at each handover.
"""


@pytest.fixture(scope="module")
def ward(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coach]:
    guide = tmp_path_factory.mktemp("ward") / "guide.md"
    guide.write_text(WARD, encoding="utf-8")
    coach = Coach.open(Settings(home=home, corpus=guide, collection="ward"))
    yield coach
    coach.close()


def story(scenario: Scenario) -> str:
    return scenario.question.split("\n\n")[0]


class TestShipped:
    def test_are_many_and_differ_in_what_happens_and_in_what_is_asked(self, coach: Coach) -> None:
        scenarios = coach.practice.scenarios
        assert len(scenarios) >= 10
        for part in range(3):
            said = {scenario.question.split("\n\n")[part] for scenario in scenarios}
            assert len(said) == len(scenarios)

    def test_quote_the_documents_to_the_letter(self, coach: Coach) -> None:
        for scenario in coach.practice.scenarios:
            cited = scenario.citation
            assert cited.quote in cited.passage
            assert f"“{cited.quote}” [1]" in scenario.question
            assert cited.number == 1

    def test_ask_for_four_to_eight_points_each_cited(self, coach: Coach) -> None:
        for scenario in coach.practice.scenarios:
            assert 4 <= len(scenario.points) <= 8
            assert len({point.text for point in scenario.points}) == len(scenario.points)
            for point in scenario.points:
                assert point.citation.quote in point.citation.passage
            numbers = [citation.number for citation in scenario.citations]
            assert numbers == list(range(1, len(numbers) + 1))

    def test_have_the_ids_of_the_rubric_s_criteria(self, coach: Coach) -> None:
        criteria = {criterion.id for criterion in coach.rubric.criteria()}
        points = [p for scenario in coach.practice.scenarios for p in scenario.points]
        assert sum(point.id in criteria for point in points) > len(points) / 3

    def test_let_people_speak_only_in_statements(self, coach: Coach) -> None:
        heard = [re.findall(r"“([^”]+)”", story(one)) for one in coach.practice.scenarios]
        asked = [said for voices in heard for said in voices]
        assert asked
        assert not [said for said in asked if said.endswith(("?", "?."))]

    def test_leave_no_gap_of_a_template_open(self, coach: Coach) -> None:
        assert not [one for one in coach.practice.scenarios if re.search(r"[{}]", one.question)]


class TestAnotherCorpus:
    def test_gives_scenarios_of_its_own(self, ward: Coach, coach: Coach) -> None:
        titles = [scenario.title for scenario in ward.practice.scenarios]
        assert titles == ["Night shifts", "Medicine rounds", "Rosters"]
        shipped = {scenario.id for scenario in coach.practice.scenarios}
        assert not shipped & {scenario.id for scenario in ward.practice.scenarios}

    def test_is_quoted_and_nothing_of_another_trade_is_said(self, ward: Coach) -> None:
        quoted = set(re.findall(r"(?m)^- (.+)$", WARD))
        for scenario in ward.practice.scenarios:
            assert scenario.citation.quote in quoted
            assert {point.text for point in scenario.points} <= quoted
            assert not re.search(r"\b(?:AI|ML|machine learning|model)\b", scenario.question)

    def test_takes_what_it_asks_of_a_person_into_the_points(self, ward: Coach) -> None:
        night = ward.practice.scenarios[0]
        assert "Speak with relatives in words that they understand." in [
            point.text for point in night.points
        ]

    def test_without_challenges_and_duties_says_what_is_missing(
        self, home: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "pay.md").write_text("# Salary\n\n| Role | Pay |\n|---|---|\n| Head | 9 |\n")
        settings = Settings(
            home=home, corpus=tmp_path, collection="pay", database_url=f"sqlite:///{tmp_path}/p.db"
        )
        coach = Coach.open(settings)
        assert coach.practice.scenarios == ()
        with pytest.raises(PracticeError, match="add a section"):
            coach.practice.suggest("ann")
        coach.close()


def test_an_unknown_scenario_is_told(coach: Coach) -> None:
    with pytest.raises(PracticeError, match="coach practice --list"):
        coach.practice.find("nowhere")
