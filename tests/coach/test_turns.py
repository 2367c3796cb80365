"""Whole turns with a chat model, against a stand-in server that fails and lies."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coach import Answer, AnswerEvent, Coach, Settings, TextEvent
from coach.answer import RestartEvent
from coach.evaluation import citations_valid
from tests.servers.openai_server import (
    OpenAIServer,
    Reply,
    drop,
    fall_silent,
    refuse,
    say,
    say_nothing,
    send,
)

QUESTION = "What does a Head of Machine Learning earn?"
TRUE = "On average a Head of Machine Learning earns $259,000 (US market, 2024) [1]."

Open = Callable[..., Coach]


@pytest.fixture
def open_with(home: Path) -> Iterator[Open]:
    """Return what opens a coach whose chat model says just this."""
    servers: list[OpenAIServer] = []

    def start(*replies: Reply) -> Coach:
        servers.append(OpenAIServer(*replies).__enter__())
        return Coach.open(Settings(home=home, model_url=servers[-1].url, model_timeout_s=3))

    yield start
    for server in servers:
        server.__exit__()


async def stream(coach: Coach, question: str = QUESTION) -> tuple[str, Answer, int]:
    """Return the text as a visitor ends up with, the answer, and the restarts on the way."""
    text, restarts = "", 0
    async for event in coach.stream(question):
        if isinstance(event, TextEvent):
            text += event.text
        elif isinstance(event, RestartEvent):
            text, restarts = "", restarts + 1
        elif isinstance(event, AnswerEvent):
            return text, event.answer, restarts
    raise AssertionError("no answer")


async def test_the_model_writes_and_cites(open_with: Open) -> None:
    text, answer, restarts = await stream(open_with(say(TRUE)))
    assert text == answer.text == TRUE
    assert (answer.writer, answer.note, restarts) == ("stand-in", "", 0)
    assert answer.citations[0].section == "Salary Ranges"
    assert citations_valid(answer)


async def test_a_false_figure_is_never_shown(open_with: Open) -> None:
    lie = "A Head of Machine Learning earns $400,000 [1]. "
    text, answer, _ = await stream(open_with(say(f"{TRUE} {lie}{TRUE}")))
    assert "400,000" not in text + answer.text


async def test_a_model_that_only_lies_is_replaced(open_with: Open) -> None:
    lies = "A Head of Machine Learning earns $400,000 [1]. It is paid in Berlin by Google [1]."
    text, answer, _ = await stream(open_with(say(lies)))
    assert text == answer.text
    assert answer.writer == "extractive"
    assert "$259,000" in text
    assert answer.note


@pytest.mark.parametrize(
    "reply",
    [
        refuse(401),
        refuse(429),
        refuse(503),
        drop(),
        drop("A Head of Machine"),
        say_nothing(),
        send(b"\xff\xfe not json"),
        fall_silent(f"{TRUE} A Head"),
    ],
    ids=["401", "429", "503", "drop", "drop-midway", "empty", "malformed", "silent"],
)
async def test_a_failing_model_is_replaced_with_a_word_about_it(
    reply: Reply, open_with: Open
) -> None:
    text, answer, _ = await stream(open_with(*[reply] * 4))
    assert text == answer.text
    assert answer.text.startswith("A Head of Machine Learning earns $259,000 on average")
    assert answer.writer == "extractive"
    assert "put together from the documents" in answer.note
    assert "Traceback" not in answer.note


async def test_what_was_shown_is_taken_back(open_with: Open) -> None:
    _, answer, restarts = await stream(open_with(*[fall_silent(f"{TRUE} A Head")] * 4))
    assert restarts == 1
    assert answer.writer == "extractive"


async def test_the_caveat_is_the_coachs_own(open_with: Open) -> None:
    coach = open_with(say(TRUE))
    text, answer, _ = await stream(coach, "What does a Head of Machine Learning earn in Peru?")
    assert text == answer.text
    assert text.startswith("My documents say nothing about Peru. What they do say:\n\n")
    assert answer.status == "partial"


@pytest.mark.parametrize("question", ["hello", "Who won the World Cup?"])
async def test_talk_and_other_subjects_never_reach_the_model(
    question: str, open_with: Open
) -> None:
    text, answer, _ = await stream(open_with(say("It was Brazil [1].")), question)
    assert text == answer.text
    assert answer.status in ("talk", "declined")
    assert "Brazil" not in text


def test_the_blocking_call_writes_with_the_model_too(open_with: Open) -> None:
    assert open_with(say(TRUE)).ask(QUESTION).writer == "stand-in"


async def test_the_blocking_call_works_inside_an_event_loop(open_with: Open) -> None:
    assert open_with(say(TRUE)).ask(QUESTION).text == TRUE


async def test_a_follow_up_that_the_model_fails_to_rewrite_is_rewritten_by_rules(
    open_with: Open,
) -> None:
    coach = open_with(say(TRUE), *[refuse(500)] * 8)
    first = [event async for event in coach.stream(QUESTION, "rules")][-1]
    assert isinstance(first, AnswerEvent)
    last = [event async for event in coach.stream("and a Director of Data Science?", "rules")][-1]
    assert isinstance(last, AnswerEvent)
    assert last.answer.question == "What does a Director of Data Science earn?"
    assert "$253,919" in last.answer.text
