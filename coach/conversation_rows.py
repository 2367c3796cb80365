"""Conversations to rows and back: what a row may hold, and what is read from one."""

import json
from dataclasses import fields
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Row

from coach.answer import Answer
from coach.conversations import Conversation, Turn
from coach.errors import ConversationError
from coach.provenance import Provenance

MAX_ID_CHARACTERS = 255
MAX_COMMENT_CHARACTERS = 4_000
TITLE_CHARACTERS = 60

# A field that a row does not have yet gets its default; those that it has more are passed over.
_answers = TypeAdapter(Answer)
_provenances = TypeAdapter(Provenance)


def check_id(kind: str, value: str) -> None:
    """Refuse an id that no database keeps apart from others.

    Raises:
        ConversationError: it is empty, too long, or holds what no database stores.
    """
    # Never mended: two ids that differ only in what is taken out would become one.
    if not value or len(value) > MAX_ID_CHARACTERS or value != storable(value):
        raise ConversationError(
            f"The {kind}'s id is not valid: give 1 to {MAX_ID_CHARACTERS} characters of plain text."
        )


def check_comment(text: str | None) -> str | None:
    """Return what is stored of a comment, None of an empty one.

    Raises:
        ConversationError: it is too long.
    """
    if text and len(text) > MAX_COMMENT_CHARACTERS:
        raise ConversationError(
            f"The feedback has {len(text):,} characters; "
            f"shorten it to {MAX_COMMENT_CHARACTERS:,} or fewer."
        )
    return storable(text.strip()) or None if text else None


def storable(text: str) -> str:
    """Return the text without what no database takes."""
    # PostgreSQL takes no NUL, and neither database half a surrogate pair.
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\x00", "")


def make_title(text: str) -> str:
    """Return a text's beginning, in one line, cut between words where there are any."""
    folded = " ".join(storable(text).split())
    if len(folded) <= TITLE_CHARACTERS:
        return folded
    cut = folded[: TITLE_CHARACTERS - 1]
    words, _, _ = cut.rpartition(" ")
    # Some languages write no spaces.
    return (words if len(words) > TITLE_CHARACTERS // 2 else cut) + "…"


def write_json(value: Answer | Provenance) -> str:
    """Return what a row holds of it."""
    # As asdict would give it, which copies all of it first and takes three times as long.
    return storable(json.dumps(value, default=_fields, ensure_ascii=False))


def _fields(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def read_conversation(row: Row[Any]) -> Conversation:
    """Read a row of `conversations`."""
    return Conversation(row.id, row.title, row.turns, row.started, row.changed)


def read_turn(row: Row[Any]) -> Turn:
    """Read a row of `turns`.

    Raises:
        ConversationError: another version stored it, in a way that this one cannot read.
    """
    try:
        answer = _answers.validate_json(row.answer)
        made_with = _provenances.validate_json(row.provenance) if row.provenance else None
    except ValidationError:
        # Not chained: pydantic's message quotes the answer.
        raise ConversationError(
            f"A newer Headway stored turn {row.id}: update with pip install --upgrade headway."
        ) from None
    return Turn(row.id, row.asked, answer, row.time, made_with)
