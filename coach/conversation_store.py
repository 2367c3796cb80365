"""The stored conversations: every read and write, each for one owner, and one for all of them."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import groupby
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, Row, Table, and_, bindparam, delete, select

from coach.answer import Answer
from coach.conversations import Conversation, Feedback, RatedTurn, Rating, Transcript, Turn
from coach.database import Database
from coach.errors import ConversationError
from coach.schema import conversations, feedback, turns

MAX_ID_CHARACTERS = 255
MAX_COMMENT_CHARACTERS = 4_000
TITLE_CHARACTERS = 60

_ROWS_AT_ONCE = 100

# An answer's fields that a row does not have yet get their defaults; those that it has more are
# passed over.
_answers = TypeAdapter(Answer)


class Conversations:
    """The stored conversations. Safe to use from several threads and several processes.

    An owner is whoever a conversation belongs to: a user's name, a cookie's id, a Slack thread.
    Nothing here reads or changes another owner's rows; what another owner has does not exist.
    `all_turns` alone is for whoever keeps the machine, and reads everybody's.

    Every method raises ConversationError when the database fails, or when an owner or an id is
    empty, too long, or holds what no database stores.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def history(self, owner: str, conversation: str, limit_turns: int = 10) -> tuple[Turn, ...]:
        """Return the newest turns, oldest first; none of a conversation that does not exist."""
        mine = _of_conversation(turns, owner, conversation)
        newest = (
            select(turns).where(mine).order_by(turns.c.position.desc()).limit(max(limit_turns, 0))
        )
        with self._database.reading() as connection:
            return tuple(_read_turn(row) for row in reversed(connection.execute(newest).all()))

    def append(self, owner: str, conversation: str, asked: str, answer: Answer) -> str:
        """Store one turn, whole or not at all, and return its id; makes the conversation."""
        _check_id("owner", owner)
        _check_id("conversation", conversation)
        turn, now, asked = uuid4().hex, datetime.now(UTC), _storable(asked)
        text = _storable(json.dumps(asdict(answer), ensure_ascii=False))
        # The conversation's row counts its turns and stays locked until the commit, so turns
        # that are appended at once get numbers without gaps or doubles and need no second try.
        count = self._database.insert(conversations).values(
            owner=owner, id=conversation, title=_title(asked), turns=1, started=now, changed=now
        )
        count = count.on_conflict_do_update(
            index_elements=[conversations.c.owner, conversations.c.id],
            set_={"turns": conversations.c.turns + 1, "changed": now},
        )
        with self._database.writing() as connection:
            position = connection.execute(count.returning(conversations.c.turns)).scalar_one()
            connection.execute(
                turns.insert().values(
                    id=turn,
                    owner=owner,
                    conversation=conversation,
                    position=position,
                    asked=asked,
                    answer=text,
                    time=now,
                )
            )
        return turn

    def rate(
        self,
        owner: str,
        turn: str,
        rating: Rating,
        reason: str | None = None,
        comment: str | None = None,
        *,
        person: str | None = None,
    ) -> bool:
        """Store what a person thinks of an answer, in place of what they thought before.

        Args:
            person: who rates; the owner when not given. Several people can share a Slack thread.

        Returns:
            Whether the owner has such a turn.
        """
        _check_id("owner", owner)
        _check_id("person", person := owner if person is None else person)
        _check_id("turn", turn)
        if rating not in ("up", "down"):
            raise ConversationError('A rating is "up" or "down".')
        opinion = {
            "rating": rating,
            "reason": _check_comment(reason),
            "comment": _check_comment(comment),
            "time": datetime.now(UTC),
        }
        store = (
            self._database.insert(feedback)
            .values(turn=turn, person=person, **opinion)
            .on_conflict_do_update(
                index_elements=[feedback.c.turn, feedback.c.person], set_=opinion
            )
        )
        mine = select(turns.c.id).where(turns.c.id == turn, turns.c.owner == owner)
        with self._database.writing() as connection:
            # Locked, so that the turn is not deleted before the feedback points at it.
            if connection.execute(mine.with_for_update(read=True, key_share=True)).first() is None:
                return False
            connection.execute(store)
            return True

    def conversations(self, owner: str) -> tuple[Conversation, ...]:
        """Return the owner's conversations, the one that changed last first."""
        _check_id("owner", owner)
        mine = select(conversations).where(conversations.c.owner == owner)
        newest = mine.order_by(conversations.c.changed.desc(), conversations.c.id)
        with self._database.reading() as connection:
            return tuple(_read_conversation(row) for row in connection.execute(newest))

    def export(self, owner: str, conversation: str) -> Transcript | None:
        """Return all that is stored of a conversation; None when the owner has no such one."""
        mine = _of_conversation(turns, owner, conversation)
        found = select(conversations).where(
            conversations.c.owner == owner, conversations.c.id == conversation
        )
        said = select(turns).where(mine).order_by(turns.c.position)
        rated = (
            select(feedback)
            .join(turns, turns.c.id == feedback.c.turn)
            .where(mine)
            .order_by(turns.c.position, feedback.c.time, feedback.c.person)
        )
        with self._database.reading() as connection:
            head = connection.execute(found).first()
            if head is None:
                return None
            return Transcript(
                conversation=_read_conversation(head),
                turns=tuple(_read_turn(row) for row in connection.execute(said)),
                feedback=tuple(Feedback(**row._mapping) for row in connection.execute(rated)),
            )

    def delete(self, owner: str, conversation: str) -> bool:
        """Delete a conversation, its turns and their feedback.

        SQLite's file is then rewritten, so that it holds no trace of them. PostgreSQL reuses the
        space in its own time; its backups are its keeper's.

        Returns:
            Whether the owner had such a conversation.
        """
        _check_id("conversation", conversation)
        return self._delete(owner, conversations.c.id == conversation) > 0

    def delete_all(self, owner: str) -> int:
        """Delete all that the owner has, as `delete` does, and return how many conversations."""
        return self._delete(owner)

    def all_turns(self) -> Iterator[RatedTurn]:
        """Walk over the turns of all owners, for the machine's owner only; few at once in memory.

        No interface may call this for anybody else: it knows no borders between people.
        """
        opinion = [column.label(f"rated_{column.name}") for column in feedback.c]
        place = (turns.c.owner, turns.c.conversation, turns.c.position)
        everything = (
            select(turns, *opinion)
            .outerjoin(feedback)
            .order_by(*place, feedback.c.time, feedback.c.person)
            .execution_options(yield_per=_ROWS_AT_ONCE)
        )
        with (
            self._database.reading() as connection,
            # Closed before its connection, also by who stops halfway.
            connection.execute(everything) as found,
        ):
            for _, rows in groupby(found, lambda row: row.id):
                first, *others = rows
                rated = tuple(
                    Feedback(*(row._mapping[column.name] for column in opinion))
                    for row in (first, *others)
                    if row.rated_turn is not None
                )
                yield RatedTurn(first.owner, _read_turn(first), rated)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _delete(self, owner: str, *which: ColumnElement[bool]) -> int:
        _check_id("owner", owner)
        mine = select(conversations.c.id).where(conversations.c.owner == owner, *which)
        one = delete(conversations).where(
            conversations.c.owner == owner, conversations.c.id == bindparam("gone")
        )
        with self._database.writing() as connection:
            # Locked in one order, and no others deleted: two that delete would otherwise wait for
            # each other, over a conversation that began meanwhile.
            locked = mine.order_by(conversations.c.id).with_for_update()
            ids = connection.execute(locked).scalars().all()
            if ids:
                # Feedback and turns go with their conversation, by their foreign keys.
                connection.execute(one, [{"gone": name} for name in ids])
        if ids:
            self._database.erase_traces()
        return len(ids)


