"""Derives the rubric from the corpus's own sections.

The subsections of what is asked for first are the dimensions. A later subsection joins the one that
it is about, as its next level, or is a dimension of its own.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import groupby, islice

import numpy as np

from coach.assessment.rubric import ID_DIGITS, Dimension, Level, Rubric, make_criterion
from coach.assessment.sections import Subsection, find_subsections
from index.embedding import Embedder, Vectors
from index.passages import Passage

# Likeness below which a subsection is a dimension of its own.
_JOINS = 0.3
# Enough for any guide to a role, and quick to look over in the largest corpus.
_PASSAGES = 5_000


def derive_rubric(passages: Iterable[Passage], embedder: Embedder) -> Rubric:
    """Derive the rubric; without dimensions when no section says what the role asks for.

    Of a large corpus five thousand passages are looked at.
    """
    seen = sorted(islice(passages, _PASSAGES), key=lambda passage: passage.position)
    subsections = find_subsections(seen, embedder) if seen else []
    if not subsections:
        return Rubric(())
    asked = dict.fromkeys(demand.passage.id for s in subsections for demand in s.demands)
    numbers = {passage_id: number for number, passage_id in enumerate(asked, start=1)}
    homes = _find_homes(subsections, embedder)
    members: dict[int, list[Subsection]] = {}
    for subsection, home in zip(subsections, homes, strict=True):
        members.setdefault(home, []).append(subsection)
    return Rubric(tuple(_make_dimension(group, numbers) for group in members.values()))


def _find_homes(subsections: Sequence[Subsection], embedder: Embedder) -> list[int]:
    """Return for each subsection the place of the one whose dimension it joins, or its own."""
    headings = embedder.embed([subsection.name for subsection in subsections])
    texts = _centre(embedder.embed([subsection.text for subsection in subsections]))
    likeness = (headings @ headings.T + texts @ texts.T) / 2
    homes: list[int] = []
    for place, subsection in enumerate(subsections):
        # Within one level the corpus itself keeps them apart.
        earlier = [
            other
            for other in range(place)
            if homes[other] == other and subsections[other].order < subsection.order
        ]
        best = max(earlier, key=lambda other: float(likeness[place, other]), default=place)
        homes.append(best if likeness[place, best] >= _JOINS else place)
    return homes


def _centre(vectors: Vectors) -> Vectors:
    """Take out what all have in common: the subject of the corpus makes them all alike.

    After Mu and Viswanath, "All-but-the-Top" (2018), of which this is the first half.
    """
    centred = vectors - vectors.mean(axis=0)
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.asarray(centred / np.maximum(lengths, np.finfo(np.float32).tiny), np.float32)


def _make_dimension(group: Sequence[Subsection], numbers: dict[str, int]) -> Dimension:
    levels = [
        Level(
            own[0].section,
            order,
            tuple(
                make_criterion(demand.passage, demand.point, numbers[demand.passage.id])
                for subsection in own
                for demand in subsection.demands
            ),
        )
        for order, one in groupby(group, key=lambda subsection: subsection.order)
        for own in [list(one)]
    ]
    name = group[0].name
    identity = sha256("\0".join(name.split()).encode()).hexdigest()[:ID_DIGITS]
    return Dimension(identity, name, tuple(levels))
