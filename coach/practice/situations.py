"""The situations of a leadership interview, which are a file, and which one fits which section."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedder, Vectors

# Further away than this, a situation would be about something else than the section.
_LEAST_LIKENESS = 0.3


@dataclass(frozen=True, slots=True)
class Situation:
    """What has happened, and what the person is asked to say; `situations.toml` explains."""

    id: str
    bears_on: tuple[str, ...]
    heard: str
    story: str
    task: str


def assign_situations(sections: Vectors, embedder: Embedder) -> list[Situation]:
    """Give each section a situation, so that together they fit best and none comes twice.

    Where there are more sections than situations, they come again; a section that none of them
    is near gets one of those that fit whatever it is.

    Args:
        sections: the sections' vectors, shape (sections, dimension).
    """
    from scipy.optimize import linear_sum_assignment

    themed = [situation for situation in read_situations() if situation.bears_on]
    likeness = _likeness(sections, themed, embedder)
    chosen: dict[int, Situation] = {}
    left = list(range(len(sections)))
    while left:
        rows, columns = linear_sum_assignment(likeness[left], maximize=True)
        taken = {left[row]: column for row, column in zip(rows, columns, strict=True)}
        fitting = {s: c for s, c in taken.items() if likeness[s, c] >= _LEAST_LIKENESS}
        chosen.update({section: themed[column] for section, column in fitting.items()})
        left = [section for section in left if section not in fitting]
        if not fitting:
            break
    anywhere = [situation for situation in read_situations() if not situation.bears_on]
    for place, section in enumerate(left):
        chosen[section] = anywhere[place % len(anywhere)]
    return [chosen[section] for section in range(len(sections))]


def _likeness(
    sections: Vectors, situations: Sequence[Situation], embedder: Embedder
) -> NDArray[np.float32]:
    """Return the cosines of sections and situations, shape (sections, situations)."""
    columns = [
        (sections @ embedder.embed(list(situation.bears_on)).T).max(axis=1)
        for situation in situations
    ]
    return np.stack(columns, axis=1)


@cache
def read_situations() -> tuple[Situation, ...]:
    """Read the situations in the order of their file."""
    text = files("coach.practice").joinpath("situations.toml").read_text(encoding="utf-8")
    return tuple(
        Situation(
            id=one["id"],
            bears_on=tuple(one["bears_on"]),
            heard=one["heard"],
            story=one["story"],
            task=one["task"],
        )
        for one in tomllib.loads(text)["situation"]
    )
