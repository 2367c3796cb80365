"""Feedback on an answer: one a person."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "feedback",
        sa.Column("turn", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("rating", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("comment", sa.Text),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("turn", "person", name="pk_feedback"),
        sa.ForeignKeyConstraint(
            ["turn"], ["turns.id"], name="fk_feedback_turn", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    """Drop the table and what is in it."""
    op.drop_table("feedback")
