"""What Slack shows apart from messages: the passage behind a source, settings, the home tab."""

from collections.abc import Mapping, Sequence
from typing import Any

from coach.answer import Citation
from coach.channel_settings import ChannelSettings
from coach.scope import Scope
from ui.slack.encoding import write_path, write_text
from ui.slack.limits import ENTRY_CHARACTERS, TITLE_CHARACTERS, VIEW_BLOCKS, fill_sections, shorten
from ui.slack.markup import write_paragraphs
from ui.slack.messages import Block, write_button, write_section

SETTINGS_VIEW = "channel_settings"
LISTENS_BLOCK = "listens_to"
REPLIES_BLOCK = "replies"
CHOICE_ACTION = "choice"
ENTRY_ACTION = "entry"
EXPORT_ACTION = "export_my_data"
DELETE_ACTION = "delete_my_data"
SHOW_ACTION = "show"

_PERSONAL = {
    "profile": "What I know of you",
    "gaps": "Where you stand",
    "roadmap": "What to do next",
    "practice": "Practise an interview",
}
"""The commands that the home tab has a button for: none can be typed in the assistant pane."""

_LISTENS_TO = {
    "mentions": "Only messages that mention me",
    "questions": "Every message that ends with a question mark",
}
_REPLIES = {
    "thread": "In a thread that all can read",
    "privately": "Only to whoever asked",
}

View = dict[str, Any]


def write_passage_view(citation: Citation) -> View:
    """Write the modal that a source's button opens: the whole passage, and where it is from."""
    origin = " · ".join(filter(None, (citation.source, citation.as_of)))
    head = f"*{write_path(citation.section)}*\n{write_text(origin)}"
    passage = fill_sections(write_paragraphs(citation.passage))
    blocks = [*map(write_section, fill_sections([head])), {"type": "divider"}]
    blocks += map(write_section, passage)
    return _modal(f"Source {citation.number}", blocks)


def write_notice_view(title: str, text: str) -> View:
    """Write a modal that says one thing."""
    return _modal(title, [write_section(write_text(text))])


def write_sections_view(title: str, sections: Sequence[str]) -> View:
    """Write a modal to read."""
    return _modal(title, list(map(write_section, sections)))


def write_entry_view(title: str, asked: str, block: str, label: str, submit: str) -> View:
    """Write a modal with one field for a text of several lines, below what is asked.

    Args:
        block: the field's name.
    """
    element = {
        "type": "plain_text_input",
        "action_id": ENTRY_ACTION,
        "multiline": True,
        "max_length": ENTRY_CHARACTERS,
    }
    paragraphs = [write_text(" ".join(part.split())) for part in asked.split("\n\n")]
    blocks = [
        *map(write_section, fill_sections(paragraphs)),
        {"type": "input", "block_id": block, "label": _plain(label), "element": element},
    ]
    return {**_modal(title, blocks), "submit": _plain(submit), "close": _plain("Cancel")}


def write_choices_view(
    title: str, block: str, label: str, choices: Mapping[Any, str], note: str, submit: str
) -> View:
    """Write a modal in which everything is ticked, to untick what is not meant.

    Args:
        block: the field's name.
        choices: what is sent, and what it is to people.
    """
    options = [{"text": _plain(text), "value": value} for value, text in choices.items()]
    element = {
        "type": "checkboxes",
        "action_id": CHOICE_ACTION,
        "options": options,
        "initial_options": options,
    }
    blocks = [
        {"type": "input", "block_id": block, "label": _plain(label), "element": element},
        write_section(write_text(note)),
    ]
    return {**_modal(title, blocks), "submit": _plain(submit), "close": _plain("Cancel")}


def write_settings_view(channel: str, settings: ChannelSettings) -> View:
    """Write the modal with a channel's settings.

    Args:
        channel: its Slack id; the modal gives it back.
    """
    blocks = [
        _choice(LISTENS_BLOCK, "What I answer in this channel", _LISTENS_TO, settings.listens_to),
        _choice(REPLIES_BLOCK, "Where I answer", _REPLIES, settings.replies),
    ]
    return {
        **_modal("Headway in this channel", blocks),
        "callback_id": SETTINGS_VIEW,
        "private_metadata": channel,
        "submit": _plain("Save"),
        "close": _plain("Cancel"),
    }


