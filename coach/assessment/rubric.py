"""What a role asks for, as the corpus has it: dimensions, levels and criteria, each cited."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from coach.answer import Citation
from coach.drafts import cite
from index.documents import Point
from index.passages import Passage

ID_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that the corpus asks for.

    Attributes:
        id: twelve hexadecimal digits; the same for as long as its words and heading are.
        text: plain text, as the corpus has it: "Program at an advanced level, ...".
        citation: where it stands; the quote is the criterion to the letter, and the number is
            unique for each passage of the rubric.
    """

    id: str
    text: str
    citation: Citation


def make_criterion(passage: Passage, point: Point, number: int, score: float = 1.0) -> Criterion:
    """Return what a Point asks for, cited.

    Args:
        number: of its citation.
    """
    said = "\0".join((*passage.heading_path, point.text))
    identity = sha256(said.encode()).hexdigest()[:ID_DIGITS]
    return Criterion(identity, point.text, cite(number, passage, [point], score))


@dataclass(frozen=True, slots=True)
class Level:
    """How far a dimension is asked for: to be considered, to do the work, to excel.

    Attributes:
        name: the title of the document that asks for it: "Requirements".
        order: 0 is asked for first; the same number means the same level in all dimensions.
    """

    name: str
    order: int
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One side of the role.

    Attributes:
        id: twelve hexadecimal digits, a hash of its name.
        name: in the corpus's words: "Technical Proficiency".
    """

    id: str
    name: str
    levels: tuple[Level, ...]

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria of all levels, those asked for first at the front."""
        return tuple(criterion for level in self.levels for criterion in level.criteria)


@dataclass(frozen=True, slots=True)
class Rubric:
    """What the role asks for, whole; without dimensions where the corpus asks for nothing."""

    dimensions: tuple[Dimension, ...]

    def criteria(self) -> Iterator[Criterion]:
        """Walk over all criteria, dimension by dimension."""
        for dimension in self.dimensions:
            yield from dimension.criteria