def _of_conversation(table: Table, owner: str, conversation: str) -> ColumnElement[bool]:
    _check_id("owner", owner)
    _check_id("conversation", conversation)
    return and_(table.c.owner == owner, table.c.conversation == conversation)


def _check_id(kind: str, value: str) -> None:
    # Never mended: two ids that differ only in what is taken out would become one.
    if not value or len(value) > MAX_ID_CHARACTERS or value != _storable(value):
        raise ConversationError(
            f"The {kind}'s id is not valid: give 1 to {MAX_ID_CHARACTERS} characters of plain text."
        )


def _check_comment(text: str | None) -> str | None:
    if text and len(text) > MAX_COMMENT_CHARACTERS:
        raise ConversationError(
            f"The feedback has {len(text):,} characters; "
            f"shorten it to {MAX_COMMENT_CHARACTERS:,} or fewer."
        )
    return _storable(text.strip()) or None if text else None


def _storable(text: str) -> str:
    # PostgreSQL takes no NUL, and neither database half a surrogate pair.
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\x00", "")


def _title(asked: str) -> str:
    folded = " ".join(asked.split())
    if len(folded) <= TITLE_CHARACTERS:
        return folded
    cut = folded[: TITLE_CHARACTERS - 1]
    words, _, _ = cut.rpartition(" ")
    # Some languages write no spaces.
    return (words if len(words) > TITLE_CHARACTERS // 2 else cut) + "…"


def _read_conversation(row: Row[Any]) -> Conversation:
    return Conversation(row.id, row.title, row.turns, row.started, row.changed)


def _read_turn(row: Row[Any]) -> Turn:
    try:
        answer = _answers.validate_json(row.answer)
    except ValidationError:
        # Not chained: pydantic's message quotes the answer.
        raise ConversationError(
            f"A newer Headway stored turn {row.id}: update with pip install --upgrade headway."
        ) from None
    return Turn(id=row.id, asked=row.asked, answer=answer, time=row.time)
