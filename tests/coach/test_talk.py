import pytest

from coach.scope import Scope
from coach.talk import reply, without_greeting

SCOPE = Scope(topics=("Salary Ranges", "Best Practices"), examples=(), names=((), (), ()))


@pytest.mark.parametrize("message", ["hi", "Hello there!", "good morning coach", "hey :)"])
def test_a_greeting_is_answered_with_what_the_coach_knows(message: str) -> None:
    said = reply(message, SCOPE)
    assert said is not None
    assert said.startswith("Hello")
    assert "salary ranges, best practices" in said


@pytest.mark.parametrize(
    "message", ["what can you do?", "Who are you", "help", "So what can you help me with?"]
)
def test_a_question_about_the_coach_is_answered(message: str) -> None:
    said = reply(message, SCOPE)
    assert said is not None
    assert "salary ranges" in said


@pytest.mark.parametrize("message", ["thanks!", "Thank you so much", "ok cool, thx", "great"])
def test_thanks_are_taken(message: str) -> None:
    assert "welcome" in (reply(message, SCOPE) or "")


@pytest.mark.parametrize(
    "message",
    [
        "what can a Head of ML do about turnover?",
        "thanks. what degree do I need?",
        "help me plan my career",
        "What is machine learning?",
        "great leaders do what?",
    ],
)
def test_a_question_is_no_talk(message: str) -> None:
    assert reply(message, SCOPE) is None


def test_a_greeting_in_front_of_a_question_is_taken_off() -> None:
    assert without_greeting("Hi there, what does it pay?") == "what does it pay?"
    assert without_greeting("High turnover: why?") == "High turnover: why?"
