"""What of a turn is about the person, in HTML: what bears on it, and what was heard of them."""

from collections.abc import Sequence
from html import escape

from pydantic import TypeAdapter

from coach.assessment.bearing import Bearing
from coach.profile.facts import Fact

_fact = TypeAdapter(Fact)


def render_bearings(bearings: Sequence[Bearing]) -> str:
    """Render what the person said that bears on the answer; each can be switched off."""
    lines = "".join(
        f"<li>{escape(str(bearing))} "
        f'<button type="button" class="leave-out" data-fact="{bearing.fact.id}">'
        "Leave this out of answers</button></li>"
        for bearing in bearings
    )
    return f'<aside class="yours" aria-label="About you"><ul>{lines}</ul></aside>' if lines else ""


def render_heard(heard: Sequence[Fact]) -> str:
    """Render what was heard of the person; what stays ticked is kept when they say so."""
    lines = "".join(
        f'<li><label><input type="checkbox" value="{escape(_fact.dump_json(fact).decode())}"'
        f" checked> <b>{escape(fact.statement)}</b></label><q>{escape(fact.quote)}</q></li>"
        for fact in heard
    )
    if not lines:
        return ""
    return (
        '<section class="heard" aria-label="About you"><p>Shall I keep this about you? '
        'You can correct it on <a href="/you">your page</a>.</p>'
        f'<ul>{lines}</ul><button type="button" class="keep">Keep what is ticked</button> '
        '<button type="button" class="forget">Keep nothing</button></section>'
    )
