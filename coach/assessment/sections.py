"""Finds the sections of a corpus that say what a role asks for, whatever role it is.

A section does when its heading is nearer to headings of that kind than to those of other kinds, by
the embedding model. What stands under the headings below it are its subsections.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from index.documents import Point
from index.embedding import Embedder
from index.passages import Passage

# Headings as guides to any role have them, by kind. The kinds that ask for something come first, in
# the order in which a role asks for them: to be considered, to do the work, to do it well.
_ASKING = (
    ("Requirements", "Qualifications", "What we look for in a candidate", "Entry requirements"),
    ("Responsibilities", "Duties of the role", "Tasks of the job", "What you will do all day"),
    ("Soft skills", "Personal qualities", "Character and attitude", "Interpersonal skills"),
)
_OTHERS = (
    ("Overview", "Introduction", "Summary", "About this guide", "History", "Glossary"),
    ("Career development", "Career paths", "Training courses", "How to advance", "Next steps"),
    ("Salary", "Pay and benefits", "Working hours", "Holidays", "Working conditions"),
    ("Job market", "Demand and outlook", "Industry trends", "Employers", "Statistics"),
    ("Best practices", "Tips", "Guidelines", "How it is done", "Methods", "Processes", "Tools"),
    ("Common challenges", "Problems", "Risks", "Mistakes", "Case studies", "Interview questions"),
    ("Frequently asked questions", "Contact", "Further reading", "References", "Appendix"),
)
# A heading that is less like all of these is of no kind: the ones below it are looked at.
_ALIKE = 0.45
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
class _Kind:
    """What kind of heading one is; `order` is None of those that ask for nothing."""

    order: int | None
    cosine: float


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
    headings = list(dict.fromkeys(heading for p in passages for heading in p.heading_path))
    kinds = _classify(headings, embedder)
    placed = [(p, place) for p in passages if (place := _place(p.heading_path, kinds))]
    found: list[Subsection] = []
    for place, group in groupby(placed, key=lambda one: one[1]):
        found.extend(_divide(place, [passage for passage, _ in group]))
    # Sorting is stable: within a kind they stay in reading order.
    return sorted(found, key=lambda subsection: subsection.order)


def _classify(headings: Sequence[str], embedder: Embedder) -> dict[str, _Kind]:
    groups = (*_ASKING, *_OTHERS)
    owners = [number for number, group in enumerate(groups) for _ in group]
    known = embedder.embed([heading for group in groups for heading in group])
    cosines = embedder.embed(list(headings)) @ known.T
    kinds: dict[str, _Kind] = {}
    for heading, row in zip(headings, cosines, strict=True):
        owner = owners[int(row.argmax())]
        order = owner if owner < len(_ASKING) else None
        kinds[heading] = _Kind(order, float(row.max()))
    return kinds


def _place(path: tuple[str, ...], kinds: dict[str, _Kind]) -> _Place | None:
    """Return the outermost section on the path that asks for something, and what it holds."""
    wanted = _ALIKE
    for depth, heading in enumerate(path):
        kind = kinds[heading]
        if kind.order is not None and kind.cosine >= wanted:
            name = path[depth + 1] if depth + 1 < len(path) else heading
            return _Place(kind.order, heading, name)
        if kind.order is None and kind.cosine >= _ALIKE:
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
