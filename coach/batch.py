"""Many questions, each on its own: what they share is done once for many of them.

Questions are embedded and looked up in Chroma a chunk at a time, while the chunk before is being
answered. With a chat model so many answers are written at once as the caller wants. What comes out
is what a turn for each would have given.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from coach.answer import Answer, AnswerEvent
from coach.finding import Finder
from coach.focus import Focus
from coach.parts import split_question
from coach.pipeline import Limits, Narrow, answer_question
from coach.scope import Scope
from coach.talk import without_greeting
from coach.turns import write_turn
from index.embedding import Vectors

if TYPE_CHECKING:
    from coach.generative import ChatWriter

CHUNK = 64
_AHEAD = 2

_From = TypeVar("_From")
_To = TypeVar("_To")


class Question(NamedTuple):
    """A question.

    Attributes:
        vector: its own, where the caller has it already.
        focus: where in the documents the answer is to come from; anywhere when not given.
    """

    text: str
    vector: Vectors | None = None
    focus: Focus | None = None


def answer_all(
    questions: Iterable[Question], finder: Finder, scope: Scope, limits: Limits
) -> Iterator[tuple[int, Answer]]:
    """Yield each question's place and answer, in their order, without a chat model.

    Raises:
        QuestionError: a question is empty or too long.
        StoreError: the index fails.
    """
    for place, (question, prepared) in enumerate(_prepare(questions, finder)):
        yield (
            place,
            answer_question(question.text, [], prepared, scope, limits, narrow=_narrow(question)),
        )


def write_all(
    questions: Iterable[Question],
    writer: "ChatWriter",
    finder: Finder,
    scope: Scope,
    limits: Limits,
    concurrency: int,
) -> Iterator[tuple[int, Answer]]:
    """Yield each question's place and answer, as a chat model is done with it.

    Whoever stops early cancels the requests that are under way.

    Args:
        concurrency: how many are written at a time.

    Raises:
        QuestionError: a question is empty or too long.
        StoreError: the index fails.
    """

    async def write(place: int, question: Question, prepared: Finder) -> tuple[int, Answer]:
        turn = write_turn(
            question.text, [], writer, prepared, scope, limits, narrow=_narrow(question)
        )
        async for event in turn:
            if isinstance(event, AnswerEvent):
                return place, event.answer
        raise AssertionError("a turn ends with an answer")

    waiting = enumerate(_prepare(questions, finder))
    running: set[asyncio.Task[tuple[int, Answer]]] = set()
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        while True:
            for place, (question, prepared) in islice(waiting, concurrency - len(running)):
                running.add(loop.create_task(write(place, question, prepared)))
            if not running:
                return
            done, running = runner.run(_first(running))
            for task in done:
                yield task.result()


def _narrow(question: Question) -> Narrow | None:
    return question.focus.narrow if question.focus else None


async def _first(running: set[asyncio.Task[_To]]) -> tuple[set[asyncio.Task[_To]], ...]:
    return await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)


def _prepare(questions: Iterable[Question], finder: Finder) -> Iterator[tuple[Question, Finder]]:
    """Yield each question with a finder that has looked it up."""

    def prepare(chunk: list[Question]) -> list[tuple[Question, Finder]]:
        known = {asked.text: asked.vector for asked in chunk if asked.vector is not None}
        texts = [without_greeting(asked.text) for asked in chunk]
        parts = [part for text in texts for part in split_question(text)]
        unknown = [part for part in dict.fromkeys(parts) if part not in known]
        known |= zip(unknown, finder.search.embedder.embed(unknown), strict=True)
        prepared = finder.prepare(list(known), np.array(list(known.values())))
        return [(asked, prepared) for asked in chunk]

    for chunk in ahead(chunks(questions, CHUNK), prepare):
        yield from chunk


def chunks(items: Iterable[_From], size: int) -> Iterator[list[_From]]:
    """Yield lists of `size` items, the last one shorter."""
    left = iter(items)
    while chunk := list(islice(left, size)):
        yield chunk


def ahead(items: Iterable[_From], work: Callable[[_From], _To]) -> Iterator[_To]:
    """Yield what `work` makes of each item, in order, in threads that go ahead of the caller.

    Two of them, so that the processor has something to do while one waits for the interpreter.
    """
    with ThreadPoolExecutor(max_workers=_AHEAD) as threads:
        coming: deque[Future[_To]] = deque()
        for item in items:
            coming.append(threads.submit(work, item))
            if len(coming) > _AHEAD:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()
