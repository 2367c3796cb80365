"""The roadmaps in the database: one a person, a JSON document with the version of its form."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import delete, select, update

from coach.conversation_rows import check_id
from coach.database import DatabaseHolder, open_database
from coach.errors import RoadmapError
from coach.roadmap.changes import stamp
from coach.roadmap.roadmap import Roadmap
from coach.schema import roadmaps

_FORM = 1
_roadmap = TypeAdapter(Roadmap)


class Roadmaps(DatabaseHolder):
    """The stored roadmaps. Safe to use from several threads and several processes.

    Every method raises ConversationError when the database fails or an owner is no id, and
    RoadmapError when a newer Headway stored the roadmap.
    """

    def read(self, owner: str) -> Roadmap | None:
        """Return a person's roadmap; None when they have none."""
        check_id("owner", owner)
        wanted = select(roadmaps.c.roadmap).where(roadmaps.c.owner == owner)
        with self._database.reading() as connection:
            text = connection.scalar(wanted)
        return None if text is None else _load(text)

    def change(self, owner: str, make: Callable[[Roadmap | None], Roadmap]) -> Roadmap:
        """Store what becomes of a person's roadmap, and return it.

        Of several who change it at once each goes on from what the one before has stored.

        Args:
            make: gives the new roadmap for the stored one; it may be called more than once.
        """
        check_id("owner", owner)
        wanted = select(roadmaps.c.roadmap).where(roadmaps.c.owner == owner).with_for_update()
        while True:
            with self._database.writing() as connection:
                text = connection.scalar(wanted)
                old = None if text is None else _load(text)
                new = stamp(old, make(old))
                values = {"roadmap": _dump(new), "changed": datetime.now(UTC)}
                if text is not None:
                    connection.execute(
                        update(roadmaps).where(roadmaps.c.owner == owner).values(**values)
                    )
                    return new
                insert = self._database.insert(roadmaps).values(owner=owner, **values)
                # Another process may have stored the first one meanwhile.
                stored = insert.on_conflict_do_nothing().returning(roadmaps.c.owner)
                if connection.execute(stored).first() is not None:
                    return new

    def forget(self, owner: str) -> bool:
        """Delete a person's roadmap and its traces; tell whether there was one."""
        check_id("owner", owner)
        with self._database.writing() as connection:
            gone = connection.execute(delete(roadmaps).where(roadmaps.c.owner == owner))
            was_there = gone.rowcount > 0
        if was_there:
            self._database.erase_traces()
        return was_there


def open_roadmaps(where: str | Path) -> Roadmaps:
    """Open the stored roadmaps; make the database or bring it up to date first.

    Args:
        where: a database's URL, or a SQLite file's path.

    Raises:
        ConversationError: the URL is malformed, or the database cannot be used.
    """
    return Roadmaps(open_database(where))


def _dump(roadmap: Roadmap) -> str:
    # In ASCII, as PostgreSQL takes no NUL; escaped there is none.
    return json.dumps({"form": _FORM, "roadmap": _roadmap.dump_python(roadmap, mode="json")})


def _load(text: str) -> Roadmap:
    try:
        stored = json.loads(text)
        if stored["form"] != _FORM:
            raise KeyError(stored["form"])
        return _roadmap.validate_python(stored["roadmap"])
    except (ValueError, KeyError, TypeError, ValidationError):
        # Not chained: the message would quote what the person wrote.
        raise RoadmapError(
            "A newer Headway stored this roadmap: update with pip install --upgrade headway."
        ) from None
