"""The database behind a URL: a SQLite file, or PostgreSQL.

Here the database's errors become ours, once. They are not chained: a driver's message can hold a
row, which is what a person wrote, and a log may take a whole traceback.
"""

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from sqlite3 import Error as SqliteError
from time import monotonic, sleep
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from filelock import Timeout
from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from coach.errors import ConversationError
from coach.migrations import migrate

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

BUSY_SECONDS = 30.0
CONNECT_SECONDS = 10

_DRIVER = "postgresql+psycopg"
_LOGGER = "headway"
_FORMS = "write it as postgresql://user:password@host:5432/name or sqlite:////folder/name.db"
_SQLITE_REMEDIES = {
    "SQLITE_BUSY": "Another process is writing: try again in a moment.",
    "SQLITE_LOCKED": "Another process is writing: try again in a moment.",
    "SQLITE_FULL": "Make room on its disk.",
    "SQLITE_NOTADB": "Put a backup in its place, or move it away to begin anew.",
    "SQLITE_CORRUPT": "Put a backup in its place, or move it away to begin anew.",
}
_SQLITE_REMEDY = "Check that the file and its folder can be written."
_POSTGRES_REMEDY = "Check COACH_DATABASE_URL, that the server runs, and what its user may do."


class Database:
    """An engine whose errors are worded for people. Safe to use from several threads."""

    def __init__(self, engine: Engine, name: str, secrets: tuple[str, ...] = ()) -> None:
        self.name = name
        self._secrets = secrets
        self._engine = engine
        self._is_sqlite = engine.dialect.name == "sqlite"
        # A reader that becomes a writer halfway fails at once when another has written meanwhile.
        self._writes = engine.execution_options(immediate=True)
        self._reads = (
            engine
            if self._is_sqlite
            else engine.execution_options(isolation_level="REPEATABLE READ")
        )

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection whose statements all see one moment's state."""
        with self._errors(), self._reads.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose statements all take effect, or none."""
        with self._errors(), self._writes.begin() as connection:
            yield connection

    def insert(self, target: Table) -> "sqlite.Insert | postgresql.Insert":
        """Begin an INSERT that can say what to do ON CONFLICT."""
        # Each of the two takes a while to import, and one is never needed.
        if self._is_sqlite:
            from sqlalchemy.dialects import sqlite

            return sqlite.insert(target)
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(target)

    def migrate(self) -> None:
        """Bring the tables up to date."""
        with self._errors():
            migrate(self._engine)

    def erase_traces(self) -> None:
        """Rewrite a SQLite file without what was deleted from it; PostgreSQL does so by itself.

        Zeros over deleted rows (secure_delete) are not enough: SQLite leaves copies of rows that
        it once moved to another page.

        Raises:
            ConversationError: another process reads or writes for too long.
        """
        if not self._is_sqlite:
            return
        with self._errors(), closing(self._engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("VACUUM")
            deadline = monotonic() + BUSY_SECONDS
            # SQLite waits for readers here, but not for another's checkpoint.
            while cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                if monotonic() > deadline:
                    raise ConversationError(
                        "It is deleted, but traces of it stay on the disk for as long as another "
                        f"process reads {self.name}: end that process."
                    )
                sleep(0.02)

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, SqliteError, OSError) as error:
            raise ConversationError(self._word(error)) from None

    def _word(self, error: Exception) -> str:
        cause = getattr(error, "orig", None) or error
        reason = next(iter(str(cause).splitlines()), type(cause).__name__)
        for secret in self._secrets:
            reason = reason.replace(secret, "***")
        remedy = _SQLITE_REMEDY if self._is_sqlite else _POSTGRES_REMEDY
        code = getattr(
            cause, "sqlite_errorname", "SQLITE_BUSY" if isinstance(cause, Timeout) else ""
        )
        for prefix, known in _SQLITE_REMEDIES.items():
            if code.startswith(prefix):
                remedy = known
        return f"The conversations in {self.name} cannot be used ({reason.rstrip('.')}). {remedy}"


class DatabaseHolder:
    """Holds a database, and closes it at the end of a with block."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def open_database(where: str | Path) -> Database:
    """Open the database behind a URL or a SQLite file's path, and bring it up to date.

    Raises:
        ConversationError: the URL is malformed, or the database cannot be used.
    """
    url = URL.create("sqlite", database=str(where)) if isinstance(where, Path) else _parse(where)
    database = _open_sqlite(url) if url.get_backend_name() == "sqlite" else _open_postgres(url)
    try:
        database.migrate()
    except BaseException:
        database.close()
        raise
    return database


def _parse(text: str) -> URL:
    # What cannot be parsed may still hold a password, so no message repeats any of it.
    if text.startswith("postgres://"):
        text = text.replace("postgres", "postgresql", 1)
    try:
        url = make_url(text)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError):
        raise ConversationError(
            f"COACH_DATABASE_URL is not a database's URL: {_FORMS}, "
            "with the special characters of a password percent-encoded."
        ) from None
    if backend == "postgresql":
        return url.set(drivername=_DRIVER)
    if backend != "sqlite":
        raise ConversationError(
            f"COACH_DATABASE_URL names {backend}; the coach keeps conversations in PostgreSQL or "
            f"SQLite: {_FORMS}."
        )
    if url.database in (None, "", ":memory:") or url.query:
        raise ConversationError(
            "COACH_DATABASE_URL must name a SQLite file that stays, with nothing after its name: "
            f"{_FORMS}."
        )
    return url.set(drivername="sqlite")


def _open_sqlite(url: URL) -> Database:
    path = Path(str(url.database)).expanduser().absolute()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # SQLite gives its other files the permissions of this one.
        path.touch(mode=0o600)
    except OSError as error:
        raise ConversationError(
            f"The conversations cannot be kept in {path} ({error.strerror}). {_SQLITE_REMEDY}"
        ) from None
    engine = create_engine(
        url.set(database=str(path)), connect_args={"timeout": BUSY_SECONDS}, **_discretion()
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return Database(engine, str(path))


def _discretion() -> dict[str, Any]:
    # Where SQLAlchemy's log is turned on, it would take in every row, hidden parameters or not.
    logging.getLogger(f"sqlalchemy.engine.Engine.{_LOGGER}").setLevel(logging.WARNING)
    return {"logging_name": _LOGGER, "hide_parameters": True}


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # sqlite3 would begin no transaction for SELECT and DDL; _begin_sqlite begins them all.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=ON")
    # NORMAL outlives a kill, but not a power cut.
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA secure_delete=ON")


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _open_postgres(url: URL) -> Database:
    connect_args = {"client_encoding": "utf8", "application_name": "headway"}
    if "connect_timeout" not in url.query:
        connect_args["connect_timeout"] = str(CONNECT_SECONDS)
    try:
        engine = create_engine(
            url,
            isolation_level="READ COMMITTED",
            pool_pre_ping=True,
            connect_args=connect_args,
            **_discretion(),
        )
    except ImportError:
        raise ConversationError(
            'PostgreSQL needs its driver: pip install "headway[postgres]".'
        ) from None
    host = url.host or url.query.get("host") or "localhost"
    secrets = (url.password, *(url.query.get(key) for key in ("password", "sslpassword")))
    return Database(
        engine,
        f"postgresql://{host}{f':{url.port}' if url.port else ''}/{url.database or ''}",
        tuple(str(secret) for secret in secrets if secret),
    )
