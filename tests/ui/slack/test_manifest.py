"""The app's manifest asks for what the code uses: no scope and no event more, and none less."""

import ast
from pathlib import Path
from typing import Any

import pytest
import yaml

from ui.slack.app import list_events
from ui.slack.commands import COMMAND
from ui.slack.you.desk import COMMANDS as COACHING

ROOT = Path(__file__).parents[3]
# By Slack's reference of its methods; those that need no scope have none.
SCOPES_OF_METHODS = {
    "apps_connections_open": None,
    "assistant_threads_setStatus": "assistant:write",
    "assistant_threads_setSuggestedPrompts": "assistant:write",
    "assistant_threads_setTitle": "assistant:write",
    "auth_test": None,
    "chat_appendStream": "chat:write",
    "chat_postEphemeral": "chat:write",
    "chat_postMessage": "chat:write",
    "chat_startStream": "chat:write",
    "chat_stopStream": "chat:write",
    "chat_update": "chat:write",
    "files_upload_v2": "files:write",
    "reactions_add": "reactions:write",
    "reactions_remove": "reactions:write",
    "views_open": None,
    "views_publish": None,
}
SCOPES_OF_EVENTS = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "assistant_thread_started": "assistant:write",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
}
FAMILIES = ("apps_", "assistant_", "auth_", "bots_", "chat_", "conversations_", "files_",
            "reactions_", "team_", "users_", "views_")  # fmt: skip


@pytest.fixture(scope="module")
def manifest() -> Any:
    return yaml.safe_load((ROOT / "docs" / "slack-manifest.yaml").read_text(encoding="utf-8"))


def called_methods() -> set[str]:
    """Return the methods of the Web API that the code calls."""
    modules = (ROOT / "ui" / "slack").glob("*.py")
    nodes = (node for path in modules for node in ast.walk(ast.parse(path.read_text())))
    named = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return {name for name in named if name.startswith(FAMILIES)}


def test_it_asks_for_each_scope_that_is_used_and_no_other(manifest: Any) -> None:
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    used = {SCOPES_OF_METHODS[method] for method in called_methods()}
    used |= {SCOPES_OF_EVENTS[event] for event in events}
    if manifest["features"]["slash_commands"]:
        used.add("commands")
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == used - {None}
    assert manifest["oauth_config"]["scopes"].keys() == {"bot"}


def test_it_subscribes_to_the_events_that_are_dealt_with(manifest: Any) -> None:
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    dealt_with = list_events(None)  # type: ignore[arg-type]
    assert {event.partition(".")[0] for event in events} == set(dealt_with)
    assert set(events) == set(SCOPES_OF_EVENTS)


def test_what_can_be_used_is_turned_on(manifest: Any) -> None:
    assert [one["command"] for one in manifest["features"]["slash_commands"]] == [COMMAND]
    assert manifest["settings"]["interactivity"]["is_enabled"]
    assert manifest["features"]["app_home"]["home_tab_enabled"]
    assert manifest["features"]["app_home"]["messages_tab_enabled"]
    assert "assistant_view" in manifest["features"]
    assert len(manifest["display_information"]["description"]) <= 140


def test_the_hint_names_what_can_be_typed(manifest: Any) -> None:
    (command,) = manifest["features"]["slash_commands"]
    for text in ("settings", *(one for one in COACHING if " " not in one)):
        assert text in command["usage_hint"]
    guide = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
    for text in COACHING:
        assert f"`{COMMAND} {text}`" in guide
