"""Which sections of a corpus state challenges and duties, and which ask something of a person.

A heading is of the kind whose examples it is nearest to, and the outermost heading that is plainly
of one kind speaks for all below it: what stands under "Common Challenges > Budget" is a challenge.
Nothing here knows what any corpus is about.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from index.documents import Point
from index.embedding import Embedder
from index.passages import Passage

Kind = Literal["challenge", "duty", "need", "practice", "path", "market", "subject"]

_EXAMPLES: dict[Kind, tuple[str, ...]] = {
    "challenge": (
        "challenges",
        "problems that come up",
        "difficulties and obstacles",
        "what goes wrong",
        "pitfalls and risks",
        "common struggles",
    ),
    "duty": (
        "responsibilities",
        "duties of the role",
        "what you are responsible for",
        "day-to-day tasks",
        "what the job involves",
    ),
    "need": (
        "requirements",
        "qualifications and skills that are needed",
        "what a candidate must bring",
        "soft skills",
        "competencies",
    ),
    "practice": (
        "best practices",
        "recommendations",
        "how to do it well",
        "tips for success",
        "principles to follow",
    ),
    "path": (
        "career paths",
        "how a career develops",
        "next steps to be promoted",
        "training and learning",
    ),
    "market": (
        "job market and demand",
        "salary and pay",
        "industry trends",
        "outlook and statistics",
    ),
    "subject": (
        "introduction",
        "overview",
        "definitions and basic concepts",
        "history",
        "how the technology works",
    ),
}
# Measured on the headings of the shipped corpus and on two dozen of other trades.
_PLAIN = 0.45
_LEAD = 0.1
_POSSIBLE = 0.25
_LEAST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading.

    Attributes:
        points: what it says, each with the passage that it stands in; no rows of tables.
    """

    kind: Kind
    heading_path: tuple[str, ...]
    path: str
    asked_as: tuple[str, ...]
    points: tuple[tuple[Passage, Point], ...]

    @property
    def heading(self) -> str:
        """The innermost heading."""
        return self.heading_path[-1]


def read_sections(passages: Iterable[Passage], embedder: Embedder) -> tuple[Section, ...]:
    """Return the sections that say anything and whose kind can be told, in reading order."""
    kinds = _Kinds(embedder)
    found: dict[tuple[str, tuple[str, ...]], list[Passage]] = {}
    for passage in sorted(passages, key=lambda passage: passage.position):
        found.setdefault((passage.path, passage.heading_path), []).append(passage)
    return tuple(
        Section(kind, heading_path, path, pieces[0].asked_as, points)
        for (path, heading_path), pieces in found.items()
        # What introduces the sections below it is said again by them.
        if not pieces[0].subheadings
        and (points := tuple(_points_of(pieces)))
        and (kind := kinds.of(heading_path))
    )


def _points_of(pieces: Iterable[Passage]) -> Iterator[tuple[Passage, Point]]:
    for passage in pieces:
        for point in passage.points:
            if point.kind != "row" and len(point.text.split()) >= _LEAST_WORDS:
                yield passage, point


class _Kinds:
    """Tells the kind of headings, each embedded once."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors = {kind: embedder.embed(list(texts)) for kind, texts in _EXAMPLES.items()}
        self._known: dict[str, tuple[Kind, float, float]] = {}

    def of(self, heading_path: tuple[str, ...]) -> Kind | None:
        """Return the kind of a section, None when its headings don't tell."""
        nearest = [self._nearest(heading) for heading in heading_path]
        for kind, likeness, lead in nearest:
            if likeness >= _PLAIN and lead >= _LEAD:
                return kind
        kind, likeness, _ = max(nearest, key=lambda found: found[1])
        return kind if likeness >= _POSSIBLE else None

    def _nearest(self, heading: str) -> tuple[Kind, float, float]:
        """Return the nearest kind, its cosine, and how far the next one is behind."""
        if heading not in self._known:
            vector = self._embedder.embed([heading])[0]
            cosines = {kind: float(np.max(rows @ vector)) for kind, rows in self._vectors.items()}
            first, second = sorted(cosines, key=lambda kind: -cosines[kind])[:2]
            self._known[heading] = (first, cosines[first], cosines[first] - cosines[second])
        return self._known[heading]
