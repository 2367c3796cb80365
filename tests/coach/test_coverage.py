"""What is not covered is told apart from what is, on the shipped corpus."""

import pytest

from coach import Coach
from coach.coverage import find_gaps, has_unknown_amount, is_covered
from coach.vocabulary import expand
from index.search import RankedPassage


@pytest.fixture
def found(coach: Coach):
    def search(question: str) -> list[RankedPassage]:
        return coach.search.search(expand(question), 8)

    return search


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What does a Head of Machine Learning earn in Portugal?", "Portugal"),
        ("what does a head of ML earn at nvidia", "Nvidia"),
        ("What did a Head of Machine Learning earn in 2011?", "2011"),
        ("what's the salary of a technical writer", "technical writer"),
        ("Do I need Terraform to lead an ML team?", "Terraform"),
        ("How do veterans become Head of Machine Learning?", "veterans"),
        ("Is it easier at Zyxwoo to become a Head of ML?", "Zyxwoo"),
    ],
)
def test_what_narrows_a_question_and_is_not_there_is_told(question: str, term: str, found) -> None:
    assert term.lower() in {gap.term.lower() for gap in find_gaps(question, found(question))}


@pytest.mark.parametrize(
    "question",
    [
        "What does a Head of Machine Learning earn in the US?",
        "What was a Head of Machine Learning paid in 2024?",
        "Should I know Python and PyTorch?",
        "How many jobs could AI affect?",
        "WHAT DOES A HEAD OF MACHINE LEARNING EARN?",
        "How many career tracks are there?",
        "What are the Key Strategies for Advancement?",
        "How do hospitals use AI?",
    ],
)
def test_what_is_there_is_no_gap(question: str, found) -> None:
    assert find_gaps(question, found(question)) == ()


@pytest.mark.parametrize(
    "question",
    ["How many days of vacation does the role have?", "What share of heads are left-handed?"],
)
def test_a_number_that_is_not_there_is_told(question: str, found) -> None:
    assert [gap.kind for gap in find_gaps(question, found(question))] == ["count"]


def test_a_recommendation_that_is_not_there_is_told(found) -> None:
    question = "Which bootcamp should I take?"
    assert [gap.kind for gap in find_gaps(question, found(question))] == ["instance"]


@pytest.mark.parametrize(
    "question",
    ["Who won the World Cup?", "Which wine goes with fish?", "How tall is Mount Everest?"],
)
def test_another_subject_is_declined(question: str, coach: Coach) -> None:
    assert coach.ask(question).status == "declined"


def test_a_likeness_to_the_text_or_to_a_question_that_it_answers_covers(found) -> None:
    for question in ("What does talent retention take?", "My people keep walking out on me"):
        assert is_covered(question, found(question))
    assert not is_covered("Which wine goes with fish?", found("Which wine goes with fish?"))


def test_an_amount_that_no_passage_has_is_known(found) -> None:
    question = "Is it right that a Head of Machine Learning earns $777,000?"
    assert has_unknown_amount(question, found(question))
    assert not has_unknown_amount(question.replace("777", "259"), found(question))
