"""What tests of the coaching in Slack share: people who tell something of themselves."""

from collections.abc import Callable

from tests.servers.slack_server import Call, SlackServer
from tests.ui.slack.workspace import Payload, Workspace, button, direct, new_time

TOLD = "I am a senior data scientist with 6 years of experience. I lead two juniors."
LEADING = "What leadership skills are required?"


def owner(person: str) -> str:
    return f"slack:T1:{person}"


_LATE = "still looking through"
"""What the coach says when it takes long, which depends on the machine."""


def in_channel(channel: str) -> Callable[[Call], bool]:
    """Tell the calls that post something in a channel."""
    return lambda call: call.sent["channel"] == channel and _LATE not in call.text


def by_address(name: str) -> Callable[[Call], bool]:
    """Tell the calls that answer a command, or a button, of that name."""
    return lambda call: call.sent["name"] == name and _LATE not in call.text


def tell(slack: SlackServer, workspace: Workspace, person: str, told: str = TOLD) -> Call:
    """Tell something in a direct message, and return the message that lists what was heard."""

    def lists(call: Call) -> bool:
        return call.sent["channel"] == direct(person) and "keep_all" in call.text

    before = len(slack.named("chat.postMessage", lists))
    workspace.write(told, direct(person), person)
    return slack.wait("chat.postMessage", lists, before + 1)[-1]


def keep_all(slack: SlackServer, workspace: Workspace, person: str, told: str = TOLD) -> None:
    """Tell something in a direct message, and have all of it kept."""
    heard = tell(slack, workspace, person, told)
    moment = new_time()
    action = button(heard.sent["blocks"], "keep_all")
    workspace.press(action, direct(person), person, time=moment)
    slack.wait("chat.update", lambda call: call.sent["ts"] == moment)


def accessories(blocks: list[Payload], action: str) -> list[Payload]:
    """Return the buttons beside sections, of one action."""
    found = (block.get("accessory", {}) for block in blocks)
    return [one for one in found if one.get("action_id", "").startswith(action)]
