"""The stand-in of Slack, and bots that run against it, shared by the tests of a module."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach import Coach
from tests.servers.slack_server import SlackServer
from tests.ui.slack.running import BY_HTTP, BY_SOCKET, BotProcess, bot_environment, run_bot
from tests.ui.slack.workspace import Workspace, open_carrier


@pytest.fixture(scope="module")
def slack() -> Iterator[SlackServer]:
    with SlackServer() as server:
        yield server
        assert not server.faults


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('slack')}/conversations.sqlite"


@pytest.fixture(scope="module")
def indexed_home(home: Path, coach: Coach) -> Path:
    """Return a home whose index is made, so that no bot waits for it."""
    assert coach.report
    return home


@pytest.fixture(scope="module", params=["http", "socket"])
def bot(
    request: pytest.FixtureRequest, slack: SlackServer, database: str, indexed_home: Path
) -> Iterator[BotProcess]:
    mode = BY_HTTP if request.param == "http" else BY_SOCKET
    with run_bot(bot_environment(slack, indexed_home, database, **mode)) as process:
        yield process


@pytest.fixture
def workspace(slack: SlackServer, bot: BotProcess) -> Iterator[Workspace]:
    with open_carrier(slack, bot.url) as carrier:
        yield Workspace(slack, carrier)
