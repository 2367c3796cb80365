"""The figures of how well CVs are read: each on facts that are made up."""

from dataclasses import replace
from pathlib import Path

import pytest

from coach.errors import ProfileError
from coach.profile.cv_reading import CvReading
from coach.profile.facts import Fact
from tests.evals.coaching import find_cv, find_misses, list_gold
from tests.evals.cv_judging import GoldFact, judge_cv, judge_reading, read_gold, sum_up

SKILL = Fact("skill", "Python", "Python", "cv.md", subject="Python")
ROLE = Fact("role", "Analyst, 2019", "Analyst, Acme 2019", "cv.md", subject="Analyst", since="2019")
TEXT = "Skills\nPython\nAnalyst,  Acme\n2019"


def gold(**fields: object) -> GoldFact:
    return GoldFact.model_validate({"kind": "skill", "quotes": ["Python"], **fields})


class TestJudgement:
    def test_counts_what_is_right_wrong_and_missed(self) -> None:
        wanted = [gold(subject="python"), gold(subject="SQL", quotes=["SQL"])]
        judged = judge_reading("cv.md", CvReading(TEXT, (SKILL, ROLE)), wanted)
        assert (judged.precision, judged.recall) == (0.5, 0.5)
        assert judged.missed == (wanted[1],)
        assert judged.wrong == (ROLE,)
        assert judged.unquoted == ()

    def test_finds_each_only_once(self) -> None:
        judged = judge_reading("cv.md", CvReading(TEXT, (SKILL, SKILL)), [gold()])
        assert (judged.right, judged.found, judged.wanted) == (1, 2, 1)

    def test_passes_over_what_is_optional(self) -> None:
        wanted = [gold(is_optional=True), gold()]
        judged = judge_reading("cv.md", CvReading(TEXT, (SKILL,)), wanted)
        assert (judged.right, judged.found, judged.wanted) == (1, 1, 1)
        judged = judge_reading("cv.md", CvReading(TEXT, (SKILL, SKILL)), wanted)
        assert (judged.right, judged.found, judged.wanted) == (1, 1, 1)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"since": "2018"},
            {"until": "now"},
            {"subject": "Data Analyst"},
            {"number": 3.0},
            {"holds": False},
            {"kind": "work"},
            {"quotes": ["Some other words entirely"]},
        ],
    )
    def test_wants_all_that_the_gold_says(self, wrong: dict[str, object]) -> None:
        right = {"kind": "role", "quotes": ["Analyst, Acme"], "subject": "Analyst", "since": "2019"}
        assert gold(**right).is_found_in(ROLE)
        assert not gold(**{**right, **wrong}).is_found_in(ROLE)
        assert gold(**{**right, "kind": "work", "or_kind": "role"}).is_found_in(ROLE)

    def test_names_what_is_not_in_the_text_to_the_letter(self) -> None:
        made_up = replace(SKILL, quote="python")
        assert judge_reading("cv.md", CvReading(TEXT, (made_up, ROLE)), []).unquoted == (made_up,)

    def test_sums_up_over_facts(self) -> None:
        one = judge_reading("a", CvReading(TEXT, (SKILL,)), [gold()])
        two = judge_reading("b", CvReading(TEXT, (ROLE, ROLE, ROLE)), [gold(), gold()])
        figures = sum_up([one, two])
        assert (figures["precision"], figures["recall"]) == (1 / 4, 1 / 3)


class TestSet:
    def test_has_twelve_cvs_that_are_read_with_nothing_unquoted(self) -> None:
        judged = [judge_cv(find_cv(file.stem), read_gold(file)) for file in list_gold()]
        assert len(judged) == 12
        assert {Path(one.name).suffix for one in judged} == {".pdf", ".docx", ".md", ".txt"}
        assert all(one.wanted and not one.unquoted for one in judged)

    def test_that_is_broken_is_named(self, tmp_path: Path) -> None:
        file = tmp_path / "gold.jsonl"
        with pytest.raises(ProfileError, match="JSONL"):
            read_gold(file)
        file.write_text('{"kind": "skill", "quotes": ["a"]}\n{"kind": "colour", "quotes": []}\n')
        with pytest.raises(ProfileError, match="line 2"):
            read_gold(file)


def test_floors_name_what_misses_them() -> None:
    figures = {"profile.all": {"precision": 0.9, "unquoted": 1.0}}
    floors = {"profile.all": {"precision": 0.95, "unquoted": 0, "recall": 0.85}, "other": {"x": 1}}
    assert find_misses(figures, floors) == [
        "profile.all: precision is 0.900, at least 0.95 is asked.",
        "profile.all: unquoted is 1.000, at most 0 is asked.",
        "profile.all: recall is missing, at least 0.85 is asked.",
        "other: x is missing, at least 1 is asked.",
    ]
