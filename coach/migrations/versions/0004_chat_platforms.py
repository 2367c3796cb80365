"""What chat platforms need: who asked, which events are dealt with, how a channel wants it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "askers",
        sa.Column("turn", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("turn", name="pk_askers"),
        sa.ForeignKeyConstraint(["turn"], ["turns.id"], name="fk_askers_turn", ondelete="CASCADE"),
    )
    op.create_index("ix_askers_person", "askers", ["person"])
    op.create_table(
        "events",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("claimed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_done", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_events"),
    )
    op.create_index("ix_events_claimed", "events", ["claimed"])
    op.create_table(
        "channel_settings",
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("listens_to", sa.Text, nullable=False),
        sa.Column("replies", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("channel", name="pk_channel_settings"),
    )


def downgrade() -> None:
    """Drop the tables and what is in them."""
    op.drop_table("channel_settings")
    op.drop_table("events")
    op.drop_table("askers")
