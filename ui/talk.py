"""Talking on the page: from a question that the script sends to the frames that it shows.

A frame is the whole turn so far, in HTML. Pieces that come in quick succession share one, so an
answer that is there at once is one frame.
"""

import asyncio
import logging
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace

import gradio as gr

from coach import Answer, AnswerEvent, Coach, CoachError, Event, RestartEvent
from coach.errors import QuestionError, RateLimitError
from ui.people import People
from ui.turns import ShownTurn, render_turn
from ui.visitors import owner_of

_FRAME_SECONDS = 0.03
_KEY = re.compile(r"[a-z0-9-]{1,64}")

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Request:
    """What the script sends."""

    key: str
    question: str
    conversation: str
    replacing: str | None

    @classmethod
    def read(cls, event: gr.EventData) -> "_Request":
        sent = event._data if isinstance(event._data, dict) else {}
        key = str(sent.get("key", ""))
        replacing = sent.get("replacing")
        return cls(
            key if _KEY.fullmatch(key) else "unknown",
            str(sent.get("question", "")),
            str(sent.get("conversation", "")),
            None if replacing is None else str(replacing),
        )


class Talk:
    """Answers what visitors ask on the page."""

    def __init__(self, coach: Coach, people: People) -> None:
        self._coach = coach
        self._people = people

    async def answer(self, event: gr.EventData, request: gr.Request) -> AsyncGenerator[str]:
        """Yield a turn's frames; the last one is settled, whatever went wrong."""
        asked = _Request.read(event)
        shown = ShownTurn(asked.key, asked.question.strip())
        try:
            self._people.check_request(request)
            owner = owner_of(request)
            pieces = self._coach.stream(
                asked.question,
                asked.conversation,
                owner=owner,
                replacing=asked.replacing,
            )
            # Closed at once when the visitor stops it, and with it the chat model's stream.
            async with aclosing(_in_batches(pieces)) as batches:
                async for batch in batches:
                    for piece in batch:
                        shown = _add(shown, piece)
                    if shown.answer:
                        shown = await asyncio.to_thread(
                            self._add_personal, shown, shown.answer, owner
                        )
                    yield render_turn(shown)
        except (QuestionError, RateLimitError) as error:
            yield render_turn(replace(shown, note=str(error), is_refused=True))
        except CoachError as error:
            yield render_turn(replace(shown, note=f"I can't answer right now. {error}"))
        except Exception:
            _logger.exception("The question could not be answered.")
            note = "Something went wrong on my side. Please ask again in a moment."
            yield render_turn(replace(shown, note=note))

    def _add_personal(self, shown: ShownTurn, answer: Answer, owner: str) -> ShownTurn:
        """Add what is about the person, unless that cannot be read: the answer stands without."""
        try:
            heard = self._coach.hear(shown.asked, owner)
            return replace(shown, bearings=self._coach.relate(answer, owner), heard=heard)
        except CoachError as error:
            _logger.warning("What is known of somebody could not be read: %s", error)
            return shown


def _add(shown: ShownTurn, piece: Event) -> ShownTurn:
    if isinstance(piece, AnswerEvent):
        return replace(shown, answer=piece.answer, turn=piece.turn)
    if isinstance(piece, RestartEvent):
        return replace(shown, text="")
    return replace(shown, text=shown.text + piece.text)


async def _in_batches(pieces: AsyncGenerator[Event]) -> AsyncGenerator[list[Event]]:
    """Yield what comes within the time of one frame together."""
    loop = asyncio.get_running_loop()
    async with aclosing(pieces):
        coming = asyncio.ensure_future(anext(pieces, None))
        try:
            while (piece := await coming) is not None:
                batch, end = [piece], loop.time() + _FRAME_SECONDS
                coming = asyncio.ensure_future(anext(pieces, None))
                # What is there already belongs to the frame, however slow a busy server is.
                await asyncio.sleep(0)
                while coming.done() or (left_s := end - loop.time()) > 0:
                    if not coming.done():
                        await asyncio.wait({coming}, timeout=left_s)
                        continue
                    # An error is raised above, once what came before it is shown.
                    if coming.exception() or (piece := coming.result()) is None:
                        break
                    batch.append(piece)
                    coming = asyncio.ensure_future(anext(pieces, None))
                    await asyncio.sleep(0)
                yield batch
        finally:
            coming.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await coming
