"""What a writer hands over, whoever writes: the text, and the passages that its markers count."""

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
class Cited:
    """A passage that the text cites; its place among the others is its number in the text.

    Attributes:
        points: what of it the text rests on; none when it is the passage as a whole.
    """

    passage: Passage
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer's text and what it rests on, in the order of the text's markers."""

    text: str
    cited: tuple[Cited, ...]


def cite_all(draft: Draft, parts: Sequence[Part]) -> tuple[Citation, ...]:
    """Return the citations that the text's markers count."""
    scores = {ranked.passage.id: ranked.score for part in parts for ranked in part.found}
    return tuple(
        cite(number, cited.passage, cited.points, scores.get(cited.passage.id, 0.0))
        for number, cited in enumerate(draft.cited, start=1)
    )


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


def _quote(passage: Passage, points: Sequence[Point]) -> str:
    if not points:
        return passage.text
    start = min(point.start for point in points)
    end = max(point.start + len(point.quote) for point in points)
    return passage.text[start:end]
