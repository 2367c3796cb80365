"""Which events are dealt with, so that each is dealt with once, whichever process hears of it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import and_, delete, not_, update

from coach.database import Database
from coach.schema import events

KEPT = timedelta(days=2)
"""How long an event is remembered: chat platforms deliver again for up to a day."""
LEASE = timedelta(minutes=4)
"""How long whoever claimed an event may take for it, before it counts as given up."""


class EventLog:
    """The events that are dealt with. Safe to use from several threads and several processes.

    Every method raises ConversationError when the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, *keys: str) -> bool:
        """Take an event on, by all the names that it may come under; False when somebody has.

        An event that was claimed and not finished can be claimed again after LEASE: whoever had
        it was killed. Of several that claim at once one gets it.
        """
        now = datetime.now(UTC)
        free = and_(not_(events.c.is_done), events.c.claimed < now - LEASE)
        with self._database.writing() as connection:
            connection.execute(delete(events).where(events.c.claimed < now - KEPT))
            # In one order, so that two that claim the same names don't wait for each other.
            for key in sorted(set(keys)):
                taken = self._database.insert(events).values(key=key, claimed=now, is_done=False)
                taken = taken.on_conflict_do_update(
                    index_elements=[events.c.key], set_={"claimed": now}, where=free
                )
                if connection.execute(taken.returning(events.c.key)).first() is None:
                    connection.rollback()
                    return False
        return True

    def finish(self, keys: Sequence[str]) -> None:
        """Note that a claimed event is dealt with for good."""
        done = update(events).where(events.c.key.in_(keys)).values(is_done=True)
        with self._database.writing() as connection:
            connection.execute(done)
