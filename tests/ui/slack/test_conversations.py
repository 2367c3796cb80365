"""Mentions, threads and direct messages, by HTTP and by socket."""

from tests.servers.slack_server import SlackServer
from tests.ui.slack.workspace import PAID, PAY, Workspace, new_channel, new_person, shown


def test_a_mention_is_answered_in_its_thread(slack: SlackServer, workspace: Workspace) -> None:
    channel = new_channel()
    time = workspace.mention(PAY, channel, new_person())
    (posted,) = slack.wait("chat.postMessage", lambda c: c.sent["channel"] == channel)
    assert posted.sent["thread_ts"] == time
    assert PAID in shown(posted.sent)
