"""The stored conversations: every read and write, each for one owner, and one for all of them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    delete,
    select,
    update,
)

from coach.answer import Answer
from coach.conversation_queries import cut_off, find_turns, is_one, turns_of
from coach.conversation_rows import (
    check_comment,
    check_id,
    make_title,
    read_conversation,
    read_turn,
    storable,
    write_json,
)
from coach.conversations import Conversation, Feedback, RatedTurn, Rating, Transcript, Turn
from coach.database import DatabaseHolder
from coach.errors import ConversationError
from coach.provenance import Provenance
from coach.schema import askers, conversations, feedback, turns

_ROWS_AT_ONCE = 100


class Conversations(DatabaseHolder):
    """The stored conversations. Safe to use from several threads and several processes.

    An owner is whoever a conversation belongs to: a user's name, a cookie's id, a Slack thread.
    Nothing here reads or changes another owner's rows; what another owner has does not exist.
    `all_turns` alone is for whoever keeps the machine, and reads everybody's.

    Every method raises ConversationError when the database fails, or when an owner or an id is
    empty, too long, or holds what no database stores.
    """

    def history(
        self, owner: str, conversation: str, limit_turns: int = 10, *, before: str | None = None
    ) -> tuple[Turn, ...]:
        """Return the newest turns, oldest first; none of a conversation that does not exist.

        Args:
            before: a turn's id; only what was said before it.
        """
        mine = turns_of(owner, conversation)
        newest = select(turns).where(mine).order_by(turns.c.position.desc())
        if before is not None:
            place = select(turns.c.position).where(turns.c.id == before).scalar_subquery()
            newest = newest.where(turns.c.position < place)
        with self._database.reading() as connection:
            found = connection.execute(newest.limit(max(limit_turns, 0))).all()
            return tuple(read_turn(row) for row in reversed(found))

    def append(
        self,
        owner: str,
        conversation: str,
        asked: str,
        answer: Answer,
        made_with: Provenance | None = None,
        *,
        replacing: str | None = None,
        asker: str | None = None,
    ) -> str:
        """Store one turn, whole or not at all, and return its id; makes the conversation.

        Args:
            replacing: a turn's id; it and what was said after it go.
            asker: who asked, where several people share the owner's conversations.

        Raises:
            ConversationError: as the others do; or the turn to replace is not there any more.
        """
        check_id("owner", owner)
        check_id("conversation", conversation)
        if asker is not None:
            check_id("asker", asker)
        turn, now, asked = uuid4().hex, datetime.now(UTC), storable(asked)
        title = make_title(asked)
        # The conversation's row counts its turns and stays locked until the commit, so turns
        # that are appended at once get numbers without gaps or doubles and need no second try.
        count = self._database.insert(conversations).values(
            owner=owner, id=conversation, title=title, turns=1, started=now, changed=now
        )
        count = count.on_conflict_do_update(
            index_elements=[conversations.c.owner, conversations.c.id],
            set_={"turns": conversations.c.turns + 1, "changed": now},
        )
        with self._database.writing() as connection:
            if replacing is not None:
                cut_off(connection, owner, conversation, replacing, title)
            # What was deleted stays so, also for a page that still shows it.
            gone = is_one(owner, conversation) & conversations.c.deleted.is_not(None)
            connection.execute(delete(conversations).where(gone))
            position = connection.execute(count.returning(conversations.c.turns)).scalar_one()
            connection.execute(
                turns.insert().values(
                    id=turn,
                    owner=owner,
                    conversation=conversation,
                    position=position,
                    asked=asked,
                    answer=write_json(answer),
                    time=now,
                    provenance=write_json(made_with) if made_with else None,
                )
            )
            if asker is not None:
                connection.execute(askers.insert().values(turn=turn, person=asker))
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
        check_id("owner", owner)
        check_id("person", person := owner if person is None else person)
        check_id("turn", turn)
        if rating not in ("up", "down"):
            raise ConversationError('A rating is "up" or "down".')
        opinion = {
            "rating": rating,
            "reason": check_comment(reason),
            "comment": check_comment(comment),
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

    def take_back(self, owner: str, turn: str) -> bool:
        """Forget what the owner thought of an answer, and return whether they had said so."""
        check_id("owner", owner)
        check_id("turn", turn)
        mine = select(turns.c.id).where(turns.c.owner == owner)
        opinion = and_(feedback.c.turn == turn, feedback.c.person == owner)
        gone = delete(feedback).where(opinion, feedback.c.turn.in_(mine))
        with self._database.writing() as connection:
            return connection.execute(gone).rowcount > 0

    def conversations(self, owner: str, containing: str = "") -> tuple[Conversation, ...]:
        """Return the owner's conversations, the one that changed last first.

        Args:
            containing: words that all stand in the title, the question or the answer of one turn.
        """
        check_id("owner", owner)
        newest = (
            select(conversations)
            .where(conversations.c.owner == owner, conversations.c.deleted.is_(None))
            .order_by(conversations.c.changed.desc(), conversations.c.id)
        )
        words = storable(containing).lower().split()
        with self._database.reading() as connection:
            found = tuple(read_conversation(row) for row in connection.execute(newest))
            if not words:
                return found
            hits = find_turns(connection, owner, words)
        return tuple(conversation for conversation in found if conversation.id in hits)

    def rename(self, owner: str, conversation: str, title: str) -> bool:
        """Give a conversation another title, as short as titles are.

        Returns:
            Whether the owner has such a conversation.

        Raises:
            ConversationError: as the others do; or nothing is left of the title.
        """
        title = make_title(title)
        if not title:
            raise ConversationError("There is no title: type one, like 'My move into management'.")
        return self._change(owner, conversation, title=title)

    def discard(self, owner: str, conversation: str) -> bool:
        """Delete a conversation in a way that `restore` can undo, until it's purged."""
        return self._change(owner, conversation, deleted=datetime.now(UTC))

    def restore(self, owner: str, conversation: str) -> bool:
        """Undo `discard`, and return whether that was still possible."""
        return self._change(owner, conversation, is_deleted=True, deleted=None)

    def purge(self, discarded_before: datetime) -> int:
        """Delete for good, as `delete` does, what anybody discarded before a moment."""
        gone = delete(conversations).where(conversations.c.deleted < discarded_before)
        with self._database.writing() as connection:
            count = connection.execute(gone).rowcount
        if count:
            self._database.erase_traces()
        return count

    def export(self, owner: str, conversation: str) -> Transcript | None:
        """Return all that is stored of a conversation; None when the owner has no such one."""
        mine = turns_of(owner, conversation)
        found = select(conversations).where(
            is_one(owner, conversation), conversations.c.deleted.is_(None)
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
                conversation=read_conversation(head),
                turns=tuple(read_turn(row) for row in connection.execute(said)),
                feedback=tuple(Feedback(**row._mapping) for row in connection.execute(rated)),
            )

    def delete(self, owner: str, conversation: str) -> bool:
        """Delete a conversation, its turns and their feedback.

        SQLite's file is then rewritten, so that it holds no trace of them. PostgreSQL reuses the
        space in its own time; its backups are its keeper's.

        Returns:
            Whether the owner had such a conversation.
        """
        check_id("conversation", conversation)
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
            select(turns, *opinion, askers.c.person.label("asker"))
            .select_from(turns)
            .join(conversations)
            .where(conversations.c.deleted.is_(None))
            .outerjoin(askers, askers.c.turn == turns.c.id)
            .outerjoin(feedback, feedback.c.turn == turns.c.id)
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
                yield RatedTurn(first.owner, read_turn(first), rated, first.asker)

    def _delete(self, owner: str, *which: ColumnElement[bool]) -> int:
        check_id("owner", owner)
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

    def _change(
        self, owner: str, conversation: str, *, is_deleted: bool = False, **values: object
    ) -> bool:
        check_id("owner", owner)
        check_id("conversation", conversation)
        gone = conversations.c.deleted
        which = gone.is_not(None) if is_deleted else gone.is_(None)
        change = update(conversations).where(is_one(owner, conversation), which).values(**values)
        with self._database.writing() as connection:
            return connection.execute(change).rowcount > 0
