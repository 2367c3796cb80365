"""What an assessment finds: plain frozen types that cross the borders."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from coach.assessment.rubric import Criterion, Dimension
from coach.profile.facts import Fact

Standing = Literal["shown", "partly", "not shown", "unknown"]
"""shown: the person's words bear it out. partly: they bear out some of it. not shown: they speak of
it, and fall short. unknown: they don't speak of it."""


@dataclass(frozen=True, slots=True)
class CriterionFinding:
    """How a person stands to one criterion.

    Attributes:
        evidence: the facts that it rests on, the most telling first; none only when it's unknown.
    """

    criterion: Criterion
    standing: Standing
    evidence: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class DimensionFinding:
    """How a person stands to one dimension, and to each of its criteria in their order."""

    dimension: Dimension
    standing: Standing
    criteria: tuple[CriterionFinding, ...]

    @property
    def counts(self) -> Counter[Standing]:
        """How many of its criteria stand how."""
        return Counter(finding.standing for finding in self.criteria)


@dataclass(frozen=True, slots=True)
class Enquiry:
    """What the coach would like to know, because nothing is known of it.

    Attributes:
        question: for the person: "Have you managed diverse teams? ...".
        criterion: what an answer would bear on.
    """

    question: str
    dimension: Dimension
    criterion: Criterion


@dataclass(frozen=True, slots=True)
class Assessment:
    """Where a person stands: every dimension of the rubric, in its order.

    Attributes:
        enquiries: at most three, the most telling first.
    """

    dimensions: tuple[DimensionFinding, ...]
    enquiries: tuple[Enquiry, ...] = ()

    @property
    def gaps(self) -> tuple[CriterionFinding, ...]:
        """The criteria that are not shown whole, dimension by dimension."""
        return tuple(
            finding
            for dimension in self.dimensions
            for finding in dimension.criteria
            if finding.standing != "shown"
        )
