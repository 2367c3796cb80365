"""Answers from passages, with a citation for every statement."""

from coach.answer import (
    Amount,
    Answer,
    AnswerEvent,
    Citation,
    Event,
    Ladder,
    Picture,
    RangeBar,
    RangeChart,
    RestartEvent,
    Step,
    TextEvent,
)
from coach.coach import Coach
from coach.errors import CoachError
from coach.settings import Settings

__all__ = [
    "Amount",
    "Answer",
    "AnswerEvent",
    "Citation",
    "Coach",
    "CoachError",
    "Event",
    "Ladder",
    "Picture",
    "RangeBar",
    "RangeChart",
    "RestartEvent",
    "Settings",
    "Step",
    "TextEvent",
]
