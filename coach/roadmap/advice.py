"""What the corpus says on how to get somewhere, found by search with the gap as the question."""

import re
from collections.abc import Iterator, Sequence

from coach.answer import Citation
from coach.drafts import cite
from coach.roadmap.proofs import is_advice
from index.documents import Point
from index.search import RankedPassage, Search

_PASSAGES = 10
_MOST = 2
# Below it the subject is another one; above it the same thing is asked for once more.
_NEAREST = 0.45
_SAME = 0.8
# A second piece is worth reading when it's all but as near as the first.
_SLACK = 0.08
# It says little away from what stands around it.
_POINTS_BACK = re.compile(r"\b(?:this|these|those|above|below|following)\b", re.IGNORECASE)


def find_advice(
    criteria: Sequence[Citation], search: Search, asked_in: frozenset[str]
) -> list[tuple[Citation, ...]]:
    """Return for each criterion up to two pieces of advice, the most fitting first.

    Args:
        asked_in: the passages of the rubric: what they ask for is no advice on how to get there.

    Raises:
        StoreError: the index fails.
    """
    if not criteria:
        return []
    questions = [_question(criterion) for criterion in criteria]
    vectors = search.embedder.embed(questions)
    nearest = search.look_up(vectors)
    return [
        tuple(
            cite(number, ranked.passage, [point], ranked.score)
            for number, (ranked, point) in enumerate(_best(ranking, asked_in), start=1)
        )
        for ranking in (
            search.search(question, _PASSAGES, vector=vector, nearest=matches)
            for question, vector, matches in zip(questions, vectors, nearest, strict=True)
        )
    ]


def _question(criterion: Citation) -> str:
    heading = criterion.section.rpartition(" > ")[2]
    return f"{heading}: {criterion.quote}"


def _best(
    ranking: Sequence[RankedPassage], asked_in: frozenset[str]
) -> list[tuple[RankedPassage, Point]]:
    found = sorted(_pieces(ranking, asked_in), key=lambda piece: piece[0], reverse=True)
    least = found[0][0] - _SLACK if found else 0.0
    return [(ranked, point) for near, ranked, point in found[:_MOST] if near >= least]


def _pieces(
    ranking: Sequence[RankedPassage], asked_in: frozenset[str]
) -> Iterator[tuple[float, RankedPassage, Point]]:
    for ranked in ranking:
        if ranked.passage.id in asked_in:
            continue
        for point, similarity in zip(ranked.passage.points, ranked.point_similarities, strict=True):
            fits = _NEAREST <= similarity <= _SAME
            if fits and point.kind in ("bullet", "sentence") and _stands_alone(point):
                yield similarity, ranked, point


def _stands_alone(point: Point) -> bool:
    return is_advice(point.text) and not _POINTS_BACK.search(point.text)
