"""The sentences that an answer is held against, which are files, as vectors.

A sentence of an answer is as like to a group of anchors as to the two of them that it is nearest
to: one can be like it by chance.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.kept_vectors import open_vectors
from index.embedding import Embedder, Vectors

_NEAREST = 2


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that leaders have to see to; `concerns.toml` explains."""

    about: tuple[str, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conduct:
    """How people behave, and what is said of a sentence that tells it; `conduct.toml` explains.

    Attributes:
        reason: "" of what is no reason to stop at.
        words: the forms that it has in English.
    """

    id: str
    anchors: tuple[str, ...]
    reason: str
    words: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Examples:
    """What people say in interviews, by what is made of it; `examples.toml` explains."""

    sound: tuple[str, ...]
    incomplete: tuple[str, ...]
    harmful: tuple[str, ...]
    empty: tuple[str, ...]


def read_concerns() -> tuple[Concern, ...]:
    """Read the concerns."""
    return tuple(
        Concern(tuple(one["about"]), tuple(one["said"]))
        for one in _read("concerns.toml")["concern"]
    )


def read_conducts() -> tuple[Conduct, ...]:
    """Read the kinds of conduct."""
    return tuple(
        Conduct(
            one["id"],
            tuple(one["anchors"]),
            one.get("reason", ""),
            tuple(re.compile(form, re.IGNORECASE) for form in one.get("words", ())),
        )
        for one in _read("conduct.toml")["conduct"]
    )


def read_examples() -> Examples:
    """Read the examples, those of all situations together."""
    situations = _read("examples.toml")["situation"]

    def collect(kind: str) -> tuple[str, ...]:
        return tuple(text for situation in situations for text in situation.get(kind, ()))

    return Examples(collect("sound"), collect("incomplete"), collect("harmful"), collect("empty"))


class Anchors:
    """Groups of sentences, embedded once."""

    def __init__(self, groups: Sequence[Sequence[str]], embedder: Embedder, folder: Path) -> None:
        """Read their vectors, or make them.

        Args:
            folder: where the vectors are kept.

        Raises:
            StoreError: the folder cannot be written to.
        """
        texts = [text for group in groups for text in group]
        self._vectors = open_vectors(texts, embedder, folder)
        ends = np.cumsum([len(group) for group in groups])
        self._groups = [slice(end - len(g), end) for end, g in zip(ends, groups, strict=True)]

    def likeness(self, vectors: Vectors, nearest: int = _NEAREST) -> NDArray[np.float32]:
        """Return how like texts are to the groups, as cosines, shape (texts, groups)."""
        cosines = vectors @ self._vectors.T
        columns = [
            np.sort(cosines[:, group], axis=1)[:, -nearest:].mean(axis=1) for group in self._groups
        ]
        return np.stack(columns, axis=1)


def _read(name: str) -> dict[str, list[dict[str, Any]]]:
    text = files("coach.practice").joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(text)
