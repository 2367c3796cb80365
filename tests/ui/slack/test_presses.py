"""What can be pressed: sources, feedback, and one's own data on the home tab."""

import json
import time

from coach.conversation_store import Conversations
from tests.servers.slack_server import Call, Failure, SlackServer
from tests.ui.slack.workspace import (
    PAID,
    PAY,
    Workspace,
    button,
    direct,
    feedback,
    new_channel,
    new_person,
    shown,
)

QUIET_SECONDS = 0.7


def ask(slack: SlackServer, workspace: Workspace, channel: str, person: str) -> Call:
    workspace.mention(PAY, channel, person)
    return slack.wait("chat.postMessage", lambda call: call.sent["channel"] == channel)[-1]


class TestSources:
    def test_a_button_opens_the_passage(self, slack: SlackServer, workspace: Workspace) -> None:
        channel, person = new_channel(), new_person()
        answer = ask(slack, workspace, channel, person)
        before = len(slack.named("views.open"))
        workspace.press(button(answer.sent["blocks"], "source"), channel, new_person())
        opened = slack.wait("views.open", count=before + 1)[-1].sent
        assert opened["view"]["title"]["text"] == "Source 1"
        assert "Head of Machine Learning" in shown(opened)
        assert "US market, 2024" in shown(opened)

    def test_no_other_channel_can_open_it(self, slack: SlackServer, workspace: Workspace) -> None:
        channel, person = new_channel(), new_person()
        answer = ask(slack, workspace, channel, person)
        before = len(slack.named("views.open"))
        workspace.press(button(answer.sent["blocks"], "source"), new_channel(), person)
        opened = slack.wait("views.open", count=before + 1)[-1].sent
        assert "don't keep this answer" in shown(opened)


class TestFeedback:
    def test_it_is_stored_and_the_presser_alone_is_thanked_once(
        self, slack: SlackServer, workspace: Workspace, store: Conversations
    ) -> None:
        channel, person = new_channel(), new_person()
        answer = ask(slack, workspace, channel, new_person())
        thread = answer.sent["thread_ts"]
        for _ in range(3):
            workspace.press(
                feedback(answer.sent["blocks"], "negative"), channel, person, thread=thread
            )
        time.sleep(QUIET_SECONDS)
        (thanks,) = slack.wait("chat.postEphemeral", lambda c: c.sent["user"] == person)
        assert thanks.sent["channel"] == channel
        assert thanks.sent["thread_ts"] == thread
        (conversation,) = store.conversations(f"slack:T1:{channel}")
        transcript = store.export(f"slack:T1:{channel}", conversation.id)
        assert transcript is not None
        (opinion,) = transcript.feedback
        assert (opinion.person, opinion.rating) == (f"slack:T1:{person}", "down")
        workspace.press(feedback(answer.sent["blocks"], "positive"), channel, person)
        slack.wait("chat.postEphemeral", lambda c: c.sent["user"] == person, 2)
        transcript = store.export(f"slack:T1:{channel}", conversation.id)
        assert transcript is not None
        assert [opinion.rating for opinion in transcript.feedback] == ["up"]


class TestHome:
    def test_the_tab_says_what_it_knows_and_what_to_ask(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        person = new_person()
        workspace.event({"type": "app_home_opened", "user": person, "tab": "home"})
        (published,) = slack.wait("views.publish", lambda call: call.sent["user_id"] == person)
        for text in ("Salary Ranges", PAY, "Export my data", "Delete my data", "none of your"):
            assert text in shown(published.sent)
        messages = {"tab": "messages", "channel": direct(person)}
        workspace.event({"type": "app_home_opened", "user": person, **messages})
        (suggested,) = slack.wait(
            "assistant.threads.setSuggestedPrompts",
            lambda call: call.sent["channel_id"] == direct(person),
        )
        assert "thread_ts" not in suggested.sent
        assert len(slack.named("views.publish", lambda c: c.sent["user_id"] == person)) == 1

    def test_ones_data_is_exported_to_oneself_and_deleted_for_good(
        self, slack: SlackServer, workspace: Workspace, store: Conversations
    ) -> None:
        channel, person, other = new_channel(), new_person(), new_person()
        thread = workspace.mention(PAY, channel, other)
        slack.wait("chat.postMessage", lambda c: c.sent["channel"] == channel)
        workspace.write("and the lowest?", channel, person, thread=thread)
        (_, mine) = slack.wait("chat.postMessage", lambda c: c.sent["channel"] == channel, 2)
        workspace.press(feedback(mine.sent["blocks"], "positive"), channel, person)
        workspace.write("What do I do all day?", direct(person), person)
        slack.wait("chat.postMessage", lambda c: c.sent["channel"] == direct(person))
        workspace.event({"type": "app_home_opened", "user": person, "tab": "home"})
        (tab,) = slack.wait("views.publish", lambda call: call.sent["user_id"] == person)
        assert "2 questions" in shown(tab.sent)

        workspace.press_home(button(tab.sent["view"]["blocks"], "export"), person)
        done = slack.wait(
            "files.completeUploadExternal", lambda c: c.sent["channel_id"] == direct(person)
        )
        assert done
        data = json.loads(slack.files[-1])
        assert [turn["asked"] for turn in data["turns"]] == [
            "and the lowest?",
            "What do I do all day?",
        ]
        assert [opinion["rating"] for opinion in data["feedback"]] == ["up"]

        workspace.press_home(button(tab.sent["view"]["blocks"], "delete"), person)
        _, after = slack.wait("views.publish", lambda call: call.sent["user_id"] == person, 2)
        assert "Deleted for good: 2 questions." in shown(after.sent)
        assert [turn.asked for turn in store.history(f"slack:T1:{channel}", thread)] == [PAY]
        assert not store.conversations(f"slack:T1:{direct(person)}")

    def test_data_that_cannot_be_sent_as_a_file_comes_as_messages(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        person = new_person()
        workspace.write(PAY, direct(person), person)
        slack.wait("chat.postMessage", lambda c: c.sent["channel"] == direct(person))
        slack.fail("files.getUploadURLExternal", Failure(error="missing_scope"))
        workspace.press_home({"action_id": "export_my_data", "value": "all"}, person)
        posted = slack.wait("chat.postMessage", lambda c: c.sent["channel"] == direct(person), 2)
        assert PAID in shown(posted[-1].sent)
