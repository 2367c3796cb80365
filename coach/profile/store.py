"""The stored profiles: facts that people have confirmed, and CVs that they asked to keep."""

import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, select, update

from coach.conversation_rows import check_id, storable
from coach.database import DatabaseHolder, open_database
from coach.errors import ProfileError
from coach.profile.corrections import correct_fact
from coach.profile.cv_files import check_size
from coach.profile.facts import Fact, KeptCv, Profile
from coach.schema import cvs, facts

_facts = TypeAdapter(Fact)


class Profiles(DatabaseHolder):
    """The stored profiles. Safe to use from several threads and several processes.

    Nothing here reads or changes another owner's rows; what another owner has does not exist.

    Every method raises ConversationError when the database fails, or when an owner is empty, too
    long, or holds what no database stores.
    """

    def read(self, owner: str) -> Profile:
        """Return what is kept of a person; a profile without facts of somebody unknown.

        Raises:
            ProfileError: another version stored it, in a way that this one cannot read.
        """
        check_id("owner", owner)
        with self._database.reading() as connection:
            return Profile(_read_facts(connection, owner))

    def keep(self, owner: str, confirmed: Iterable[Fact]) -> int:
        """Keep facts that the person has confirmed, behind those there are.

        Returns:
            How many of them are new; what is kept already stays as it is.
        """
        check_id("owner", owner)
        new = 0
        last = select(func.max(facts.c.position)).where(facts.c.owner == owner)
        with self._database.writing() as connection:
            position = connection.scalar(last) or 0
            for fact in map(_cleaned, confirmed):
                row = {"owner": owner, "id": fact.id, "position": position + 1, **_to_row(fact)}
                insert = self._database.insert(facts).values(**row).on_conflict_do_nothing()
                # PostgreSQL's driver counts no rows here.
                if connection.execute(insert.returning(facts.c.id)).first() is not None:
                    position += 1
                    new += 1
        return new

    def correct(self, owner: str, fact_id: str, words: str) -> Fact:
        """Put what the person says instead in a fact's place, and return it.

        Their words become its quote, and "you" its source; it means what is heard in them.

        Raises:
            ProfileError: there is no such fact, or the words are none or too many.
        """
        with self._database.writing() as connection:
            seen = _find(connection, owner, fact_id)
            fact = correct_fact(seen, storable(words))
            _replace(connection, owner, seen, fact)
        return fact

    def use(self, owner: str, fact_id: str, *, is_used: bool) -> Fact:
        """Say whether answers may speak of a fact, and return it.

        Raises:
            ProfileError: there is no such fact.
        """
        with self._database.writing() as connection:
            seen = _find(connection, owner, fact_id)
            fact = replace(seen, is_used=is_used)
            _replace(connection, owner, seen, fact)
        return fact

    def forget(self, owner: str, fact_id: str) -> Fact:
        """Delete a fact for good, so that no trace of it stays, and return what it was.

        Raises:
            ProfileError: there is no such fact.
        """
        with self._database.writing() as connection:
            fact = _find(connection, owner, fact_id)
            connection.execute(delete(facts).where(_is_one(owner, fact_id)))
        self._database.erase_traces()
        return fact

    def forget_all(self, owner: str) -> int:
        """Delete all facts and CVs of a person for good; return how many facts there were.

        SQLite's file is then rewritten, so that it holds no trace of them. PostgreSQL reuses the
        space in its own time; its backups are its keeper's.
        """
        check_id("owner", owner)
        with self._database.writing() as connection:
            count = connection.execute(delete(facts).where(facts.c.owner == owner)).rowcount
            gone = connection.execute(delete(cvs).where(cvs.c.owner == owner)).rowcount
        if count or gone:
            self._database.erase_traces()
        return count

    def keep_cv(self, owner: str, name: str, content: bytes) -> None:
        """Keep a CV as it is, in place of one of the same name; only when its person asks for it.

        Raises:
            ProfileError: it's larger than a CV may be.
        """
        check_id("owner", owner)
        name = PurePath(name.replace("\\", "/")).name
        check_id("CV", name)
        check_size(len(content))
        values = {"content": content, "kept": datetime.now(UTC)}
        insert = self._database.insert(cvs).values(owner=owner, name=name, **values)
        with self._database.writing() as connection:
            connection.execute(
                insert.on_conflict_do_update(index_elements=[cvs.c.owner, cvs.c.name], set_=values)
            )

    def cvs(self, owner: str) -> tuple[KeptCv, ...]:
        """Name the CVs that are kept of a person, the oldest first."""
        check_id("owner", owner)
        size = func.length(cvs.c.content)
        mine = select(cvs.c.name, size, cvs.c.kept).where(cvs.c.owner == owner)
        with self._database.reading() as connection:
            found = connection.execute(mine.order_by(cvs.c.kept, cvs.c.name))
            return tuple(KeptCv(*row) for row in found)

    def cv(self, owner: str, name: str) -> bytes | None:
        """Return a kept CV as it was; None when the person has no such one."""
        check_id("owner", owner)
        wanted = select(cvs.c.content).where(cvs.c.owner == owner, cvs.c.name == storable(name))
        with self._database.reading() as connection:
            return connection.scalar(wanted)


def open_profiles(where: str | Path) -> Profiles:
    """Open the stored profiles; make the database or bring it up to date first.

    Args:
        where: a database's URL, or a SQLite file's path.

    Raises:
        ConversationError: the URL is malformed, or the database cannot be used.
    """
    return Profiles(open_database(where))


def _is_one(owner: str, fact_id: str) -> ColumnElement[bool]:
    return and_(facts.c.owner == owner, facts.c.id == storable(fact_id))


def _find(connection: Connection, owner: str, fact_id: str) -> Fact:
    check_id("owner", owner)
    wanted = select(facts).where(_is_one(owner, fact_id)).with_for_update()
    row = connection.execute(wanted).first()
    if row is None:
        raise ProfileError("There is no such fact: `coach profile show` lists them with their ids.")
    return _read(row)


def _replace(connection: Connection, owner: str, seen: Fact, fact: Fact) -> None:
    if fact.id != seen.id:
        # It may be kept already, in another place; once is enough.
        connection.execute(delete(facts).where(_is_one(owner, fact.id)))
    change = update(facts).where(_is_one(owner, seen.id)).values(id=fact.id, **_to_row(fact))
    connection.execute(change)


def _read_facts(connection: Connection, owner: str) -> tuple[Fact, ...]:
    mine = select(facts).where(facts.c.owner == owner).order_by(facts.c.position, facts.c.id)
    return tuple(_read(row) for row in connection.execute(mine))


def _cleaned(fact: Fact) -> Fact:
    return _facts.validate_json(storable(json.dumps(asdict(fact), ensure_ascii=False)))


def _to_row(fact: Fact) -> dict[str, Any]:
    return {"fact": json.dumps(asdict(fact), ensure_ascii=False), "kept": datetime.now(UTC)}


def _read(row: Row[Any]) -> Fact:
    try:
        return _facts.validate_json(row.fact)
    except ValidationError:
        # Not chained: pydantic's message quotes what the person said.
        raise ProfileError(
            f"A newer Headway stored fact {row.id}: update with pip install --upgrade headway."
        ) from None
