"""What Slack takes of a message: its limits, and markup that it would show as it stands."""

import re
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

_MESSAGES = ("chat.postMessage", "chat.postEphemeral", "chat.update", "response_url")
_BLOCKS = {"views.open": 100, "views.publish": 100}
_MARKDOWN = (
    (re.compile(r"\*\*"), "Markdown's bold"),
    (re.compile(r"\]\("), "Markdown's link"),
    (re.compile(r"^#{1,6} ", re.MULTILINE), "Markdown's heading"),
    (re.compile(r"^\s*\|.*\|\s*$", re.MULTILINE), "Markdown's table"),
    (re.compile(r"^\s*[-*+] ", re.MULTILINE), "Markdown's bullet"),
)
_LIMITS = {"section": 3_000, "header": 150, "button": 75}
_ACTIVE = re.compile(r"<(?!@U\w+> asked:)[^>]*>")
_BARE = re.compile(r"&(?!amp;|lt;|gt;)")


def find_faults(method: str, sent: dict[str, Any]) -> list[str]:
    """Return what is wrong with what a method was sent."""
    return [f"{method}: {fault}" for fault in _find(method, sent)]


def _find(method: str, sent: dict[str, Any]) -> Iterator[str]:
    if method in _MESSAGES:
        if not sent.get("text"):
            yield "no text to fall back on"
        yield from _find_in_mrkdwn(sent.get("text", ""), 40_000)
    if method in ("chat.startStream", "chat.appendStream"):
        written = sent.get("markdown_text", "")
        if len(written) > 12_000:
            yield f"{len(written)} characters at once"
        if "thread_ts" not in sent and method == "chat.startStream":
            yield "no thread"
        if active := _ACTIVE.search(written):
            yield f"{active[0]} is active"
    if method == "assistant.threads.setSuggestedPrompts" and len(sent["prompts"]) > 4:
        yield "more than 4 prompts"
    blocks = sent.get("view", sent).get("blocks") or []
    if len(blocks) > _BLOCKS.get(method, 50):
        yield f"{len(blocks)} blocks"
    if len(sent.get("view", {}).get("private_metadata", "")) > 3_000:
        yield "too much private metadata"
    for block in blocks:
        yield from _find_in_block(block)
        # Slack's own library has part of its rules.
        parsed = Block.parse(block)
        try:
            if parsed is None or type(parsed) is Block:
                yield f"no block: {block['type']}"
            else:
                parsed.validate_json()
        except SlackObjectFormationError as error:
            yield f"{block['type']}: {error}"


def _find_in_block(block: dict[str, Any]) -> Iterator[str]:
    kind = block["type"]
    text = block.get("text")
    if text:
        yield from _find_in_text(text, _LIMITS[kind])
    elements = block.get("elements", [])
    if kind == "actions" and not 1 <= len(elements) <= 25:
        yield f"{len(elements)} elements of actions"
    if kind == "context" and not 1 <= len(elements) <= 10:
        yield f"{len(elements)} elements of a context"
    names = [element["action_id"] for element in elements if "action_id" in element]
    if len(names) != len(set(names)):
        yield f"action ids that stand twice: {names}"
    for element in elements:
        if element["type"] == "mrkdwn":
            yield from _find_in_text(element, 3_000)
    for element in [*elements, block.get("accessory", {}), block.get("element", {})]:
        yield from _find_in_element(element)


def _find_in_element(element: dict[str, Any]) -> Iterator[str]:
    kind = element.get("type")
    if kind == "button":
        yield from _find_in_text(element["text"], 75)
        if len(element.get("value", "")) > 2_000 or len(element["action_id"]) > 255:
            yield "a button that carries too much"
    if kind == "plain_text_input" and not 1 <= element.get("max_length", 1) <= 3_000:
        yield f"room for {element['max_length']} characters"
    if kind == "checkboxes" and not 1 <= len(element["options"]) <= 10:
        yield f"{len(element['options'])} checkboxes"
    for option in element.get("options", []):
        yield from _find_in_text(option["text"], 75)


def _find_in_text(text: dict[str, Any], limit: int) -> Iterator[str]:
    if text["type"] == "plain_text":
        if len(text["text"]) > limit:
            yield f"{len(text['text'])} characters of plain text"
        return
    if not text.get("verbatim"):
        yield "addresses would become links"
    yield from _find_in_mrkdwn(text["text"], limit)


def _find_in_mrkdwn(text: str, limit: int) -> Iterator[str]:
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    if units > limit:
        yield f"{units} characters where {limit} are taken"
    for pattern, name in _MARKDOWN:
        if pattern.search(text):
            yield name
    if active := _ACTIVE.search(text):
        yield f"{active[0]} is active"
    if _BARE.search(text):
        yield "a bare &"
