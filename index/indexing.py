"""Brings the index up to date with the corpus and opens it for searching.

A small manifest says which files the index was made from, by size and time of change, and which
snapshot holds it (`index.manifest`, `index.snapshots`). As long as that holds nothing is read or
embedded. An update makes another snapshot and names it in the manifest: at each moment the index
is the old one or the new one. On a Chroma server, which keeps its own files whole, the collection
is changed in place (`index.store`), and the snapshot holds only the lexical index.

Indexing takes a lock, so of several processes that start at once one does the work and the others
wait for it.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from filelock import FileLock, Timeout

from index.chroma import Location, UnwritableError, unwritable
from index.documents import Document, Skipped, list_files, read_corpus
from index.embedding import Embedder
from index.errors import StoreError
from index.lexical import LexicalIndex, write_lexical
from index.manifest import Manifest, read_manifest, write_manifest
from index.passages import PASSAGE_FORMAT, Passage, build_passages
from index.search import Search
from index.snapshots import Snapshot, is_sealed, list_snapshots, seal
from index.store import Changes, Progress, Store, erase


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What is in an index, and what bringing it up to date took.

    Attributes:
        topics: the documents' titles, or of a single document its headings.
        changes: None when the corpus was as before and nothing was done.
    """

    documents: int
    passages: int
    topics: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    changes: Changes | None


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """An index that is up to date."""

    search: Search
    report: IndexReport


def open_index(
    corpus: Path,
    location: Location,
    embedder: Embedder,
    progress: Progress = lambda _done, _total: None,
    *,
    rebuild: bool = False,
) -> OpenIndex:
    """Open the index of a corpus, after making it or bringing it up to date.

    A damaged index is made anew: all that it holds comes from the corpus.

    Args:
        rebuild: use nothing of what is there.

    Raises:
        CorpusError: there is no corpus, or nothing in it can be read.
        StoreError: the index cannot be written, or the Chroma server does not answer.
    """
    return _Index(corpus, location, embedder).open(progress, rebuild=rebuild)


