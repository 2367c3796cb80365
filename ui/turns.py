"""A turn on the page in HTML: the question, what became of it so far, and what can be done with it.

The script in `ui/static` finds its way by these classes and `data-` attributes.
"""

from dataclasses import dataclass
from html import escape
from typing import Literal

from coach import Answer
from coach.answer import EXTRACTIVE
from coach.assessment.bearing import Bearing
from coach.conversations import Rating
from coach.profile.facts import Fact
from ui.personal import render_bearings, render_heard
from ui.render import render_answer, render_text, write_markdown

# An emoji is a box where no font has it.
_THUMB = (
    '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 11v9H3v-9zM7 11l4-8a2.5 2.5 0 0 1 2.5 '
    '2.5V9H19a2 2 0 0 1 2 2.3l-1.2 7A2 2 0 0 1 17.8 20H7"/></svg>'
)

REASONS = ("Not true", "Not what I asked", "Something is missing", "Hard to follow")
"""Why somebody may not like an answer; the report on gaps counts them."""


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """A question and what became of it so far.

    Attributes:
        key: names it on the page; letters, digits and hyphens.
        asked: as the person wrote it.
        text: of the answer, while it is being written.
        turn: the id that the answer is stored under, to rate, change or repeat it.
        rating: what the person thinks of the answer.
        note: why there is no answer, for the person who asked.
        is_refused: nothing was done about the question, so it goes back into the box.
        bearings: what the person said earlier that bears on the answer.
        heard: what the question says of the person, for them to keep or not.
    """

    key: str
    asked: str
    text: str = ""
    answer: Answer | None = None
    turn: str | None = None
    rating: Rating | None = None
    note: str = ""
    is_refused: bool = False
    bearings: tuple[Bearing, ...] = ()
    heard: tuple[Fact, ...] = ()


def render_turn(shown: ShownTurn) -> str:
    """Render a turn as one <article>; everything that people or models wrote stays text."""
    state = _state(shown)
    stored = f' data-turn="{escape(shown.turn)}"' if shown.turn else ""
    busy = "true" if state == "open" else "false"
    return (
        f'<article class="turn" id="turn-{shown.key}" data-state="{state}" aria-busy="{busy}"'
        f"{stored}>{_render_question(shown)}{_render_body(shown)}</article>"
    )


def _state(shown: ShownTurn) -> Literal["open", "done", "failed", "refused"]:
    if shown.answer:
        return "done"
    if shown.note:
        return "refused" if shown.is_refused else "failed"
    return "open"


def _render_question(shown: ShownTurn) -> str:
    edit = _button("edit", "Edit", "Edit this question") if _is_settled(shown) else ""
    question = f'<h2 class="question" tabindex="-1">{escape(shown.asked)}</h2>'
    return f'<div class="head">{question}{edit}</div>'


def _is_settled(shown: ShownTurn) -> bool:
    return bool(shown.answer or shown.note)


def _render_body(shown: ShownTurn) -> str:
    if shown.answer:
        return "".join(
            [
                render_answer(shown.answer, f"turn-{shown.key}"),
                render_bearings(shown.bearings),
                render_heard(shown.heard),
                _render_actions(shown, shown.answer),
                render_questions(shown.answer.follow_ups, "follow-ups"),
            ]
        )
    if shown.note:
        again = _button("again", "Ask again", "Ask this question again")
        note = f'<p class="note" role="alert">{escape(shown.note)}</p>'
        return f'{note}<div class="actions">{again}</div>'
    if shown.text:
        return f'<div class="answer"><div class="text">{render_text(shown.text)}</div></div>'
    return '<p class="waiting">Looking through the documents<span>…</span></p>'


def _render_actions(shown: ShownTurn, answer: Answer) -> str:
    copied = escape(write_markdown(answer))
    parts = [
        f'<button type="button" class="copy" data-copy="{copied}">Copy</button>',
        _button("again", "Answer again", "Answer this question again"),
    ]
    if shown.turn and answer.status != "talk":
        parts += [
            _thumb("up", "Good answer", shown.rating),
            _thumb("down", "Not a good answer", shown.rating),
        ]
    if answer.writer != EXTRACTIVE:
        parts.append(f'<span class="writer">{escape(_say_writer(answer.writer))}</span>')
    return f'<div class="actions">{"".join(parts)}</div>'


def _say_writer(writer: str) -> str:
    # "extractive, approved by Ann": what matters is that somebody did.
    said = writer.removeprefix(f"{EXTRACTIVE}, ")
    return said[0].upper() + said[1:] if said != writer else f"Written by {writer}"


def _thumb(rating: Rating, name: str, chosen: Rating | None) -> str:
    pressed = "true" if rating == chosen else "false"
    return (
        f'<button type="button" class="thumb" data-rating="{rating}" aria-pressed="{pressed}"'
        f' aria-label="{name}" title="{name}">{_THUMB}</button>'
    )


def _button(kind: str, text: str, name: str) -> str:
    return f'<button type="button" class="{kind}" aria-label="{name}">{text}</button>'


def render_questions(questions: tuple[str, ...], kind: str) -> str:
    """Render questions that a click asks; nothing when there are none."""
    buttons = "".join(
        f'<li><button type="button" class="ask">{escape(question)}</button></li>'
        for question in questions
    )
    return f'<ul class="{kind}" aria-label="Questions to ask">{buttons}</ul>' if buttons else ""
