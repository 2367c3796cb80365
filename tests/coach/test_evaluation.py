import json
from pathlib import Path

import pytest

from coach.answer import Answer, Citation
from coach.evaluation import (
    EvaluationError,
    Question,
    citations_valid,
    coverage_right,
    fact_recall,
    find_misses,
    judge,
    read_floors,
    read_questions,
    summarise,
)

LINE = {
    "id": "x-1",
    "half": 1,
    "kind": "direct",
    "turns": ["What is it?"],
    "sections": ["Pay"],
    "facts": [["$5"], ["euro", "€"]],
    "forbidden": ["$9"],
    "expect": "answered",
}


def citation(number: int, section: str = "Pay > Table") -> Citation:
    return Citation(number, section, "s", "p.md", None, "five", "- five\n- six", "0", 1.0)


def answer(text: str, *citations: Citation, status: str = "answered", caveat: str = "") -> Answer:
    return Answer("q", text, status, citations, caveat=caveat)  # type: ignore[arg-type]


def test_facts_count_in_any_spelling() -> None:
    assert fact_recall("It is $5", [("$5",), ("euro", "€")]) == 0.5
    assert fact_recall("it  IS\n$5 EURO", [("it is $5",), ("euro",)]) == 1.0


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("**Pay**\n\n- Five. [1]\n- Six. [1]", True),
        ("**Pay** (US, 2024)\n\n| a | b |\n| --- | --- |\n| x [1] | y |", True),
        ("- Five. [1]\n- Six.", False),
        ("Five. [2]", False),
        ("Five.", False),
    ],
)
def test_every_statement_needs_a_citation_that_exists(text: str, valid: bool) -> None:
    assert citations_valid(answer(text, citation(1))) is valid


def test_a_quote_has_to_stand_in_its_passage() -> None:
    wrong = Citation(1, "Pay", "s", "p.md", None, "seven", "- five", "0", 1.0)
    assert not citations_valid(answer("Five. [1]", wrong))


def test_what_is_lacking_needs_no_citation() -> None:
    caveat = "My documents say nothing about tea."
    assert citations_valid(answer(f"{caveat}\n\nFive. [1]", citation(1), caveat=caveat))


def test_a_near_miss_may_be_partial_or_declined() -> None:
    assert coverage_right(answer("", status="partial"), "not_answered")
    assert coverage_right(answer("", status="declined"), "not_answered")
    assert not coverage_right(answer(""), "not_answered")


def test_judgements_are_averaged_by_kind() -> None:
    question = Question.model_validate(LINE)
    right = judge(question, lambda _: answer("It is $5 in euro. [1]", citation(1)))
    wrong = judge(question, lambda _: answer("It is $9. [1]", citation(1, "Skills")))
    (figures,) = summarise([right, wrong])
    assert (figures.fact_recall, figures.right_first, figures.obeyed) == (0.5, 0.5, 1)


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(json.dumps(LINE) + "\n" + json.dumps(LINE | {"half": 3}))
    with pytest.raises(EvaluationError, match="line 2, half"):
        read_questions(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="cannot be read"):
        read_questions(tmp_path / "none.jsonl")


def write_floors(folder: Path, text: str) -> Path:
    file = folder / "floor.toml"
    file.write_text(text)
    return file


def figures_of(text: str, status: str = "answered") -> list:
    question = Question.model_validate(LINE)
    said = answer(text, citation(1), status=status)
    return summarise([judge(question, lambda _turns: said)])


def test_a_figure_under_its_floor_is_told(tmp_path: Path) -> None:
    floors = read_floors(write_floors(tmp_path, "[half-1.direct]\nfact_recall = 0.6\nwords = 3"))
    assert find_misses(figures_of("It is $5 or 6 euro. [1]"), floors) == [
        "half-1, direct: words is 7.000, at most 3 is asked."
    ]
    (miss,) = find_misses(figures_of("$5 [1]"), floors)
    assert miss == "half-1, direct: fact_recall is 0.500, at least 0.6 is asked."
    assert find_misses(figures_of("$5, € [1]"), floors) == []


def test_what_was_not_measured_is_a_miss(tmp_path: Path) -> None:
    floors = read_floors(write_floors(tmp_path, "[half-2.direct]\nfact_recall = 0.0"))
    assert "missing" in find_misses(figures_of("$5 [1]"), floors)[0]


def test_an_answerable_question_that_is_declined_is_counted() -> None:
    assert figures_of("No.", status="declined")[0].wrongly_declined == 1.0
    assert figures_of("$5 [1]")[0].wrongly_declined == 0.0


@pytest.mark.parametrize("text", ["[half-1.direct]\nfacts = 1", "half-1 = 3", "[half"])
def test_a_file_that_holds_no_floors_is_told(text: str, tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"floor\.toml"):
        read_floors(write_floors(tmp_path, text))


def test_missing_floors_are_told(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="cannot be read"):
        read_floors(tmp_path / "none.toml")
