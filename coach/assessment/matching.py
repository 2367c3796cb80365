"""Holds one fact about a person against one criterion of the rubric.

A fact bears a criterion out when it speaks of the same activity and the same subject, names what
the criterion names, or comes so near by the embedding model that it says the same. One of those
alone, or a word in a list of skills, bears it out in part: who lists a thing says that they know
it, and not what they did with it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from coach.assessment.activities import Activities, find_cued
from coach.assessment.degrees import find_lowest_degree, reaches
from coach.assessment.rubric import Criterion
from coach.profile.experience import find_years
from coach.profile.facts import Fact, FactKind
from coach.profile.signs import fold_signs
from coach.proper_nouns import find_names
from coach.vocabulary import stems
from index.embedding import Embedder, Vectors

Strength = Literal["whole", "part", "short"]
"""How a fact bears a criterion out: whole, in part, or it speaks of it and falls short."""

_STRENGTHS: tuple[Strength, ...] = ("whole", "part", "short")
_TOLD: frozenset[FactKind] = frozenset({"role", "experience", "leadership", "work", "credential"})
_IN_SENTENCES: frozenset[FactKind] = frozenset({"work", "leadership", "credential"})
_LISTED: frozenset[FactKind] = frozenset({"skill"})
# By the cosine of a fact to a criterion, without what all criteria have in common. Measured with 45
# sentences of CVs and the criteria that each bears out: above the second nine of ten are right also
# without a shared activity; with one, it's hardly about the same below the first.
_SAME_SUBJECT = 0.1
_SAME_MEANING = 0.42
_EXPERIENCE = "experi"
# What more criteria name than these is what the whole role is about, and tells none from another.
_COMMON = 2


@dataclass(frozen=True, slots=True)
class Match:
    """How a fact bears a criterion out.

    Attributes:
        activities: what of the criterion it speaks of, where the criterion speaks of activities.
        cosine: how near it is to the criterion.
    """

    fact: Fact
    strength: Strength
    activities: frozenset[str]
    cosine: float

    @property
    def says_the_same(self) -> bool:
        """Whether it's so near that it needs no shared activity."""
        return self.cosine >= _SAME_MEANING


@dataclass(frozen=True, slots=True)
class Wanted:
    """A criterion, and what of it can be looked for.

    Attributes:
        names: in stems, what it names and hardly another criterion does.
        years: of experience, the fewest that it asks for.
    """

    criterion: Criterion
    activities: frozenset[str]
    names: frozenset[tuple[str, ...]]
    years: float | None


class Yardstick:
    """The criteria of a rubric, made ready for facts to be held against them."""

    def __init__(
        self, criteria: Sequence[Criterion], embedder: Embedder, activities: Activities
    ) -> None:
        names = {criterion.id: find_names(criterion.text) for criterion in criteria}
        counts = Counter(
            reading
            for found in names.values()
            for reading in {reading for name in found for reading in name.readings}
        )
        self._embedder = embedder
        self._activities = activities
        vectors = embedder.embed([criterion.text for criterion in criteria])
        self.wanted = tuple(
            Wanted(
                criterion,
                # Guides word them evenly, and an example that comes near may be of another.
                find_cued(criterion.text),
                frozenset(
                    reading
                    for name in names[criterion.id]
                    for reading in name.readings
                    if not any(counts[reading[start:]] > _COMMON for start in range(len(reading)))
                ),
                _find_fewest_years(criterion.text),
            )
            for criterion in criteria
        )
        common = vectors.mean(axis=0)
        self._common = common / np.linalg.norm(common)
        self._vectors = self._distinguish(vectors)

    def hold(self, facts: Sequence[Fact]) -> tuple[tuple[Match, ...], ...]:
        """Return for each criterion, in their order, what the facts say of it, the best first."""
        if not facts:
            return ((),) * len(self.wanted)
        texts = [_say(fact) for fact in facts]
        vectors = self._embedder.embed(texts)
        activities = [
            # What is no sentence, as a title, may come near to any.
            find_cued(text)
            | (self._activities.find_alike(vector) if fact.kind in _IN_SENTENCES else frozenset())
            for fact, text, vector in zip(facts, texts, vectors, strict=True)
        ]
        cosines = self._distinguish(vectors) @ self._vectors.T
        return tuple(
            tuple(
                sorted(
                    filter(
                        None,
                        (
                            match(fact, spoken_of, wanted, float(cosine))
                            for fact, spoken_of, cosine in zip(
                                facts, activities, column, strict=True
                            )
                        ),
                    ),
                    key=_rank,
                )
            )
            for wanted, column in zip(self.wanted, cosines.T, strict=True)
        )

    def _distinguish(self, vectors: Vectors) -> Vectors:
        """Take out the direction that all criteria share, which is the corpus's subject.

        After Mu and Viswanath, "All-but-the-Top" (2018).
        """
        rest = vectors - np.outer(vectors @ self._common, self._common)
        lengths = np.linalg.norm(rest, axis=1, keepdims=True)
        return np.asarray(rest / np.maximum(lengths, np.finfo(np.float32).tiny), np.float32)


