"""Messages heard in Slack: which of them are for the coach, and how each is answered."""

import asyncio
import logging
from collections import deque
from contextlib import suppress
from functools import partial
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from coach.conversation_rows import make_title
from coach.errors import ConversationError
from ui.slack.answering import OUT_OF_ORDER, Question
from ui.slack.deliveries import Delivery, WholeDelivery
from ui.slack.incoming import Heard, name_event, read_message
from ui.slack.messages import Message, write_notice
from ui.slack.parts import Parts
from ui.slack.posting import post_in_thread, post_to_one
from ui.slack.signs import REFUSALS, PaneStatus, Reaction
from ui.slack.streaming import PaneDelivery

_PROMPTS = 4
"""How many Slack shows in a new thread of the pane."""
_REMEMBERED = 1_000

_logger = logging.getLogger(__name__)


class Listener:
    """Answers what people write to the coach, each message once."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        # While the database is down, which else tells one event from the other.
        self._told: deque[str] = deque(maxlen=_REMEMBERED)

    async def hear(self, body: dict[str, Any]) -> None:
        """Answer a message if it is for the coach, and nobody has yet."""
        heard = read_message(body, self._parts.user)
        if heard is None:
            return
        try:
            if not await self._is_for_coach(heard):
                return
            async with self._parts.once(*heard.keys) as is_first:
                if is_first:
                    await self._answer(heard)
        except ConversationError as error:
            _logger.error("A message could not be dealt with: %s", error)
            await self._apologise(heard)

    async def open_pane(self, body: dict[str, Any]) -> None:
        """Suggest questions in a new thread of the assistant pane."""
        thread = body["event"]["assistant_thread"]
        async with self._parts.once(name_event(body)) as is_first:
            if is_first:
                client = self._parts.clients.patient
                await self._suggest(client, thread["channel_id"], thread["thread_ts"])

    async def open_messages(self, body: dict[str, Any]) -> None:
        """Suggest questions to whoever opens the app's messages, where Slack shows them there."""
        # It does where the app is an agent, which is what Slack makes of assistants.
        with suppress(*REFUSALS):
            await self._suggest(self._parts.clients.hasty, body["event"]["channel"])

    async def _suggest(
        self, client: AsyncWebClient, channel: str, thread: str | None = None
    ) -> None:
        examples = self._parts.coach.scope.examples[:_PROMPTS]
        if examples:
            await client.assistant_threads_setSuggestedPrompts(
                channel_id=channel,
                thread_ts=thread,
                title="You could ask",
                prompts=[{"title": question, "message": question} for question in examples],
            )

    async def _is_for_coach(self, heard: Heard) -> bool:
        place = heard.place
        if place.is_direct or heard.is_mention:
            return True
        if heard.is_to_other:
            return False
        if heard.is_question:
            settings = await asyncio.to_thread(self._parts.channels.read, place.owner)
            if settings.listens_to == "questions":
                return True
        if not heard.is_reply:
            return False
        knows = self._parts.answerer.knows
        return await knows(place.owner, place.thread) or await knows(place.owner, place.private)

    async def _answer(self, heard: Heard) -> None:
        place = heard.place
        conversation = place.thread
        delivery: Delivery
        if place.is_direct:
            delivery = await self._deliver_directly(heard)
        else:
            settings = await asyncio.to_thread(self._parts.channels.read, place.owner)
            delivery = self._deliver_in_channel(heard, is_private=settings.replies == "privately")
            if settings.replies == "privately":
                conversation = place.private
        question = Question(
            heard.text, place.owner, conversation, place.asker, is_direct=place.is_direct
        )
        await self._parts.answerer.answer(question, delivery)

    async def _deliver_directly(self, heard: Heard) -> Delivery:
        clients, place = self._parts.clients, heard.place
        reaction = Reaction(clients, place.channel, heard.time)
        if not heard.is_reply:
            return WholeDelivery(partial(self._post, heard), reaction)
        is_known = await self._parts.answerer.has_begun(place.owner, place.thread)
        title = None if is_known else make_title(heard.text)
        status = PaneStatus(clients, place, reaction, title)
        return PaneDelivery(clients.patient, place, status)

    def _deliver_in_channel(self, heard: Heard, *, is_private: bool) -> Delivery:
        reaction = Reaction(self._parts.clients, heard.place.channel, heard.time)
        post = self._post_privately if is_private else self._post
        return WholeDelivery(partial(post, heard), reaction, is_private=is_private)

    async def _post(self, heard: Heard, message: Message) -> None:
        await post_in_thread(self._parts.clients.patient, heard.place, message)

    async def _post_privately(self, heard: Heard, message: Message) -> None:
        # Only a thread that is there already shows such a message.
        thread = heard.place.thread if heard.is_reply else None
        await post_to_one(self._parts.clients.patient, heard.place, message, thread)

    async def _apologise(self, heard: Heard) -> None:
        message = heard.keys[-1]
        if message in self._told or not (heard.place.is_direct or heard.is_mention):
            return
        self._told.append(message)
        with suppress(*REFUSALS):
            await self._post(heard, write_notice(OUT_OF_ORDER))
