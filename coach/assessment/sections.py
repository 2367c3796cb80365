"""Finds the sections of a corpus that say what a role asks for, whatever role it is.

A section does when its heading announces that. What stands under the headings below it are its
subsections.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from coach.headings import PLAIN, Heading, HeadingKind, classify_headings
from index.documents import Point
from index.embedding import Embedder
from index.passages import Passage

# The kinds of section that ask for something, in the order in which a role asks for it: to be
# considered, to do the work, to do it well.
_ORDERS: Mapping[HeadingKind, int] = {"requirement": 0, "responsibility": 1, "quality": 2}
# Below a heading of another kind one has to be nearly the same: "Effective Communication" under
# "Best Practices" is no requirement, "Requirements" under "Career Paths" is.
_SAME = 0.65


@dataclass(frozen=True, slots=True)
class Demand:
    """A Point that asks for something, and where it stands."""

    passage: Passage
    point: Point


@dataclass(frozen=True, slots=True)
class Subsection:
    """What stands under one heading of a section that asks for something; at least one demand.

    Attributes:
        order: of the section's kind; 0 is asked for first.
        section: the section's heading.
        name: the subsection's own.
    """

    order: int
    section: str
    name: str
    demands: tuple[Demand, ...]

    @property
    def text(self) -> str:
        """All that it asks for."""
        return " ".join(demand.point.text for demand in self.demands)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a passage belongs: a section that asks for something, and the heading below it."""

    order: int
    section: str
    name: str


def find_subsections(passages: Sequence[Passage], embedder: Embedder) -> list[Subsection]:
    """Return the subsections that ask for something, those asked for first at the front.

    Args:
        passages: in reading order.
    """
    headings = classify_headings((h for p in passages for h in p.heading_path), embedder)
    placed = [(p, place) for p in passages if (place := _place(p.heading_path, headings))]
    found: list[Subsection] = []
    for place, group in groupby(placed, key=lambda one: one[1]):
        found.extend(_divide(place, [passage for passage, _ in group]))
    # Sorting is stable: within a kind they stay in reading order.
    return sorted(found, key=lambda subsection: subsection.order)


def _place(path: tuple[str, ...], headings: Mapping[str, Heading]) -> _Place | None:
    """Return the outermost section on the path that asks for something, and what it holds."""
    wanted = PLAIN
    for depth, text in enumerate(path):
        heading = headings[text]
        order = _ORDERS.get(heading.kind)
        if order is not None and heading.cosine >= wanted:
            name = path[depth + 1] if depth + 1 < len(path) else text
            return _Place(order, text, name)
        if order is None and heading.is_plain:
            wanted = _SAME
    return None


def _divide(place: _Place, passages: Sequence[Passage]) -> Iterator[Subsection]:
    demands = [Demand(passage, point) for passage in passages for point in _select(passage, place)]
    # A list may be grouped by its bullets' own lead-ins instead of by headings.
    for label, labelled in groupby(demands, key=lambda demand: demand.point.label):
        name = label if label and place.name == place.section else place.name
        yield Subsection(place.order, place.section, name, tuple(labelled))


def _select(passage: Passage, place: _Place) -> list[Point]:
    """Return the Points that ask: the items of a list, or without one the sentences."""
    listed = [point for point in passage.points if point.kind != "sentence"]
    # Sentences above subsections or beside a list lead in to them, or sum them up.
    is_lead_in = bool(passage.subheadings) or bool(listed) or passage.heading == place.section
    return listed if is_lead_in else list(passage.points)
