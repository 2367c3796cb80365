"""BM25 over the passages and the questions that they answer, by SQLite's FTS5.

The file is written once and only read from then on. FTS5's `bm25` is Okapi BM25 with k1 = 1.2
and b = 0.75 (https://www.sqlite.org/fts5.html).
"""

import sqlite3
import threading
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.errors import StoreError
from index.passages import Passage
from index.words import content_words

# A heading says in few words what a passage is about.
_HEADING_WEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class LexicalMatch:
    """A passage that shares words with a question; a higher score is better."""

    passage_id: str
    score: float


class LexicalIndex:
    """The FTS5 table in one file. Safe to use from several threads."""

    def __init__(self, file: Path) -> None:
        """Open a file that `write_lexical` has written.

        Raises:
            StoreError: the file cannot be opened.
        """
        self._lock = threading.Lock()
        try:
            # Immutable: SQLite needs no locks, and no rights to write beside the file.
            self._connection = sqlite3.connect(
                f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise _unusable(error) from error

    def search(self, query: str, count: int) -> list[LexicalMatch]:
        """Return up to `count` passages that hold any of the query's content words, best first.

        Raises:
            StoreError: the file cannot be read.
        """
        words = dict.fromkeys(content_words(query))
        if not words:
            return []
        # Each word is quoted: FTS5 reads AND, NEAR, *, ^ and : as operators otherwise.
        expression = " OR ".join(f'"{word}"' for word in words)
        try:
            with self._lock:
                rows = self._connection.execute(
                    "SELECT id, -bm25(passages, 0, ?, 1.0, 1.0) AS score FROM passages"
                    " WHERE passages MATCH ? ORDER BY score DESC, id LIMIT ?",
                    (_HEADING_WEIGHT, expression, count),
                ).fetchall()
        except sqlite3.Error as error:
            raise _unusable(error) from error
        return [LexicalMatch(passage_id, score) for passage_id, score in rows]

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def write_lexical(file: Path, passages: Iterable[Passage]) -> None:
    """Write the index of these passages.

    Raises:
        OSError, sqlite3.Error: the file cannot be written.
    """
    file.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as connection, connection:
        # Nothing reads a half-written file, so there is nothing to take back.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute(
            "CREATE VIRTUAL TABLE passages USING fts5"
            "(id UNINDEXED, heading, text, questions,"
            " tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?)",
            (
                (
                    p.id,
                    _encodable(" ".join(p.heading_path)),
                    _encodable(p.searchable_text),
                    _encodable("\n".join(p.asked_as)),
                )
                for p in passages
            ),
        )


def _encodable(text: str) -> str:
    # A PDF can hold halves of surrogate pairs.
    return text.encode("utf-8", "replace").decode()


def _unusable(error: sqlite3.Error) -> StoreError:
    return StoreError(
        f"The lexical index cannot be used ({error}): `coach index --rebuild` makes it anew."
    )
