"""Mentions, threads and direct messages, by HTTP and by socket."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from coach.conversation_store import Conversations
from tests.servers.slack_server import BOT_USER, Call, SlackServer
from tests.ui.slack.workspace import (
    MENTION,
    PAID,
    PAY,
    Workspace,
    direct,
    new_channel,
    new_person,
    new_time,
    shown,
    write_event,
)

QUIET_SECONDS = 0.7
"""Longer than any answer here takes."""


def posted(slack: SlackServer, channel: str, count: int = 1) -> list[Call]:
    return slack.wait("chat.postMessage", lambda call: call.sent["channel"] == channel, count)


def all_posted(slack: SlackServer, channel: str) -> list[Call]:
    """Wait until it's quiet, and return what was posted."""
    time.sleep(QUIET_SECONDS)
    return slack.named("chat.postMessage", lambda call: call.sent["channel"] == channel)


class TestWhereItListens:
    def test_a_mention_is_answered_in_its_thread(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        channel = new_channel()
        moment = workspace.mention(PAY, channel, new_person())
        (answer,) = posted(slack, channel)
        assert answer.sent["thread_ts"] == moment
        assert PAID in shown(answer.sent)
        assert PAID in answer.sent["text"]

    def test_a_reply_in_its_thread_goes_on_without_a_mention(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        channel = new_channel()
        thread = workspace.mention(PAY, channel, new_person())
        posted(slack, channel)
        workspace.write("and for a Director of Data Science?", channel, new_person(), thread=thread)
        _, second = posted(slack, channel, 2)
        assert second.sent["thread_ts"] == thread
        assert "$253,919" in shown(second.sent)

    def test_a_mention_in_somebody_elses_thread_is_answered_there(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        channel, thread = new_channel(), new_time()
        workspace.write(PAY, channel, new_person(), thread=thread)
        workspace.mention(PAY, channel, new_person(), thread=thread)
        (answer,) = all_posted(slack, channel)
        assert answer.sent["thread_ts"] == thread

    def test_a_direct_message_is_answered_and_gone_on_with(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        person = new_person()
        thread = workspace.write(PAY, direct(person), person)
        (first,) = posted(slack, direct(person))
        assert first.sent["thread_ts"] == thread
        assert PAID in shown(first.sent)

    def test_what_is_said_among_people_is_left_alone(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        channel, person = new_channel(), new_person()
        workspace.write(PAY, channel, person)
        workspace.write(PAY, channel, person, thread=new_time())
        assert not all_posted(slack, channel)

    def test_a_reply_to_somebody_else_is_left_alone(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        channel = new_channel()
        thread = workspace.mention(PAY, channel, new_person())
        posted(slack, channel)
        workspace.write("<@U777> what do you think?", channel, new_person(), thread=thread)
        assert len(all_posted(slack, channel)) == 1

    @pytest.mark.parametrize(
        "others",
        [
            {"bot_id": "B1"},
            {"bot_id": "B1", "subtype": "bot_message"},
            {"user": BOT_USER},
            {"bot_id": "BCOACH"},
            {"user": "USLACKBOT"},
            {"edited": {"user": "U1", "ts": "1"}},
            {"subtype": "message_changed", "message": {"text": PAY, "user": "U1"}},
            {"subtype": "message_deleted", "deleted_ts": "1"},
            {"subtype": "channel_join"},
            {"hidden": True},
        ],
        ids=str,
    )
    def test_bots_itself_edits_deletions_and_joins_are_never_answered(
        self, slack: SlackServer, workspace: Workspace, others: dict[str, Any]
    ) -> None:
        person = new_person()
        for kind, channel in (("message", direct(person)), ("app_mention", f"C{person}")):
            event = write_event(kind, f"{MENTION} {PAY}", channel, person)
            workspace.event({**event, **others})
        # What comes after it is answered, so it has been dealt with.
        workspace.write(PAY, direct(person), person)
        (answer,) = posted(slack, direct(person))
        assert not slack.named("chat.postMessage", lambda c: c.sent["channel"] == f"C{person}")
        assert answer.sent["thread_ts"] != event["ts"]

    def test_other_events_are_acknowledged(self, workspace: Workspace) -> None:
        workspace.event({"type": "reaction_added", "user": "U1", "item": {}, "event_ts": "1"})
        workspace.carrier.carry("interactive", {"type": "shortcut", "callback_id": "x", "team": {}})


class TestHowItAnswers:
    def test_it_shows_that_it_works_and_then_no_more(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        channel = new_channel()
        moment = workspace.mention(PAY, channel, new_person())
        where = {"channel": channel, "timestamp": moment, "name": "eyes"}
        (added,) = slack.wait("reactions.add", lambda call: call.sent == where)
        (removed,) = slack.wait("reactions.remove", lambda call: call.sent == where)
        (answer,) = posted(slack, channel)
        assert added.time < answer.time <= removed.time

    def test_sources_stand_below_with_number_section_and_date(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        channel = new_channel()
        workspace.mention(PAY, channel, new_person())
        (answer,) = posted(slack, channel)
        contexts = [b for b in answer.sent["blocks"] if b["type"] == "context"]
        assert contexts[0]["elements"][0]["text"] == "[1] Salary Ranges · US market, 2024"

    @pytest.mark.parametrize(
        "question",
        [
            "Show me a comparison of the annual wages for senior AI roles",
            "What are the steps to become Head of ML?",
            "What are the core responsibilities?",
            "Tell me everything about best practices, challenges and soft skills",
            "Who won the World Cup?",
            "hello",
        ],
    )
    def test_every_kind_of_answer_is_valid_mrkdwn(
        self, slack: SlackServer, workspace: Workspace, question: str
    ) -> None:
        channel = new_channel()
        workspace.mention(question, channel, new_person())
        (answer,) = posted(slack, channel)
        assert shown(answer.sent)


class TestOnce:
    def test_a_message_and_the_mention_that_it_twins_are_one(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        for first, second in (("app_mention", "message"), ("message", "app_mention")):
            channel, person, moment = new_channel(), new_person(), new_time()
            for kind in (first, second):
                text = f"{MENTION} {PAY}"
                workspace.event(write_event(kind, text, channel, person, ts=moment))
            assert len(all_posted(slack, channel)) == 1

    def test_repeated_deliveries_are_one(self, slack: SlackServer, workspace: Workspace) -> None:
        channel = new_channel()
        event = write_event("app_mention", f"{MENTION} {PAY}", channel, new_person())
        for _ in range(3):
            workspace.event(event, "Ev-again" + channel)
        with ThreadPoolExecutor(4) as pool:
            for _ in range(6):
                pool.submit(workspace.event, event, "Ev-again" + channel)
        assert len(all_posted(slack, channel)) == 1


class TestContext:
    def test_nothing_passes_between_threads_channels_and_workspaces(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        channel, person = new_channel(), new_person()
        thread = workspace.mention(PAY, channel, person)
        posted(slack, channel)
        # Only after a question about pay does it ask anything.
        vague = "and the lowest?"
        elsewhere = new_channel()
        workspace.mention(vague, channel, person)
        workspace.mention(vague, elsewhere, person, thread=thread)
        workspace.write(vague, direct(person), person)
        other = Workspace(slack, workspace.carrier, team="T2")
        other.mention(vague, channel, person, thread=thread)
        answers = [
            *posted(slack, channel, 3)[1:],
            *posted(slack, elsewhere),
            *posted(slack, direct(person)),
        ]
        assert len(answers) == 4
        for answer in answers:
            assert PAID not in shown(answer.sent)
        workspace.write(vague, channel, person, thread=thread)
        assert PAID in shown(posted(slack, channel, 4)[-1].sent)

    def test_what_is_said_in_a_direct_message_stays_there(
        self, slack: SlackServer, workspace: Workspace, store: Conversations
    ) -> None:
        channel, person = new_channel(), new_person()
        workspace.write("I am Kanarienvogel. What do I earn in Xanadu?", direct(person), person)
        posted(slack, direct(person))
        for question in (PAY, "What did I say about me?", "and what about me?"):
            workspace.mention(question, channel, person)
        for answer in posted(slack, channel, 3):
            assert "Kanarienvogel" not in answer.text
            assert "Xanadu" not in answer.text
        assert len(store.conversations(f"slack:T1:{direct(person)}")) == 1


class TestText:
    def test_slacks_encodings_are_decoded(
        self, slack: SlackServer, workspace: Workspace, store: Conversations
    ) -> None:
        person = new_person()
        workspace.write(
            "R&amp;D &lt;3 <@U777> <https://x.example/a|this job> <#C1|general> :tada: what pays?",
            direct(person),
            person,
        )
        posted(slack, direct(person))
        (conversation,) = store.conversations(f"slack:T1:{direct(person)}")
        (turn,) = store.history(f"slack:T1:{direct(person)}", conversation.id)
        assert turn.asked == "R&D <3 a colleague this job #general 🎉 what pays?"

    @pytest.mark.parametrize(
        "place",
        ["<!channel>", "<!here>", "&lt;!channel&gt;", "<@U777|Bob>", "&lt;@U777&gt;",
         "<https://evil.example|Germany>", "&lt;https://evil.example|x&gt;", "Ger&amp;many*_~`"],
    )  # fmt: skip
    def test_what_people_wrote_is_neither_ping_nor_link(
        self, slack: SlackServer, workspace: Workspace, place: str
    ) -> None:
        channel, person = new_channel(), new_person()
        workspace.mention(f"What does a Head of ML earn in {place}?", channel, person)
        workspace.write(
            f"What does a Head of ML earn in {place}?", direct(person), person, thread=new_time()
        )
        # The stand-in looks for anything active.
        posted(slack, channel)
        slack.wait("chat.startStream", lambda call: call.sent["channel"] == direct(person))

    @pytest.mark.parametrize(
        "text",
        ["", "   ", "x" * 20_000, "🎉" * 3_000, "שלום \u202e", "a\u0300\ud83db", "\u2028\x07"],
        ids=["empty", "blank", "long", "emoji", "rtl", "half a pair", "controls"],
    )
    def test_whatever_is_written_gets_a_kind_answer(
        self, slack: SlackServer, workspace: Workspace, text: str
    ) -> None:
        channel = new_channel()
        workspace.mention(text, channel, new_person())
        (answer,) = posted(slack, channel)
        kind = "Ask me something" if not text.strip() else "I"
        assert kind in shown(answer.sent)
