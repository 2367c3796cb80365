"""What a writer hands over, whoever writes: the text, and the citations that its markers count."""

from collections.abc import Sequence
from dataclasses import dataclass

from coach.answer import Citation
from index.documents import Point
from index.passages import Passage
from index.search import RankedPassage


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that are asked.

    Attributes:
        found: passages for it, best first.
        everyday: how like it is to questions on any other subject, as a cosine.
    """

    question: str
    found: list[RankedPassage]
    everyday: float


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer's text and what it rests on."""

    text: str
    citations: tuple[Citation, ...]


def cite(number: int, passage: Passage, points: Sequence[Point], score: float) -> Citation:
    """Cite a passage; the quote runs from the first of the Points to the last."""
    return Citation(
        number=number,
        section=" > ".join(passage.heading_path),
        source=passage.source,
        path=passage.path,
        as_of=passage.as_of,
        quote=_quote(passage, points),
        passage=passage.text,
        passage_id=passage.id,
        score=score,
    )


def scores_of(parts: Sequence[Part]) -> dict[str, float]:
    """Return the scores of what was found for several parts, by passage id."""
    return {ranked.passage.id: ranked.score for part in parts for ranked in part.found}


def _quote(passage: Passage, points: Sequence[Point]) -> str:
    if not points:
        return passage.text
    start = min(point.start for point in points)
    end = max(point.start + len(point.quote) for point in points)
    return passage.text[start:end]
