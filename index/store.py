"""The Chroma collection that holds the passages, their Points and their vectors.

A passage is one record, each of its Points and of the questions that it answers another, so one
query finds them all. Records are named by content, so an unchanged passage is never embedded
again. A collection is named after the fingerprint of what its vectors are made with: another model
or passage format builds its own beside the old one, which goes when the new one is whole.

A whole collection carries its revision, a hash of its records' names. The mark is taken off
before a change and put back after it, so a process that is killed in between leaves a collection
that the next one knows to mend.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np

from index.chroma import chroma_errors, connect, disconnect
from index.embedding import Embedder, Vectors
from index.passages import Passage
from index.records import parent_key, passage_of, read_metadata, record_names, to_metadata

if TYPE_CHECKING:
    from chromadb.api.client import Client

_Item = TypeVar("_Item")

Progress = Callable[[int, int], None]
"""Called with passages embedded so far, and passages to embed."""

_BATCH_PASSAGES = 32
# SQLite takes 32,766 variables in a statement, and Chroma 5,461 records in a call.
_PAGE_RECORDS = 2_000
# Recall@5 on real vectors was 0.992 at Chroma's default of 100 and 1.000 at 400.
_EF_SEARCH = 400


@dataclass(frozen=True, slots=True)
class Match:
    """A record near a question: a passage as a whole, or a detail of it."""

    passage_id: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Changes:
    """What bringing the collection up to date took, in passages."""

    added: int
    removed: int
    unchanged: int


class Store:
    """One collection, by the model that its vectors come from.

    Every method raises StoreError when Chroma fails, and IndexMismatch when another coach has
    since put an index of another model in this one's place.
    """

    def __init__(
        self,
        place: Path | str,
        index: str,
        fingerprint: str,
        writing: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """Open the collection, empty when it is new.

        Args:
            place: a folder of Chroma's files, or a server's URL.
            index: what the index is called there; those of other names are left alone.
            fingerprint: of what the vectors are made with.
            writing: what surrounds each change of Chroma's files.
        """
        self._place = place
        self._index = index
        self._writing = writing
        self._client = connect(place)
        with self._errors():
            self._collection = self._client.get_or_create_collection(
                f"{index}-{fingerprint}",
                metadata={"index": index},
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH}},
            )

    @property
    def revision(self) -> str | None:
        """What the collection holds, as a hash; None while it is not whole."""
        return (self._collection.metadata or {}).get("revision")

    def sync(self, passages: list[Passage], embedder: Embedder, progress: Progress) -> Changes:
        """Make the collection hold just these passages, embedding only the new ones."""
        wanted = {name for passage in passages for name in record_names(passage)}
        with self._errors():
            # In one go: each page would cost Chroma as much as all of it.
            stored = set(self._collection.get(include=[])["ids"])
        new = [p for p in passages if not stored.issuperset(record_names(p))]
        gone = sorted(stored - wanted)
        new_ids = {p.id for p in new}
        moved = self._moved([p for p in passages if p.id not in new_ids])
        revision = _hash(wanted)
        if new or gone or moved or self.revision != revision:
            self._mark(None)
            self._add(new, embedder, progress)
            for names in _batches(gone):
                with self._errors(), self._writing():
                    self._collection.delete(ids=names)
            for batch in _batches(moved):
                with self._errors(), self._writing():
                    self._collection.update(
                        ids=[p.id for p in batch], metadatas=[to_metadata(p) for p in batch]
                    )
            self._mark(revision)
        self._drop_others()
        removed = sum(":" not in name for name in gone)
        return Changes(added=len(new), removed=removed, unchanged=len(passages) - len(new))

    def nearest(self, vector: Vectors, count: int) -> list[Match]:
        """Return up to `count` records by cosine to `vector`, shape (dimension,), best first."""
        return self.nearest_to_each(vector[np.newaxis], count)[0]

    def nearest_to_each(self, vectors: Vectors, count: int) -> list[list[Match]]:
        """Return for each row of `vectors` what `nearest` does; many at once cost Chroma less."""
        with self._errors():
            found = self._collection.query(
                query_embeddings=cast("Any", list(vectors)), n_results=count, include=["distances"]
            )
        return [
            [
                Match(passage_of(name), similarity=1.0 - distance)
                for name, distance in zip(names, distances, strict=True)
            ]
            for names, distances in zip(found["ids"], found["distances"] or [], strict=True)
        ]

    def read(self, ids: Iterable[str]) -> list[tuple[Passage, Vectors]]:
        """Return passages with their vectors, shape (details + 1, dimension); its own is the last.

        Those that are not there, or not whole as another coach is adding them, are left out.
        """
        passages = list(self.passages(ids))
        rows: dict[str, Any] = {}
        for names in _batches([name for p in passages for name in record_names(p)]):
            with self._errors():
                found = self._collection.get(ids=names, include=["embeddings"])
            embeddings = found["embeddings"]
            rows |= zip(found["ids"], [] if embeddings is None else embeddings, strict=True)
        return [
            (p, np.asarray([rows[name] for name in record_names(p)], np.float32))
            for p in passages
            if rows.keys() >= set(record_names(p))
        ]

    def passages(self, ids: Iterable[str]) -> Iterator[Passage]:
        """Walk over those of these passages that are there, in no order."""
        for batch in _batches(list(ids)):
            with self._errors():
                found = self._collection.get(ids=batch, include=["metadatas"])
            yield from (read_metadata(m) for m in found["metadatas"] or [])

    def passages_below(self, heading_paths: Iterable[tuple[str, ...]]) -> list[Passage]:
        """Return the passages whose heading stands directly below one of these, in no order."""
        parents = [parent_key(path) for path in heading_paths]
        with self._errors():
            found = self._collection.get(
                where=cast("Any", {"parent": {"$in": parents}}), include=["metadatas"]
            )
        return [read_metadata(m) for m in found["metadatas"] or []]

    def all_passages(self) -> Iterator[Passage]:
        """Walk over every passage, in no order."""
        with self._errors():
            ids = self._collection.get(where={"kind": "passage"}, include=[])["ids"]
        yield from self.passages(ids)

    def close(self) -> None:
        """Let go of Chroma's files, or of the connections to a server."""
        disconnect(self._client)

    def _errors(self) -> AbstractContextManager[None]:
        return chroma_errors(self._place)

    def _moved(self, passages: list[Passage]) -> list[Passage]:
        """The passages whose text is as stored but whose place or source is not."""
        moved: list[Passage] = []
        for batch in _batches(passages):
            with self._errors():
                found = self._collection.get(ids=[p.id for p in batch], include=["metadatas"])
            metadatas = dict(zip(found["ids"], found["metadatas"] or [], strict=True))
            moved += [p for p in batch if metadatas.get(p.id) != to_metadata(p)]
        return moved

    def _mark(self, revision: str | None) -> None:
        metadata = {"index": self._index} | ({"revision": revision} if revision else {})
        with self._errors(), self._writing():
            self._collection.modify(metadata=metadata)

    def _add(self, passages: list[Passage], embedder: Embedder, progress: Progress) -> None:
        if passages:
            progress(0, len(passages))
        for start in range(0, len(passages), _BATCH_PASSAGES):
            batch = passages[start : start + _BATCH_PASSAGES]
            names: list[str] = []
            texts: list[str] = []
            metadatas: list[dict[str, str]] = []
            for passage in batch:
                names += record_names(passage)
                texts += [*passage.searchable_details, passage.searchable_text]
                metadatas += [{"kind": "detail"}] * len(passage.searchable_details)
                metadatas.append(to_metadata(passage))
            vectors = embedder.embed(texts)
            for at in range(0, len(names), _PAGE_RECORDS):
                part = slice(at, at + _PAGE_RECORDS)
                # Without the texts, which the metadata hold: Chroma would index them a second time.
                with self._errors(), self._writing():
                    self._collection.upsert(
                        ids=names[part],
                        embeddings=vectors[part],
                        metadatas=cast("Any", metadatas[part]),
                    )
            progress(start + len(batch), len(passages))

    def _drop_others(self) -> None:
        with self._errors(), self._writing():
            _drop(self._client, self._index, keep=self._collection.name)


def erase(url: str, index: str) -> None:
    """Delete an index from a server.

    Raises:
        StoreError: no server answers.
    """
    client = connect(url)
    try:
        with chroma_errors(url):
            _drop(client, index)
    finally:
        disconnect(client)


def _drop(client: "Client", index: str, keep: str | None = None) -> None:
    from chromadb.errors import NotFoundError

    # By what they say that they belong to: "head" also begins the names of "head-way".
    for collection in client.list_collections():
        if (collection.metadata or {}).get("index") == index and collection.name != keep:
            # Another coach may have been quicker.
            with suppress(NotFoundError):
                client.delete_collection(collection.name)


def _batches(items: list[_Item]) -> Iterator[list[_Item]]:
    for start in range(0, len(items), _PAGE_RECORDS):
        yield items[start : start + _PAGE_RECORDS]


def _hash(names: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()[:32]
