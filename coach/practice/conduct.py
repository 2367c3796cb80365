"""How people behave in what they say: what an interviewer would stop at, and how it sounds.

What to stop at is told by its words. How a sentence sounds (like what is sound, what leaves out
the most of it, what harms, or empty talk) is told by a probe on its vector, fitted by kernel ridge
regression (Saunders, Gammerman and Vovk, "Ridge Regression Learning Algorithm in Dual Variables",
1998) to the examples of `examples.toml`, with the anchors of `conduct.toml` and what is said in
`concerns.toml`. Of a single sentence it's often wrong, so it is never shown; over the sentences of
an answer it tells well.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coach.kept_vectors import open_vectors
from coach.practice.anchors import read_concerns, read_conducts, read_examples
from coach.practice.statements import Statement
from index.embedding import Embedder, Vectors

# Chosen on the examples alone, a tenth of their situations held out at a time: of the answers that
# one puts together from sentences of one kind 93 of 100 pairs are in order (91 by a linear probe).
_RIDGE = 1.0

# "I would never ignore it", and who tells of a mistake that was theirs.
_UNDONE = re.compile(r"(?:n['’]t|\bnot|\bnever|\binstead of|\brather than)(?: \w+){0,2} $")  # noqa: RUF001
_OWNED_UP = re.compile(
    r"\b(?:my (?:own )?(?:mistake|fault)|I was wrong|I regret|I learn(?:ed|t)|I got wrong)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Tone:
    """What a sentence sounds like; each 0..1, and together about 1."""

    sound: float
    incomplete: float
    harm: float
    empty: float


@dataclass(frozen=True, slots=True)
class _Probe:
    """What was fitted to the examples.

    Attributes:
        examples: their vectors, shape (examples, dimension).
        weights: of each for each group, shape (examples, groups).
        base: what holds for every group where no example is near.
    """

    examples: Vectors
    weights: NDArray[np.float64]
    base: float

    def read(self, vectors: Vectors) -> NDArray[np.float64]:
        """Return how far sentences belong to the groups, shape (sentences, groups)."""
        return _compare(vectors, self.examples) @ self.weights + self.base


class ConductReader:
    """Reads how people behave in what they say. Safe to use from several threads."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        """Fit the probe.

        Args:
            folder: where the vectors of anchors and examples are kept.

        Raises:
            StoreError: the folder cannot be written to.
        """
        conducts = read_conducts()
        self._words = [(conduct.reason, form) for conduct in conducts for form in conduct.words]
        anchors = {conduct.id: conduct.anchors for conduct in conducts if not conduct.reason}
        said = [said for concern in read_concerns() for said in concern.said]
        harmful = [anchor for one in conducts if one.reason for anchor in one.anchors]
        examples = read_examples()
        # In the order of Tone's fields.
        groups = [
            [*anchors["sound"], *said, *examples.sound],
            list(examples.incomplete),
            [*harmful, *examples.harmful],
            [*anchors["empty"], *examples.empty],
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
        shares = np.clip(self._probe.read(vectors), 0.0, 1.0)
        return [Tone(*map(float, of_one)) for of_one in shares]


def _fit(vectors: Vectors, sizes: Sequence[int]) -> _Probe:
    """Fit a probe, all groups weighing the same.

    Args:
        vectors: of the examples, group by group; unit ones.
        sizes: how many of them belong to each group.
    """
    groups = np.repeat(np.arange(len(sizes)), sizes)
    weights = len(vectors) / (len(sizes) * np.asarray(sizes))[groups]
    likeness = _compare(vectors, vectors) + np.diag(_RIDGE / weights)
    base = 1 / len(sizes)
    weights_of_examples = np.linalg.solve(likeness, np.eye(len(sizes))[groups] - base)
    return _Probe(vectors, np.asarray(weights_of_examples, np.float64), base)


def _compare(these: Vectors, those: Vectors) -> NDArray[np.float64]:
    """Return a Gaussian kernel of unit vectors, shape (these, those)."""
    return np.exp((these @ those.T).astype(np.float64) - 1)
