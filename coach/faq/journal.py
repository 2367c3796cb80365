"""The journal of a long run: a line for each entry that is done, so that a killed run goes on.

A journal belongs to one run: the same questions' file, the same documents, the same model. It is
kept in a folder of the coach's home until the run's files are written.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from sys import intern

from filelock import FileLock, Timeout

from coach.errors import FaqError
from coach.faq.entries import Entry, read_line

_JOURNAL = "entries.jsonl"


class Journal:
    """Entries by their ids, on the disk: what is appended outlives a killed process.

    Every method raises FaqError when the disk fails.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._places: dict[str, int] = {}
        self._failed: set[str] = set()
        self.is_finished = False
        # Unbuffered: a line is whole in the file, or a torn one at its end that is cut off.
        self._stream = file.open("a+b", buffering=0)
        self._end = self._recover()

    @property
    def failed(self) -> frozenset[str]:
        """The ids of those that the chat model failed at."""
        return frozenset(self._failed)

    def __contains__(self, entry_id: object) -> bool:
        return entry_id in self._places

    def append(self, entry: Entry) -> None:
        """Add an entry, in place of an earlier one of its id."""
        with _disk_errors(self._file):
            line = entry.to_line().encode()
            self._stream.write(line)
            self._note(entry, self._end)
            self._end += len(line)

    def read(self, ids: Iterable[str]) -> Iterator[Entry]:
        """Walk over entries in the order of their ids; those that it lacks are left out."""
        with _disk_errors(self._file), self._file.open("rb") as lines:
            for entry_id in ids:
                place = self._places.get(entry_id)
                if place is not None:
                    lines.seek(place)
                    yield read_line(lines.readline())

    def finish(self) -> None:
        """Say that nobody needs it any more: it goes when it's closed."""
        self.is_finished = True

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def _recover(self) -> int:
        """Read what an earlier run has left, and cut off a line that it was killed in."""
        end = 0
        self._stream.seek(0)
        with self._file.open("rb") as lines:
            for line in lines:
                try:
                    entry = read_line(line) if line.endswith(b"\n") else None
                except ValueError:
                    entry = None
                if entry is None:
                    break
                self._note(entry, end)
                end += len(line)
        self._stream.truncate(end)
        return end

    def _note(self, entry: Entry, place: int) -> None:
        self._places[intern(entry.id)] = place
        self._failed.discard(entry.id)
        if entry.is_failed:
            self._failed.add(entry.id)


@contextmanager
def open_journal(folder: Path) -> Iterator[Journal]:
    """Open the journal in a folder, which is made; nobody else can meanwhile.

    Raises:
        FaqError: another process has it open, or the folder cannot be written.
    """
    with _disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise FaqError(
                "The same FAQ is being made by another process: wait for it, or end it."
            ) from None
        with lock:
            journal = Journal(folder / _JOURNAL)
            try:
                yield journal
            finally:
                journal.close()
                if journal.is_finished:
                    rmtree(folder, ignore_errors=True)


@contextmanager
def _disk_errors(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or os.strerror(error.errno or 0)
        raise FaqError(
            f"{place} cannot be written ({reason}): mend it, or set COACH_HOME to another folder."
        ) from None
