"""Who is signed in: a token in a cookie, and here what it stands for, until it ends.

The file holds no tokens, only what SHA-256 makes of them, so reading it lets nobody in.
"""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from threading import Lock
from time import time

from coach.errors import SettingsError

_BUSY_SECONDS = 5
_TABLE = """
CREATE TABLE IF NOT EXISTS sessions (
    token TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    ends REAL NOT NULL
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in.

    Attributes:
        owner: whose conversations are shown.
        name: what the person is called.
        fingerprint: of what they signed in with; the session ends when it changes.
    """

    owner: str
    name: str
    fingerprint: str


class Sessions:
    """The sign-ins of one server, kept in a file. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Open the file at `path`, or make it.

        Raises:
            SettingsError: the file cannot be used.
        """
        self._path = path
        self._lock = Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
        except OSError as error:
            raise SettingsError(_failed(path, error.strerror or str(error))) from error
        with self._errors():
            self._database = sqlite3.connect(
                path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._run(_TABLE)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def begin(self, session: Session, lifetime: timedelta) -> str:
        """Return a new token for a sign-in.

        Raises:
            SettingsError: the file cannot be used.
        """
        token = secrets.token_urlsafe(32)
        now = time()
        with self._errors():
            self._run("DELETE FROM sessions WHERE ends <= ?", now)
            self._run(
                "INSERT INTO sessions VALUES (?, ?, ?, ?, ?)",
                _hash(token),
                session.owner,
                session.name,
                session.fingerprint,
                now + lifetime.total_seconds(),
            )
        return token

    def find(self, token: str) -> Session | None:
        """Return what a token stands for; None when it never did, or no more.

        Raises:
            SettingsError: the file cannot be used.
        """
        with self._errors():
            rows = self._run(
                "SELECT owner, name, fingerprint FROM sessions WHERE token = ? AND ends > ?",
                _hash(token),
                time(),
            )
        return Session(*rows[0]) if rows else None

    def end(self, token: str) -> None:
        """End a session, if there is one.

        Raises:
            SettingsError: the file cannot be used.
        """
        with self._errors():
            self._run("DELETE FROM sessions WHERE token = ?", _hash(token))

    def _run(self, statement: str, *values: str | float) -> list[tuple[str, ...]]:
        with self._lock:
            return self._database.execute(statement, values).fetchall()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise SettingsError(_failed(self._path, str(error))) from error


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _failed(path: Path, reason: str) -> str:
    return (
        f"The sign-ins in {path} cannot be read or written ({reason}): see to the folder, or "
        "delete the file, after which everybody signs in again."
    )
