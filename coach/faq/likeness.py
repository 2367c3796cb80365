"""Whether two questions ask the same: near in meaning, and narrowed by the same particulars.

An embedding model puts "the pay in Germany" beside "the pay in India", and the Director beside the
Head. So what narrows a question must agree: places, employers, tools, groups of people, numbers,
and the names that the documents give to jobs and steps.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from coach.faq.entries import name_question
from coach.naming import find_mentions
from coach.narrowing import find_narrowing_names
from coach.quantities import find_quantities
from coach.scope import Scope
from index.embedding import Vectors

SAME_COSINE = 0.9
"""From where on questions are near duplicates, unless the caller says otherwise."""

_BLOCK = 1_024
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class Particulars:
    """What narrows a question, with the names that one corpus gives to things."""

    def __init__(self, scope: Scope) -> None:
        _headings, rows, steps = scope.names
        self._names = tuple(dict.fromkeys((*rows, *steps)))

    def find(self, question: str) -> frozenset[str]:
        """Return them in a form that is the same however they are written."""
        named = (mention.name for mention in find_mentions(question, self._names))
        listed = (name.variants[0] for name in find_narrowing_names(question))
        counted = (str(max(found.values)) for found in find_quantities(question))
        return frozenset(chain(named, listed, counted, _YEAR.findall(question)))


class Leaders:
    """The questions that are kept: each that comes is one more of them, or asks what one asked.

    The first question of several that ask the same stands for all. Vectors are kept in half
    precision, so ten thousand questions take 8 MB; who comes first decides, and no other order.
    """

    def __init__(self, particulars: Particulars, cosine: float) -> None:
        self._particulars = particulars
        self._cosine = cosine
        self._questions: list[str] = []
        self._numbers: dict[str, int] = {}
        self._blocks: list[NDArray[np.float16]] = []

    def place(self, questions: Sequence[str], vectors: Vectors) -> list[int]:
        """Return for each question the number of the leader that it is or asks the same as.

        Numbers count the leaders in the order in which they came, over all calls.
        """
        earlier = self._near_earlier(vectors)
        among = vectors @ vectors.T
        fresh: dict[int, int] = {}
        leaders: list[int] = []
        for place, question in enumerate(questions):
            near = [
                *earlier[place],
                *((leader, float(among[place, other])) for leader, other in fresh.items()),
            ]
            leader = self._choose(question, near)
            if leader == len(self._questions):
                self._keep(question, vectors[place])
                fresh[leader] = place
            leaders.append(leader)
        return leaders

    def _choose(self, question: str, near: list[tuple[int, float]]) -> int:
        # To the letter the same, whatever the bound: half precision is not exact.
        if (name := name_question(question)) in self._numbers:
            return self._numbers[name]
        near = [(leader, cosine) for leader, cosine in near if cosine >= self._cosine]
        if near:
            own = self._particulars.find(question)
            for leader, _ in sorted(near, key=lambda found: -found[1]):
                if self._particulars.find(self._questions[leader]) == own:
                    return leader
        return len(self._questions)

    def _keep(self, question: str, vector: Vectors) -> None:
        place = len(self._questions) % _BLOCK
        if place == 0:
            self._blocks.append(np.zeros((_BLOCK, len(vector)), np.float16))
        self._blocks[-1][place] = vector
        self._numbers[name_question(question)] = len(self._questions)
        self._questions.append(question)

    def _near_earlier(self, vectors: Vectors) -> list[list[tuple[int, float]]]:
        near: list[list[tuple[int, float]]] = [[] for _ in vectors]
        for start, block in self._filled():
            cosines = vectors @ block.astype(np.float32).T
            for place, other in zip(*np.nonzero(cosines >= self._cosine), strict=True):
                near[place].append((start + int(other), float(cosines[place, other])))
        return near

    def _filled(self) -> Iterator[tuple[int, NDArray[np.float16]]]:
        for number, block in enumerate(self._blocks):
            start = number * _BLOCK
            yield start, block[: len(self._questions) - start]
