"""Questions to answers: the coach asked, within bounds of time, and every failure worded."""

import asyncio
import logging
from contextlib import aclosing, suppress
from dataclasses import dataclass
from weakref import WeakValueDictionary

from coach.answer import Answer, AnswerEvent, RestartEvent, TextEvent
from coach.coach import Coach
from coach.errors import CoachError, QuestionError
from coach.told import answer_told
from ui.slack.about_you import MOST_HEARD, Personal
from ui.slack.deliveries import Delivery
from ui.slack.discretion import describe_error
from ui.slack.signs import REFUSALS

ANSWER_SECONDS = 60.0

TOO_SLOW = (
    "I'm sorry, that took me too long and I've stopped. Please ask again in a moment, or in fewer "
    "words."
)
OUT_OF_ORDER = (
    "I'm sorry, I can't answer right now. It's nothing you did; whoever runs me finds the cause in "
    "my log."
)
NOT_HERE = (
    "What people tell of themselves I take in only in direct messages; of this I note nothing. "
    "Write it to me there, and I show you what I understand before I keep anything."
)
RESTARTING = "I'm being restarted and couldn't finish this. Please ask again in a minute."

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and where its answer is remembered.

    Attributes:
        owner: whose the conversation is.
        asker: whose the question is.
        is_direct: nobody else is there, so the answer may speak of whoever asks.
    """

    text: str
    owner: str
    conversation: str
    asker: str
    is_direct: bool = False


class Answerer:
    """Asks the coach. In one conversation it takes one question after the other."""

    def __init__(self, coach: Coach, seconds: float = ANSWER_SECONDS) -> None:
        """Give the coach `seconds` for an answer."""
        self._coach = coach
        self._seconds = seconds
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def knows(self, owner: str, conversation: str) -> bool:
        """Whether an answer stands in a conversation; one that is being written is waited for."""
        async with self._lock(owner, conversation):
            return await self._has_answer(owner, conversation)

    async def has_begun(self, owner: str, conversation: str) -> bool:
        """Whether an answer stands in a conversation, or is being written."""
        is_busy = self._lock(owner, conversation).locked()
        return is_busy or await self._has_answer(owner, conversation)

    async def answer(self, question: Question, delivery: Delivery) -> None:
        """Answer a question, or say why not."""
        delivery.begin()
        try:
            async with self._lock(question.owner, question.conversation):
                await self._answer(question, delivery)
        except asyncio.CancelledError:
            await _tell(delivery, RESTARTING)
            raise
        finally:
            await delivery.end()

    async def _answer(self, question: Question, delivery: Delivery) -> None:
        try:
            if not question.text:
                await delivery.tell(self._greet())
                return
            if not question.is_direct and answer_told(question.text):
                await delivery.tell(NOT_HERE)
                return
            async with asyncio.timeout(self._seconds):
                event = await self._ask(question, delivery)
            personal = await asyncio.to_thread(self._gather, question, event.answer)
            await delivery.finish(event.answer, event.turn, personal)
        except QuestionError as error:
            await _tell(delivery, f"I'd like to help, but I can't take this in. {error}")
        except TimeoutError:
            _logger.error("An answer took more than %.0f s.", self._seconds)
            await _tell(delivery, TOO_SLOW)
        except REFUSALS as error:
            _logger.error("An answer could not be posted: %s", describe_error(error))
            await _tell(delivery, OUT_OF_ORDER)
        except CoachError as error:
            _logger.error("A question could not be answered: %s", describe_error(error))
            await _tell(delivery, OUT_OF_ORDER)
        except Exception as error:  # noqa: BLE001 - whoever asked must hear of any failure.
            _logger.error("A question could not be answered: %s", describe_error(error))
            await _tell(delivery, OUT_OF_ORDER)

    async def _ask(self, question: Question, delivery: Delivery) -> AnswerEvent:
        stream = self._coach.stream(
            question.text, question.conversation, owner=question.owner, asker=question.asker
        )
        async with aclosing(stream) as events:
            async for event in events:
                if isinstance(event, AnswerEvent):
                    return event
                if isinstance(event, RestartEvent):
                    await delivery.restart()
                elif isinstance(event, TextEvent):
                    await delivery.add(event.text)
        raise AssertionError("a turn ends with an answer")

    def _gather(self, question: Question, answer: Answer) -> Personal:
        """Return what of the turn is about the person; the answer stands without it."""
        if not question.is_direct:
            return Personal()
        try:
            return Personal(
                self._coach.relate(answer, question.asker),
                self._coach.hear(question.text, question.asker, MOST_HEARD),
            )
        except CoachError as error:
            _logger.warning("What is known of somebody was not read: %s", describe_error(error))
            return Personal()

    async def _has_answer(self, owner: str, conversation: str) -> bool:
        history = self._coach.conversations.history
        return bool(await asyncio.to_thread(history, owner, conversation, 1))

    def _greet(self) -> str:
        examples = self._coach.scope.examples[:1]
        example = f" For example: {examples[0]}" if examples else ""
        return f"Hello! Ask me something about your career, and I'll look it up.{example}"

    def _lock(self, owner: str, conversation: str) -> asyncio.Lock:
        return self._locks.setdefault((owner, conversation), asyncio.Lock())


async def _tell(delivery: Delivery, sentence: str) -> None:
    with suppress(*REFUSALS):
        await delivery.tell(sentence)
