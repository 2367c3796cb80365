"""Snapshots: whole copies of what an index keeps on this machine, one of them in use.

Chroma changes its vector files in place. Killed meanwhile it leaves files on which the next
process ends with a segmentation fault or, worse, finds less; two processes in one folder spoil
it. So a snapshot never changes once it is in use: an update makes another, from a copy where that
saves embedding, and the manifest then names that one.

    8a4f01c2b7d3/lexical.sqlite
                 chroma/    unless a server keeps the vectors
                 in-use     locked, shared, by each process that reads the snapshot
                 resting    while it is being made and nothing is being written: it can go on
"""

import fcntl
import hashlib
import os
import re
import shutil
import sqlite3
import uuid
import weakref
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

Seal = tuple[int, int, str]
"""A file's size, its time of change in nanoseconds and its SHA-256."""

_NAME = re.compile(r"[0-9a-f]{12}")
_DATABASE = "chroma.sqlite3"
# Chroma writes it last, and reads a folder of vectors only when it is there.
_VECTORS_COMPLETE = "index_metadata.pickle"


class Snapshot:
    """One folder; its name is never used again, as Chroma remembers by path what it has opened."""

    def __init__(self, parent: Path, name: str) -> None:
        self.name = name
        self.folder = parent / name
        self.chroma = self.folder / "chroma"
        self.lexical = self.folder / "lexical.sqlite"
        self._in_use = self.folder / "in-use"
        self._resting = self.folder / "resting"
        self._let_go: weakref.finalize[..., Snapshot] | None = None

    @classmethod
    def make(cls, parent: Path) -> "Snapshot":
        """Make an empty one.

        Raises:
            OSError: the folder cannot be written.
        """
        snapshot = cls(parent, uuid.uuid4().hex[:12])
        snapshot.folder.mkdir()
        snapshot._in_use.touch()
        return snapshot

    def clone_vectors(self, source: "Snapshot", seals: dict[str, Seal]) -> bool:
        """Copy another's vectors; do nothing and return False when they are damaged.

        Raises:
            OSError, sqlite3.Error: they cannot be copied.
        """
        if not source.vectors_are_whole(seals):
            return False
        self.chroma.mkdir()
        for name in seals:
            copy = self.chroma / name
            copy.parent.mkdir(exist_ok=True)
            shutil.copyfile(source.chroma / name, copy)
        # The database by SQLite's own means: who reads it, Chroma lets write a little.
        with (
            closing(_open_database(source.chroma / _DATABASE)) as database,
            closing(sqlite3.connect(self.chroma / _DATABASE)) as copy_of_database,
        ):
            database.backup(copy_of_database)
        return True

    @contextmanager
    def writing(self, identity: str) -> Iterator[None]:
        """Mark that Chroma is being written to, for when the process ends meanwhile."""
        self._resting.unlink(missing_ok=True)
        yield
        self._resting.write_text(identity, encoding="utf-8")

    def rests_with(self, identity: str) -> bool:
        """Tell whether its making was broken off where it can go on, with the same identity."""
        try:
            return self._resting.read_text(encoding="utf-8") == identity and self._is_sound()
        except (OSError, ValueError):
            return False

    def settle(self) -> None:
        """Mark that it is in use, so that its making cannot go on."""
        self._resting.unlink(missing_ok=True)

    def seal_vectors(self) -> dict[str, Seal]:
        """Describe the vector files, which never change from now on, by their places."""
        return {name: seal(self.chroma / name) for name in self._vector_files()}

    def vectors_are_whole(self, seals: dict[str, Seal]) -> bool:
        """Tell whether they are as they were sealed; Chroma must not open what is not."""
        return (
            self._vector_files() == seals.keys()
            and all(is_sealed(self.chroma / name, seal) for name, seal in seals.items())
            and self._is_sound()
        )

    def hold(self) -> bool:
        """Keep others from deleting it, until `release` or the end; False when it has gone."""
        try:
            descriptor = os.open(self._in_use, os.O_RDONLY)
        except OSError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            has_gone = os.fstat(descriptor).st_nlink == 0
        except OSError:
            has_gone = True
        if has_gone:
            os.close(descriptor)
            return False
        self._let_go = weakref.finalize(self, os.close, descriptor)
        return True

    def release(self) -> None:
        """Let others delete it."""
        if self._let_go:
            self._let_go()

    def delete(self) -> None:
        """Delete it, unless a process reads it."""
        with suppress(OSError):
            descriptor = os.open(self._in_use, os.O_RDWR | os.O_CREAT)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(self.folder, ignore_errors=True)
            finally:
                os.close(descriptor)

    def _vector_files(self) -> set[str]:
        folders = [marker.parent for marker in self.chroma.glob(f"*/{_VECTORS_COMPLETE}")]
        return {f"{folder.name}/{file.name}" for folder in folders for file in folder.iterdir()}

    def _is_sound(self) -> bool:
        try:
            with closing(_open_database(self.chroma / _DATABASE)) as database:
                found: tuple[str] = database.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.Error:
            return False
        return found == ("ok",)


def list_snapshots(parent: Path) -> list[Snapshot]:
    """List what there is, in use, being made or left behind."""
    return [Snapshot(parent, path.name) for path in parent.iterdir() if _NAME.fullmatch(path.name)]


def seal(file: Path) -> Seal:
    """Describe a file that never changes from now on."""
    stat = file.stat()
    return stat.st_size, stat.st_mtime_ns, _sha256(file)


def is_sealed(file: Path, seal: Seal) -> bool:
    """Tell whether a file is as it was sealed."""
    try:
        stat = file.stat()
        if (stat.st_size, stat.st_mtime_ns) == seal[:2]:
            return True
        # A home that was copied from elsewhere has other times of change.
        return stat.st_size == seal[0] and _sha256(file) == seal[2]
    except OSError:
        return False


def _open_database(file: Path) -> sqlite3.Connection:
    # Not read-only: after a kill SQLite first takes back what was half written.
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=rw", uri=True, timeout=60)


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
