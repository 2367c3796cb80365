"""What of a turn is about the person: what bears on the answer, and what was heard of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from coach.assessment.bearing import Bearing
from coach.profile.facts import Fact
from ui.slack.encoding import write_text
from ui.slack.limits import shorten
from ui.slack.messages import Message, write_button, write_context, write_section

KEEP_ACTION = "keep"
KEEP_ALL_ACTION = "keep_all"
KEEP_NONE_ACTION = "keep_none"

MOST_HEARD = 40
"""Of one message, as Slack takes fifty blocks."""
_STATEMENT_CHARACTERS = 300
_QUOTE_CHARACTERS = 900
_ASKING = "Shall I keep this about you? Nothing of it is kept unless you say so."


@dataclass(frozen=True, slots=True)
class Personal:
    """What of a turn is about the person; for their eyes alone.

    Attributes:
        heard: what they said of themselves and is not kept.
    """

    bearings: tuple[Bearing, ...] = ()
    heard: tuple[Fact, ...] = ()


NOTHING = Personal()


def write_heard(
    turn: str, heard: Sequence[Fact], kept: Collection[str] = (), note: str = _ASKING
) -> Message:
    """Write what was heard of a person, for them to keep or not.

    Args:
        turn: the id of the turn in which they said it: with a fact's id, all that a button
            carries. What it stands for is heard anew in the turn's words.
        heard: at most MOST_HEARD.
        kept: the ids of those that are kept by now.
        note: what stands above.
    """
    is_open = any(fact.id not in kept for fact in heard)
    blocks = [write_section(write_text(note))]
    for fact in heard:
        is_kept = fact.id in kept
        button = write_button("Keep", KEEP_ACTION, f"{turn}:{fact.id}")
        blocks.append(
            write_section(write_fact(fact, "kept" if is_kept else ""), None if is_kept else button)
        )
    if len(heard) == MOST_HEARD:
        more = f"I list the first {MOST_HEARD}. Tell me what is missing in a message of its own."
        blocks.append(write_context(more))
    if is_open:
        buttons = [
            write_button("Keep all", KEEP_ALL_ACTION, turn),
            write_button("Keep nothing" if not kept else "Keep no more", KEEP_NONE_ACTION, turn),
        ]
        blocks.append({"type": "actions", "elements": buttons})
    return Message(write_text(note), tuple(blocks))


def write_fact(fact: Fact, mark: str = "") -> str:
    """Write a fact and the words that it came from."""
    marked = f" · _{mark}_" if mark else ""
    statement = shorten(one_line(fact.statement), _STATEMENT_CHARACTERS)
    return f"*{statement}*{marked}\n{write_quote(fact.quote)}"


def write_quote(words: str) -> str:
    """Write somebody's words as a line of their own."""
    return f"> “{shorten(one_line(words), _QUOTE_CHARACTERS)}”"


def one_line(text: str) -> str:
    """Encode a text, and bring it to one line."""
    return write_text(" ".join(text.split()))
