"""What one person tells the coach in Slack reaches nobody else, no channel and no log."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from coach.channel_settings import ChannelSettingsStore
from coach.database import open_database
from coach.errors import ConversationError
from coach.event_log import EventLog
from coach.shared_conversations import SharedConversations
from tests.servers.slack_server import BOT_TOKEN, BOT_USER, Call, Failure, SlackServer
from tests.ui.slack.running import BotProcess
from tests.ui.slack.telling import LEADING, by_address, in_channel, keep_all, tell
from tests.ui.slack.workspace import Workspace, button, direct, new_channel, new_person, shown
from ui.slack.answering import OUT_OF_ORDER, Answerer
from ui.slack.client import Clients, open_clients
from ui.slack.parts import Parts
from ui.slack.you.desk import ACTIONS, COMMANDS, Desk

QUIET_SECONDS = 1.0
CANARY = "Kanarienvogel7391"


def test_a_profile_shows_to_its_person_alone(
    slack: SlackServer, workspace: Workspace, bot: BotProcess
) -> None:
    person, other, channel = new_person(), new_person(), new_channel()
    began = len(slack.calls)
    told = f"I lead two juniors at {CANARY}. I know {CANARY}."
    heard = tell(slack, workspace, person, told)
    keep_all(slack, workspace, person, f"I lead three people at {CANARY}.")
    for text in ("profile", "gaps", "roadmap", "practice"):
        before = len(slack.named("response_url", by_address(person)))
        workspace.command(text, direct(person), person, name=person)
        slack.wait("response_url", by_address(person), before + 1, 60)

    # The same person in a channel, and somebody else wherever they can.
    for who in (person, other):
        workspace.mention(LEADING, channel, who)
        workspace.mention(f"I lead two juniors. {LEADING}", channel, who)
        for text in (*COMMANDS, LEADING):
            workspace.command(text, channel, who, name=f"{channel}{who}")
    for text in (*COMMANDS, LEADING):
        workspace.command(text, direct(other), other, name=other)
    workspace.write(LEADING, direct(other), other)
    actions = [
        {"action_id": block["accessory"]["action_id"], "value": block["accessory"]["value"]}
        for block in heard.sent["blocks"]
        if "accessory" in block
    ]
    actions += [button(heard.sent["blocks"], name) for name in ("keep_all", "keep_none")]
    actions += [
        {"action_id": name, "value": action["value"]} for name in ACTIONS for action in actions[:2]
    ]
    for action in actions:
        workspace.press(action, direct(other), other, name=other, is_ephemeral=True)
        workspace.press(action, channel, person, name=f"{channel}{person}")
    workspace.event({"type": "app_home_opened", "user": other, "tab": "home"})
    slack.wait("views.publish", lambda call: call.sent["user_id"] == other)
    slack.wait("response_url", by_address(other), 5, 60)
    slack.wait("response_url", by_address(f"{channel}{person}"), 6)
    slack.wait("chat.postMessage", in_channel(channel), 4)
    slack.wait("chat.postMessage", in_channel(direct(other)))
    time.sleep(QUIET_SECONDS)

    calls = slack.calls[began:]
    mine = [call for call in calls if is_for(call, person)]
    assert any(CANARY in call.text for call in mine)
    for call in calls:
        assert call in mine or CANARY not in call.text, call.method
    for call in calls:
        if call.sent.get("channel") == channel:
            assert "You said" not in shown(call.sent)
    assert CANARY not in bot.output
    assert person not in bot.output


def is_for(call: Call, person: str) -> bool:
    """Tell whether a person alone reads it."""
    if call.method == "chat.postMessage":
        return call.sent["channel"] in (person, direct(person))
    if call.method == "chat.update":
        return call.sent["channel"] == direct(person)
    return call.method == "response_url" and call.sent["name"] == person


class FailingCoach:
    """Stands in for a coach whose database is gone."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    @property
    def profiles(self) -> Any:
        raise self._error

    @property
    def rubric(self) -> Any:
        raise self._error


class TestFailures:
    """What goes wrong is told in a sentence, and the log has neither facts nor words."""

    @pytest.fixture
    async def clients(self, slack: SlackServer) -> AsyncIterator[Clients]:
        async with open_clients(BOT_TOKEN, slack.api_url) as clients:
            yield clients

    @pytest.mark.parametrize("error", [ConversationError("It is gone."), ValueError(CANARY)])
    @pytest.mark.parametrize("way", ["modal", "home tab"])
    async def test_what_leaves_no_address_is_answered_in_a_direct_message(
        self, slack: SlackServer, clients: Clients, tmp_path: Path, way: str, error: Exception
    ) -> None:
        database = open_database(tmp_path / "c.sqlite")
        coach: Any = FailingCoach(error)
        desk = Desk(
            Parts(
                user=BOT_USER,
                coach=coach,
                clients=clients,
                answerer=Answerer(coach),
                events=EventLog(database),
                channels=ChannelSettingsStore(database),
                shared=SharedConversations(database),
            )
        )
        person = new_person()
        whose = {"team": {"id": "T1"}, "user": {"id": person, "team_id": "T1"}}
        view = {
            "id": "V1",
            "callback_id": "answer_enquiry",
            "private_metadata": "0",
            "state": {"values": {"words": {"entry": {"value": CANARY}}}},
        }
        pressed = {"action_id": "show:profile", "value": "profile"}
        home = {"container": {"type": "view"}, "actions": [pressed]}
        is_modal = way == "modal"
        work = desk.submit({**whose, "view": view}) if is_modal else desk.press({**whose, **home})
        with pytest.raises(type(error)):
            await work
        database.close()
        (told,) = slack.named("chat.postMessage", in_channel(person))
        assert told.sent["text"] == OUT_OF_ORDER

    def test_a_press_is_answered_whatever_fails(
        self, slack: SlackServer, workspace: Workspace, bot: BotProcess
    ) -> None:
        person = new_person()
        keep_all(slack, workspace, person, f"I lead two juniors at {CANARY}.")
        slack.fail("views.open", Failure(error="expired_trigger_id"))
        workspace.command("profile forget", direct(person), person, name=person)
        (told,) = slack.wait("response_url", by_address(person))
        assert shown(told.sent) == OUT_OF_ORDER
        assert CANARY not in bot.output
