"""Where a person stands in a chat model's words, of which only what holds is kept.

The model is given what was found, a passage for each side of the role, and is held to it as to the
passages of an answer (`coach.citations`): a statement that no finding bears out is taken out.
"""

from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.assessment.findings import Assessment, CriterionFinding, DimensionFinding
from index.documents import Point
from index.passages import Passage

if TYPE_CHECKING:
    from coach.generative import ChatWriter

_QUESTION = "Where do I stand: what do my own words show, and what do they not show?"
_HEADING = "Where you stand"
# More of them would be no summary.
_MOST_DIMENSIONS = 8


@dataclass(frozen=True, slots=True)
class Wording:
    """A summary; its markers count the dimensions, from 1."""

    text: str
    dimensions: tuple[str, ...]
    writer: str


async def word_assessment(
    assessment: Assessment, writer: "ChatWriter", words: int
) -> Wording | None:
    """Let the model say where a person stands; None of a person of whom nothing is known.

    Raises:
        ModelError: the model failed, or too little of what it wrote holds.
    """
    from coach.citations import Checked

    known = [finding for finding in assessment.dimensions if finding.standing != "unknown"]
    if not known:
        return None
    passages = [_to_passage(finding) for finding in known[:_MOST_DIMENSIONS]]
    async with aclosing(writer.write(_QUESTION, passages, words=words)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Checked):
                names = tuple(cited.passage.heading for cited in piece.cited)
                return Wording(piece.text, names, writer.name)
    raise AssertionError("a text ends with what was checked")


def _to_passage(finding: DimensionFinding) -> Passage:
    """Return what was found on one side of the role as a passage to write from."""
    lines = [_say(one) for one in finding.criteria]
    points: list[Point] = []
    start = 0
    for line in lines:
        points.append(Point("bullet", line, line, start + len("- ")))
        start += len("- ") + len(line) + 1
    return Passage(
        id=finding.dimension.id,
        heading_path=(_HEADING, finding.dimension.name),
        text="\n".join(f"- {line}" for line in lines),
        points=tuple(points),
        subheadings=(),
        path="",
        source="",
        as_of=None,
        position=(0, 0),
    )


def _say(finding: CriterionFinding) -> str:
    said = ", ".join(f"“{fact.quote}”" for fact in finding.evidence)
    asked = f"Asked for: {finding.criterion.text.rstrip('.')}."
    match finding.standing:
        case "shown":
            return f"{asked} You show it: you said {said}."
        case "partly":
            return f"{asked} You show it in part: you said {said}."
        case "not shown":
            return f"{asked} You do not show it: you said {said}."
        case "unknown":
            return f"{asked} It is unknown: you have not said."
