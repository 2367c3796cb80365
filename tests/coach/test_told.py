"""Who tells of themselves is understood; who asks is answered."""

import pytest

from coach import Coach
from coach.told import answer_told


@pytest.mark.parametrize(
    ("said", "things"),
    [
        ("I am a senior data scientist with 6 years, I lead two juniors, I have a master's", "4"),
        ("I have a PhD in physics.", "one thing"),
    ],
)
def test_who_tells_of_themselves_is_thanked(said: str, things: str) -> None:
    answer = answer_told(said)
    assert answer
    assert (answer.status, answer.citations) == ("talk", ())
    assert things in answer.text


@pytest.mark.parametrize(
    "said",
    [
        "I have a master's, is that enough?",
        "I am a data scientist. What should I do next",
        "I am a nurse and want to know which degree I need",
        "Tell me about pay",
        "The weather is nice today",
        "My sister is an ML engineer",
        "",
    ],
)
def test_who_asks_or_says_nothing_of_themselves_is_not(said: str) -> None:
    assert answer_told(said) is None


def test_the_answer_repeats_nothing_of_what_was_said(coach: Coach) -> None:
    answer = coach.ask("I am a data scientist at Zyxonia since 2019.")
    assert answer.status == "talk"
    assert "Zyxonia" not in answer.text
    assert coach.ask("I am a data scientist. Which degree do I need?").status != "talk"
