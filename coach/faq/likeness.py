"""Whether two questions ask the same: near in meaning, and nothing in either that the other lacks.

An embedding model puts "the pay in Germany" beside "the pay in India", the Director beside the
Head, and rising pay beside falling pay. So the words of two questions are aligned, as in Sultan,
Bethard and Sumner, "DLS@CU: Sentence Similarity from Word Alignment" (2014): each word of weight
must be said in the other one, too, or have a word there that the thesaurus takes for the same, and
they must come in the same order, but for what "of", "and" and adverbs turn round. What they ask for
(how much, how long, why, whether), their numbers, the names on the lists and a denial must agree.

Measured on tests/evals/ready_answers.txt (50 entries, 109 paraphrases, 240 near misses):

                                        paraphrases found   near misses taken
    a cosine of 0.80 alone                           0.92                 121
    a cosine of 0.90 alone                           0.76                  40
    0.80, and all of the above                       0.74                   0
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from sys import intern
from tempfile import TemporaryFile
from typing import Self

import numpy as np

from coach.evidence import content_stems, has_negation
from coach.faq.entries import name_question
from coach.narrowing import find_narrowing_names
from coach.quantities import find_quantities
from coach.vocabulary import translate
from index.embedding import Vectors
from index.words import words_of

SAME_COSINE = 0.8
"""From where on questions may ask the same."""

_BLOCK = 1_024
_JOINING = frozenset({"and", "or", "of"})
# Words that say how something is asked for, not what.
_MANNERS = frozenset(content_stems("mean explain ways describe exactly really basically actually"))
_IN_GENERAL = re.compile(r"\bin general\b", re.IGNORECASE)
_ASKED_FOR = re.compile(
    r"\b(how (?:much|many|long|often|old))\b"
    r"|\A(?:and |so |but |by |since |from )*(why|when|who|where)\b"
)
# "How much does she make?" is "What does she earn?".
_SUM = re.compile(
    r"\bhow much (?=(?:do|does|did|is|are|would|will|can|could)\b.*\b(?:earn|makes?|gets?|paid)\b)"
)
_EARN = re.compile(r"\b(?:(?:gets? )?paid|makes?|gets?)\b")
_WHETHER = re.compile(
    r"\s*(?:do|does|did|is|are|was|were|can|could|should|must|will|would|has|have)\b"
)
# Of the words that only join others these say how things stand to each other.
_RELATIONS = frozenset(
    """after against before beyond despite during except from inside instead into outside since than
    through under until without""".split()  # noqa: SIM905
)
# "What does she do?" and "What does she need?" differ in nothing but these.
_DONE = re.compile(r"\bdo(?: all day)?\W*\Z")


@dataclass(frozen=True, slots=True)
class _Meaning:
    """A question taken apart.

    Attributes:
        words: the stems of its words of weight.
        said: the same, and what documents call those things.
        asks_for: "how much", "why", "whether" and the like; "what" for all that is open.
        particulars: names, numbers and years, and how things stand to each other ("without").
    """

    words: frozenset[str]
    said: frozenset[str]
    asks_for: str
    particulars: frozenset[str]
    is_denied: bool


def ask_same(one: str, other: str) -> bool:
    """Tell whether two questions whose vectors are near each other ask the same."""
    a, b = _read(one), _read(other)
    return (
        (a.asks_for, a.particulars, a.is_denied) == (b.asks_for, b.particulars, b.is_denied)
        and all(_is_said(word, b) for word in a.words)
        and all(_is_said(word, a) for word in b.words)
        and _are_in_order(one, other)
    )


def _is_said(word: str, by: _Meaning) -> bool:
    return word in by.said or not by.said.isdisjoint(_meanings(word))


def _are_in_order(one: str, other: str) -> bool:
    """Tell whether the words that both have come in the same order, or may change places."""
    a, b = _places(one), _places(other)
    common = sorted(a.keys() & b.keys(), key=a.__getitem__)
    return all(
        b[first] < b[second]
        or _may_swap(one, a[first], a[second])
        or _may_swap(other, b[second], b[first])
        for place, first in enumerate(common)
        for second in common[place + 1 :]
    )


def _may_swap(question: str, first: int, second: int) -> bool:
    """Tell whether two words may as well stand the other way round: "the pay of a head"."""
    words = words_of(question)
    between = words[first + 1 : second]
    if any(content_stems(word) for word in between):
        return False
    return (
        not _JOINING.isdisjoint(between)
        or words[first].endswith(("'s", "’s", "ly"))  # noqa: RUF001
        or words[second].endswith("ly")
    )


def _places(question: str) -> dict[str, int]:
    """Where each word of weight stands, as a stem."""
    return {
        stem: place for place, word in enumerate(words_of(question)) for stem in content_stems(word)
    }


@lru_cache(maxsize=4_096)
def _meanings(text: str) -> frozenset[str]:
    """The stems of what documents call the things that a text speaks of."""
    called = (word for found in translate(text) for word in found.words)
    return frozenset(stem for word in called for stem in content_stems(word))


@lru_cache(maxsize=4_096)
def _read(question: str) -> _Meaning:
    plain = _IN_GENERAL.sub(" ", question)
    if _SUM.search(question.lower()):
        plain = _EARN.sub("earn", _SUM.sub("what ", plain.lower()))
    words = frozenset(content_stems(plain)) - _MANNERS
    names = (name.variants[0] for name in find_narrowing_names(question))
    numbers = (str(max(found.values)) for found in find_quantities(question))
    return _Meaning(
        words=words,
        said=words | _meanings(plain),
        asks_for=_asks_for(plain.lower()),
        particulars=frozenset((*names, *numbers)) | _RELATIONS.intersection(words_of(question)),
        is_denied=has_negation(question),
    )


def _asks_for(question: str) -> str:
    if found := _ASKED_FOR.search(question):
        return found[1] or found[2]
    if _WHETHER.match(question):
        return "whether"
    return "done" if _DONE.search(question) else "what"


class Leaders:
    """The questions that are kept: each that comes is one more of them, or asks what one asked.

    The first question of several that ask the same stands for all. Their vectors are in a file that
    nobody else sees, in half precision, so tens of thousands take no memory.
    """

    def __init__(self, cosine: float = SAME_COSINE) -> None:
        self._cosine = cosine
        self._questions: list[str] = []
        self._numbers: dict[str, int] = {}
        self._vectors = TemporaryFile()  # noqa: SIM115

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._vectors.close()

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
        for leader, cosine in sorted(near, key=lambda found: -found[1]):
            if cosine < self._cosine:
                break
            if ask_same(self._questions[leader], question):
                return leader
        return len(self._questions)

    def _keep(self, question: str, vector: Vectors) -> None:
        self._numbers[intern(name_question(question))] = len(self._questions)
        self._questions.append(question)
        self._vectors.write(vector.astype(np.float16).tobytes())

    def _near_earlier(self, vectors: Vectors) -> list[list[tuple[int, float]]]:
        near: list[list[tuple[int, float]]] = [[] for _ in vectors]
        for start, block in self._blocks(vectors.shape[1]):
            cosines = vectors @ block.T
            for place, other in zip(*np.nonzero(cosines >= self._cosine), strict=True):
                near[place].append((start + int(other), float(cosines[place, other])))
        return near

    def _blocks(self, dimension: int) -> Iterator[tuple[int, Vectors]]:
        """Yield the leaders' vectors, each block with the number of its first."""
        size = _BLOCK * dimension * np.dtype(np.float16).itemsize
        self._vectors.seek(0)
        start = 0
        while raw := self._vectors.read(size):
            block = np.frombuffer(raw, np.float16).reshape(-1, dimension).astype(np.float32)
            yield start, block
            start += len(block)
