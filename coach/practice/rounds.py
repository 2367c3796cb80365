"""A round of practice: a scenario, an answer to it, and what came of that; plain frozen types."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from coach.answer import Citation
from coach.assessment.rubric import Criterion

Standing = Literal["covered", "partly", "missed"]
"""covered: the answer says what would be done about it. partly: it comes near, or only names it.
missed: it says nothing of it, or the opposite."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A question of a leadership interview, made from one section of the corpus.

    Attributes:
        id: twelve hexadecimal digits; the same for as long as the section's file and headings are.
        title: the section's heading.
        question: what the interviewer says: plain text in paragraphs, the second of which quotes
            the corpus and carries the marker [1].
        citation: what [1] is.
        points: what a good answer covers, four to eight where the corpus has as many; their
            citations' numbers begin with 1 where they are of that passage.
    """

    id: str
    title: str
    question: str
    citation: Citation
    points: tuple[Criterion, ...]

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Where all of it stands, a number once, in the order of the numbers."""
        numbered = {self.citation.number: self.citation}
        for point in self.points:
            numbered.setdefault(point.citation.number, point.citation)
        return tuple(numbered[number] for number in sorted(numbered))


@dataclass(frozen=True, slots=True)
class PointFinding:
    """What an answer says of one point.

    Attributes:
        quote: the sentence of the answer that says it, to the letter; where it's missed, the one
            that says the opposite, and else "".
    """

    point: Criterion
    standing: Standing
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Quality:
    """Something that interviewers listen for, whatever the question.

    Attributes:
        id: "steps".
        name: "Concrete steps".
        advice: what to add where it's not to be seen.
    """

    id: str
    name: str
    advice: str


@dataclass(frozen=True, slots=True)
class QualityFinding:
    """Whether a quality can be seen in an answer.

    Attributes:
        quote: the sentence that shows it, to the letter; "" where none does.
    """

    quality: Quality
    quote: str = ""

    @property
    def is_shown(self) -> bool:
        """Whether a sentence shows it."""
        return bool(self.quote)


@dataclass(frozen=True, slots=True)
class Caution:
    """A sentence that an interviewer would stop at, and what about it.

    Attributes:
        quote: the sentence, to the letter.
        reason: "This puts the problem off."
    """

    quote: str
    reason: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """What an answer covers of a scenario's points, and how it is told.

    Attributes:
        points: in the scenario's order.
        cautions: what speaks against the answer, in its order.
        notes: about the answer as a whole: that it repeats the question, that it's too short.
        words: how long it is.
        coverage: 0..1, for putting answers to one scenario in order; no grade, and not for showing.
    """

    points: tuple[PointFinding, ...]
    qualities: tuple[QualityFinding, ...]
    cautions: tuple[Caution, ...]
    notes: tuple[str, ...]
    words: int
    coverage: float

    def with_standing(self, standing: Standing) -> tuple[PointFinding, ...]:
        """Return the points that are covered, partly covered or missed."""
        return tuple(finding for finding in self.points if finding.standing == standing)


@dataclass(frozen=True, slots=True)
class Round:
    """A scenario that somebody answered.

    Attributes:
        id: 32 hexadecimal digits.
        answer: to the letter.
        time: when, in UTC.
    """

    id: str
    scenario: Scenario
    answer: str
    feedback: Feedback
    time: datetime
