"""The prompts, which are files, and how texts are put into them so that they stay data."""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from coach.answer import Answer
from index.passages import Passage

_NAMES = ("answer", "faq_questions", "rewrite")
_DIVIDER = "=== user ===\n"
_TURNS = 3
_TURN_WORDS = 80

# No text can close a tag, open a chat template's ("<|im_start|>", "[INST]") or write a marker.
_HARMLESS = str.maketrans({"<": "‹", ">": "›", "[": "(", "]": ")"})  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent to a model."""

    system: str
    user: str


def ask_for_answer(question: str, passages: Sequence[Passage], caveat: str, words: int) -> Prompt:
    """Put passages, numbered from 1, and a question into the prompt for an answer.

    Args:
        caveat: what the reader is told that the documents lack; empty when they lack nothing.
    """
    template = _load("answer")
    shown = "\n".join(_show(number, passage) for number, passage in enumerate(passages, 1))
    missing = f"<missing>\n{as_data(caveat)}\n</missing>\n" if caveat else ""
    return Prompt(
        template.system.format(words=words),
        template.user.format(passages=shown, missing=missing, question=as_data(question)),
    )


def ask_for_rewrite(question: str, history: Sequence[Answer]) -> Prompt:
    """Put the last turns and a question into the prompt for a question that stands alone."""
    template = _load("rewrite")
    turns = [
        f"<turn>\nQuestion: {as_data(turn.question)}\nAnswer: {as_data(_shorten(turn))}\n</turn>"
        for turn in history[-_TURNS:]
    ]
    return Prompt(
        template.system, template.user.format(turns="\n".join(turns), question=as_data(question))
    )


def ask_for_questions(passage: Passage, count: int) -> Prompt:
    """Put a passage into the prompt for questions that it answers."""
    template = _load("faq_questions")
    return Prompt(
        template.system.format(count=count), template.user.format(passage=_show(1, passage))
    )


def prompt_texts() -> tuple[str, ...]:
    """Return what the prompts say; none of it may stand in an answer."""
    return tuple(part for name in _NAMES for part in (_load(name).system, _load(name).user))


@cache
def prompt_hash() -> str:
    """Return 12 hexadecimal digits that change when any prompt does."""
    return hashlib.sha256("".join(_read(name) for name in _NAMES).encode()).hexdigest()[:12]


def as_data(text: str) -> str:
    """Take out of a text what could make more of it than text."""
    shown = (c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return "".join(shown).translate(_HARMLESS)


def _show(number: int, passage: Passage) -> str:
    heading = as_data(" > ".join(passage.heading_path)).replace('"', "'")
    holds_for = as_data(passage.as_of or "").replace('"', "'")
    scope = f' holds-for="{holds_for}"' if holds_for else ""
    text = as_data(passage.text)
    return f'<passage number="{number}" heading="{heading}"{scope}>\n{text}\n</passage>'


def _shorten(answer: Answer) -> str:
    return " ".join(answer.text.removeprefix(answer.caveat).split()[:_TURN_WORDS])


@cache
def _load(name: str) -> Prompt:
    system, _, user = _read(name).partition(_DIVIDER)
    return Prompt(system.strip(), user.strip())


def _read(name: str) -> str:
    return files("coach").joinpath("prompts", f"{name}.md").read_text(encoding="utf-8")
