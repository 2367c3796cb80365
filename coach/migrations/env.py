"""Where Alembic starts: it works on the connection, and in the transaction, that it is given."""

from alembic import context

from coach.migrations import VERSION_TABLE
from coach.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
