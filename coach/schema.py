"""The tables: conversations, turns, feedback, what chat platforms need, the FAQ, and the coaching.

A turn is one row, so there is no half turn. All keys begin with the owner, so two owners who
use the same conversation id never meet. `coach.migrations` makes these tables.

A conversation with a time of deletion is deleted for everybody; its rows stay for as long as that
can be undone.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class UtcTime(TypeDecorator[datetime]):
    """A moment, in UTC on both sides; SQLite keeps no time zone and PostgreSQL the session's."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store the moment in UTC."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the moment back in UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("owner", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("turns", Integer, nullable=False),
    Column("started", UtcTime, nullable=False),
    Column("changed", UtcTime, nullable=False),
    Column("deleted", UtcTime),
    PrimaryKeyConstraint("owner", "id", name="pk_conversations"),
)

turns = Table(
    "turns",
    metadata,
    Column("id", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("conversation", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("asked", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("time", UtcTime, nullable=False),
    Column("provenance", Text),
    PrimaryKeyConstraint("id", name="pk_turns"),
    UniqueConstraint("owner", "conversation", "position", name="uq_turns_position"),
    ForeignKeyConstraint(
        ["owner", "conversation"],
        ["conversations.owner", "conversations.id"],
        name="fk_turns_conversation",
        ondelete="CASCADE",
    ),
)

feedback = Table(
    "feedback",
    metadata,
    Column("turn", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("rating", Text, nullable=False),
    Column("reason", Text),
    Column("comment", Text),
    Column("time", UtcTime, nullable=False),
    PrimaryKeyConstraint("turn", "person", name="pk_feedback"),
    ForeignKeyConstraint(["turn"], ["turns.id"], name="fk_feedback_turn", ondelete="CASCADE"),
)

faq_entries = Table(
    "faq_entries",
    metadata,
    Column("id", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("changed", UtcTime, nullable=False),
    PrimaryKeyConstraint("id", name="pk_faq_entries"),
)

askers = Table(
    "askers",
    metadata,
    Column("turn", Text, nullable=False),
    Column("person", Text, nullable=False),
    PrimaryKeyConstraint("turn", name="pk_askers"),
    ForeignKeyConstraint(["turn"], ["turns.id"], name="fk_askers_turn", ondelete="CASCADE"),
    Index("ix_askers_person", "person"),
)

events = Table(
    "events",
    metadata,
    Column("key", Text, nullable=False),
    Column("claimed", UtcTime, nullable=False),
    Column("is_done", Boolean, nullable=False),
    PrimaryKeyConstraint("key", name="pk_events"),
    Index("ix_events_claimed", "claimed"),
)

channel_settings = Table(
    "channel_settings",
    metadata,
    Column("channel", Text, nullable=False),
    Column("listens_to", Text, nullable=False),
    Column("replies", Text, nullable=False),
    PrimaryKeyConstraint("channel", name="pk_channel_settings"),
)

facts = Table(
    "facts",
    metadata,
    Column("owner", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("fact", Text, nullable=False),
    Column("kept", UtcTime, nullable=False),
    PrimaryKeyConstraint("owner", "id", name="pk_facts"),
)

cvs = Table(
    "cvs",
    metadata,
    Column("owner", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("kept", UtcTime, nullable=False),
    PrimaryKeyConstraint("owner", "name", name="pk_cvs"),
)

roadmaps = Table(
    "roadmaps",
    metadata,
    Column("owner", Text, nullable=False),
    Column("roadmap", Text, nullable=False),
    Column("changed", UtcTime, nullable=False),
    PrimaryKeyConstraint("owner", name="pk_roadmaps"),
)

practice_rounds = Table(
    "practice_rounds",
    metadata,
    Column("owner", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("round", Text, nullable=False),
    Column("changed", UtcTime, nullable=False),
    PrimaryKeyConstraint("owner", "id", name="pk_practice_rounds"),
)
