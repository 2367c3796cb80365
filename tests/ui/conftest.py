"""What the tests of the ways in share: a home with stored conversations, and people who sign in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach import Coach, Settings
from coach.conversation_store import Conversations
from coach.conversations import open_conversations
from tests.ui.visiting import add_users
from ui.accounts import Accounts
from ui.people import People, open_people


@pytest.fixture
def own_home(tmp_path: Path) -> Path:
    """Return a home that holds nothing yet."""
    return tmp_path / "home"


@pytest.fixture
def store(own_home: Path) -> Iterator[Conversations]:
    """Return what is stored in that home."""
    with open_conversations(own_home / "conversations.sqlite") as conversations:
        yield conversations


@pytest.fixture
def own(home: Path, own_home: Path) -> Iterator[Coach]:
    """Return a coach over the shipped corpus with a database of its own."""
    coach = Coach.open(Settings(home=home, database_url=f"sqlite:///{own_home}/own.sqlite"))
    yield coach
    coach.close()


@pytest.fixture
def users(tmp_path: Path) -> Accounts:
    """Return a users file with Ann and Bob in it."""
    return add_users(tmp_path / "users")


@pytest.fixture
def people(users: Accounts, tmp_path: Path) -> Iterator[People]:
    """Return those who may use the page: the file's."""
    people = open_people(Settings(home=tmp_path, auth=str(users.path)))
    yield people
    people.close()
