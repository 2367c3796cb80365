"""The stand-in of Slack, and a bot in each mode that runs against it, shared by all tests here."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach import Coach
from coach.conversation_store import Conversations
from coach.conversations import open_conversations
from coach.profile.store import Profiles, open_profiles
from tests.servers.slack_server import SlackServer
from tests.ui.slack.running import BY_HTTP, BY_SOCKET, BotProcess, bot_environment, run_bot
from tests.ui.slack.workspace import Workspace, open_carrier


@pytest.fixture(scope="session")
def indexed_home(home: Path, coach: Coach) -> Path:
    """Return a home in which all is made that takes its time, so that no bot waits for it."""
    assert coach.report
    assert coach.practice.judge(coach.practice.scenarios[0], "I would first ask the team.").words
    return home


@pytest.fixture(scope="session")
def shared_slack() -> Iterator[SlackServer]:
    with SlackServer() as server:
        yield server


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('slack')}/conversations.sqlite"


@pytest.fixture(scope="session", params=["http", "socket"])
def bot(
    request: pytest.FixtureRequest, shared_slack: SlackServer, database: str, indexed_home: Path
) -> Iterator[BotProcess]:
    mode = BY_HTTP if request.param == "http" else BY_SOCKET
    with run_bot(bot_environment(shared_slack, indexed_home, database, **mode)) as process:
        yield process


@pytest.fixture
def slack(shared_slack: SlackServer) -> Iterator[SlackServer]:
    """Return the stand-in; it must find no fault with what it's sent."""
    shared_slack.faults.clear()
    yield shared_slack
    assert not shared_slack.faults


@pytest.fixture
def workspace(slack: SlackServer, bot: BotProcess) -> Iterator[Workspace]:
    with open_carrier(slack, bot.url) as carrier:
        yield Workspace(slack, carrier)


@pytest.fixture
def store(database: str) -> Iterator[Conversations]:
    """Return what the bots have stored."""
    with open_conversations(database) as conversations:
        yield conversations


@pytest.fixture
def profiles(database: str) -> Iterator[Profiles]:
    """Return what the bots keep of people."""
    with open_profiles(database) as profiles:
        yield profiles
