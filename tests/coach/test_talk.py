import pytest

from coach.scope import Scope
from coach.talk import Talk, recognise, reply, without_greeting

SCOPE = Scope(topics=("Salary Ranges", "Best Practices"), examples=(), names=((), (), ()))


@pytest.mark.parametrize(
    ("message", "talk"),
    [
        ("hi", Talk.GREETING),
        ("Hello there!", Talk.GREETING),
        ("good morning coach", Talk.GREETING),
        ("How are you?", Talk.GREETING),
        ("thanks!", Talk.THANKS),
        ("ok cool, thx", Talk.THANKS),
        ("that was really helpful", Talk.THANKS),
        ("bye", Talk.GOODBYE),
        ("see you later", Talk.GOODBYE),
        ("what can you do?", Talk.ABOUT_COACH),
        ("Who are you", Talk.ABOUT_COACH),
        ("help", Talk.ABOUT_COACH),
        ("are you a bot?", Talk.ABOUT_COACH),
        ("So what can you help me with?", Talk.ABOUT_COACH),
    ],
)
def test_talk_is_recognised(message: str, talk: Talk) -> None:
    assert recognise(message) is talk


@pytest.mark.parametrize(
    "message",
    [
        "what can a Head of ML do about turnover?",
        "thanks. what degree do I need?",
        "help me plan my career",
        "What is machine learning?",
        "great leaders do what?",
        "is it any good?",
        "and by which year?",
        "why?",
        "",
    ],
)
def test_a_question_is_no_talk(message: str) -> None:
    assert recognise(message) is None


def test_the_coach_says_what_it_knows() -> None:
    for talk in (Talk.GREETING, Talk.ABOUT_COACH):
        assert "salary ranges, best practices" in reply(talk, SCOPE)


def test_a_greeting_in_front_of_a_question_is_taken_off() -> None:
    assert without_greeting("Hi there, what does it pay?") == "what does it pay?"
    assert without_greeting("High turnover: why?") == "High turnover: why?"
