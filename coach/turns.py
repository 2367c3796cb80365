"""One turn with a chat model: the same plan and passages as without one, written by the model.

What was shown before the model failed is taken back, and the extractive answer stands in.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from coach.answer import Answer, AnswerEvent, Event, RestartEvent, TextEvent
from coach.finding import Finder
from coach.pipeline import (
    FindReady,
    Limits,
    Narrow,
    adopt,
    answer_talk,
    check_question,
    plan_answer,
    resolve,
    write_extract,
)
from coach.scope import Scope

if TYPE_CHECKING:
    from coach.generative import ChatWriter

_LOG = logging.getLogger(__name__)


async def write_turn(
    asked: str,
    history: Sequence[Answer],
    writer: "ChatWriter",
    finder: Finder,
    scope: Scope,
    limits: Limits,
    *,
    find_ready: FindReady | None = None,
    narrow: Narrow | None = None,
) -> AsyncGenerator[Event]:
    """Answer what a person says next, in pieces; the last event is the whole answer.

    Args:
        find_ready: looks for an answer before one is written.
        narrow: what the answer must not be written from.

    Raises:
        QuestionError: the question is empty or too long.
        StoreError: the index fails.
    """
    from coach.chat_streams import ModelError
    from coach.citations import Checked

    asked = check_question(asked)
    if talk := answer_talk(asked, scope):
        yield TextEvent(talk.text)
        yield AnswerEvent(talk)
        return
    question = await writer.rewrite(asked, history) if history else None
    if question is None:
        question = await asyncio.to_thread(resolve, asked, history, finder, scope)
    if find_ready and (ready := await asyncio.to_thread(find_ready, question)):
        yield TextEvent(ready.text)
        yield AnswerEvent(ready)
        return
    plan = await asyncio.to_thread(plan_answer, question, finder, scope, limits)
    if isinstance(plan, Answer):
        yield TextEvent(plan.text)
        yield AnswerEvent(plan)
        return
    plan = narrow(plan) if narrow else plan
    if plan.caveat:
        yield TextEvent(f"{plan.caveat}\n\n")
    try:
        pieces = writer.write(plan.question, plan.passages, plan.caveat, limits.words)
        async with aclosing(pieces):
            async for piece in pieces:
                if isinstance(piece, Checked):
                    yield AnswerEvent(adopt(plan, piece, writer.name))
                    return
                yield TextEvent(piece)
    except ModelError as error:
        _LOG.warning("The chat model did not answer: %s", error)
        note = f"{error} So this answer was put together from the documents without it."
        answer = await asyncio.to_thread(write_extract, plan, finder, limits, note)
        yield RestartEvent()
        yield TextEvent(answer.text)
        yield AnswerEvent(answer)
