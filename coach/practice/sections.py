"""Which sections of a corpus state challenges and duties, and which ask something of a person.

The outermost heading that is plainly of one kind speaks for all below it: what stands under "Common
Challenges > Budget" is a challenge. Nothing here knows what any corpus is about.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from coach.headings import Heading, HeadingKind, classify_headings
from index.documents import Point
from index.embedding import Embedder
from index.passages import Passage

Kind = Literal["challenge", "duty", "need", "practice"]

_KINDS: Mapping[HeadingKind, Kind] = {
    "challenge": "challenge",
    "responsibility": "duty",
    "requirement": "need",
    "quality": "need",
    "practice": "practice",
}
# So near the nearest of its headings must be for a section of which none tells its kind plainly.
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
    """Return the sections that say anything of such a kind, in reading order."""
    found: dict[tuple[str, tuple[str, ...]], list[Passage]] = {}
    for passage in sorted(passages, key=lambda passage: passage.position):
        found.setdefault((passage.path, passage.heading_path), []).append(passage)
    headings = classify_headings((text for _, path in found for text in path), embedder)
    return tuple(
        Section(kind, heading_path, path, pieces[0].asked_as, points)
        for (path, heading_path), pieces in found.items()
        # What introduces the sections below it is said again by them.
        if not pieces[0].subheadings
        and (points := tuple(_points_of(pieces)))
        and (kind := _tell_kind(heading_path, headings))
    )


def _points_of(pieces: Iterable[Passage]) -> Iterator[tuple[Passage, Point]]:
    for passage in pieces:
        for point in passage.points:
            if point.kind != "row" and len(point.text.split()) >= _LEAST_WORDS:
                yield passage, point


def _tell_kind(path: tuple[str, ...], headings: Mapping[str, Heading]) -> Kind | None:
    """Return the kind of a section, None of one that states nothing to practise."""
    known = [headings[text] for text in path]
    # What is plainly of one kind speaks for all below it.
    plain = next((heading for heading in known if heading.is_plain), None)
    told = plain or max(known, key=lambda heading: heading.cosine)
    return _KINDS.get(told.kind) if told.cosine >= _POSSIBLE else None
