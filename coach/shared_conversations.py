"""Conversations that several people share: who asked what in them, and what of it is whose."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, delete, func, select, tuple_, update

from coach.conversation_queries import is_one
from coach.conversation_rows import check_id, make_title, read_turn
from coach.conversations import Feedback, Turn
from coach.database import Database
from coach.schema import askers, conversations, feedback, turns


@dataclass(frozen=True, slots=True)
class PersonalData:
    """All that is stored of one person."""

    turns: tuple[Turn, ...]
    feedback: tuple[Feedback, ...]

    def to_json(self) -> str:
        """Return the whole as one JSON object; times are in ISO 8601."""
        return json.dumps(asdict(self), default=datetime.isoformat, ensure_ascii=False, indent=2)


class SharedConversations:
    """What is whose. Safe to use from several threads and several processes.

    A conversation belongs to its owner, a channel say; each turn of it also to whoever asked,
    who may take it along or delete it. `Conversations.append` notes who that is.

    Every method raises ConversationError when the database fails, or when an id is not valid.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, owner: str, turn: str, asker: str | None = None) -> Turn | None:
        """Return a turn by its id; None when the owner has no such one.

        Args:
            asker: whose question it must be; anybody's when it's not given.
        """
        check_id("owner", owner)
        mine = select(turns).where(turns.c.id == turn, turns.c.owner == owner)
        if asker is not None:
            mine = mine.join(askers, askers.c.turn == turns.c.id).where(askers.c.person == asker)
        with self._database.reading() as connection:
            row = connection.execute(mine).first()
        return read_turn(row) if row else None

    def count(self, person: str) -> int:
        """Return how many questions of a person are stored."""
        asked = select(func.count()).select_from(askers).where(askers.c.person == person)
        with self._database.reading() as connection:
            return connection.execute(asked).scalar_one()

    def export(self, person: str) -> PersonalData:
        """Return all that is stored of a person, oldest first."""
        asked = select(turns).join(askers, askers.c.turn == turns.c.id)
        asked = asked.where(askers.c.person == person).order_by(turns.c.time, turns.c.id)
        rated = select(feedback).where(feedback.c.person == person)
        rated = rated.order_by(feedback.c.time, feedback.c.turn)
        with self._database.reading() as connection:
            return PersonalData(
                turns=tuple(read_turn(row) for row in connection.execute(asked)),
                feedback=tuple(Feedback(**row._mapping) for row in connection.execute(rated)),
            )

    def delete(self, person: str) -> int:
        """Delete all that is stored of a person, and return how many questions that were.

        What others asked in the same conversations stays. Traces go as those of whole
        conversations do.
        """
        asked = select(askers.c.turn).where(askers.c.person == person)
        place = (conversations.c.owner, conversations.c.id)
        touched = select(turns.c.owner, turns.c.conversation).where(turns.c.id.in_(asked))
        with self._database.writing() as connection:
            # Locked in one order: two that delete would otherwise wait for each other.
            locked = select(*place).where(tuple_(*place).in_(touched)).order_by(*place)
            places = connection.execute(locked.with_for_update()).all()
            opinions = delete(feedback).where(feedback.c.person == person)
            rated = connection.execute(opinions).rowcount
            gone = connection.execute(delete(turns).where(turns.c.id.in_(asked))).rowcount
            for owner, conversation in places:
                _tidy(connection, owner, conversation)
        if gone or rated:
            self._database.erase_traces()
        return gone


def _tidy(connection: Connection, owner: str, conversation: str) -> None:
    """Make a title of what is left of a conversation; delete it when nothing is."""
    mine = and_(turns.c.owner == owner, turns.c.conversation == conversation)
    first = select(turns.c.asked).where(mine).order_by(turns.c.position).limit(1)
    asked = connection.execute(first).scalar()
    where = is_one(owner, conversation)
    if asked is None:
        connection.execute(delete(conversations).where(where))
    else:
        title = update(conversations).where(where).values(title=make_title(asked))
        connection.execute(title)
