"""When Slack, the coach or the bot itself fails: the answer comes once, or a sentence does."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.postgres import Postgres, run_postgres
from tests.servers.openai_server import OpenAIServer, wait_first
from tests.servers.slack_server import Failure, SlackServer
from tests.ui.slack.running import (
    BY_HTTP,
    BY_SOCKET,
    BotProcess,
    bot_environment,
    run_bot,
    start_bot,
)
from tests.ui.slack.workspace import (
    MENTION,
    PAID,
    PAY,
    Workspace,
    new_channel,
    new_person,
    open_carrier,
    shown,
    write_event,
)
from ui.slack.answering import OUT_OF_ORDER

QUIET_SECONDS = 0.7
CANARY = "Kanarienvogel"


def in_channel(channel: str) -> Any:
    return lambda call: call.sent["channel"] == channel


class TestSlackFails:
    def test_429_is_waited_for_and_the_answer_comes_once(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        channel = new_channel()
        slack.fail("chat.postMessage", Failure(429, retry_after=1), Failure(429, retry_after=1))
        began = time.monotonic()
        workspace.mention(PAY, channel, new_person())
        (answer,) = slack.wait("chat.postMessage", in_channel(channel))
        assert PAID in shown(answer.sent)
        assert answer.time - began >= 2
        time.sleep(QUIET_SECONDS)
        assert len(slack.named("chat.postMessage", in_channel(channel))) == 1

    @pytest.mark.parametrize(
        "failures",
        [
            [Failure(500), Failure(503)],
            [Failure(502), Failure(504)],
            [Failure(500, body="{half"), Failure(503, body="")],
        ],
        ids=["500, 503", "502, 504", "broken bodies"],
    )
    def test_5xx_is_tried_again_and_the_answer_comes_once(
        self, slack: SlackServer, workspace: Workspace, failures: list[Failure]
    ) -> None:
        channel = new_channel()
        slack.fail("chat.postMessage", *failures)
        workspace.mention(PAY, channel, new_person())
        (answer,) = slack.wait("chat.postMessage", in_channel(channel))
        assert PAID in shown(answer.sent)
        time.sleep(QUIET_SECONDS)
        assert len(slack.named("chat.postMessage", in_channel(channel))) == 1

    def test_the_answer_to_a_command_is_tried_again_too(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        person = new_person()
        slack.fail("response_url", Failure(502), Failure(429, retry_after=1))
        workspace.command(PAY, new_channel(), person, name=person)
        slack.wait("response_url", lambda call: call.sent["name"] == person)

    def test_an_answer_waits_for_no_sign(self, slack: SlackServer, workspace: Workspace) -> None:
        channel = new_channel()
        slack.fail("reactions.add", Failure(429, retry_after=30))
        began = time.monotonic()
        workspace.mention(PAY, channel, new_person())
        (answer,) = slack.wait("chat.postMessage", in_channel(channel))
        assert answer.time - began < 3

    def test_blocks_that_slack_does_not_know_are_left_out(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        channel = new_channel()
        slack.fail("chat.postMessage", Failure(error="invalid_blocks"))
        workspace.mention(PAY, channel, new_person())
        (answer,) = slack.wait("chat.postMessage", in_channel(channel))
        assert PAID in shown(answer.sent)
        assert {block["type"] for block in answer.sent["blocks"]} == {"section"}


class TestTheSocketIsLost:
    @pytest.fixture
    def database(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path}/c.sqlite"

    def test_it_reconnects_after_every_kind_of_loss(
        self, indexed_home: Path, database: str
    ) -> None:
        with (
            SlackServer() as slack,
            run_bot(bot_environment(slack, indexed_home, database, **BY_SOCKET)),
            open_carrier(slack, None) as carrier,
        ):
            workspace = Workspace(slack, carrier)
            for number, lose in enumerate((slack.ask_to_reconnect, slack.drop), start=2):
                slack.wss_failures = 1 if number == 3 else 0
                lose()
                assert slack.wait_until(lambda n=number: slack.connections >= n, 30)
                channel = new_channel()
                workspace.mention(PAY, channel, new_person())
                assert slack.wait("chat.postMessage", in_channel(channel))


class TestTheBotEnds:
    def test_what_is_in_flight_is_finished(self, indexed_home: Path, tmp_path: Path) -> None:
        database = f"sqlite:///{tmp_path}/c.sqlite"
        with (
            SlackServer() as slack,
            run_bot(bot_environment(slack, indexed_home, database, **BY_HTTP)) as bot,
            open_carrier(slack, bot.url) as carrier,
        ):
            slack.fail("chat.postMessage", Failure(429, retry_after=2))
            channel = new_channel()
            Workspace(slack, carrier).mention(PAY, channel, new_person())
            assert slack.wait_until(lambda: any(c.status == 429 for c in slack.calls))
            began = time.monotonic()
            assert bot.end(signal.SIGTERM) == 0
            assert time.monotonic() - began < 10
            (answer,) = slack.named("chat.postMessage", in_channel(channel))
            assert PAID in shown(answer.sent)
            assert slack.named("reactions.remove", in_channel(channel))
            assert "Traceback" not in bot.output

    def test_what_cannot_be_finished_is_told(self, indexed_home: Path, tmp_path: Path) -> None:
        database = f"sqlite:///{tmp_path}/c.sqlite"
        with (
            SlackServer() as slack,
            OpenAIServer(wait_first(50, "It pays.")) as model,
            run_bot(
                bot_environment(
                    slack, indexed_home, database, COACH_MODEL_URL=model.url, **BY_SOCKET
                )
            ) as bot,
            open_carrier(slack, None) as carrier,
        ):
            channel = new_channel()
            workspace = Workspace(slack, carrier)
            event = write_event("app_mention", f"{MENTION} {PAY}", channel, new_person())
            # Acknowledged at once, whatever the answer takes.
            assert workspace.event(event).seconds < 0.5
            slack.wait("reactions.add", in_channel(channel))
            assert slack.wait_until(lambda: bool(model.requests))
            began = time.monotonic()
            assert bot.end(signal.SIGTERM) == 0
            assert time.monotonic() - began < 10
            (told,) = slack.named("chat.postMessage", in_channel(channel))
            assert "restarted" in shown(told.sent)
            assert slack.named("reactions.remove", in_channel(channel))
            assert "Traceback" not in bot.output


class TestOnceForAll:
    def test_two_bots_on_one_postgres_and_one_after_a_restart_answer_once(
        self, indexed_home: Path
    ) -> None:
        with run_postgres() as server, SlackServer() as slack:
            database = server.empty_database()
            environment = bot_environment(slack, indexed_home, database, **BY_HTTP)
            channel = new_channel()
            events = [
                (write_event("app_mention", f"{MENTION} {PAY}", channel, new_person()), f"Ev-{n}")
                for n in range(8)
            ]

            def deliver(url: str | None) -> None:
                with open_carrier(slack, url) as carrier:
                    workspace = Workspace(slack, carrier)
                    for event, event_id in events:
                        workspace.event(event, event_id)
                        twin = {**event, "type": "message", "channel_type": "channel"}
                        workspace.event(twin, f"{event_id}-twin")

            second = start_bot(environment)
            try:
                with run_bot(environment) as first:
                    second.wait_until_ready()
                    with ThreadPoolExecutor() as pool:
                        list(pool.map(deliver, [first.url, second.url, first.url, second.url]))
                    slack.wait("chat.postMessage", in_channel(channel), count=len(events))
                    assert second.end() == 0
                    time.sleep(QUIET_SECONDS)
            finally:
                second.process.kill()
                second.process.communicate()
            with run_bot(environment) as third:
                deliver(third.url)
                time.sleep(QUIET_SECONDS)
                answers = slack.named("chat.postMessage", in_channel(channel))
                threads = sorted(call.sent["thread_ts"] for call in answers)
                assert threads == sorted(event["ts"] for event, _ in events)
                self.check_a_database_that_fails(slack, server, third)

    def check_a_database_that_fails(
        self, slack: SlackServer, server: Postgres, bot: BotProcess
    ) -> None:
        """A restart is lived through; without its tables, people are told."""
        with open_carrier(slack, bot.url) as carrier:
            workspace = Workspace(slack, carrier)
            server.end_connections()
            channel = new_channel()
            workspace.mention(PAY, channel, new_person())
            (answer,) = slack.wait("chat.postMessage", in_channel(channel))
            assert PAID in shown(answer.sent)
            server.empty_database()
            channel = new_channel()
            event = write_event("app_mention", f"{MENTION} {CANARY}?", channel, new_person())
            for kind in ("app_mention", "message"):
                workspace.event({**event, "type": kind})
            time.sleep(QUIET_SECONDS)
            (told,) = slack.named("chat.postMessage", in_channel(channel))
            assert told.sent["text"] == OUT_OF_ORDER
            workspace.command("settings", channel, "U1", name="without")
            slack.wait("response_url", lambda call: call.sent["name"] == "without")
            assert "cannot be used" in bot.output
            assert CANARY not in bot.output
