"""The entries of the FAQ in the database, each with what a reviewer has said of it.

They belong to nobody: all who open the database review the same ones.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, func, select, update

from coach.database import DatabaseHolder, open_database
from coach.errors import ConversationError
from coach.faq.entries import Entry, State, read_line
from coach.schema import faq_entries

_ROWS_AT_ONCE = 200


class ReviewStore(DatabaseHolder):
    """The stored entries. Safe to use from several threads and several processes.

    Every method raises ConversationError when the database fails.
    """

    def take_in(self, entries: Iterable[Entry]) -> int:
        """Store entries, in place of those of the same question, and return how many changed.

        One without a review does not undo the review of a stored one that says the same.
        """
        changed = 0
        with self._database.writing() as connection:
            last = connection.scalar(select(func.max(faq_entries.c.position))) or 0
            for entry in entries:
                row = connection.execute(
                    select(faq_entries).where(faq_entries.c.id == entry.id).with_for_update()
                ).first()
                stored = _read(row) if row else None
                if stored == entry or (stored and _is_reviewed_as_is(stored, entry)):
                    continue
                changed += 1
                last += stored is None
                values = _to_row(entry)
                insert = self._database.insert(faq_entries).values(
                    id=entry.id, position=last, **values
                )
                connection.execute(
                    insert.on_conflict_do_update(index_elements=[faq_entries.c.id], set_=values)
                )
        return changed

    def entries(self, state: State | None = None) -> Iterator[Entry]:
        """Walk over the entries, or those of one state, in the order in which they came."""
        wanted = select(faq_entries).order_by(faq_entries.c.position, faq_entries.c.id)
        if state is not None:
            wanted = wanted.where(faq_entries.c.state == state)
        with (
            self._database.reading() as connection,
            closing(connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(wanted)) as found,
        ):
            for row in found:
                yield _read(row)

    def find(self, entry_id: str) -> Entry | None:
        """Return the entry of an id; None when there is none."""
        with self._database.reading() as connection:
            wanted = select(faq_entries).where(faq_entries.c.id == entry_id)
            row = connection.execute(wanted).first()
        return _read(row) if row else None

    def replace(self, seen: Entry, new: Entry) -> bool:
        """Put an entry in place of the one that a reviewer has seen.

        Returns:
            Whether it was still there as seen; if not, nothing is changed.
        """
        swap = (
            update(faq_entries)
            .where(faq_entries.c.id == seen.id, faq_entries.c.entry == seen.to_line())
            .values(**_to_row(new))
        )
        with self._database.writing() as connection:
            return connection.execute(swap).rowcount == 1

    def revision(self) -> tuple[int, datetime | None]:
        """Return what changes whenever the approved entries do; cheap enough for every turn."""
        approved = faq_entries.c.state == "approved"
        newest = select(func.count(), func.max(faq_entries.c.changed)).where(approved)
        with self._database.reading() as connection:
            count, changed = connection.execute(newest).one()
        return count, changed


def open_review_store(where: str | Path) -> ReviewStore:
    """Open the stored entries; make the database or bring it up to date first.

    Args:
        where: a database's URL, or a SQLite file's path.

    Raises:
        ConversationError: the URL is malformed, or the database cannot be used.
    """
    return ReviewStore(open_database(where))


def _is_reviewed_as_is(stored: Entry, entry: Entry) -> bool:
    says_the_same = (stored.answer, stored.sources) == (entry.answer, entry.sources)
    return stored.state != "new" and entry.state == "new" and says_the_same


def _to_row(entry: Entry) -> dict[str, Any]:
    # PostgreSQL takes no NUL; in JSON it stands escaped, so there is none.
    return {"state": entry.state, "entry": entry.to_line(), "changed": datetime.now(UTC)}


def _read(row: Row[Any]) -> Entry:
    try:
        return read_line(row.entry)
    except ValueError:
        raise ConversationError(
            f"A newer Headway stored FAQ entry {row.id}: update with pip install --upgrade headway."
        ) from None
