"""The answer and its parts: plain frozen types that cross the borders."""

from dataclasses import dataclass
from typing import Literal

EXTRACTIVE = "extractive"
"""The writer of answers that no chat model wrote."""

Status = Literal["answered", "partial", "declined", "talk"]


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement comes from.

    Attributes:
        number: as in the text's markers, from 1.
        section: the heading path, joined by " > ".
        source: what the document calls itself.
        path: the document's file, relative to the corpus.
        as_of: the place and date that the document's figures hold for, when it says.
        quote: what the statement rests on, to the letter as in the passage.
        passage: the whole passage, in Markdown.
        passage_id: 32 hexadecimal digits, a hash of its content.
        score: the passage's fused score, 0..1; it compares within one answer only.
    """

    number: int
    section: str
    source: str
    path: str
    as_of: str | None
    quote: str
    passage: str
    passage_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What the coach says to one question.

    Attributes:
        question: the standalone question that was searched for.
        text: Markdown; statements carry markers, [1], [2].
        caveat: how the text begins when the documents lack something that was asked for.
        follow_ups: up to three questions that the corpus can answer.
        writer: "extractive", or the chat model's name.
        note: why the answer is extractive although a chat model was to write it; else empty.
    """

    question: str
    text: str
    status: Status
    citations: tuple[Citation, ...] = ()
    follow_ups: tuple[str, ...] = ()
    writer: str = EXTRACTIVE
    caveat: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TextEvent:
    """A piece of the answer's text, in order; joined, since the last restart, they are the text."""

    text: str


@dataclass(frozen=True, slots=True)
class RestartEvent:
    """The text so far is void, because the chat model failed; it begins anew."""


@dataclass(frozen=True, slots=True)
class AnswerEvent:
    """The whole answer; always the last event."""

    answer: Answer


Event = TextEvent | RestartEvent | AnswerEvent
