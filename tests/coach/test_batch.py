"""Many questions at once give what one turn each gives."""

import pytest

from coach import Answer, Coach
from coach.batch import CHUNK, Question, ahead, chunks
from coach.errors import QuestionError
from coach.focus import Focus
from index.search import Search

QUESTIONS = (
    "What does a Head of Machine Learning earn?",
    "Hello! What is narrow AI?",
    "Who won the World Cup?",
    "What is the pay, what are the soft skills and what is deep learning?",
    "hello",
    "What does a Head of Machine Learning earn in Germany?",
)


def answers(coach: Coach, questions: list[str]) -> list[Answer]:
    found = dict(coach.ask_all(map(Question, questions)))
    return [found[place] for place in range(len(questions))]


def said(answer: Answer) -> tuple[object, ...]:
    """What is said; scores differ in the eighth digit, as vectors come from larger batches."""
    cited = [(c.number, c.section, c.quote) for c in answer.citations]
    return answer.question, answer.text, answer.status, cited, answer.follow_ups


def test_answers_are_those_of_single_turns(coach: Coach) -> None:
    many = [f"{question} {'really ' * n}" for n in range(20) for question in QUESTIONS]
    assert len(many) > CHUNK
    for question, answer in zip(many, answers(coach, many), strict=True):
        assert said(answer) == said(coach.ask(question))


def test_nothing_gives_nothing(coach: Coach) -> None:
    assert answers(coach, []) == []


def test_a_bad_question_is_an_error(coach: Coach) -> None:
    with pytest.raises(QuestionError):
        answers(coach, ["x" * 5_000])


def test_a_vector_that_comes_along_is_used(coach: Coach, search: Search) -> None:
    other = search.embed("What does a Head of Machine Learning earn?")
    (found,) = coach.ask_all([Question("What is narrow AI?", other)])
    assert found[1].citations[0].section == "Salary Ranges"


def test_a_focus_leaves_out_what_stands_elsewhere(coach: Coach) -> None:
    question = "How do I rise on the AI Product Management Track?"
    section = "Career Development > Career Progression Paths > AI Product Management Track"
    focus = Focus(section, "04-career-development.md")
    (whole,), (narrow,) = (coach.ask_all([Question(question, focus=one)]) for one in (None, focus))
    assert len(whole[1].citations) > 1
    assert [citation.section for citation in narrow[1].citations] == [section]
    elsewhere = Focus("Overview", "01-overview.md")
    (same,) = coach.ask_all([Question(question, focus=elsewhere)])
    assert same[1].text == whole[1].text


def test_a_focus_on_a_point_says_that_point(coach: Coach) -> None:
    text = "Narrow AI: The AI we have today, which concentrates on specific tasks."
    focus = Focus("Overview > Types of AI", "01-overview.md", text)
    (found,) = coach.ask_all([Question("What is narrow AI?", focus=focus)])
    assert "concentrates on specific tasks" in found[1].text
    assert "General AI" not in found[1].text


def test_work_is_one_item_ahead_and_in_order() -> None:
    assert list(chunks(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(ahead(range(5), lambda n: n * n)) == [0, 1, 4, 9, 16]

    def fail(number: int) -> int:
        if number == 2:
            raise ValueError("two")
        return number

    walk = ahead(range(5), fail)
    assert [next(walk), next(walk)] == [0, 1]
    with pytest.raises(ValueError, match="two"):
        next(walk)
