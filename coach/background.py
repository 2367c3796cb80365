"""Everyday questions on every other subject, to tell what is off the documents' subject.

How near a question is to the documents says little by itself: a short or roundabout one is near to
nothing, and a plain one near to much. So that likeness is set against the likeness to a cohort of
questions about other things, as a speaker's is against a background model (Reynolds, Quatieri and
Dunn, "Speaker Verification Using Adapted Gaussian Mixture Models", 2000).
"""

from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from coach.kept_vectors import open_vectors
from index.embedding import Embedder, Vectors

_NEAREST = 3


class Background:
    """The vectors of the everyday questions, shape (questions, dimension)."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def likeness(self, vector: Vectors) -> float:
        """Return the mean cosine of the three nearest everyday questions."""
        cosines = self._vectors @ vector
        return float(np.partition(cosines, -_NEAREST)[-_NEAREST:].mean())


def open_background(embedder: Embedder, folder: Path) -> Background:
    """Read the vectors from `folder`; embed the questions first when they aren't there.

    Raises:
        StoreError: the folder cannot be written to.
    """
    return Background(open_vectors(_everyday_questions(), embedder, folder))


@cache
def _everyday_questions() -> tuple[str, ...]:
    text = files("coach").joinpath("background.txt").read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))
