"""The statements of the stored conversations that take more than one clause."""

import json

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, or_, select, update

from coach.conversation_rows import check_id, make_title, read_turn
from coach.errors import ConversationError
from coach.schema import conversations, turns


def is_one(owner: str, conversation: str) -> ColumnElement[bool]:
    """One conversation's row, deleted or not."""
    return and_(conversations.c.owner == owner, conversations.c.id == conversation)


def turns_of(owner: str, conversation: str) -> ColumnElement[bool]:
    """A conversation's turns, none of a deleted one.

    Raises:
        ConversationError: an id is not valid.
    """
    check_id("owner", owner)
    check_id("conversation", conversation)
    gone = exists().where(is_one(owner, conversation), conversations.c.deleted.is_not(None))
    return and_(turns.c.owner == owner, turns.c.conversation == conversation, ~gone)


def cut_off(connection: Connection, owner: str, conversation: str, turn: str, title: str) -> None:
    """Delete a turn and what came after it; a title made from it becomes `title`.

    Raises:
        ConversationError: the turn is not there any more.
    """
    mine = and_(turns.c.owner == owner, turns.c.conversation == conversation)
    # Locked first, so that no other turn comes in between.
    lock = select(conversations.c.title).where(
        is_one(owner, conversation), conversations.c.deleted.is_(None)
    )
    old_title = connection.execute(lock.with_for_update()).scalar()
    first = connection.execute(select(turns).where(mine, turns.c.id == turn)).first()
    if old_title is None or first is None:
        raise ConversationError("What you change is not there any more: reload the page.")
    connection.execute(delete(turns).where(mine, turns.c.position >= first.position))
    is_made = first.position == 1 and old_title == make_title(first.asked)
    connection.execute(
        update(conversations)
        .where(is_one(owner, conversation))
        .values(turns=first.position - 1, title=title if is_made else old_title)
    )


def find_turns(connection: Connection, owner: str, words: list[str]) -> set[str]:
    """Return the conversations that have a turn with all the words in it."""
    # SQLite, and PostgreSQL with some locales, can lower no letters but these; and an answer is
    # JSON, which holds more than the text. So more is found here, and what is read below decides.
    holding = (
        or_(
            func.lower(conversations.c.title).contains(word, autoescape=True),
            func.lower(turns.c.asked).contains(word, autoescape=True),
            func.lower(turns.c.answer).contains(json.dumps(word)[1:-1], autoescape=True),
        )
        for word in words
        if word.isascii()
    )
    rows = connection.execute(
        select(turns, conversations.c.title)
        .join(conversations)
        .where(turns.c.owner == owner, *holding)
    )
    found: set[str] = set()
    for row in rows:
        text = f"{row.title}\n{row.asked}\n{read_turn(row).answer.text}".lower()
        if all(word in text for word in words):
            found.add(row.conversation)
    return found
