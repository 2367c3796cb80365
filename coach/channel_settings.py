"""How a channel wants to be answered, as its members set it."""

from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import select

from coach.database import Database
from coach.errors import ConversationError
from coach.schema import channel_settings

ListensTo = Literal["mentions", "questions"]
Replies = Literal["thread", "privately"]


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """How a channel wants to be answered.

    Attributes:
        listens_to: only what mentions the coach, or also each message that ends as a question.
        replies: in a thread that all can read, or to whoever asked alone.
    """

    listens_to: ListensTo = "mentions"
    replies: Replies = "thread"


class ChannelSettingsStore:
    """The settings of all channels. Safe to use from several threads and several processes.

    Every method raises ConversationError when the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, channel: str) -> ChannelSettings:
        """Return a channel's settings; the defaults when nobody has set any."""
        table = channel_settings
        stored = select(table.c.listens_to, table.c.replies).where(table.c.channel == channel)
        with self._database.reading() as connection:
            row = connection.execute(stored).first()
        return ChannelSettings(*row) if row else ChannelSettings()

    def write(self, channel: str, settings: ChannelSettings) -> None:
        """Store a channel's settings in place of those it had."""
        if settings.listens_to not in get_args(ListensTo) or settings.replies not in get_args(
            Replies
        ):
            raise ConversationError(
                'A channel listens to "mentions" or "questions", and replies "thread" or '
                '"privately".'
            )
        values = {"listens_to": settings.listens_to, "replies": settings.replies}
        store = self._database.insert(channel_settings).values(channel=channel, **values)
        store = store.on_conflict_do_update(
            index_elements=[channel_settings.c.channel], set_=values
        )
        with self._database.writing() as connection:
            connection.execute(store)
