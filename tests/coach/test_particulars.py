"""What narrows a question is told when it's not there, on the shipped corpus."""

import pytest

from coach import Coach
from coach.particulars import Gap, asks_for_figures, find_gaps, tells_of_another_thing


@pytest.fixture
def gaps(coach: Coach):
    def find(question: str) -> tuple[Gap, ...]:
        return find_gaps(question, coach._finder.find(question, 8).found)

    return find


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
def test_what_narrows_a_question_and_is_not_there_is_told(question: str, term: str, gaps) -> None:
    assert term.lower() in {gap.term.lower() for gap in gaps(question)}


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
def test_what_is_there_is_no_gap(question: str, gaps) -> None:
    assert gaps(question) == ()


@pytest.mark.parametrize(
    "question",
    ["How many days of vacation does the role have?", "What share of heads are left-handed?"],
)
def test_a_number_that_is_not_there_is_told(question: str, gaps) -> None:
    assert [gap.kind for gap in gaps(question)] == ["count"]


def test_a_recommendation_that_is_not_there_is_told(gaps) -> None:
    question = "Which bootcamp should I take?"
    assert [gap.kind for gap in gaps(question)] == ["instance"]


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("How much does a product manager of robots make?", "product manager"),
        ("What did heads of finance earn?", "heads of finance"),
        ("What does a site reliability engineer earn here?", "site reliability engineer"),
    ],
)
def test_a_role_is_named_without_what_stands_around_it(question: str, role: str, gaps) -> None:
    assert [gap.term for gap in gaps(question) if gap.kind == "role"] == [role]


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What does a Head of Machine Learning earn in euros?", "euros"),
        ("Can I become Head of ML with a degree in philosophy?", "philosophy"),
    ],
)
def test_currencies_and_fields_of_study_narrow(question: str, term: str, gaps) -> None:
    assert [gap.term for gap in gaps(question)] == [term]


@pytest.mark.parametrize(
    "question",
    [
        "My cousin Zebulon asks what a Head of Machine Learning earns",
        "Is it true, as Zebulon says, that a Head of ML leads teams?",
        "Can a Head of ML have a PhD?",
        "What should my CV show on Monday?",
    ],
)
def test_people_in_the_story_weekdays_and_initialisms_narrow_nothing(question: str, gaps) -> None:
    assert gaps(question) == ()


@pytest.fixture
def table(coach: Coach):
    (table,) = (
        p for p in coach.search.all_passages() if any(point.kind == "row" for point in p.points)
    )
    return table


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("What is the salary of a Head of Machine Learning?", True),
        ("What does a Head of Machine Learning make a year, on average?", True),
        ("How much would a Head of Machine Learning get?", True),
        ("What is the average age of a Head of Machine Learning?", False),
        ("Which libraries should a Head of Machine Learning know?", False),
        ("What is the bonus of a Head of Machine Learning?", False),
    ],
)
def test_a_named_row_is_told_when_its_columns_are_asked_for(
    question: str, asks: bool, table
) -> None:
    assert asks_for_figures(question, table) is asks


def test_another_thing_is_told_apart_by_its_noun(table) -> None:
    assert tells_of_another_thing("What is the dress code of a Head of ML?", table)
    assert not tells_of_another_thing("What is the salary range of a Head of ML?", table)
    assert not tells_of_another_thing("Is there a dress code?", table)


def test_what_nothing_has_of_a_name_in_the_table_is_told(gaps) -> None:
    assert "gender pay gap" in {g.term for g in gaps("What is the gender pay gap among ML heads?")}
