"""A database of any age is brought up to date, whole or not at all."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Column

from coach.conversations import open_conversations
from coach.errors import ConversationError
from coach.migrations import VERSION_TABLE, alembic_config, list_revisions
from coach.schema import metadata
from tests.conversations import ANSWER, connect


class TestMigrations:
    def test_make_the_tables_of_the_schema(self, url: str) -> None:
        open_conversations(url).close()
        with connect(url).connect() as connection:
            context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
            assert compare_metadata(context, metadata) == []

    def test_keep_what_an_older_version_stored(self, url: str) -> None:
        revisions = list_revisions()
        open_conversations(url).close()
        engine = connect(url)
        for older in reversed(revisions[:-1]):
            with engine.begin() as connection:
                command.downgrade(alembic_config(connection), older)
            with open_conversations(url) as store:
                turn = store.append("ann", f"from {older}", "q", ANSWER)
                assert store.rate("ann", turn, "up")
            with engine.begin() as connection:
                command.downgrade(alembic_config(connection), older)
                context = MigrationContext.configure(
                    connection, opts={"version_table": VERSION_TABLE}
                )
                assert compare_metadata(context, metadata) != []
            with open_conversations(url) as store:
                (kept,) = store.history("ann", f"from {older}")
                assert kept.answer == ANSWER
                assert store.rate("ann", kept.id, "down")

    def test_can_be_undone_whole(self, url: str) -> None:
        open_conversations(url).close()
        engine = connect(url)
        with engine.begin() as connection:
            command.downgrade(alembic_config(connection), "base")
        assert sqlalchemy.inspect(engine).get_table_names() == [VERSION_TABLE]
        open_conversations(url).close()

    def test_change_nothing_when_they_fail_halfway(
        self, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        create_table = Operations.create_table

        def fail_at_feedback(self: Operations, table: str, *items: Column[Any]) -> object:
            if table == "feedback":
                raise OSError("halfway")
            return create_table(self, table, *items)

        with monkeypatch.context() as patch:
            patch.setattr(Operations, "create_table", fail_at_feedback)
            with pytest.raises(ConversationError, match="halfway"):
                open_conversations(url)
        assert sqlalchemy.inspect(connect(url)).get_table_names() == []
        open_conversations(url).close()

    def test_are_numbered_by_their_files(self) -> None:
        scripts = ScriptDirectory.from_config(alembic_config(None))  # type: ignore[arg-type]
        steps = [step.revision for step in scripts.walk_revisions()]
        assert steps[::-1] == list_revisions()
        assert scripts.get_heads() == list_revisions()[-1:]

    def test_of_a_newer_version_are_left_alone(self, url: str) -> None:
        open_conversations(url).close()
        with connect(url).begin() as connection:
            connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
        with pytest.raises(ConversationError, match=r"9999.*pip install --upgrade headway"):
            open_conversations(url)

    def test_stand_beside_another_program(self, url: str) -> None:
        if url.startswith("sqlite"):
            Path(url.removeprefix("sqlite:///")).parent.mkdir()
        with connect(url).begin() as connection:
            connection.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT)")
            connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('theirs')")
        with open_conversations(url) as store:
            store.append("ann", "c1", "q", ANSWER)
        with connect(url).connect() as connection:
            theirs = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
            assert theirs.scalar_one() == "theirs"
