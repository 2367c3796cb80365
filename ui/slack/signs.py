"""Signs that the coach works on it: a reaction to the question, or the status of the pane.

A sign is worth no waiting: it's put up beside the work, and when Slack refuses it there is none.
What was put up is taken down, however often Slack must be asked.
"""

import asyncio
import logging
from contextlib import suppress
from typing import Protocol

from aiohttp import ClientError
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from ui.slack.client import Clients
from ui.slack.discretion import describe_error
from ui.slack.incoming import Place
from ui.slack.messages import write_notice
from ui.slack.posting import Post

REACTION = "eyes"
STATUS = "is looking through the documents…"
LATE_SECONDS = 4.0
REFUSALS = (SlackClientError, ClientError, TimeoutError)
"""What a call of the Web API can end with."""

_logger = logging.getLogger(__name__)


class Sign(Protocol):
    """A sign that the coach works on it."""

    def put_up(self) -> None:
        """Begin to show it."""

    async def take_down(self) -> None:
        """Show it no longer."""


class LateNotice:
    """A line to whoever asked, where Slack has no other sign; only when it takes long."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._waiting: asyncio.Task[None] | None = None

    def put_up(self) -> None:
        """Begin to wait."""
        self._waiting = asyncio.create_task(self._wait())

    async def take_down(self) -> None:
        """Wait no longer."""
        if self._waiting is not None:
            self._waiting.cancel()

    async def _wait(self) -> None:
        await asyncio.sleep(LATE_SECONDS)
        with suppress(*REFUSALS):
            await self._post(write_notice("I'm still looking through the documents…"))


class Reaction:
    """A reaction to the message with the question."""

    def __init__(self, clients: Clients, channel: str, time: str) -> None:
        self._clients = clients
        self._where = {"channel": channel, "timestamp": time, "name": REACTION}
        self._adding: asyncio.Task[bool] | None = None

    def put_up(self) -> None:
        """Begin to add the reaction."""
        self._adding = asyncio.create_task(self._add())

    async def take_down(self) -> None:
        """Remove the reaction."""
        if self._adding is None or not await self._adding:
            return
        try:
            await self._clients.patient.reactions_remove(**self._where)
        except REFUSALS as error:
            _logger.warning("A reaction was not removed: %s", describe_error(error))

    async def _add(self) -> bool:
        try:
            await self._clients.hasty.reactions_add(**self._where)
        except REFUSALS:
            return False
        return True


class PaneStatus:
    """The status line of the assistant pane; where a thread is none of its, a reaction."""

    def __init__(
        self, clients: Clients, place: Place, instead: Reaction, title: str | None = None
    ) -> None:
        """Show it in the thread of `place`; give the thread a `title` when there is one."""
        self._clients = clients
        self._place = place
        self._instead = instead
        self._title = title
        self._setting: asyncio.Task[bool] | None = None

    def put_up(self) -> None:
        """Begin to set the status."""
        self._setting = asyncio.create_task(self._set())

    async def take_down(self) -> None:
        """Clear the status."""
        if self._setting is None or not await self._setting:
            await self._instead.take_down()
            return
        try:
            await self._say(self._clients.patient, "")
        except REFUSALS as error:
            _logger.warning("A status was not cleared: %s", describe_error(error))

    async def _set(self) -> bool:
        client = self._clients.hasty
        try:
            await self._say(client, STATUS)
        except REFUSALS:
            self._instead.put_up()
            return False
        if self._title:
            try:
                await client.assistant_threads_setTitle(
                    channel_id=self._place.channel,
                    thread_ts=self._place.thread,
                    title=self._title,
                )
            except REFUSALS as error:
                _logger.warning("A thread got no title: %s", describe_error(error))
        return True

    async def _say(self, client: AsyncWebClient, status: str) -> None:
        await client.assistant_threads_setStatus(
            channel_id=self._place.channel, thread_ts=self._place.thread, status=status
        )
