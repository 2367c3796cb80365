"""The coach asked: what fails is told, and in one conversation one question follows the other."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import pytest

from coach import Answer, AnswerEvent
from coach.answer import Event, TextEvent
from coach.errors import ConversationError, StoreError
from tests.servers.slack_server import BOT_TOKEN, SlackServer
from tests.ui.slack.workspace import direct, new_channel, new_person
from ui.slack.answering import ANSWER_SECONDS, OUT_OF_ORDER, TOO_SLOW, Answerer, Question
from ui.slack.client import Clients, open_clients
from ui.slack.deliveries import WholeDelivery
from ui.slack.incoming import Place
from ui.slack.messages import Message
from ui.slack.posting import post_in_thread
from ui.slack.signs import Reaction

CANARY = "Kanarienvogel"


@pytest.fixture
async def clients(slack: SlackServer) -> AsyncIterator[Clients]:
    async with open_clients(BOT_TOKEN, slack.api_url) as clients:
        yield clients


def in_channel(channel: str) -> Any:
    return lambda call: call.sent["channel"] == channel


class FailingCoach:
    """Stands in for a coach that does what it's told."""

    scope: Any = None

    def __init__(self, *, error: Exception | None = None, is_slow: bool = False) -> None:
        self._error = error
        self._is_slow = is_slow

    async def stream(self, *_: object, **__: object) -> AsyncGenerator[Event]:
        yield TextEvent("It ")
        if self._is_slow:
            await asyncio.sleep(60)
        assert self._error
        raise self._error


class SlowCoach:
    """Stands in for a coach that answers when it may."""

    scope: Any = None

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()
        self.asked: list[str] = []
        self.answered: list[str] = []

    @property
    def conversations(self) -> "SlowCoach":
        return self

    def history(self, *_: object) -> list[str]:
        return self.answered

    async def stream(self, question: str, *_: object, **__: object) -> AsyncGenerator[Event]:
        self.asked.append(question)
        await self.may_answer.wait()
        self.answered.append(question)
        yield AnswerEvent(Answer(question, f"To {question}.", "answered"))


def deliver(clients: Clients, place: Place) -> WholeDelivery:
    async def post(message: Message) -> None:
        await post_in_thread(clients.patient, place, message)

    return WholeDelivery(post, Reaction(clients, place.channel, "1.1"))


def ask(text: str, place: Place) -> Question:
    return Question(text, place.owner, place.thread, place.asker)


@pytest.mark.parametrize(
    ("coach", "sentence", "cause"),
    [
        (FailingCoach(is_slow=True), TOO_SLOW, "took more than"),
        (FailingCoach(error=StoreError("The index is gone.")), OUT_OF_ORDER, "index is gone"),
        (FailingCoach(error=ValueError(CANARY)), OUT_OF_ORDER, "ValueError in test_answering"),
    ],
    ids=["slow", "known", "unknown"],
)
async def test_the_person_gets_a_sentence_and_the_log_the_cause(
    slack: SlackServer,
    clients: Clients,
    coach: FailingCoach,
    sentence: str,
    cause: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    place = Place("T1", new_channel(), "1.1", "U1")

    answerer = Answerer(coach, seconds=0.3)  # type: ignore[arg-type]
    await answerer.answer(ask(f"{CANARY}?", place), deliver(clients, place))
    (told,) = slack.named("chat.postMessage", in_channel(place.channel))
    assert told.sent["text"] == sentence
    assert slack.named("reactions.remove", in_channel(place.channel))
    assert cause in caplog.text
    assert CANARY not in caplog.text


async def test_one_question_of_a_thread_follows_the_other(
    slack: SlackServer, clients: Clients
) -> None:
    place, coach = Place("T1", new_channel(), "1.1", "U1"), SlowCoach()
    answerer = Answerer(coach)  # type: ignore[arg-type]
    assert not await answerer.knows(place.owner, place.thread)
    first = asyncio.create_task(answerer.answer(ask("one", place), deliver(clients, place)))
    while not coach.asked:
        await asyncio.sleep(0.01)
    # Whoever replies before the answer is there replies to it all the same.
    assert await answerer.has_begun(place.owner, place.thread)
    knows = asyncio.create_task(answerer.knows(place.owner, place.thread))
    second = asyncio.create_task(answerer.answer(ask("two", place), deliver(clients, place)))
    await asyncio.sleep(0.05)
    assert coach.asked == ["one"]
    assert not knows.done()
    coach.may_answer.set()
    await asyncio.gather(first, second)
    assert await knows
    posted = slack.named("chat.postMessage", in_channel(place.channel))
    assert [call.sent["text"] for call in posted] == ["To one.", "To two."]


async def test_an_answer_stands_where_what_is_known_of_the_person_cannot_be_read(
    slack: SlackServer, clients: Clients, caplog: pytest.LogCaptureFixture
) -> None:
    class ForgetfulCoach(SlowCoach):
        def relate(self, *_: object) -> None:
            raise ConversationError("The database is gone.")

    coach = ForgetfulCoach()
    coach.may_answer.set()
    place = Place("T1", direct(new_person()), "1.1", "U1")
    question = Question(CANARY, place.owner, place.thread, place.asker, is_direct=True)
    await Answerer(coach).answer(question, deliver(clients, place))  # type: ignore[arg-type]
    (posted,) = slack.named("chat.postMessage", in_channel(place.channel))
    assert posted.sent["text"] == f"To {CANARY}."
    assert "database is gone" in caplog.text
    assert CANARY not in caplog.text


def test_an_answer_may_take_a_minute() -> None:
    assert ANSWER_SECONDS == 60
