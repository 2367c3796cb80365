"""A question in a person's own words to the passages for it.

It's embedded as it was asked; BM25 also looks for what the thesaurus adds, as it knows no meanings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from coach.background import Background
from coach.drafts import Part
from coach.vocabulary import expand
from index.embedding import Vectors
from index.search import Search
from index.store import Match


@dataclass(frozen=True, slots=True)
class _LookedUp:
    """What is known of a question before it's asked for."""

    vector: Vectors
    nearest: list[Match]


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds passages, and tells how like an everyday question on another subject a question is."""

    search: Search
    background: Background
    _known: Mapping[str, _LookedUp] = field(default_factory=dict)

    def find(self, question: str, passages: int) -> Part:
        """Find so many passages at the most.

        Raises:
            StoreError: the index fails.
        """
        known = self._known.get(question)
        vector = known.vector if known else self.search.embed(question)
        found = self.search.search(
            question,
            passages,
            vector=vector,
            nearest=known.nearest if known else None,
            words=expand(question),
        )
        return Part(question, found, self.background.likeness(vector))

    def prepare(self, questions: Sequence[str], vectors: Vectors) -> Self:
        """Return a finder that knows these questions: looked up at once they cost less than half.

        Args:
            vectors: a row for each question.

        Raises:
            StoreError: the index fails.
        """
        if not questions:
            return self
        found = self.search.look_up(vectors)
        known = {
            question: _LookedUp(vector, nearest)
            for question, vector, nearest in zip(questions, vectors, found, strict=True)
        }
        return replace(self, _known=known)
