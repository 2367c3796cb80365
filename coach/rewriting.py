"""Judges a question that a model rewrote: it must still ask what was asked."""

import re
from collections.abc import Sequence

from coach.answer import Answer
from coach.evidence import content_stems
from coach.proper_nouns import find_names
from coach.quantities import find_quantities

_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_LEAD_IN = re.compile(
    r"^(?:\W*(?:the )?(?:rewritten |standalone |last |new )*question(?: is)?\W*:)?[\s\"'“*_>]*",
    re.I,
)
_LONGEST_CHARACTERS = 300
_ADDED_WORDS = 15
# What a rewrite puts something else in the place of.
_REPLACED = frozenset(
    content_stems(
        "first second third fourth fifth last latter former one ones else same about next previous "
        "other others another that this these those there it they more question ok okay thanks"
    )
)
_STRANGE_WORDS = 1
_KEPT_SHARE = 0.5


def clean_rewrite(written: str, question: str, history: Sequence[Answer]) -> str | None:
    """Return the rewritten question without what stands around it; None when it is not sound.

    It must be one short line, keep most of what the question says, and bring in nothing that stands
    neither in the question nor in the conversation.
    """
    lines = [line.strip() for line in _THOUGHT.sub("", written).splitlines() if line.strip()]
    if len(lines) != 1:
        return None
    rewritten = " ".join(_LEAD_IN.sub("", lines[0]).rstrip("\"'”*_ ").split())
    if not rewritten or len(rewritten) > max(_LONGEST_CHARACTERS, 2 * len(question)):
        return None
    turns = " ".join(f"{answer.question} {answer.text}" for answer in history)
    known = frozenset(content_stems(f"{turns} {question}"))
    said = frozenset(content_stems(rewritten))
    asked = frozenset(content_stems(question)) - _REPLACED
    if len(rewritten.split()) > len(question.split()) + _ADDED_WORDS or not said:
        return None
    if len(said - known) > _STRANGE_WORDS or len(asked & said) < _KEPT_SHARE * len(asked):
        return None
    names = (reading for name in find_names(rewritten) for reading in name.readings[:1])
    if any(not known.issuperset(reading) for reading in names):
        return None
    numbers = find_quantities(f"{turns} {question}")
    stated = frozenset().union(*(number.values for number in numbers))
    if any(not number.values & stated for number in find_quantities(rewritten)):
        return None
    return rewritten
