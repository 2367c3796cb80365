"""The stored rounds of practice: each a scenario as it was asked, an answer and what came of it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Row, delete, func, select

from coach.conversation_rows import check_id
from coach.database import DatabaseHolder, open_database
from coach.errors import PracticeError
from coach.practice.rounds import Round
from coach.schema import practice_rounds

_rounds = TypeAdapter(Round)


class Rounds(DatabaseHolder):
    """The stored rounds. Safe to use from several threads and several processes.

    Nothing here reads or changes another owner's rows; what another owner has does not exist.

    Every method raises ConversationError when the database fails, or when an owner is empty, too
    long, or holds what no database stores.
    """

    def keep(self, owner: str, played: Round) -> None:
        """Keep a round, behind those there are."""
        check_id("owner", owner)
        mine = practice_rounds.c.owner == owner
        with self._database.writing() as connection:
            last = connection.scalar(select(func.max(practice_rounds.c.position)).where(mine))
            connection.execute(
                practice_rounds.insert().values(
                    owner=owner,
                    id=played.id,
                    position=(last or 0) + 1,
                    round=_write(played),
                    changed=datetime.now(UTC),
                )
            )

    def read(self, owner: str) -> tuple[Round, ...]:
        """Return a person's rounds, the first one first.

        Raises:
            PracticeError: another version stored one, in a way that this one cannot read.
        """
        check_id("owner", owner)
        wanted = (
            select(practice_rounds)
            .where(practice_rounds.c.owner == owner)
            .order_by(practice_rounds.c.position, practice_rounds.c.changed, practice_rounds.c.id)
        )
        with self._database.reading() as connection:
            return tuple(_read(row) for row in connection.execute(wanted))

    def forget(self, owner: str) -> int:
        """Delete all rounds of a person for good; return how many there were.

        SQLite's file is then rewritten, so that it holds no trace of them. PostgreSQL reuses the
        space in its own time; its backups are its keeper's.
        """
        check_id("owner", owner)
        gone = delete(practice_rounds).where(practice_rounds.c.owner == owner)
        with self._database.writing() as connection:
            count = connection.execute(gone).rowcount
        if count:
            self._database.erase_traces()
        return count


def open_rounds(where: str | Path) -> Rounds:
    """Open the stored rounds; make the database or bring it up to date first.

    Args:
        where: a database's URL, or a SQLite file's path.

    Raises:
        ConversationError: the URL is malformed, or the database cannot be used.
    """
    return Rounds(open_database(where))


def _write(played: Round) -> str:
    # In ASCII, as PostgreSQL takes no NUL; escaped there is none.
    return json.dumps(_rounds.dump_python(played, mode="json"))


def _read(row: Row[Any]) -> Round:
    try:
        return _rounds.validate_json(row.round)
    except ValidationError:
        # Not chained: pydantic's message quotes what the person said.
        raise PracticeError(
            f"A newer Headway stored round {row.id}: update with pip install --upgrade headway."
        ) from None
