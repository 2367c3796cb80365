"""What is known of a person, in Slack: facts with their words, to leave out and to delete."""

from contextlib import suppress

from coach.errors import ProfileError
from coach.personal_data import forget_fact
from coach.profile.facts import Fact
from ui.slack.about_you import write_fact
from ui.slack.encoding import write_text
from ui.slack.messages import (
    Block,
    Message,
    write_button,
    write_context,
    write_notice,
    write_section,
)
from ui.slack.parts import Parts
from ui.slack.personal_data import KINDS, delete_data
from ui.slack.views import write_choices_view
from ui.slack.you.visits import Open, Outcome, Replace, Tell, Visit

USE_ACTION = "use_fact"
DELETE_ACTION = "delete_fact"
PAGE_ACTION = "profile_page"
FORGET_ACTION = "forget_me"
FORGET_VIEW = "forget_me"

FACTS_ON_A_PAGE = 20
"""Two blocks each, of the fifty that Slack takes."""
_FORGET_BLOCK = "what"
_EMPTY = (
    "I know nothing of you yet. Tell me something, like “I am a data scientist with 6 years of "
    "experience, and I lead two people”, and I show you what I understand before I keep it."
)
_HEAD = (
    "I know of you only what you told me and confirmed, each fact with your words. What you have "
    "not said is unknown to me. You alone see this."
)
_SURE = (
    "It goes for good. The messages that you and I wrote in Slack stay there, for you to delete "
    "or to hide."
)


def show(parts: Parts, visit: Visit) -> Outcome:
    """List what is known of the person."""
    return Tell(_write(parts, visit.person, 0))


def turn_page(parts: Parts, visit: Visit) -> Outcome:
    """List more of it, or what came before."""
    return Replace(_write(parts, visit.person, _read_number(visit.value)))


def use(parts: Parts, visit: Visit) -> Outcome:
    """Say whether answers may speak of a fact."""
    fact_id, way, page = _read_value(visit.value)
    # Of what is gone by now the list says nothing any more.
    with suppress(ProfileError):
        parts.coach.profiles.use(visit.person, fact_id, is_used=way == "on")
    return Replace(_write(parts, visit.person, page))


def delete(parts: Parts, visit: Visit) -> Outcome:
    """Delete a fact for good."""
    fact_id, _, page = _read_value(visit.value)
    with suppress(ProfileError):
        forget_fact(parts.coach, visit.person, fact_id)
    return Replace(_write(parts, visit.person, page))


def ask_what_to_forget(_: Parts, __: Visit) -> Outcome:
    """Ask whether the person is sure, and what of it all is to go."""
    view = write_choices_view(
        "Delete what I keep", _FORGET_BLOCK, "What is to go", KINDS, _SURE, "Delete for good"
    )
    return Open({**view, "callback_id": FORGET_VIEW})


def forget(parts: Parts, visit: Visit) -> Outcome:
    """Delete what the person chose, for good."""
    chosen = [kind for kind in KINDS if kind in visit.fields.get(_FORGET_BLOCK, ())]
    return Tell(write_notice(delete_data(parts, visit.person, chosen)))


def _write(parts: Parts, person: str, page: int) -> Message:
    facts = parts.coach.profiles.read(person).facts
    if not facts:
        return write_notice(_EMPTY)
    pages = -(-len(facts) // FACTS_ON_A_PAGE)
    page = min(max(page, 0), pages - 1)
    start = page * FACTS_ON_A_PAGE
    listed = facts[start : start + FACTS_ON_A_PAGE]
    blocks = [write_section(write_text(_HEAD))]
    for fact in listed:
        blocks += _write_fact(fact, page)
    if pages > 1:
        blocks.append(write_context(f"{start + 1} to {start + len(listed)} of {len(facts)}"))
    buttons = [
        write_button(label, f"{PAGE_ACTION}:{label}", str(number))
        for label, number in (("Earlier ones", page - 1), ("More", page + 1))
        if 0 <= number < pages
    ]
    buttons.append({**write_button("Delete everything", FORGET_ACTION, "all"), "style": "danger"})
    blocks.append({"type": "actions", "elements": buttons})
    return Message(write_text(_HEAD), tuple(blocks))


def _write_fact(fact: Fact, page: int) -> list[Block]:
    label, way = ("Leave out of answers", "off") if fact.is_used else ("Use in answers", "on")
    buttons = [
        write_button(label, USE_ACTION, f"{fact.id}:{way}:{page}"),
        write_button("Delete", DELETE_ACTION, f"{fact.id}::{page}"),
    ]
    mark = "" if fact.is_used else "not used in answers"
    return [write_section(write_fact(fact, mark)), {"type": "actions", "elements": buttons}]


def _read_value(value: str) -> tuple[str, str, int]:
    fact_id, _, rest = value.partition(":")
    way, _, page = rest.partition(":")
    return fact_id, way, _read_number(page)


def _read_number(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() else 0
