"""Answers from passages, with a citation for every statement."""

from coach.answer import Answer, AnswerEvent, Citation, Event, RestartEvent, TextEvent
from coach.coach import Coach
from coach.errors import CoachError
from coach.settings import Settings

__all__ = [
    "Answer",
    "AnswerEvent",
    "Citation",
    "Coach",
    "CoachError",
    "Event",
    "RestartEvent",
    "Settings",
    "TextEvent",
]
