"""Starting: what is wrong with a token is told in one line, and what is no request is refused."""

import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from pydantic import SecretStr

from coach import Settings
from coach.errors import SettingsError
from tests.servers.slack_server import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, Failure, SlackServer
from tests.ui.commands import imported, run_command
from tests.ui.slack.running import BY_HTTP, BY_SOCKET, BotProcess, bot_environment
from tests.ui.slack.workspace import HttpCarrier, Workspace
from ui.slack.client import open_clients
from ui.slack.credentials import AppToken, Credentials, read_credentials
from ui.slack.identity import CHECK_SECONDS, identify
from ui.terminal import CommandError

SECRETS = (BOT_TOKEN, APP_TOKEN, SIGNING_SECRET, "ticket-7391-canary")


def start(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a bot that is expected to stop by itself, in time."""
    return subprocess.run(
        [sys.executable, "-c", "from ui.cli import main; main()", "slack", *arguments],
        env={name: value for name, value in environment.items() if value != "unset"},
        cwd=environment["COACH_HOME"],
        capture_output=True,
        text=True,
        timeout=15,
    )


@pytest.mark.parametrize(
    ("variable", "values"),
    [
        ("SLACK_BOT_TOKEN", {"SLACK_BOT_TOKEN": "unset"}),
        ("SLACK_BOT_TOKEN", {"SLACK_BOT_TOKEN": "xoxb-7391-canary"}),
        ("SLACK_APP_TOKEN", {"SLACK_APP_TOKEN": "xapp-7391-canary"}),
    ],
    ids=["missing", "bot's refused", "app's refused"],
)
def test_a_token_that_will_not_do_stops_the_start(
    slack: SlackServer, indexed_home: Path, tmp_path: Path, variable: str, values: dict[str, str]
) -> None:
    database = f"sqlite:///{tmp_path}/c.sqlite"
    environment = {**bot_environment(slack, indexed_home, database, **BY_SOCKET), **values}
    done = start(environment)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("coach: ")
    assert variable in done.stderr
    assert "7391" not in done.stderr


def test_nobody_waits_for_slacks_packages_before_a_token_is_there(tmp_path: Path) -> None:
    done = run_command(tmp_path / "home", tmp_path, "slack", tell_imports=True)
    assert done.returncode == 2
    assert not {"slack_bolt", "slack_sdk", "aiohttp", "chromadb"} & imported(done)


@pytest.mark.parametrize(
    ("variable", "values"),
    [
        ("SLACK_BOT_TOKEN", {}),
        ("SLACK_BOT_TOKEN", {"slack_bot_token": "xoxp-7391"}),
        ("SLACK_BOT_TOKEN", {"slack_bot_token": "xoxb-7391 7391"}),
        ("SLACK_BOT_TOKEN", {"slack_bot_token": "xoxb-7391é"}),
        ("SLACK_APP_TOKEN", {"slack_bot_token": "xoxb-1", "slack_app_token": "xoxb-7391"}),
        ("SLACK_APP_TOKEN", {"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-7391\n"}),
        ("SLACK_SIGNING_SECRET", {"slack_bot_token": "xoxb-1"}),
        ("SLACK_SIGNING_SECRET", {"slack_bot_token": "xoxb-1", "slack_signing_secret": "73 91"}),
    ],
    ids=str,
)
def test_a_token_of_the_wrong_form_is_named(variable: str, values: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=rf"^{variable} is .*docs/slack.md") as caught:
        read_credentials(Settings(**values))  # type: ignore[arg-type]
    assert "7391" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_slacks_variables_are_read_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-7391")
    monkeypatch.setenv("COACH_SLACK_API_URL", "http://127.0.0.1:1/api/")
    settings = Settings.read()
    assert settings.slack_bot_token == SecretStr("xoxb-7391")
    assert settings.slack_api_url == "http://127.0.0.1:1/api"
    assert "7391" not in repr(settings)
    monkeypatch.setenv("COACH_SLACK_BOT_TOKEN", "xoxb-7391")
    with pytest.raises(SettingsError, match="did you mean") as caught:
        Settings.read()
    assert "7391" not in str(caught.value)


async def test_slack_that_fails_is_told_in_time(slack: SlackServer) -> None:
    credentials = Credentials(SecretStr(BOT_TOKEN), AppToken(SecretStr(APP_TOKEN)))
    slack.fail("apps.connections.open", *[Failure(500)] * 3)
    async with open_clients(BOT_TOKEN, slack.api_url) as clients:
        with pytest.raises(CommandError, match=r"no answer in 0.3 s.*COACH_SLACK_API_URL"):
            await identify(credentials, clients, seconds=0.3)
    assert CHECK_SECONDS < 15


def test_a_port_that_is_taken_is_told(
    slack: SlackServer, indexed_home: Path, tmp_path: Path
) -> None:
    port = slack.url.rpartition(":")[2]
    database = f"sqlite:///{tmp_path}/c.sqlite"
    environment = bot_environment(slack, indexed_home, database, **BY_HTTP)
    done = start(environment, "--port", port)
    assert done.returncode == 2
    assert f"port {port}" in done.stderr
    assert "--port" in done.stderr


def test_no_secret_is_ever_printed(bot: BotProcess, workspace: Workspace) -> None:
    workspace.event({"type": "reaction_added", "event_ts": "1"})
    assert bot.output
    assert not [secret for secret in SECRETS if secret in bot.output]


@pytest.mark.parametrize("bot", ["http"], indirect=True)
class TestHttp:
    @pytest.fixture
    def carrier(self, workspace: Workspace) -> HttpCarrier:
        assert isinstance(workspace.carrier, HttpCarrier)
        return workspace.carrier

    def test_it_says_that_it_is_well(self, carrier: HttpCarrier) -> None:
        answer = carrier.client.get(f"{carrier.url}/healthz")
        assert answer.status_code == 200
        assert answer.json() == {"status": "ok"}
        assert carrier.client.get(carrier.url).status_code == 404

    def test_slack_can_verify_the_address(self, carrier: HttpCarrier) -> None:
        body = b'{"type": "url_verification", "challenge": "c4", "token": "t"}'
        answer = carrier.post(body, "application/json")
        assert answer.status_code == 200
        assert "c4" in answer.text

    @pytest.mark.parametrize("timestamp", ["", "soon", "1", "\u0661", "9" * 400])
    def test_a_wrong_time_is_refused(self, carrier: HttpCarrier, timestamp: str) -> None:
        headers = {"x-slack-request-timestamp": timestamp.encode()} if timestamp else {}
        answer = carrier.client.post(
            f"{carrier.url}/slack/events",
            content=b"{}",
            headers=headers,  # type: ignore[arg-type]
        )
        assert answer.status_code == 401

    def test_another_signature_is_refused(self, carrier: HttpCarrier) -> None:
        with httpx2.Client() as client:
            stranger = HttpCarrier(carrier.url, secret="another", client=client)
            assert stranger.post(b"{}", "application/json").status_code == 401

    @pytest.mark.parametrize("body", [b"\xff\xfe", b"{half", b"[]", b"payload=%7B", b""])
    def test_what_cannot_be_read_does_no_harm(
        self, carrier: HttpCarrier, bot: BotProcess, body: bytes
    ) -> None:
        assert carrier.post(body, "application/json").status_code in (200, 400, 401)
        assert carrier.post(body, "application/x-www-form-urlencoded").status_code in (
            200,
            400,
            401,
        )
        assert carrier.post(b"x" * 2_000_000, "application/json").status_code == 413
        assert "Traceback" not in bot.output
