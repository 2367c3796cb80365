"""Stores of conversations: each test that uses `url` runs on SQLite and on a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from coach.conversation_store import Conversations
    from coach.database import Database
    from tests.postgres import Postgres

# The database's packages are imported by the fixtures: most tests here need none of them.


@pytest.fixture(scope="session")
def postgres() -> "Iterator[Postgres]":
    from tests.postgres import run_postgres

    with run_postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/home/conversations.db"
    server: Postgres = request.getfixturevalue("postgres")
    return server.empty_database()


@pytest.fixture
def store(url: str) -> "Iterator[Conversations]":
    from coach.conversations import open_conversations

    with open_conversations(url) as conversations:
        yield conversations


@pytest.fixture
def database(url: str) -> "Iterator[Database]":
    from coach.database import open_database

    database = open_database(url)
    yield database
    database.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "conversations.db"
