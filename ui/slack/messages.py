"""An answer as a Slack message: sections, its sources, and what can be pressed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from coach.answer import Answer, Citation
from coach.assessment.bearing import MOST_BEARINGS, Bearing
from ui.slack.encoding import write_path, write_text
from ui.slack.limits import (
    BUTTON_CHARACTERS,
    FALLBACK_CHARACTERS,
    MESSAGE_BLOCKS,
    SECTION_CHARACTERS,
    fill_sections,
    shorten,
)
from ui.slack.markup import PLAIN, write_paragraphs

Block = dict[str, Any]

SOURCE_ACTION = "source"
SHARE_ACTION = "share"
FEEDBACK_ACTION = "feedback"
LEAVE_OUT_ACTION = "leave_out"

_BUTTONS = 25
"""How many one block of buttons may hold."""
_AROUND = 6 + MOST_BEARINGS
"""Blocks that may stand around an answer's text."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted.

    Attributes:
        text: shown where blocks are not: in notifications and by screen readers.
    """

    text: str
    blocks: tuple[Block, ...]


def write_message(
    answer: Answer,
    turn: str | None,
    bearings: Sequence[Bearing] = (),
    *,
    is_private: bool = False,
) -> Message:
    """Write an answer.

    Args:
        turn: the id that it is stored under; without one nothing can be pressed.
        bearings: what the person said that bears on it; nobody else may see the message then.
        is_private: one person sees it, who may share it with the channel.
    """
    written = write_so_far(answer.text)
    details = write_details(answer, turn, bearings, is_private=is_private)
    return Message(written.text, (*written.blocks, *details))


def write_so_far(text: str) -> Message:
    """Write an answer's text, or the beginning of it that is there so far."""
    sections = fill_sections(write_paragraphs(text))
    room = MESSAGE_BLOCKS - _AROUND
    blocks = [write_section(section) for section in sections[:room]]
    if len(sections) > room:
        blocks[-1] = write_context("The rest is too long for Slack.")
    fallback = "\n\n".join(write_paragraphs(text, PLAIN))
    return Message(shorten(fallback, FALLBACK_CHARACTERS), tuple(blocks))


def write_details(
    answer: Answer,
    turn: str | None,
    bearings: Sequence[Bearing] = (),
    *,
    is_private: bool = False,
) -> list[Block]:
    """Write what stands below an answer's text."""
    blocks: list[Block] = list(map(_write_bearing, bearings))
    if answer.note:
        blocks.append(write_context(write_text(answer.note)))
    if answer.citations:
        blocks.append(write_sources(answer.citations))
    if answer.follow_ups:
        asked = " · ".join(map(write_text, answer.follow_ups))
        blocks.append(write_context(f"You could ask next: {asked}"))
    if turn is None:
        return blocks
    buttons = [_source_button(citation, turn) for citation in answer.citations]
    if is_private:
        buttons.insert(0, write_button("Share with the channel", SHARE_ACTION, turn))
    if buttons:
        blocks.append({"type": "actions", "elements": buttons[:_BUTTONS]})
    if answer.status != "talk":
        blocks.append(_feedback_buttons(turn))
    return blocks


def write_shared(answer: Answer, turn: str, asked: str, person: str) -> Message:
    """Write an answer that a person shares with a channel, below what they had asked.

    Args:
        person: their Slack id.
    """
    message = write_message(answer, turn)
    question = shorten(" ".join(write_text(asked).split()), SECTION_CHARACTERS - 2)
    head = [write_context(f"<@{person}> asked:"), write_section(f"> {question}")]
    return Message(message.text, (*head, *message.blocks))


def write_notice(text: str) -> Message:
    """Write a sentence of the coach's own."""
    encoded = write_text(text)
    return Message(encoded, (write_section(encoded),))


def write_plain_blocks(message: Message) -> list[Block]:
    """Write a message with blocks that every Slack knows."""
    return [write_section(text) for text in fill_sections([message.text])]


def write_section(mrkdwn: str, button: Block | None = None) -> Block:
    """Write a section, in which no address becomes a link by itself, and a button beside it."""
    section = {"type": "section", "text": {"type": "mrkdwn", "text": mrkdwn, "verbatim": True}}
    return {**section, "accessory": button} if button else section


def write_button(label: str, action: str, value: str) -> Block:
    """Write a button."""
    text = {"type": "plain_text", "text": shorten(label, BUTTON_CHARACTERS), "emoji": False}
    return {"type": "button", "text": text, "action_id": action, "value": value}


def write_context(mrkdwn: str) -> Block:
    """Write a line of small print."""
    text = shorten(mrkdwn, SECTION_CHARACTERS)
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def write_sources(citations: Sequence[Citation]) -> Block:
    """Write where what is cited stands, a line for each number."""
    return write_context("\n".join(map(_write_source, citations)))


def _write_bearing(bearing: Bearing) -> Block:
    text = shorten(write_text(" ".join(str(bearing).split())), SECTION_CHARACTERS)
    button = write_button("Leave this out of answers", LEAVE_OUT_ACTION, bearing.fact.id)
    return write_section(text, button)


def _write_source(citation: Citation) -> str:
    as_of = f" · {write_text(citation.as_of)}" if citation.as_of else ""
    return f"[{citation.number}] {write_path(citation.section)}{as_of}"


def _source_button(citation: Citation, turn: str) -> Block:
    # Action ids may stand only once in a block.
    action = f"{SOURCE_ACTION}:{citation.number}"
    return write_button(f"Source {citation.number}", action, f"{turn}:{citation.number}")


def _feedback_buttons(turn: str) -> Block:
    def button(label: str, rating: str, name: str) -> Block:
        return {
            "text": {"type": "plain_text", "text": label},
            "accessibility_label": name,
            "value": f"{turn}:{rating}",
        }

    element = {
        "type": "feedback_buttons",
        "action_id": FEEDBACK_ACTION,
        "positive_button": button("Good answer", "up", "Rate this answer as good"),
        "negative_button": button("Bad answer", "down", "Rate this answer as bad"),
    }
    return {"type": "context_actions", "elements": [element]}
