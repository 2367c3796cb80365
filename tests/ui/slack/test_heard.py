"""What people say of themselves in direct messages: shown, kept when they say so, and used."""

import time

import pytest

from coach.conversation_store import Conversations
from coach.profile.store import Profiles
from tests.servers.slack_server import SlackServer
from tests.ui.slack.telling import (
    LEADING,
    TOLD,
    accessories,
    by_address,
    in_channel,
    keep_all,
    owner,
    tell,
)
from tests.ui.slack.workspace import (
    Workspace,
    button,
    direct,
    new_channel,
    new_person,
    new_time,
    shown,
)

QUIET_SECONDS = 0.7


class TestHeard:
    def test_it_is_shown_with_its_words_and_nothing_is_kept(
        self, slack: SlackServer, workspace: Workspace, profiles: Profiles
    ) -> None:
        person = new_person()
        heard = tell(slack, workspace, person)
        answer = slack.wait("chat.postMessage", in_channel(direct(person)), 2)[0]
        assert "Nothing of it is kept unless you say so" in shown(answer.sent)
        assert heard.sent["thread_ts"] == answer.sent["thread_ts"]
        read = shown(heard.sent)
        for words in ("6 years", "“I lead two juniors.”", "senior data scientist"):
            assert words in read
        buttons = accessories(heard.sent["blocks"], "keep")
        assert len(buttons) == 3
        for one in [*buttons, button(heard.sent["blocks"], "keep_all")]:
            assert len(one["value"]) < 80
            assert "junior" not in one["value"]
        assert not profiles.read(owner(person)).facts

    def test_one_is_kept_once_and_the_list_says_so(
        self, slack: SlackServer, workspace: Workspace, profiles: Profiles
    ) -> None:
        person, moment = new_person(), new_time()
        heard = tell(slack, workspace, person)
        posted = len(slack.named("chat.postMessage", in_channel(direct(person))))
        action = accessories(heard.sent["blocks"], "keep")[-1]
        for _ in range(2):
            workspace.press(action, direct(person), person, time=moment)
        (first, second) = slack.wait("chat.update", lambda call: call.sent["ts"] == moment, 2)
        assert first.sent["blocks"] == second.sent["blocks"]
        (fact,) = profiles.read(owner(person)).facts
        assert fact.quote == "I lead two juniors."
        assert len(accessories(first.sent["blocks"], "keep")) == 2
        assert "_kept_" in shown(first.sent)
        time.sleep(QUIET_SECONDS)
        assert len(slack.named("chat.postMessage", in_channel(direct(person)))) == posted

    def test_all_are_kept(
        self, slack: SlackServer, workspace: Workspace, profiles: Profiles
    ) -> None:
        person, moment = new_person(), new_time()
        heard = tell(slack, workspace, person)
        action = button(heard.sent["blocks"], "keep_all")
        workspace.press(action, direct(person), person, time=moment)
        (update,) = slack.wait("chat.update", lambda call: call.sent["ts"] == moment)
        assert len(profiles.read(owner(person)).facts) == 3
        assert "Keep all" not in update.text
        assert not accessories(update.sent["blocks"], "keep")

    def test_nothing_is_kept_and_the_list_goes(
        self, slack: SlackServer, workspace: Workspace, profiles: Profiles
    ) -> None:
        person, moment = new_person(), new_time()
        heard = tell(slack, workspace, person)
        action = button(heard.sent["blocks"], "keep_none")
        workspace.press(action, direct(person), person, time=moment)
        (update,) = slack.wait("chat.update", lambda call: call.sent["ts"] == moment)
        assert shown(update.sent) == "Nothing of it is kept."
        assert not profiles.read(owner(person)).facts

    def test_what_is_known_is_not_heard_again(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        person = new_person()
        keep_all(slack, workspace, person)
        workspace.write(TOLD, direct(person), person)
        slack.wait("chat.postMessage", in_channel(direct(person)), 3)
        time.sleep(QUIET_SECONDS)
        assert len(slack.named("chat.postMessage", in_channel(direct(person)))) == 3

    def test_a_message_is_heard_in_the_pane_and_once(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        person, thread, moment = new_person(), new_time(), new_time()
        told = f"{TOLD} {LEADING}"
        for _ in range(2):
            workspace.write(told, direct(person), person, thread=thread, ts=moment)
        (heard,) = slack.wait("chat.postMessage", in_channel(direct(person)))
        assert heard.sent["thread_ts"] == thread
        (started,) = slack.named("chat.startStream", in_channel(direct(person)))
        assert started.time < heard.time
        time.sleep(QUIET_SECONDS)
        assert len(slack.named("chat.postMessage", in_channel(direct(person)))) == 1

    def test_a_command_in_a_direct_message_hears_too(
        self, slack: SlackServer, workspace: Workspace, profiles: Profiles
    ) -> None:
        person = new_person()
        workspace.command(TOLD, direct(person), person, name=person)
        said = slack.wait("response_url", by_address(person), 2)[-1]
        assert said.sent["response_type"] == "ephemeral"
        action = button(said.sent["blocks"], "keep_all")
        workspace.press(action, direct(person), person, name=person, is_ephemeral=True)
        last = slack.wait("response_url", by_address(person), 3)[-1]
        assert last.sent["replace_original"]
        assert len(profiles.read(owner(person)).facts) == 3

    def test_nobody_else_can_keep_it(
        self, slack: SlackServer, workspace: Workspace, profiles: Profiles
    ) -> None:
        person, other, moment = new_person(), new_person(), new_time()
        heard = tell(slack, workspace, person)
        action = button(heard.sent["blocks"], "keep_all")
        for channel in (direct(other), direct(person)):
            workspace.press(action, channel, other, time=moment)
        stranger = Workspace(slack, workspace.carrier, team="T2")
        stranger.press(action, direct(person), person, time=moment)
        updates = slack.wait("chat.update", lambda call: call.sent["ts"] == moment, 3)
        assert all("juniors" not in update.text for update in updates)
        for somebody in (owner(other), owner(person), f"slack:T2:{person}"):
            assert not profiles.read(somebody).facts

    def test_many_facts_fit(
        self, slack: SlackServer, workspace: Workspace, profiles: Profiles
    ) -> None:
        person, moment = new_person(), new_time()
        skills = " ".join(f"I know <!here> Tool{number}." for number in range(60))
        heard = tell(slack, workspace, person, skills)
        assert "the first 40" in shown(heard.sent)
        action = button(heard.sent["blocks"], "keep_all")
        workspace.press(action, direct(person), person, time=moment)
        slack.wait("chat.update", lambda call: call.sent["ts"] == moment)
        assert len(profiles.read(owner(person)).facts) == 40


class TestBearings:
    def test_answers_carry_them_until_they_are_left_out(
        self, slack: SlackServer, workspace: Workspace, profiles: Profiles
    ) -> None:
        person = new_person()
        keep_all(slack, workspace, person, "I lead two juniors.")
        before = len(slack.named("chat.postMessage", in_channel(direct(person))))
        workspace.write(LEADING, direct(person), person)
        answer = slack.wait("chat.postMessage", in_channel(direct(person)), before + 1)[-1]
        assert "You said “I lead two juniors”." in shown(answer.sent)
        (action,) = accessories(answer.sent["blocks"], "leave_out")
        assert len(action["value"]) == 12
        for _ in range(2):
            workspace.press(action, direct(person), person, name=person)
        slack.wait("response_url", by_address(person))
        time.sleep(QUIET_SECONDS)
        (told,) = slack.named("response_url", by_address(person))
        assert "will not speak of it" in shown(told.sent)
        (fact,) = profiles.read(owner(person)).facts
        assert not fact.is_used
        workspace.write(LEADING, direct(person), person)
        after = slack.wait("chat.postMessage", in_channel(direct(person)), before + 2)[-1]
        assert "You said" not in shown(after.sent)

    def test_the_pane_shows_them_below_what_is_streamed(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        person, thread = new_person(), new_time()
        keep_all(slack, workspace, person, "I lead two juniors.")
        workspace.write(LEADING, direct(person), person, thread=thread)
        (stopped,) = slack.wait("chat.stopStream", in_channel(direct(person)))
        assert "You said “I lead two juniors”." in shown(stopped.sent)
        assert accessories(stopped.sent["blocks"], "leave_out")


class TestChannels:
    @pytest.mark.parametrize("way", ["mention", "reply", "command", "group"])
    def test_nothing_is_heard_shown_or_stored_there(
        self,
        slack: SlackServer,
        workspace: Workspace,
        profiles: Profiles,
        store: Conversations,
        way: str,
    ) -> None:
        channel, person = new_channel(), new_person()
        if way == "group":
            channel = f"G{channel[1:]}"
        if way == "command":
            workspace.command(TOLD, channel, person, name=person)
            (said,) = slack.wait("response_url", by_address(person))
        else:
            thread = workspace.mention(LEADING, channel, new_person()) if way == "reply" else None
            first = 1 if thread else 0
            slack.wait("chat.postMessage", in_channel(channel), first)
            if thread:
                workspace.write(TOLD, channel, person, thread=thread)
            else:
                workspace.mention(TOLD, channel, person)
            said = slack.wait("chat.postMessage", in_channel(channel), first + 1)[-1]
        assert "only in direct messages" in shown(said.sent)
        for word in ("juniors", "6 years", "understood"):
            assert word not in said.text
        assert not profiles.read(owner(person)).facts
        here = f"slack:T1:{channel}"
        for conversation in store.conversations(here):
            asked = [turn.asked for turn in store.history(here, conversation.id)]
            assert asked == [LEADING]

    def test_a_question_with_something_about_the_person_is_only_answered(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        channel, person = new_channel(), new_person()
        keep_all(slack, workspace, person)
        workspace.mention(f"{TOLD} {LEADING}", channel, person)
        (answer,) = slack.wait("chat.postMessage", in_channel(channel))
        time.sleep(QUIET_SECONDS)
        assert slack.named("chat.postMessage", in_channel(channel)) == [answer]
        for word in ("You said", "Keep", "juniors"):
            assert word not in shown(answer.sent)
