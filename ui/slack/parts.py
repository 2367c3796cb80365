"""What the bot works with, and what its parts share: the record of what is dealt with."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from coach.channel_settings import ChannelSettingsStore
from coach.coach import Coach
from coach.errors import ConversationError
from coach.event_log import EventLog
from coach.shared_conversations import SharedConversations
from ui.slack.answering import Answerer
from ui.slack.client import Clients

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the bot works with.

    Attributes:
        user: the bot's own user id.
    """

    user: str
    coach: Coach
    clients: Clients
    answerer: Answerer
    events: EventLog
    channels: ChannelSettingsStore
    shared: SharedConversations

    @asynccontextmanager
    async def once(self, *keys: str) -> AsyncIterator[bool]:
        """Whether what goes by these names is to be dealt with here; then it counts as dealt with.

        Raises:
            ConversationError: the database fails, before anything is dealt with.
        """
        if not await asyncio.to_thread(self.events.claim, *keys):
            yield False
            return
        try:
            yield True
        finally:
            try:
                await asyncio.to_thread(self.events.finish, keys)
            except ConversationError as error:
                _logger.error("It isn't noted that something was dealt with: %s", error)
