"""Whether an answer is about the scenario at all, or about something else, or about another one.

How near an answer is to a question says little by itself, so it is set against how near it is to
the other situations of an interview, as a speaker's voice is against those of a cohort (Reynolds,
"Comparison of Background Normalization Methods for Text-Independent Speaker Verification", 1997).
"""

from pathlib import Path

import numpy as np

from coach.kept_vectors import open_vectors
from coach.practice.rounds import Scenario
from coach.practice.situations import read_situations
from index.embedding import Embedder

# Of answers to the question itself nearly all lie above both ends, those too that tell of another
# trade. What people tell of their holidays lies below the first, or not far above it, and of the
# answers to another question a quarter lies below the upper end of the second.
_NEARNESS = (0.36, 0.46)
_LEAD = (-0.25, -0.08)


class Relevance:
    """Tells how far answers bear on scenarios. Safe to use from several threads."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        """Read the cohort.

        Args:
            folder: where its vectors are kept.

        Raises:
            StoreError: the folder cannot be written to.
        """
        self._embedder = embedder
        cohort = [f"{situation.story} {situation.task}" for situation in read_situations()]
        self._cohort = open_vectors(cohort, embedder, folder)

    def measure(self, scenario: Scenario, answer: str) -> float:
        """Return how far an answer bears on a scenario: 0 not at all, 1 as an answer to it does."""
        points = " ".join(point.text for point in scenario.points)
        asked = self._embedder.embed([scenario.question, f"{scenario.question} {points}"])
        said = self._embedder.embed([answer])[0]
        question, whole = (float(cosine) for cosine in asked @ said)
        usual = float((self._cohort @ said).mean())
        nearness = question + whole
        return _rise(nearness, *_NEARNESS) * _rise(nearness - 2 * usual, *_LEAD)


def _rise(value: float, low: float, high: float) -> float:
    return float(np.clip((value - low) / (high - low), 0.0, 1.0))
