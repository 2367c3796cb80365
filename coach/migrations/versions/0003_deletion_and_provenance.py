"""When a conversation was deleted, and what an answer was made with."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns; what is stored already has neither."""
    op.add_column("conversations", sa.Column("deleted", sa.DateTime(timezone=True)))
    op.add_column("turns", sa.Column("provenance", sa.Text))


def downgrade() -> None:
    """Drop the columns."""
    op.drop_column("turns", "provenance")
    op.drop_column("conversations", "deleted")