class _Index:
    """One index by its name: its folder, what it is made from and with what."""

    def __init__(self, corpus: Path, location: Location, embedder: Embedder) -> None:
        self.corpus = corpus
        self.url = location.url
        self.name = location.collection
        self.folder = location.folder / location.collection
        self.embedder = embedder
        self.fingerprint = f"{embedder.fingerprint}-{PASSAGE_FORMAT}"
        self.identity = f"{self.fingerprint} {location.url or ''}"
        self.stamp = _stamp(corpus)

    def open(self, progress: Progress, *, rebuild: bool) -> OpenIndex:
        if not rebuild and (opened := self.open_unchanged()):
            self.tidy()
            return opened
        with self.locked():
            # Another process may have done the work while this one waited, on a corpus that grew.
            self.stamp = _stamp(self.corpus)
            if not rebuild and (opened := self.open_unchanged()):
                return opened
            try:
                return self.update(progress, reuse=not rebuild)
            except UnwritableError:
                raise
            except StoreError:
                # A server's index is not this process's to erase.
                if self.url or rebuild:
                    raise
                return self.update(progress, reuse=False)

    def open_unchanged(self) -> OpenIndex | None:
        """Open what is there, or return None when there is something to do."""
        manifest = read_manifest(self.folder)
        if not manifest or (manifest.corpus, manifest.identity) != (self.stamp, self.identity):
            return None
        try:
            return self.open_snapshot(manifest, None)
        except UnwritableError:
            raise
        except StoreError:
            if self.url:
                raise
            return None

    def open_snapshot(self, manifest: Manifest, changes: Changes | None) -> OpenIndex | None:
        """Open the manifest's snapshot, or return None when it is damaged or was replaced."""
        snapshot = Snapshot(self.folder, manifest.snapshot)
        if not snapshot.hold():
            return None
        whole = is_sealed(snapshot.lexical, manifest.lexical) and (
            self.url is not None or snapshot.vectors_are_whole(manifest.vectors)
        )
        store = self.open_store(snapshot) if whole else None
        if store is None or store.revision != manifest.revision:
            if store:
                store.close()
            snapshot.release()
            return None
        lexical = LexicalIndex(snapshot.lexical)
        search = Search(store, lexical, self.embedder, on_close=snapshot.release)
        report = IndexReport(
            manifest.documents, manifest.passages, manifest.topics, manifest.skipped, changes
        )
        return OpenIndex(search, report)

    def update(self, progress: Progress, *, reuse: bool) -> OpenIndex:
        """Make a snapshot of the corpus as it is now, and open it."""
        read = read_corpus(self.corpus)
        passages = build_passages(
            read.documents, self.embedder.count_tokens, self.embedder.max_tokens
        )
        if self.url and not reuse:
            erase(self.url, self.name)
        with self.disk_errors():
            snapshot = self.begin_snapshot(reuse=reuse)
        try:
            changes, revision = self.fill_store(snapshot, passages, progress)
            with self.disk_errors():
                write_lexical(snapshot.lexical, passages)
                manifest = Manifest(
                    corpus=self.stamp,
                    identity=self.identity,
                    revision=revision,
                    snapshot=snapshot.name,
                    vectors=snapshot.seal_vectors(),
                    lexical=seal(snapshot.lexical),
                    documents=len(read.documents),
                    passages=len(passages),
                    topics=_topics(read.documents),
                    skipped=read.skipped,
                )
        except StoreError:
            snapshot.delete()
            raise
        with self.disk_errors():
            write_manifest(self.folder, manifest)
            for other in self.others(manifest):
                other.delete()
        opened = self.open_snapshot(manifest, changes)
        if opened is None:
            raise StoreError(
                f"The index in {self.folder} was changed by something else: start again."
            )
        return opened

    def begin_snapshot(self, *, reuse: bool) -> Snapshot:
        """Go on with the one that a killed process left, or copy the present one, or begin anew."""
        present = read_manifest(self.folder)
        if present:
            Snapshot(self.folder, present.snapshot).settle()
        for left in self.others(present):
            if reuse and left.rests_with(self.identity):
                return left
            left.delete()
        snapshot = Snapshot.make(self.folder)
        if reuse and not self.url and present and present.identity == self.identity:
            try:
                snapshot.clone_vectors(Snapshot(self.folder, present.snapshot), present.vectors)
            except (OSError, sqlite3.Error):
                snapshot.delete()
                raise
        return snapshot

    def fill_store(
        self, snapshot: Snapshot, passages: list[Passage], progress: Progress
    ) -> tuple[Changes, str]:
        store = self.open_store(snapshot)
        try:
            return store.sync(passages, self.embedder, progress), store.revision or ""
        finally:
            # What is on the disk now is what the next process would open.
            store.close()

    def tidy(self) -> None:
        """Delete what was still being read when it was replaced, unless somebody is indexing."""
        manifest = read_manifest(self.folder)
        if self.others(manifest):
            with suppress(Timeout, OSError), FileLock(self.folder / "lock", timeout=0):
                for other in self.others(read_manifest(self.folder)):
                    other.delete()

    def others(self, manifest: Manifest | None) -> list[Snapshot]:
        present = manifest.snapshot if manifest else None
        return [other for other in list_snapshots(self.folder) if other.name != present]

    def open_store(self, snapshot: Snapshot) -> Store:
        if self.url:
            return Store(self.url, self.name, self.fingerprint)
        writing = partial(snapshot.writing, self.identity)
        return Store(snapshot.chroma, self.name, self.fingerprint, writing)

    @contextmanager
    def locked(self) -> Iterator[None]:
        with self.disk_errors():
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / "lock")
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def disk_errors(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            raise unwritable(self.folder, error) from error


def _topics(documents: tuple[Document, ...]) -> tuple[str, ...]:
    if len(documents) > 1:
        return tuple(document.title for document in documents)
    paths = (section.heading_path for section in documents[0].sections)
    return tuple(dict.fromkeys(path[1] for path in paths if len(path) > 1)) or (documents[0].title,)


def _stamp(corpus: Path) -> str:
    """A hash of the corpus's place and of its files' names, sizes and times of change."""
    digest = sha256(os.fsencode(corpus.resolve()))
    for file in list_files(corpus):
        # What vanishes or can't be looked at meanwhile, reading will tell.
        with suppress(OSError):
            stat = file.stat()
            digest.update(os.fsencode(f"\n{file}\t{stat.st_size}\t{stat.st_mtime_ns}"))
    return digest.hexdigest()
