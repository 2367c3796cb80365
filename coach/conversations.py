"""Conversations as plain types, and the way to open what is stored of them.

Importing this is cheap: the database's packages are imported when a database is opened.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from coach.answer import Answer
from coach.provenance import Provenance

if TYPE_CHECKING:
    from coach.conversation_store import Conversations

Rating = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Turn:
    """What a person wrote and what the coach answered.

    Attributes:
        id: the answer's name, for rating it; no two turns ever share one.
        asked: as the person wrote it; `answer.question` is what was searched for.
        made_with: None of a turn that an older version stored.
    """

    id: str
    asked: str
    answer: Answer
    time: datetime
    made_with: Provenance | None = None


@dataclass(frozen=True, slots=True)
class Feedback:
    """What one person thinks of one answer."""

    turn: str
    person: str
    rating: Rating
    reason: str | None
    comment: str | None
    time: datetime


@dataclass(frozen=True, slots=True)
class RatedTurn:
    """A turn, whose it is, and what people think of its answer.

    Attributes:
        asker: who asked, where several people share the conversation; None elsewhere.
    """

    owner: str
    turn: Turn
    feedback: tuple[Feedback, ...]
    asker: str | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation's line in a list.

    Attributes:
        title: the beginning of its first question, or as it was renamed.
    """

    id: str
    title: str
    turns: int
    started: datetime
    changed: datetime


@dataclass(frozen=True, slots=True)
class Transcript:
    """All that is stored of one conversation, oldest first."""

    conversation: Conversation
    turns: tuple[Turn, ...]
    feedback: tuple[Feedback, ...]

    def to_json(self) -> str:
        """Return the whole as one JSON object; times are in ISO 8601."""
        return json.dumps(asdict(self), default=datetime.isoformat, ensure_ascii=False, indent=2)

    def to_markdown(self) -> str:
        """Return the conversation as a page to read, with its sources."""
        head = self.conversation
        blocks = [f"# {head.title}", f"Started {_minute(head.started)}."]
        for number, turn in enumerate(self.turns, start=1):
            blocks += [f"## {number}. {_minute(turn.time)}", _quote(turn.asked), turn.answer.text]
            sources = [
                f"- [{c.number}] {c.section} ({', '.join(filter(None, (c.source, c.as_of)))})"
                for c in turn.answer.citations
            ]
            if sources:
                blocks.append("\n".join(["Sources:", "", *sources]))
            blocks += [_describe(f) for f in self.feedback if f.turn == turn.id]
        return "\n\n".join(blocks) + "\n"


def open_conversations(where: str | Path) -> "Conversations":
    """Open the stored conversations; make the database or bring it up to date first.

    Args:
        where: a database's URL, `postgresql://...` or `sqlite:///...`, or a SQLite file's path.

    Raises:
        ConversationError: the URL is malformed, or the database cannot be used.
    """
    from coach.conversation_store import Conversations
    from coach.database import open_database

    return Conversations(open_database(where))


def _minute(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"


def _quote(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())


def _describe(feedback: Feedback) -> str:
    said = ": ".join(filter(None, (feedback.reason, feedback.comment)))
    return f"Rated {feedback.rating} by {feedback.person}" + (f"\n\n{_quote(said)}" if said else "")
