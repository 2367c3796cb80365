"""Slack's encoding of text: what people wrote, decoded, and what the coach says, encoded."""

import re

from rich.emoji import Emoji, NoEmoji

# People, channels and links; every other < and > is encoded, except in some commands.
_REFERENCE = re.compile(r"<([@#!][^<>]*|[a-zA-Z][\w+.-]*:[^<>|\s]*(?:\|[^<>]*)?)>")
_EMOJI = re.compile(r"(?<![\w:]):([a-z0-9_+'-]+):(?::skin-tone-\d:)?(?!\w)")
_ENCODED = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_SOMEBODY = "a colleague"
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")


def read_text(text: str, bot: str) -> str:
    """Return what a person wrote as they saw it, without the mention of the bot.

    Slack tells people by their ids alone, so somebody else is "a colleague".

    Args:
        bot: the bot's user id.
    """

    def replace(reference: re.Match[str]) -> str:
        return _read_reference(reference[1], bot)

    decoded = _EMOJI.sub(_read_emoji, _REFERENCE.sub(replace, text))
    for encoded, character in _ENCODED:
        decoded = decoded.replace(encoded, character)
    return decoded.strip()


def write_text(text: str) -> str:
    """Encode a text so that Slack shows it to the letter: no mention, no link."""
    for encoded, character in reversed(_ENCODED):
        text = text.replace(character, encoded)
    return text


def write_path(section: str) -> str:
    """Encode the headings that lead to a section."""
    return write_text(section.replace(" > ", " › "))  # noqa: RUF001


def mentions(text: str) -> tuple[str, ...]:
    """Return the ids of those whom a text mentions, in order."""
    return tuple(match[1] for match in _MENTION.finditer(text))


def begins_with_mention(text: str) -> bool:
    """Whether a text is addressed to somebody by its first word."""
    return _MENTION.match(text.lstrip()) is not None


def _read_reference(reference: str, bot: str) -> str:
    target, _, label = reference.partition("|")
    if target.startswith("@"):
        return "" if target[1:] == bot else label.removeprefix("@") or _SOMEBODY
    if target.startswith("#"):
        return f"#{label}" if label else "a channel"
    if target.startswith("!subteam"):
        return label.removeprefix("@") or "a team"
    if target.startswith("!"):
        # A date, or everybody in the channel.
        return label if target.startswith("!date") else "everyone"
    return label or target.removeprefix("mailto:")


def _read_emoji(code: re.Match[str]) -> str:
    try:
        return str(Emoji(code[1]))
    except NoEmoji:
        # One that the workspace made for itself.
        return " "