def read_settings(state: dict[str, Any]) -> ChannelSettings:
    """Read what was chosen in the modal with a channel's settings."""

    def chosen(block: str) -> Any:
        return state["values"][block][CHOICE_ACTION]["selected_option"]["value"]

    return ChannelSettings(chosen(LISTENS_BLOCK), chosen(REPLIES_BLOCK))


def describe_settings(settings: ChannelSettings) -> str:
    """Say in a sentence how a channel is answered."""
    listens_to, replies = _LISTENS_TO[settings.listens_to], _REPLIES[settings.replies]
    return f"In this channel I answer: {_lower(listens_to)}; {_lower(replies)}."


def write_home(scope: Scope, kept: str, note: str = "") -> View:
    """Write the home tab.

    Args:
        kept: what is kept of the person; "" when that's nothing.
        note: what just happened.
    """
    delete = write_button("Delete my data", DELETE_ACTION, "all")
    confirm = {
        "title": _plain("Delete your data?"),
        "text": _plain(
            "All that you asked me anywhere in this workspace goes for good, with my answers and "
            "your feedback, what I know of you, your roadmap and your practice. My messages in "
            "Slack stay."
        ),
        "confirm": _plain("Delete"),
        "deny": _plain("Keep"),
        "style": "danger",
    }
    blocks = [
        _header("A career coach that shows its sources"),
        write_section(
            "I answer questions about becoming a Head of Machine Learning from documents. I show "
            "where each statement comes from, and where they say nothing I tell you so."
        ),
        _header("What I know"),
        write_section(_bullets(scope.topics)),
        _header("What you could ask"),
        write_section(_bullets(scope.examples)),
        write_section(
            "Write to me here, mention me in a channel, or type `/coach` and a question wherever "
            "you are."
        ),
        {"type": "divider"},
        _header("About you"),
        write_section(
            "Tell me of yourself in a direct message, and I show you what I understand before I "
            "keep it. What these lead to comes as a direct message, too."
        ),
        {
            "type": "actions",
            "elements": [
                write_button(label, f"{SHOW_ACTION}:{name}", name)
                for name, label in _PERSONAL.items()
            ],
        },
        _header("My data"),
        write_section(_describe_kept(kept)),
        {
            "type": "actions",
            "elements": [
                write_button("Export my data", EXPORT_ACTION, "all"),
                {**delete, "style": "danger", "confirm": confirm},
            ],
        },
    ]
    if note:
        blocks.append(write_section(write_text(note)))
    return {"type": "home", "blocks": blocks}


def _modal(title: str, blocks: Sequence[Block]) -> View:
    return {
        "type": "modal",
        "title": _plain(shorten(title, TITLE_CHARACTERS)),
        "close": _plain("Close"),
        "blocks": list(blocks[:VIEW_BLOCKS]),
    }


def _choice(block: str, label: str, choices: dict[str, str], chosen: str) -> Block:
    options = {value: {"text": _plain(text), "value": value} for value, text in choices.items()}
    element = {
        "type": "radio_buttons",
        "action_id": CHOICE_ACTION,
        "options": list(options.values()),
        "initial_option": options[chosen],
    }
    return {"type": "input", "block_id": block, "label": _plain(label), "element": element}


def _describe_kept(kept: str) -> str:
    if not kept:
        return "I keep none of your questions yet, and know nothing of you."
    return (
        f"I keep of you: {kept}. `/coach profile` in a direct message to me shows what I know of "
        "you, and `/coach profile forget` deletes a part of it all."
    )


def _bullets(items: Sequence[str]) -> str:
    return fill_sections(["\n".join(f"• {write_text(item)}" for item in items)])[0]


def _header(text: str) -> Block:
    return {"type": "header", "text": _plain(text)}


def _plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]