def _find_fewest_years(text: str) -> float | None:
    return min((years.number for years in find_years(fold_signs(text))), default=None)


def _rank(match: Match) -> tuple[int, float]:
    return _STRENGTHS.index(match.strength), -match.cosine


def match(fact: Fact, activities: frozenset[str], wanted: Wanted, cosine: float) -> Match | None:
    """Return how a fact bears a criterion out; None when it says nothing of it.

    Args:
        activities: that the fact speaks of.
        cosine: how near it is to the criterion, apart from what all criteria share.
    """
    if fact.subject == wanted.criterion.id:
        # Asked for it, the person spoke of this very criterion.
        return _answer(fact, activities, wanted, cosine)
    strength, shared = _judge(fact, activities, wanted, cosine)
    if strength is None:
        return None
    if not fact.holds:
        strength = "short"
    return Match(fact, strength, shared, cosine)


def _answer(fact: Fact, activities: frozenset[str], wanted: Wanted, cosine: float) -> Match:
    if not fact.holds:
        return Match(fact, "short", frozenset(), cosine)
    shared = activities & wanted.activities
    is_whole = bool(shared) or cosine >= _SAME_MEANING
    return Match(fact, "whole" if is_whole else "part", shared or wanted.activities, cosine)


def _judge(
    fact: Fact, activities: frozenset[str], wanted: Wanted, cosine: float
) -> tuple[Strength | None, frozenset[str]]:
    nothing: frozenset[str] = frozenset()
    degree = find_lowest_degree(wanted.criterion.text)
    if degree is not None:
        if fact.kind != "education" or fact.level is None:
            return None, nothing
        if not reaches(fact.level, degree):
            return "short", nothing
        is_of_field = not fact.subject or cosine >= _SAME_SUBJECT
        return ("whole" if is_of_field else "part"), nothing
    if wanted.years is not None:
        if fact.kind != "experience" or fact.number is None:
            return None, nothing
        return ("whole" if fact.number >= wanted.years else "part"), nothing
    is_near = cosine >= _SAME_SUBJECT
    if fact.kind == "experience" and is_near and _EXPERIENCE in stems(wanted.criterion.text):
        # Of how many years nothing is said, so they count in part.
        return "part", nothing
    shared = activities & wanted.activities
    named = _names_one(fact, wanted.names)
    if fact.kind in _LISTED:
        return ("part" if shared or named or cosine >= _SAME_MEANING else None), shared
    if fact.kind not in _TOLD:
        return None, nothing
    # What a criterion names is what it is about: to program in something else is another thing.
    is_subject = named or (not wanted.names and is_near)
    if (shared and is_subject) or cosine >= _SAME_MEANING:
        return "whole", shared
    is_related = bool(shared) and cosine >= 0
    return ("part" if is_related or named else None), shared


def _names_one(fact: Fact, names: frozenset[tuple[str, ...]]) -> bool:
    said = stems(_say(fact))
    return any(
        said[start : start + len(reading)] == reading
        for reading in names
        for start in range(len(said) - len(reading) + 1)
    )


def _say(fact: Fact) -> str:
    """The fact in the fullest words that there are of it."""
    return fact.quote if len(fact.quote) >= len(fact.statement) else fact.statement
