"""What is not covered is told apart from what is, on the shipped corpus."""

from dataclasses import replace

import pytest

from coach import Coach
from coach.coverage import has_unknown_amount, is_covered
from coach.drafts import Part


@pytest.fixture
def find(coach: Coach):
    def find(question: str) -> Part:
        return coach._finder.find(question, 8)

    return find


@pytest.mark.parametrize(
    "question",
    ["Who won the World Cup?", "Which wine goes with fish?", "How tall is Mount Everest?"],
)
def test_another_subject_is_declined(question: str, coach: Coach) -> None:
    assert coach.ask(question).status == "declined"


def test_a_likeness_to_the_text_or_to_a_question_that_it_answers_covers(find) -> None:
    for question in ("What does talent retention take?", "My people keep walking out on me"):
        assert is_covered(find(question))
    assert not is_covered(find("Which wine goes with fish?"))


def test_a_question_as_near_to_everyday_ones_is_not_covered(find) -> None:
    part = find("What does talent retention take?")
    assert is_covered(part)
    assert not is_covered(replace(part, everyday=0.9))


def test_what_lacks_its_particulars_must_be_nearer(find) -> None:
    part = find("My people keep walking out on me")
    nearest = max(ranked.question_similarity for ranked in part.found)
    between = replace(part, everyday=nearest - 0.1)
    assert is_covered(between)
    assert not is_covered(between, lacks_particulars=True)


def test_an_amount_that_no_passage_has_is_known(find) -> None:
    question = "Is it right that a Head of Machine Learning earns $777,000?"
    assert has_unknown_amount(question, find(question).found)
    assert not has_unknown_amount(question.replace("777", "259"), find(question).found)
