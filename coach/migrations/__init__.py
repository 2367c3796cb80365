"""Brings a database up to date: the numbered steps in `versions`, run by Alembic.

The steps that are due, and the note of how far they got, are one transaction under a lock that
holds across processes: of several that start at once one does the work, and one that is killed
has changed nothing. Alembic is imported only when a step is due.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from filelock import FileLock
from sqlalchemy import Connection, Engine, Text, column, func, inspect, select, table

from coach.errors import ConversationError

if TYPE_CHECKING:
    from alembic.config import Config

# Another program's tables, and its own alembic_version, may stand in the same database.
VERSION_TABLE = "headway_revision"
LOCK_SECONDS = 60.0
ADVISORY_KEY = 0x48_45_41_44_57_41_59  # "HEADWAY"

_FOLDER = Path(__file__).parent
# Alembic keeps the migration that runs in module globals.
_one_at_a_time = Lock()


def list_revisions() -> list[str]:
    """Return the steps' revisions, oldest first: the numbers that their files begin with."""
    return sorted(path.name[:4] for path in (_FOLDER / "versions").glob("[0-9]*_*.py"))


def read_revision(connection: Connection) -> str | None:
    """Return how far the database is, None when it is new."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    stored = select(column("version_num", Text)).select_from(table(VERSION_TABLE))
    return connection.scalar(stored)


def migrate(engine: Engine) -> None:
    """Bring the database up to date, or wait until another process has.

    Raises:
        ConversationError: a newer Headway made the database, or it cannot hold all characters.
        OSError: the lock file of a SQLite database cannot be written, or stays taken.
    """
    with engine.connect() as connection:
        if _is_current(connection):
            return
    with _one_at_a_time, _sole_use(engine) as connection:
        if not _is_current(connection):
            from alembic import command

            command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> "Config":
    """Return what Alembic's commands need to work on this connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _is_current(connection: Connection) -> bool:
    revision, known = read_revision(connection), list_revisions()
    if revision is not None and revision not in known:
        raise ConversationError(
            f"A newer Headway made this database of conversations (it is at step {revision}, and "
            f"{known[-1]} is the last one here): update with pip install --upgrade headway."
        )
    return revision == known[-1]


@contextmanager
def _sole_use(engine: Engine) -> Iterator[Connection]:
    if engine.dialect.name == "sqlite":
        lock = FileLock(f"{engine.url.database}.lock", timeout=LOCK_SECONDS)
        with lock, _own_sqlite(engine) as connection:
            yield connection
        return
    with engine.begin() as connection:
        connection.execute(select(func.pg_advisory_xact_lock(ADVISORY_KEY)))
        _check_encoding(connection)
        yield connection


@contextmanager
def _own_sqlite(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        # The file remembers WAL; processes that switch it at once can fail, hence the file lock.
        raw = connection.connection.dbapi_connection
        assert raw is not None  # noqa: S101
        raw.execute("PRAGMA journal_mode=WAL")
        # A step that rebuilds a table drops the old one, which must not take other rows with it.
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.execution_options(immediate=True).begin():
                yield connection
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


def _check_encoding(connection: Connection) -> None:
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
    if encoding != "UTF8":
        raise ConversationError(
            f"The PostgreSQL database keeps text as {encoding}, which cannot hold what people "
            "write: make one with CREATE DATABASE headway ENCODING 'UTF8' TEMPLATE template0."
        )
