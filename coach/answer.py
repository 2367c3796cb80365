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
class Amount:
    """What one cell of a table states, and where that lies.

    Attributes:
        name: the header of its column.
        said: to the letter as in the cell.
        least: the figure, or where a range in the cell begins.
        most: the figure again, or where the range ends.
        is_open: it says that it can be more ("$644,261+").
    """

    name: str
    said: str
    least: float
    most: float
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class RangeBar:
    """One row of a chart; at least one of its amounts is stated.

    Attributes:
        is_asked: the answer rests on this row, the others are there to compare.
    """

    label: str
    low: Amount | None
    middle: Amount | None
    high: Amount | None
    is_asked: bool = False

    @property
    def amounts(self) -> tuple[Amount, ...]:
        """What is stated, each cell once."""
        stated = (amount for amount in (self.middle, self.low, self.high) if amount)
        return tuple({(amount.name, amount.said): amount for amount in stated}.values())

    @property
    def extent(self) -> tuple[float, float]:
        """Where the bar begins and ends."""
        stated = [amount for amount in (self.low, self.middle, self.high) if amount]
        return min(amount.least for amount in stated), max(amount.most for amount in stated)


@dataclass(frozen=True, slots=True)
class RangeChart:
    """The ranges that the rows of a cited table state.

    Attributes:
        title: the table's heading.
        as_of: the place and date that its figures hold for, when the document says.
        unit: "$", "%", "months", or "" when the cells have none.
        citation: the number of the citation that holds the table.
    """

    title: str
    as_of: str | None
    unit: str
    bars: tuple[RangeBar, ...]
    citation: int
    kind: Literal["ranges"] = "ranges"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ladder.

    Attributes:
        is_asked: the question names it.
    """

    name: str
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps of a cited path, the first at the bottom.

    Attributes:
        title: the path's heading.
        citation: the number of the citation that holds the path.
    """

    title: str
    steps: tuple[Step, ...]
    citation: int
    kind: Literal["ladder"] = "ladder"


Picture = RangeChart | Ladder
"""What would rather be looked at than read; `kind` tells one from the other in JSON."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the coach says to one question.

    Attributes:
        question: the standalone question that was searched for.
        text: Markdown; statements carry markers, [1], [2].
        caveat: how the text begins when the documents lack something that was asked for.
        follow_ups: up to three questions that the corpus can answer.
        writer: "extractive", or the chat model's name.
        pictures: of what the citations state; nothing in them that the answer doesn't cite.
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
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class TextEvent:
    """A piece of the answer's text, in order; joined, since the last restart, they are the text."""

    text: str


@dataclass(frozen=True, slots=True)
class RestartEvent:
    """The text so far is void, because the chat model failed; it begins anew."""


@dataclass(frozen=True, slots=True)
class AnswerEvent:
    """The whole answer; always the last event.

    Attributes:
        turn: the id that it is stored under, to rate it; None outside a conversation.
    """

    answer: Answer
    turn: str | None = None


Event = TextEvent | RestartEvent | AnswerEvent
