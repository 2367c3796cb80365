"""Questions that a chat model makes of passages: more and better worded than rules make them.

A model that fails, or writes something else, makes none: the rules' questions are there anyway.
"""

import asyncio
import logging
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from coach.errors import CoachError
from index.passages import Passage

if TYPE_CHECKING:
    from coach.generative import ChatWriter

PER_PASSAGE = 3
_MOST_WORDS = 15

_LOG = logging.getLogger(__name__)
_BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s*")
_POINTS_AT_TEXT = re.compile(
    r"\b(?:the|this) (?:passage|text|document|section|excerpt)\b", re.IGNORECASE
)


def ask_model(
    writer: "ChatWriter", passages: Sequence[Passage], concurrency: int
) -> Iterator[tuple[str, ...]]:
    """Yield for each passage, in their order, up to three questions that a chat model makes."""

    async def ask_all() -> list[tuple[str, ...]]:
        turns = asyncio.Semaphore(concurrency)

        async def ask(passage: Passage) -> tuple[str, ...]:
            async with turns:
                try:
                    return read_questions(await writer.ask_about(passage, PER_PASSAGE))
                except CoachError as error:
                    _LOG.warning("The chat model made no questions: %s", error)
                    return ()

        return await asyncio.gather(*(ask(passage) for passage in passages))

    yield from asyncio.run(ask_all())


def read_questions(text: str) -> tuple[str, ...]:
    """Return the questions among what a model wrote, one a line."""
    lines = (_BULLET.sub("", line).strip(' *"“”') for line in text.splitlines())
    fit = (
        " ".join(line.split())
        for line in lines
        if line.endswith("?")
        and 2 < len(line.split()) <= _MOST_WORDS
        and not _POINTS_AT_TEXT.search(line)
    )
    return tuple(dict.fromkeys(fit))[:PER_PASSAGE]
