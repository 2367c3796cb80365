"""What the coach keeps of a person: the profile, their CVs, their roadmap and their practice."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_TABLES = ("practice_rounds", "roadmaps", "cvs", "facts")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "facts",
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("fact", sa.Text, nullable=False),
        sa.Column("kept", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", "id", name="pk_facts"),
    )
    op.create_table(
        "cvs",
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("kept", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", "name", name="pk_cvs"),
    )
    op.create_table(
        "roadmaps",
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("roadmap", sa.Text, nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", name="pk_roadmaps"),
    )
    op.create_table(
        "practice_rounds",
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("round", sa.Text, nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", "id", name="pk_practice_rounds"),
    )


def downgrade() -> None:
    """Drop the tables and what is in them."""
    for name in _TABLES:
        op.drop_table(name)
