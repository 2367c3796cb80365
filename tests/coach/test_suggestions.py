from dataclasses import replace

import pytest

from coach import Coach
from coach.suggestions import choose_examples, suggest_questions
from index.passages import Passage


@pytest.fixture
def unasked(coach: Coach) -> list[Passage]:
    """The corpus as it would be had nobody written down what it's asked as."""
    return [replace(passage, asked_as=()) for passage in coach.search.all_passages()]


def test_examples_show_a_table_a_path_and_sections(unasked: list[Passage]) -> None:
    assert suggest_questions(choose_examples(unasked), 4) == (
        "What does a Head of Machine Learning earn?",
        "What are the steps of the AI Research Track?",
        "What are the core responsibilities?",
        "What are the requirements?",
    )


@pytest.mark.parametrize(
    ("heading", "questions"),
    [
        ("Overview", ()),
        ("Talent Retention", ("Tell me about talent retention.",)),
        ("Scaling AI Models", ("What does scaling AI models involve?",)),
        ("Factors Influencing Salaries", ("What are the factors influencing salaries?",)),
    ],
)
def test_a_heading_makes_a_question(
    unasked: list[Passage], heading: str, questions: tuple[str, ...]
) -> None:
    passages = [passage for passage in unasked if passage.heading == heading]
    assert len(passages) == 1
    assert suggest_questions(passages, 1) == questions


def test_what_a_passage_is_asked_as_comes_first(unasked: list[Passage]) -> None:
    asked = replace(unasked[0], asked_as=("Why?", "How so?"))
    assert suggest_questions([asked, asked], 2) == ("Why?",)
