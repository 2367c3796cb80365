"""A question in a person's own words to the passages for it.

It's embedded as it was asked; BM25 also looks for what the thesaurus adds, as it knows no meanings.
"""

from dataclasses import dataclass

from coach.background import Background
from coach.drafts import Part
from coach.vocabulary import expand
from index.search import Search


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds passages, and tells how like an everyday question on another subject a question is."""

    search: Search
    background: Background

    def find(self, question: str, passages: int) -> Part:
        """Find so many passages at the most.

        Raises:
            StoreError: the index fails.
        """
        vector = self.search.embed(question)
        found = self.search.search(question, passages, vector=vector, words=expand(question))
        return Part(question, found, self.background.likeness(vector))
