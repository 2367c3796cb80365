"""How people behave in what they say: what an interviewer would stop at, and how it sounds.

What to stop at is told by its words. How a sentence sounds (like what is sound, like what harms,
like empty talk) is told by a linear probe on its vector, fitted to the anchors of `conduct.toml` by
ridge regression (Alain and Bengio, "Understanding Intermediate Layers Using Linear Classifier
Probes", 2016). Of a single sentence it's often wrong, so it is never shown; over the sentences of
an answer it tells well.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coach.kept_vectors import open_vectors
from coach.practice.anchors import read_concerns, read_conducts
from coach.practice.statements import Statement
from index.embedding import Embedder, Vectors

_RIDGE = 0.01
_RIDGE_OF_CONSTANT = 0.0001

# "I would never ignore it", and who tells of a mistake that was theirs.
_UNDONE = re.compile(r"(?:n['’]t|\bnot|\bnever|\binstead of|\brather than)(?: \w+){0,2} $")  # noqa: RUF001
_OWNED_UP = re.compile(
    r"\b(?:my (?:own )?(?:mistake|fault)|I was wrong|I regret|I learn(?:ed|t)|I got wrong)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Tone:
    """What a sentence sounds like; each 0..1, and together about 1."""

    sound: float
    harm: float
    empty: float


class ConductReader:
    """Reads how people behave in what they say. Safe to use from several threads."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        """Fit the probe.

        Args:
            folder: where the anchors' vectors are kept.

        Raises:
            StoreError: the folder cannot be written to.
        """
        conducts = read_conducts()
        self._words = [(conduct.reason, form) for conduct in conducts for form in conduct.words]
        anchors = {conduct.id: conduct.anchors for conduct in conducts if not conduct.reason}
        groups = [
            [*anchors["sound"], *(said for concern in read_concerns() for said in concern.said)],
            [anchor for conduct in conducts if conduct.reason for anchor in conduct.anchors],
            list(anchors["empty"]),
        ]
        texts = [text for group in groups for text in group]
        vectors = open_vectors(texts, embedder, folder)
        self._probe = _fit(vectors, [len(group) for group in groups])

    def find_harm(self, statement: Statement) -> str:
        """Return why an interviewer would stop at a sentence; "" when its words give no reason."""
        text = statement.text
        if _OWNED_UP.search(text):
            return ""
        for reason, form in self._words:
            found = form.search(text)
            if found and not _UNDONE.search(text[: found.start()]):
                return reason
        return ""

    def hear(self, vectors: Vectors) -> list[Tone]:
        """Return what sentences sound like, given their vectors."""
        shares = np.clip(_extend(vectors) @ self._probe, 0.0, 1.0)
        return [Tone(float(sound), float(harm), float(empty)) for sound, harm, empty in shares]


def _fit(vectors: Vectors, sizes: Sequence[int]) -> NDArray[np.float64]:
    """Fit one column a group, all groups weighing the same; shape (dimension + 1, groups)."""
    inputs = _extend(vectors)
    groups = np.repeat(np.arange(len(sizes)), sizes)
    weights = (1.0 / np.asarray(sizes))[groups][:, None]
    ridge = np.full(inputs.shape[1], _RIDGE)
    ridge[-1] = _RIDGE_OF_CONSTANT
    weighted = (inputs * weights).T
    targets = np.eye(len(sizes))[groups]
    solved = np.linalg.solve(weighted @ inputs + np.diag(ridge), weighted @ targets)
    return np.asarray(solved, np.float64)


def _extend(vectors: Vectors) -> NDArray[np.float64]:
    return np.column_stack([vectors.astype(np.float64), np.ones(len(vectors))])
