"""Whether an answer is about the scenario at all, or about something else, or about another one.

How near an answer is to a question says little by itself: one that tells of a case from another
trade is far from it. So what counts, too, is how near it is to the situations of work rather than
to everyday questions about everything, and how near to this one rather than to the others, as a
speaker's voice is set against those of a cohort (Reynolds, "Comparison of Background Normalization
Methods for Text-Independent Speaker Verification", 1997).
"""

from pathlib import Path

import numpy as np

from coach.background import Background
from coach.kept_vectors import open_vectors
from coach.practice.rounds import Scenario
from coach.practice.situations import read_situations
from index.embedding import Embedder

# Of answers to the question itself nearly all lie above both ends. What people tell of their
# gardens and holidays lies below the first, and of the answers to another question a quarter lies
# below the upper end of the second.
_BEARING = (0.20, 0.28)
_LEAD = (-0.25, -0.08)
_WORK_WEIGHT = 2
_NEAREST = 3


class Relevance:
    """Tells how far answers bear on scenarios. Safe to use from several threads."""

    def __init__(self, embedder: Embedder, background: Background, folder: Path) -> None:
        """Read the cohort of situations.

        Args:
            background: the cohort of everyday questions.
            folder: where the situations' vectors are kept.

        Raises:
            StoreError: the folder cannot be written to.
        """
        self._embedder = embedder
        self._background = background
        cohort = [f"{situation.story} {situation.task}" for situation in read_situations()]
        self._cohort = open_vectors(cohort, embedder, folder)

    def measure(self, scenario: Scenario, answer: str) -> float:
        """Return how far an answer bears on a scenario: 0 not at all, 1 as an answer to it does."""
        points = " ".join(point.text for point in scenario.points)
        asked = self._embedder.embed([scenario.question, f"{scenario.question} {points}"])
        said = self._embedder.embed([answer])[0]
        question, whole = (float(cosine) for cosine in asked @ said)
        situations = np.sort(self._cohort @ said)
        work = float(situations[-_NEAREST:].mean()) - self._background.likeness(said)
        lead = question + whole - 2 * float(situations.mean())
        return _rise(question + _WORK_WEIGHT * work, *_BEARING) * _rise(lead, *_LEAD)


def _rise(value: float, low: float, high: float) -> float:
    return float(np.clip((value - low) / (high - low), 0.0, 1.0))
