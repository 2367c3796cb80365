"""A question to ranked passages: dense and lexical evidence, fused.

Each passage is scored by its own vector, by the vectors of its best Point and of the nearest
questions that it answers, and by BM25, each scaled to 0..1 over the candidates, and summed with the
weights below (a convex combination; Bruch, Gai and Ingber, "An Analysis of Fusion Functions for
Hybrid Retrieval", 2023). The weights were chosen on the first half of the evaluation's questions,
where reciprocal rank fusion found fewer of the facts.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedder, Vectors
from index.lexical import LexicalIndex
from index.passages import Passage
from index.store import Match, Store

_CANDIDATE_RECORDS = 60
_CANDIDATE_PASSAGES = 20
_KEPT_PASSAGES = 4_096

_Value = TypeVar("_Value")

PASSAGE_WEIGHT = 1 / 6
POINT_WEIGHT = 1 / 6
QUESTION_WEIGHT = 1 / 3
LEXICAL_WEIGHT = 1 / 3

# One question can be like another by chance; two hardly are.
_NEAREST_QUESTIONS = 2


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage found for a question.

    Attributes:
        score: the fused score, 0..1; it compares within one search only.
        similarity: the cosine of the passage or its best Point to the question.
        question_similarity: the mean cosine of the two nearest questions that it answers, 0
            without any.
        point_similarities: the cosine of each of its Points, in their order.
    """

    passage: Passage
    score: float
    similarity: float
    question_similarity: float
    point_similarities: tuple[float, ...]


class Search:
    """Finds passages in one store. Safe to use from several threads.

    What it has read stays in memory (up to 4,096 passages with their vectors): passages are named
    by content, so what is kept is never stale.
    """

    def __init__(
        self,
        store: Store,
        lexical: LexicalIndex,
        embedder: Embedder,
        on_close: Callable[[], None] = lambda: None,
    ) -> None:
        self._on_close = on_close
        self._store = store
        self._lexical = lexical
        self.embedder = embedder
        self._read = _Memory[tuple[Passage, Vectors]](_KEPT_PASSAGES)
        self._below = _Memory[tuple[Passage, ...]](_KEPT_PASSAGES)

    @property
    def revision(self) -> str | None:
        """What is indexed, as a hash of all that is embedded."""
        return self._store.revision

    def embed(self, query: str) -> Vectors:
        """Return the query's vector, shape (dimension,)."""
        vector: Vectors = self.embedder.embed([query])[0]
        return vector

    def search(
        self,
        query: str,
        k: int = 6,
        *,
        vector: Vectors | None = None,
        nearest: list[Match] | None = None,
        words: str | None = None,
    ) -> list[RankedPassage]:
        """Return at most `k` passages, best first; none when nothing is indexed.

        Args:
            vector: the query's, from a caller who has it already.
            nearest: the records near that vector, likewise.
            words: what BM25 is to look for, when that is not just the query.

        Raises:
            StoreError: the index fails.
            IndexMismatch: the index was since made with another embedding model.
        """
        if vector is None:
            vector = self.embed(query)
        if nearest is None:
            nearest = self._store.nearest(vector, _CANDIDATE_RECORDS)
        dense = list(dict.fromkeys(match.passage_id for match in nearest))
        lexical = {
            match.passage_id: match.score
            for match in self._lexical.search(words or query, _CANDIDATE_PASSAGES)
        }
        candidates = self._fetch([*dense[:_CANDIDATE_PASSAGES], *lexical])
        return _rank(vector, candidates, lexical)[:k]

    def look_up(self, vectors: Vectors) -> list[list[Match]]:
        """Return for each row of `vectors` the records near it, for `search` to go on with."""
        return self._store.nearest_to_each(vectors, _CANDIDATE_RECORDS)

    def passages(self, ids: Iterable[str]) -> Iterator[Passage]:
        """Walk over those of these passages that there are, in no order."""
        return self._store.passages(ids)

    def below(self, passage: Passage) -> tuple[Passage, ...]:
        """Return the passages under a passage's heading, two levels down, in reading order."""
        kept = self._below.get(passage.id)
        if kept is not None:
            return kept
        top = passage.heading_path
        paths = [top, *((*top, subheading) for subheading in passage.subheadings)]
        found = self._store.passages_below(paths)
        # Two documents may have the same headings.
        own = [p for p in found if p.path == passage.path]
        return self._below.keep(passage.id, tuple(sorted(own, key=lambda p: p.position)))

    def all_passages(self) -> Iterator[Passage]:
        """Walk over every passage, in no order."""
        return self._store.all_passages()

    def close(self) -> None:
        """Let go of the index's files, which are else held until the process ends."""
        self._lexical.close()
        self._store.close()
        self._on_close()

    def _fetch(self, ids: list[str]) -> list[tuple[Passage, Vectors]]:
        """Read passages with their vectors, from memory where they are there.

        A passage that has gone since it was found is left out.
        """
        wanted = {passage_id: self._read.get(passage_id) for passage_id in ids}
        missing = [passage_id for passage_id, found in wanted.items() if found is None]
        if missing:
            for passage, vectors in self._store.read(missing):
                wanted[passage.id] = self._read.keep(passage.id, (passage, vectors))
        return [found for found in wanted.values() if found is not None]


class _Memory(Generic[_Value]):
    """Keeps so many values, the latest ones, for several threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[str, _Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> _Value | None:
        with self._lock:
            return self._values.get(key)

    def keep(self, key: str, value: _Value) -> _Value:
        with self._lock:
            self._values[key] = value
            if len(self._values) > self._size:
                self._values.popitem(last=False)
        return value


def _rank(
    vector: Vectors, candidates: list[tuple[Passage, Vectors]], lexical: dict[str, float]
) -> list[RankedPassage]:
    if not candidates:
        return []
    cosines = [vectors @ vector for _, vectors in candidates]
    own = [float(row[-1]) for row in cosines]
    counts = [len(passage.points) for passage, _ in candidates]
    best_point = [
        float(row[:count].max(initial=-1.0)) for row, count in zip(cosines, counts, strict=True)
    ]
    best_question = [
        _mean_of_best(row[count:-1]) for row, count in zip(cosines, counts, strict=True)
    ]
    words = [lexical.get(passage.id, 0.0) for passage, _ in candidates]
    fused = (
        PASSAGE_WEIGHT * _scale(own)
        + POINT_WEIGHT * _scale(best_point)
        + QUESTION_WEIGHT * _scale(best_question)
        + LEXICAL_WEIGHT * _scale(words)
    )
    ranked = [
        RankedPassage(
            passage=passage,
            score=float(score),
            similarity=max(text, point),
            question_similarity=question,
            point_similarities=tuple(float(v) for v in row[: len(passage.points)]),
        )
        for (passage, _), score, row, text, point, question in zip(
            candidates, fused, cosines, own, best_point, best_question, strict=True
        )
    ]
    # Equal scores in reading order: what Chroma finds first changes from index to index.
    return sorted(ranked, key=lambda found: (-found.score, found.passage.position))


def _mean_of_best(cosines: Vectors) -> float:
    # So few that Python sorts them faster than numpy.
    best = sorted(cosines.tolist())[-_NEAREST_QUESTIONS:]
    return max(0.0, sum(best) / len(best)) if best else 0.0


def _scale(scores: list[float]) -> NDArray[np.float64]:
    """Bring scores to 0..1 over the candidates; equal scores become 0."""
    exact = np.array(scores, np.float64)
    low, high = exact.min(), exact.max()
    return (exact - low) / (high - low) if high > low else np.zeros_like(exact)
