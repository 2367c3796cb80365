"""How an answer reaches the assistant pane: as it is written.

With Slack's streaming methods where the token allows them; else in a message that is changed, not
more often than Slack allows. What has been streamed can't be changed any more, so when the text
begins anew the whole message is put in its place at the end.
"""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from coach.answer import Answer
from coach.assessment.bearing import Bearing
from ui.slack.about_you import NOTHING, Personal, write_heard
from ui.slack.incoming import Place
from ui.slack.markup import STREAMED, write_paragraphs
from ui.slack.messages import (
    Block,
    Message,
    write_details,
    write_message,
    write_notice,
    write_so_far,
)
from ui.slack.posting import post_in_thread, replace
from ui.slack.signs import REFUSALS, Sign

_STREAM_CHARACTERS = 12_000


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two calls: Slack takes a hundred appends and fifty updates a minute."""

    append: float = 0.7
    update: float = 1.5


class _Shown(Protocol):
    """A message that grows."""

    async def show(self, text: str) -> None:
        """Show the text so far."""

    async def finish(self, answer: Answer, turn: str | None, bearings: Sequence[Bearing]) -> None:
        """Show the whole answer."""

    async def give_up(self) -> None:
        """Leave it as it is."""


_PACE = Pace()


class PaneDelivery:
    """Streams an answer into a thread of the pane."""

    def __init__(
        self, client: AsyncWebClient, place: Place, sign: Sign, pace: Pace = _PACE
    ) -> None:
        self._client = client
        self._place = place
        self._sign = sign
        self._pace = pace
        self._wait_seconds = pace.append
        self._text = ""
        self._due = 0.0
        self._shown: _Shown = _Stream(client, place)

    def begin(self) -> None:
        """Put up the sign."""
        self._sign.put_up()

    async def add(self, text: str) -> None:
        """Show the text so far, unless it was shown a moment ago."""
        self._text += text
        if time.monotonic() < self._due:
            return
        try:
            await self._shown.show(self._text)
        except SlackApiError:
            await self._shown.give_up()
            self._shown = _Changed(self._client, self._place)
            self._wait_seconds = self._pace.update
        self._due = time.monotonic() + self._wait_seconds

    async def restart(self) -> None:
        """Show the text no further; what comes at the end takes the place of what is shown."""
        self._text = ""
        if isinstance(self._shown, _Stream):
            self._shown.is_void = True

    async def finish(self, answer: Answer, turn: str | None, personal: Personal = NOTHING) -> None:
        """Show the rest, what stands below it, and then what was heard."""
        try:
            await self._shown.finish(answer, turn, personal.bearings)
        except SlackApiError:
            if isinstance(self._shown, _Changed):
                raise
            self._shown = _Changed(self._client, self._place)
            await self._shown.finish(answer, turn, personal.bearings)
        if turn is not None and personal.heard:
            heard = write_heard(turn, personal.heard)
            await post_in_thread(self._client, self._place, heard)

    async def tell(self, sentence: str) -> None:
        """Say it below what is shown so far."""
        await self._shown.give_up()
        await post_in_thread(self._client, self._place, write_notice(sentence))

    async def end(self) -> None:
        """Take down the sign."""
        await self._sign.take_down()


class _Stream:
    """A message in Slack's streaming state.

    Attributes:
        is_void: what was sent is not the answer's text.
    """

    def __init__(self, client: AsyncWebClient, place: Place) -> None:
        self.is_void = False
        self._client = client
        self._place = place
        self._time: str | None = None
        self._sent = ""

    async def show(self, text: str) -> None:
        """Send the lines that are whole: the last one may yet become something else."""
        written = _write(text)
        await self._send(written[: written.rfind("\n") + 1])

    async def finish(self, answer: Answer, turn: str | None, bearings: Sequence[Bearing]) -> None:
        """Send the rest and stop, or put the whole in the place of what has gone wrong."""
        try:
            written = _write(answer.text)
            if self.is_void or not written.startswith(self._sent):
                await self._replace(write_message(answer, turn, bearings))
                return
            await self._send(written)
            await self._stop(write_details(answer, turn, bearings))
        except SlackApiError:
            # Such as when nothing was sent for so long that Slack has stopped it.
            if self._time is None:
                raise
            await self._replace(write_message(answer, turn, bearings))

    async def give_up(self) -> None:
        """Stop; when that fails Slack will, in time."""
        if self._time is not None:
            with suppress(*REFUSALS):
                await self._client.chat_stopStream(channel=self._place.channel, ts=self._time)

    async def _send(self, written: str) -> None:
        if self.is_void or not written.startswith(self._sent):
            return
        while len(self._sent) < len(written):
            piece = written[len(self._sent) :][:_STREAM_CHARACTERS]
            if self._time is None:
                started = await self._client.chat_startStream(
                    channel=self._place.channel,
                    thread_ts=self._place.thread,
                    recipient_user_id=self._place.person,
                    recipient_team_id=self._place.team,
                    markdown_text=piece,
                )
                self._time = str(started["ts"])
            else:
                await self._client.chat_appendStream(
                    channel=self._place.channel, ts=self._time, markdown_text=piece
                )
            self._sent += piece

    async def _stop(self, details: list[Block]) -> None:
        assert self._time is not None  # noqa: S101
        await self._client.chat_stopStream(
            channel=self._place.channel, ts=self._time, blocks=details
        )

    async def _replace(self, message: Message) -> None:
        await self.give_up()
        if self._time is None:
            await post_in_thread(self._client, self._place, message)
        else:
            await replace(self._client, self._place, self._time, message)


class _Changed:
    """A message that is changed as the text grows."""

    def __init__(self, client: AsyncWebClient, place: Place) -> None:
        self._client = client
        self._place = place
        self._time: str | None = None

    async def show(self, text: str) -> None:
        """Post the text so far, or put it in the place of what was posted."""
        await self._put(write_so_far(text))

    async def finish(self, answer: Answer, turn: str | None, bearings: Sequence[Bearing]) -> None:
        """Put the whole there."""
        await self._put(write_message(answer, turn, bearings))

    async def give_up(self) -> None:
        """Leave it as it is."""

    async def _put(self, message: Message) -> None:
        if self._time is None:
            self._time = await post_in_thread(self._client, self._place, message)
        else:
            await replace(self._client, self._place, self._time, message)


def _write(text: str) -> str:
    return "\n\n".join(write_paragraphs(text, STREAMED))
