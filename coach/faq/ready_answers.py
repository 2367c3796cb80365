"""Ready answers: what a reviewer has approved, to a question that asks the same as an entry.

An entry serves for as long as all of its passages say what they said when it was answered, and its
state is looked at in every turn: what is rejected or edited elsewhere shows here at once.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from coach.answer import Answer, Citation
from coach.drafts import Cited
from coach.faq.entries import Entry
from coach.faq.freshness import find_passages
from coach.faq.likeness import SAME_COSINE, ask_same
from coach.faq.review_store import ReviewStore
from coach.pictures import draw_pictures
from index.embedding import Vectors
from index.passages import Passage
from index.search import Search

_FOLLOW_UPS = 3


@dataclass(frozen=True, slots=True)
class _Ready:
    """The entries that may serve, and all ways in which their questions are known to be asked.

    Attributes:
        vectors: a row for each wording.
        entries: for each wording its entry.
    """

    revision: tuple[int, datetime | None]
    passages: dict[str, Passage]
    wordings: tuple[str, ...]
    entries: tuple[Entry, ...]
    vectors: Vectors


class ReadyAnswers:
    """Approved and fresh entries. Safe to use from several threads."""

    def __init__(self, store: ReviewStore, search: Search) -> None:
        self._store = store
        self._search = search
        self._lock = threading.Lock()
        self._ready: _Ready | None = None

    def find(self, question: str) -> Answer | None:
        """Return the answer of an entry that asks the same; None without one.

        Args:
            question: as it stands alone.

        Raises:
            ConversationError: the database fails.
            StoreError: the index fails.
        """
        ready = self._current()
        if not ready.wordings:
            return None
        cosines = ready.vectors @ self._search.embed(question)
        for place in np.argsort(-cosines):
            if cosines[place] < SAME_COSINE:
                return None
            if ask_same(ready.wordings[place], question):
                return _answer(question, ready.entries[place], ready)
        return None

    def _current(self) -> _Ready:
        revision = self._store.revision()
        with self._lock:
            if self._ready is None or self._ready.revision != revision:
                self._ready = self._read(revision)
            return self._ready

    def _read(self, revision: tuple[int, datetime | None]) -> _Ready:
        approved = [entry for entry in self._store.entries("approved") if entry.is_answered]
        passages = find_passages(approved, self._search)
        fresh = [entry for entry in approved if _is_fresh(entry, passages)]
        pairs = [(text, entry) for entry in fresh for text in (entry.question, *entry.also_asked)]
        wordings = tuple(text for text, _ in pairs)
        vectors = self._search.embedder.embed(list(wordings))
        return _Ready(revision, passages, wordings, tuple(entry for _, entry in pairs), vectors)


def _is_fresh(entry: Entry, passages: dict[str, Passage]) -> bool:
    return bool(entry.sources) and all(source.content in passages for source in entry.sources)


def _answer(question: str, entry: Entry, ready: _Ready) -> Answer:
    passages = [ready.passages[source.content] for source in entry.sources]
    reviewed = entry.is_edited and entry.writer == entry.reviewer
    return Answer(
        question=question,
        text=entry.answer,
        status=entry.status,
        citations=tuple(
            Citation(
                number=number,
                section=source.section,
                source=source.source,
                path=source.path,
                as_of=source.as_of,
                quote=source.quote,
                passage=passage.text,
                passage_id=passage.id,
                score=1.0,
            )
            for number, (source, passage) in enumerate(
                zip(entry.sources, passages, strict=True), start=1
            )
        ),
        follow_ups=_follow_ups(entry, ready.entries),
        writer=entry.writer if reviewed else f"{entry.writer}, approved by {entry.reviewer}",
        caveat=entry.caveat,
        pictures=draw_pictures(question, _cited(entry, passages))
        if entry.status == "answered"
        else (),
    )


def _cited(entry: Entry, passages: Sequence[Passage]) -> tuple[Cited, ...]:
    return tuple(
        Cited(passage, tuple(point for point in passage.points if point.quote in source.quote))
        for source, passage in zip(entry.sources, passages, strict=True)
    )


def _follow_ups(entry: Entry, entries: Sequence[Entry]) -> tuple[str, ...]:
    """What others ask of the same section, which is ready, too."""
    others = dict.fromkeys(
        other.question for other in entries if other.section == entry.section and other != entry
    )
    return tuple(others)[:_FOLLOW_UPS]
