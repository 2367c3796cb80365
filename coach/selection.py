"""What of the found passages goes into an answer: groups of Points, best first.

A group is one passage with the Points of it that are to be said. Whole passages are taken as long
as they are nearly as good as the best one and the words last: a subsection's Points belong
together, and a reader misses what stands between two of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from index.documents import Point
from index.passages import Passage
from index.search import RankedPassage

# Measured on the first half of the evaluation set: lower brings in strangers, higher loses facts.
_NEAR_BEST = 0.6
_LONG_GROUP_POINTS = 6


@dataclass(frozen=True, slots=True)
class Group:
    """A passage and the Points of it that are to be said, in their order."""

    passage: Passage
    points: tuple[Point, ...]


def select_groups(found: list[RankedPassage], words: int, best_score: float) -> list[Group]:
    """Take passages, best first, while they are near the best score and fit in `words`."""
    groups: list[Group] = []
    left = words
    for ranked in found:
        if groups and ranked.score < _NEAR_BEST * best_score:
            continue
        group = _best_points(ranked, left if groups else words)
        cost = count_words(point.text for point in group.points)
        if not group.points or (groups and cost > left):
            continue
        groups.append(group)
        left -= cost
    return groups


def count_words(texts: Iterable[str]) -> int:
    """Count what stands between white space."""
    return sum(len(text.split()) for text in texts)


def _best_points(ranked: RankedPassage, words: int) -> Group:
    """All Points, or of a long passage those nearest to the question, in their order."""
    points = ranked.passage.points
    if len(points) > _LONG_GROUP_POINTS or count_words(p.text for p in points) > words:
        by_similarity = sorted(
            zip(ranked.point_similarities, points, strict=True), key=lambda pair: -pair[0]
        )
        kept: list[Point] = []
        for _, point in by_similarity[:_LONG_GROUP_POINTS]:
            if kept and count_words(p.text for p in [*kept, point]) > words:
                break
            kept.append(point)
        points = tuple(sorted(kept, key=lambda point: point.start))
    return Group(ranked.passage, points)
