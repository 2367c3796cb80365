"""`/coach`: an answer for one person, sharing it, and a channel's settings."""

import time

import pytest

from coach.conversation_store import Conversations
from tests.servers.slack_server import Call, Failure, SlackServer
from tests.ui.slack.workspace import (
    PAID,
    PAY,
    Payload,
    Workspace,
    button,
    direct,
    new_channel,
    new_person,
    shown,
)

QUIET_SECONDS = 0.7


def answered(slack: SlackServer, name: str, count: int = 1) -> Call:
    return slack.wait("response_url", lambda call: call.sent["name"] == name, count)[-1]


def choose(view: Payload, listens_to: str, replies: str) -> Payload:
    """Return the state of the modal after somebody chose so; it must offer that."""
    values: Payload = {}
    for block, wanted in zip(view["blocks"], (listens_to, replies), strict=True):
        options = {option["value"]: option for option in block["element"]["options"]}
        action = block["element"]["action_id"]
        values[block["block_id"]] = {action: {"selected_option": options[wanted]}}
    return values


def set_up(
    slack: SlackServer, workspace: Workspace, channel: str, listens_to: str, replies: str
) -> None:
    before = len(slack.named("views.open"))
    person = new_person()
    workspace.command("settings", channel, person)
    view = slack.wait("views.open", count=before + 1)[-1].sent["view"]
    workspace.submit(view, choose(view, listens_to, replies), person)
    slack.wait(
        "chat.postEphemeral",
        lambda c: c.sent["channel"] == channel and c.sent["user"] == person and "Saved" in c.text,
    )


class TestQuestions:
    def test_the_answer_is_for_one_person_and_can_be_shared_once(
        self, slack: SlackServer, workspace: Workspace, store: Conversations
    ) -> None:
        channel, person = new_channel(), new_person()
        delivered = workspace.command(PAY, channel, person, name=person)
        assert delivered.seconds < 3
        answer = answered(slack, person)
        assert answer.sent["response_type"] == "ephemeral"
        assert PAID in shown(answer.sent)
        share = button(answer.sent["blocks"], "share")
        for _ in range(2):
            workspace.press(share, channel, person, name=person)
        time.sleep(QUIET_SECONDS)
        (shared,) = slack.wait("chat.postMessage", lambda c: c.sent["channel"] == channel)
        assert "thread_ts" not in shared.sent
        assert PAY in shown(shared.sent)
        assert PAID in shown(shared.sent)
        assert f"<@{person}> asked:" in shown(shared.sent)
        conversations = {c.title for c in store.conversations(f"slack:T1:{channel}")}
        assert conversations == {PAY}

    def test_a_reply_to_a_shared_answer_goes_on_from_there(
        self, slack: SlackServer, workspace: Workspace, store: Conversations
    ) -> None:
        channel, person = new_channel(), new_person()
        workspace.command(PAY, channel, person, name=person)
        share = button(answered(slack, person).sent["blocks"], "share")
        workspace.press(share, channel, person)
        slack.wait("chat.postMessage", lambda c: c.sent["channel"] == channel)
        owner = f"slack:T1:{channel}"
        assert slack.wait_until(lambda: len(store.conversations(owner)) == 2)
        (thread,) = {c.id for c in store.conversations(owner)} - {f"command {person}"}
        workspace.write("and the lowest?", channel, new_person(), thread=thread)
        _, second = slack.wait("chat.postMessage", lambda c: c.sent["channel"] == channel, 2)
        assert second.sent["thread_ts"] == thread
        assert PAID in shown(second.sent)

    def test_it_is_shared_also_where_the_coach_is_no_member(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        channel, person = new_channel(), new_person()
        workspace.command(PAY, channel, person, name=person)
        share = button(answered(slack, person).sent["blocks"], "share")
        slack.fail("chat.postMessage", Failure(error="not_in_channel"))
        workspace.press(share, channel, person, name=person)
        assert answered(slack, person, 2).sent["response_type"] == "in_channel"

    def test_a_commands_conversation_is_one_persons_in_one_channel(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        channel, person = new_channel(), new_person()
        vague = "and the lowest?"
        workspace.command(PAY, channel, person, name=person)
        answered(slack, person)
        for place, who in ((channel, new_person()), (new_channel(), person)):
            workspace.command(vague, place, who, name=f"{place}{who}")
            assert PAID not in shown(answered(slack, f"{place}{who}").sent)
        workspace.command(vague, channel, person, name=person)
        assert PAID in shown(answered(slack, person, 2).sent)

    @pytest.mark.parametrize("text", ["", "  ", "help", "Help"])
    def test_without_a_question_it_says_what_it_does(
        self, slack: SlackServer, workspace: Workspace, text: str
    ) -> None:
        person = new_person()
        workspace.command(text, new_channel(), person, name=person)
        assert "/coach settings" in shown(answered(slack, person).sent)

    def test_any_word_may_stand_in_a_question(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        # Bolt takes a form with "payload" anywhere in it for another kind of request.
        person = new_person()
        workspace.command("What is the payload=1 of a Head of ML?", new_channel(), person, person)
        assert answered(slack, person)


class TestSettings:
    def test_a_channel_is_answered_as_its_members_set_it(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        channel, other, person = new_channel(), new_channel(), new_person()
        set_up(slack, workspace, channel, "questions", "thread")
        moment = workspace.write(PAY, channel, person)
        workspace.write(PAY, other, person)
        workspace.write("I wonder what a Head of ML earns.", channel, person)
        (answer,) = slack.wait("chat.postMessage", lambda c: c.sent["channel"] == channel)
        assert answer.sent["thread_ts"] == moment
        time.sleep(QUIET_SECONDS)
        in_both = slack.named("chat.postMessage", lambda c: c.sent["channel"] in (channel, other))
        assert in_both == [answer]

    def test_an_answer_can_be_for_whoever_asked_alone(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        channel, person = new_channel(), new_person()
        set_up(slack, workspace, channel, "mentions", "privately")
        moment = workspace.mention(PAY, channel, person)

        def to_person(call: Call) -> bool:
            return call.sent["channel"] == channel and call.sent["user"] == person

        (answer,) = slack.wait("chat.postEphemeral", to_person)
        assert PAID in shown(answer.sent)
        assert not answer.sent.get("thread_ts")
        # Below it, one's own conversation goes on, and nobody else's does.
        workspace.write("and the lowest?", channel, new_person(), thread=moment)
        workspace.write("and the lowest?", channel, person, thread=moment)
        _, second = slack.wait("chat.postEphemeral", to_person, 2)
        assert PAID in shown(second.sent)
        assert second.sent["thread_ts"] == moment
        time.sleep(QUIET_SECONDS)
        all_there = slack.named("chat.postEphemeral", lambda c: c.sent["channel"] == channel)
        assert len([call for call in all_there if "Saved" not in call.text]) == 2
        assert not slack.named("chat.postMessage", lambda c: c.sent["channel"] == channel)

    def test_the_modal_shows_what_is_set(self, slack: SlackServer, workspace: Workspace) -> None:
        channel = new_channel()
        set_up(slack, workspace, channel, "questions", "privately")
        before = len(slack.named("views.open"))
        workspace.command("Settings", channel, new_person())
        view = slack.wait("views.open", count=before + 1)[-1].sent["view"]
        chosen = [block["element"]["initial_option"]["value"] for block in view["blocks"]]
        assert chosen == ["questions", "privately"]

    def test_direct_messages_have_none(self, slack: SlackServer, workspace: Workspace) -> None:
        person = new_person()
        workspace.command("settings", direct(person), person, name=person)
        assert "for channels" in shown(answered(slack, person).sent)
