"""Which sentence of an answer sees to which point, by the concerns that both are about.

A point ("investments have to be justified") and the sentence that sees to it ("it saves us thirty
thousand a month") hardly share a word, and the embedding model takes empty talk for the nearer one.
So a point is held against what documents say of the concerns of leaders, and a sentence against
what people say who see to them; they meet in a concern.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coach.assessment.rubric import Criterion
from coach.evidence import content_stems
from coach.practice.anchors import Anchors, read_concerns
from coach.practice.statements import Statement
from index.embedding import Embedder

# A point may have a second concern when it's nearly as near to it.
_CONCERNS = 2
_LEAST_AFFINITY = 0.4
# A short sentence is like others by its form alone: "I'd come back to her on Friday with that".
_FULL_STEMS = 6


class Matcher:
    """Holds sentences against points. Safe to use from several threads."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        concerns = read_concerns()
        self._embedder = embedder
        self._about = Anchors([concern.about for concern in concerns], embedder, folder)
        self._said = Anchors([concern.said for concern in concerns], embedder, folder)

    def match(
        self, statements: Sequence[Statement], points: Sequence[Criterion]
    ) -> NDArray[np.float32]:
        """Return how far each sentence sees to each point, shape (statements, points).

        0 is as much as it sees to anything; 0.2 is plain.
        """
        clauses = [(place, text) for place, one in enumerate(statements) for text in one.clauses]
        texts = [text for _, text in clauses]
        likeness = self._said.likeness(self._embedder.embed(texts))
        lift = likeness - likeness.mean(axis=1, keepdims=True)
        fullness = [min(1.0, len(set(content_stems(text))) / _FULL_STEMS) for text in texts]
        lift = lift * np.array(fullness, np.float32)[:, None]
        of_points = self._embedder.embed([point.text for point in points])
        columns = [self._see_to(lift, row) for row in self._about.likeness(of_points, nearest=1)]
        of_clauses = np.stack(columns, axis=1)
        matches = np.full((len(statements), len(points)), -1.0, np.float32)
        np.maximum.at(matches, [place for place, _ in clauses], of_clauses)
        return matches

    def _see_to(
        self, lift: NDArray[np.float32], affinity: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        first, *others = np.argsort(-affinity)[:_CONCERNS]
        best = lift[:, first]
        for other in others:
            if affinity[other] >= _LEAST_AFFINITY:
                best = np.maximum(best, lift[:, other] * (affinity[other] / affinity[first]))
        return best
