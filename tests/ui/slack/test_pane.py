"""The assistant pane: suggested questions, a status, a title, and an answer that is streamed."""

import time
from collections.abc import AsyncIterator

import pytest

from coach import Answer
from tests.servers.slack_server import BOT_TOKEN, Call, Failure, SlackServer
from tests.ui.slack.workspace import (
    PAID,
    PAY,
    Workspace,
    direct,
    new_person,
    new_time,
    shown,
)
from ui.slack.client import Clients, open_clients
from ui.slack.incoming import Place
from ui.slack.signs import Reaction
from ui.slack.streaming import Pace, PaneDelivery


class TestThePane:
    def test_a_new_thread_gets_suggestions_once(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        person, thread = new_person(), new_time()
        started = {
            "type": "assistant_thread_started",
            "assistant_thread": {
                "user_id": person,
                "context": {},
                "channel_id": direct(person),
                "thread_ts": thread,
            },
            "event_ts": thread,
        }
        for _ in range(2):
            workspace.event(started, f"Ev{thread}")

        def here(call: Call) -> bool:
            return call.sent["channel_id"] == direct(person)

        (suggested,) = slack.wait("assistant.threads.setSuggestedPrompts", here)
        prompts = suggested.sent["prompts"]
        assert 1 <= len(prompts) <= 4
        assert prompts[0] == {"title": PAY, "message": PAY}
        time.sleep(0.3)
        assert len(slack.named("assistant.threads.setSuggestedPrompts", here)) == 1

    def test_an_answer_is_streamed_with_a_status_and_a_title(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        person, thread = new_person(), new_time()
        channel = direct(person)
        for number, question in enumerate((PAY, "and the lowest?"), start=1):
            workspace.write(question, channel, person, thread=thread)
            slack.wait(
                "assistant.threads.setStatus",
                lambda call: call.sent["channel_id"] == channel and not call.sent["status"],
                number,
            )
        (first, second) = slack.wait("chat.startStream", lambda c: c.sent["channel"] == channel, 2)
        assert first.sent["thread_ts"] == thread
        assert first.sent["recipient_user_id"] == person
        assert first.sent["recipient_team_id"] == "T1"
        assert PAID in first.sent["markdown_text"]
        assert PAID in second.sent["markdown_text"]
        (stopped, _) = slack.wait("chat.stopStream", lambda c: c.sent["channel"] == channel, 2)
        kinds = [block["type"] for block in stopped.sent["blocks"]]
        assert kinds == ["context", "context", "actions", "context_actions"]

        def here(call: Call) -> bool:
            return call.sent["channel_id"] == channel

        statuses = slack.wait("assistant.threads.setStatus", here, 4)
        assert [bool(call.sent["status"]) for call in statuses] == [True, False, True, False]
        (title,) = slack.wait("assistant.threads.setTitle", here)
        assert title.sent["title"] == PAY
        assert not slack.named("chat.postMessage", lambda c: c.sent["channel"] == channel)

    def test_a_thread_of_direct_messages_that_is_no_pane_has_a_reaction(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        person, thread = new_person(), new_time()
        channel = direct(person)
        slack.is_pane_allowed = slack.is_streaming_allowed = False
        try:
            workspace.write(PAY, channel, person, thread=thread)
            (answer,) = slack.wait("chat.postMessage", lambda c: c.sent["channel"] == channel)
            slack.wait("reactions.remove", lambda c: c.sent["channel"] == channel)
        finally:
            slack.is_pane_allowed = slack.is_streaming_allowed = True
        assert answer.sent["thread_ts"] == thread
        assert PAID in shown(answer.sent)


class TestStreaming:
    """An answer that comes slowly, as a chat model writes it."""

    pieces = ("**One.**\n\n- first <!here>", " bullet\n- second ", "bullet\n\nThe", " end. [1]")
    answer = Answer("q", "".join(pieces), "answered")

    @pytest.fixture
    async def clients(self, slack: SlackServer) -> AsyncIterator[Clients]:
        async with open_clients(BOT_TOKEN, slack.api_url) as clients:
            yield clients

    @pytest.fixture
    def place(self) -> Place:
        person = new_person()
        return Place("T1", direct(person), new_time(), person)

    @pytest.fixture
    def delivery(self, clients: Clients, place: Place) -> PaneDelivery:
        return PaneDelivery(
            clients.patient, place, Reaction(clients, place.channel, place.thread), Pace(0, 0)
        )

    def calls(self, slack: SlackServer, place: Place) -> list[str]:
        return [
            call.method
            for call in slack.calls
            if call.sent.get("channel") == place.channel and call.method.startswith("chat.")
        ]

    async def test_whole_lines_are_sent_as_they_come(
        self, slack: SlackServer, place: Place, delivery: PaneDelivery
    ) -> None:
        for piece in self.pieces:
            await delivery.add(piece)
        await delivery.finish(self.answer, "t")
        assert self.calls(slack, place) == [
            "chat.startStream",
            "chat.appendStream",
            "chat.appendStream",
            "chat.appendStream",
            "chat.stopStream",
        ]
        (start,) = slack.named("chat.startStream", lambda c: c.sent["channel"] == place.channel)
        (stop,) = slack.named("chat.stopStream", lambda c: c.sent["channel"] == place.channel)
        streamed = slack.streams[stop.sent["ts"]].text
        assert streamed == (
            "**One.**\n\n- first &lt;!here&gt; bullet\n- second bullet\n\nThe end. [1]"
        )
        assert start.sent["markdown_text"] == "**One.**\n\n"

    async def test_where_streaming_is_not_allowed_a_message_is_changed(
        self, slack: SlackServer, place: Place, delivery: PaneDelivery
    ) -> None:
        slack.is_streaming_allowed = False
        try:
            for piece in self.pieces:
                await delivery.add(piece)
            await delivery.finish(self.answer, "t")
        finally:
            slack.is_streaming_allowed = True
        calls = self.calls(slack, place)
        assert calls.count("chat.postMessage") == 1
        assert calls[-1] == "chat.update"
        last = slack.named("chat.update", lambda c: c.sent["channel"] == place.channel)[-1]
        assert "The end. [1]" in shown(last.sent)
        assert last.sent["blocks"][-1]["type"] == "context_actions"

    async def test_a_text_that_begins_anew_takes_the_place_of_what_was_streamed(
        self, slack: SlackServer, place: Place, delivery: PaneDelivery
    ) -> None:
        await delivery.add("Wrong.\n\nAll of it")
        await delivery.restart()
        for piece in self.pieces:
            await delivery.add(piece)
        await delivery.finish(self.answer, "t")
        assert self.calls(slack, place) == ["chat.startStream", "chat.stopStream", "chat.update"]
        (update,) = slack.named("chat.update", lambda c: c.sent["channel"] == place.channel)
        assert "Wrong" not in update.text
        assert "The end" in shown(update.sent)

    @pytest.mark.parametrize("method", ["chat.appendStream", "chat.stopStream"])
    async def test_a_stream_that_slack_has_ended_is_replaced(
        self, slack: SlackServer, place: Place, delivery: PaneDelivery, method: str
    ) -> None:
        await delivery.add(self.pieces[0])
        expired = Failure(error="message_not_in_streaming_state")
        slack.fail(method, expired)
        if method == "chat.stopStream":
            slack.streams[list(slack.streams)[-1]].is_open = False
        await delivery.finish(self.answer, "t")
        (update,) = slack.named("chat.update", lambda c: c.sent["channel"] == place.channel)
        assert "The end" in shown(update.sent)

    async def test_what_goes_wrong_is_told_below_what_is_shown(
        self, slack: SlackServer, place: Place, delivery: PaneDelivery
    ) -> None:
        await delivery.add(self.pieces[0])
        await delivery.tell("Sorry.")
        assert self.calls(slack, place) == [
            "chat.startStream",
            "chat.stopStream",
            "chat.postMessage",
        ]

    async def test_a_long_answer_is_sent_in_parts(
        self, slack: SlackServer, place: Place, delivery: PaneDelivery
    ) -> None:
        text = "\n\n".join(["word " * 500] * 12)
        await delivery.finish(Answer("q", text, "answered"), "t")
        assert "chat.appendStream" in self.calls(slack, place)
