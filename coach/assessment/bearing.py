"""What of a person's own words bears on what an answer cites."""

from collections.abc import Sequence
from dataclasses import dataclass

from coach.answer import Citation
from coach.assessment.matching import Match, Strength, Yardstick
from coach.assessment.rubric import Criterion
from coach.profile.facts import Fact

MOST_BEARINGS = 2


@dataclass(frozen=True, slots=True)
class Bearing:
    """A fact, and what it bears on.

    Attributes:
        citation: the number under which the answer cites the criterion's passage.
    """

    fact: Fact
    criterion: Criterion
    strength: Strength
    citation: int

    def __str__(self) -> str:
        """Say it to the person, in their own words and the corpus's."""
        asked = f"“{self.criterion.text}” [{self.citation}]"
        said = f"You said “{self.fact.quote.rstrip('.')}”."
        match self.strength:
            case "whole":
                return f"{said} That speaks for {asked}."
            case "part":
                return f"{said} That goes part of the way to {asked}."
            case "short":
                return f"{said} What is asked for is more: {asked}."


def find_bearings(
    yardstick: Yardstick, facts: Sequence[Fact], citations: Sequence[Citation]
) -> tuple[Bearing, ...]:
    """Return what of the facts bears on the cited passages, the most telling first.

    Only of facts that answers may speak of; each fact once, and two of them at the most.
    """
    numbers = {citation.passage_id: citation.number for citation in reversed(citations)}
    used = [fact for fact in facts if fact.is_used]
    cited = [one.criterion.citation.passage_id in numbers for one in yardstick.wanted]
    if not used or not any(cited):
        return ()
    found = [
        (match, one.criterion)
        for one, matches, is_cited in zip(
            yardstick.wanted, yardstick.hold(used), cited, strict=True
        )
        if is_cited
        for match in matches
    ]
    bearings: dict[str, Bearing] = {}
    for match, criterion in sorted(found, key=lambda one: _rank(one[0])):
        number = numbers[criterion.citation.passage_id]
        bearings.setdefault(match.fact.id, Bearing(match.fact, criterion, match.strength, number))
    return tuple(bearings.values())[:MOST_BEARINGS]


def _rank(match: Match) -> tuple[bool, float]:
    # What falls short is worth telling as much as what bears it out.
    return match.strength == "part", -match.cosine
