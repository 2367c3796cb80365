"""The store on Chroma's files and on a real Chroma server: the same tests for both."""

import uuid
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.chroma import connect, disconnect
from index.documents import Cell, Point, read_corpus
from index.errors import IndexMismatch, StoreError
from index.passages import Passage, build_passages
from index.store import Changes, Store
from tests.conftest import run_chroma
from tests.index.stand_ins import CountingEmbedder, WordEmbedder, write_corpus

FINGERPRINT = "0123456789ab-1"


@pytest.fixture(params=["folder", "server"])
def place(request, tmp_path) -> Path | str:
    return (
        tmp_path / "chroma" if request.param == "folder" else request.getfixturevalue("chroma_url")
    )


@pytest.fixture
def index() -> str:
    """An index of this test's own: the server is everyone's."""
    return f"test-{uuid.uuid4().hex[:8]}"


@pytest.fixture
def embedder() -> CountingEmbedder:
    return CountingEmbedder(WordEmbedder())


@pytest.fixture
def passages(tmp_path) -> list[Passage]:
    corpus = read_corpus(write_corpus(tmp_path / "corpus", 20))
    return build_passages(corpus.documents, lambda text: len(text.split()), 64)


@pytest.fixture
def open_store(place, index):
    stores: list[Store] = []

    def open_(index: str = index, fingerprint: str = FINGERPRINT) -> Store:
        stores.append(Store(place, index, fingerprint))
        return stores[-1]

    yield open_
    for store in stores:
        store.close()


def ignore_progress(_done: int, _total: int) -> None:
    pass


def names_of(place: Path | str) -> set[str]:
    client = connect(place)
    names = {collection.name for collection in client.list_collections()}
    disconnect(client)
    return names


def by_id(passages) -> dict[str, Passage]:
    return {passage.id: passage for passage in passages}


def test_what_is_put_in_comes_out(open_store, passages, embedder):
    odd = replace(
        passages[0],
        id="f" * 32,
        heading_path=("Títle ☕", 'with "quotes" and \ud800'),
        text="",
        points=(Point("row", "Role: X", "| X |", 3, "label", (Cell("Role", "X"), Cell("", "Y"))),),
        subheadings=("one", "two"),
        as_of="US, 2024",
        asked_as=("How much?", "ひとつ?"),
    )
    store = open_store()
    changes = store.sync([*passages, odd], embedder, ignore_progress)
    assert changes == Changes(added=21, removed=0, unchanged=0)
    assert by_id(store.all_passages()) == by_id([*passages, odd])
    for passage, vectors in store.read([odd.id, passages[3].id, "no such passage"]):
        wanted = embedder.embed([*passage.searchable_details, passage.searchable_text])
        assert np.allclose(vectors, wanted, atol=1e-6)
        for vector in wanted:
            (nearest,) = store.nearest(vector, 1)
            assert nearest.passage_id == passage.id
            assert nearest.similarity == pytest.approx(1, abs=1e-5)
    assert {p.id for p, _ in store.read([odd.id, passages[3].id, "x"])} == {odd.id, passages[3].id}
    assert store.read([]) == []


def test_nearest_are_the_nearest(open_store, passages, embedder):
    store = open_store()
    store.sync(passages, embedder, ignore_progress)
    question = embedder.embed(["teach a team to review risk"])[0]
    similarities = sorted(
        (
            (float(vector @ question), passage.id)
            for passage, vectors in store.read([p.id for p in passages])
            for vector in vectors
        ),
        reverse=True,
    )
    found = store.nearest(question, 10)
    assert [match.passage_id for match in found] == [id_ for _, id_ in similarities[:10]]
    expected = [similarity for similarity, _ in similarities[:10]]
    assert [match.similarity for match in found] == pytest.approx(expected, abs=1e-5)
    assert len(store.nearest(question, 1_000)) == len(similarities) == 80


def test_only_what_is_new_is_embedded_and_what_is_gone_goes(open_store, passages, embedder):
    store = open_store()
    seen: list[tuple[int, int]] = []
    store.sync(passages[:15], embedder, lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, 15)
    assert seen[-1] == (15, 15)
    revision = store.revision
    embedder.texts.clear()
    changes = store.sync(passages[5:], embedder, ignore_progress)
    assert changes == Changes(added=5, removed=5, unchanged=10)
    assert set(embedder.texts) == {
        text
        for passage in passages[15:]
        for text in (passage.searchable_text, *passage.searchable_details)
    }
    assert by_id(store.all_passages()) == by_id(passages[5:])
    gone = {passage.id for passage in passages[:5]}
    question = embedder.embed([passages[0].searchable_text])[0]
    assert gone.isdisjoint(match.passage_id for match in store.nearest(question, 200))
    assert store.revision != revision
    embedder.texts.clear()
    # Back again, by another process: the revision tells what is in it.
    again = open_store()
    assert again.revision == store.revision
    again.sync(passages[:15], embedder, ignore_progress)
    assert again.revision == revision
    assert open_store().revision == revision


def test_a_passage_that_moved_is_not_embedded(open_store, passages, embedder):
    store = open_store()
    store.sync(passages, embedder, ignore_progress)
    embedder.texts.clear()
    moved = [replace(p, path="renamed.md", source="Renamed", position=(7, 1)) for p in passages]
    changes = store.sync(moved, embedder, ignore_progress)
    assert changes == Changes(added=0, removed=0, unchanged=20)
    assert embedder.texts == []
    assert by_id(store.all_passages()) == by_id(moved)
    assert len(store.nearest(WordEmbedder().embed(["team"])[0], 1_000)) == 80


def test_a_passage_with_more_points_than_chroma_takes_at_once(open_store, passages, embedder):
    point = passages[0].points[0]
    points = tuple(replace(point, text=f"{point.text} {number}") for number in range(6_000))
    long = replace(passages[0], id="e" * 32, points=points)
    store = open_store()
    store.sync([long], embedder, ignore_progress)
    ((read, vectors),) = store.read([long.id])
    assert read == long
    assert vectors.shape == (6_001, embedder.dimension)
    assert store.sync([], embedder, ignore_progress) == Changes(0, 1, 0)
    assert list(store.all_passages()) == []


def test_a_passage_that_is_not_whole_is_not_read_and_is_made_whole(open_store, passages, embedder):
    store = open_store()
    store.sync(passages, embedder, ignore_progress)
    embedder.texts.clear()
    # As if another coach were just adding it.
    store._collection.delete(ids=[f"{passages[0].id}:1"])
    read = store.read([passages[0].id, passages[1].id])
    assert [passage for passage, _ in read] == [passages[1]]
    assert store.sync(passages, embedder, ignore_progress) == Changes(1, 0, 19)
    assert embedder.texts == [*passages[0].searchable_details, passages[0].searchable_text]
    assert len(store.read([passages[0].id])) == 1


def test_headings_directly_below(open_store, passages, embedder):
    store = open_store()
    store.sync(passages, embedder, ignore_progress)
    title = passages[0].heading_path[:1]
    assert by_id(store.passages_below([title, ("no such title",)])) == by_id(passages)
    assert store.passages_below([passages[0].heading_path]) == []


def test_an_empty_store_finds_nothing(open_store, embedder):
    store = open_store()
    assert store.nearest(embedder.embed(["team"])[0], 5) == []
    assert list(store.all_passages()) == []
    assert store.read(["0" * 32]) == []
    assert store.passages_below([("a",)]) == []
    assert store.revision is None
    assert store.sync([], embedder, ignore_progress) == Changes(0, 0, 0)
    assert store.revision is not None


def test_another_model_builds_beside_and_then_replaces(
    open_store, place, index, passages, embedder
):
    old = open_store()
    old.sync(passages, embedder, ignore_progress)
    other = CountingEmbedder(WordEmbedder("1" * 12))
    new = open_store(fingerprint="111111111111-1")
    meanwhile: list[tuple[bool, int]] = []

    def look(_done: int, _total: int) -> None:
        meanwhile.append((len(old.read([passages[0].id])) == 1, len(names_of(place) & ours)))

    ours = {f"{index}-{FINGERPRINT}", f"{index}-111111111111-1"}
    new.sync(passages, other, look)
    assert set(meanwhile) == {(True, 2)}
    assert names_of(place) & ours == {f"{index}-111111111111-1"}
    with pytest.raises(IndexMismatch, match="another embedding model"):
        old.read([passages[0].id])


def test_indexes_whose_names_begin_alike_leave_each_other_alone(
    open_store, passages, embedder, index
):
    longer, shorter = open_store(f"{index}-way"), open_store()
    longer.sync(passages, embedder, ignore_progress)
    shorter.sync(passages[:3], embedder, ignore_progress)
    # A change of model drops what this index had before, and no other's.
    open_store(fingerprint="111111111111-1").sync(passages[:4], embedder, ignore_progress)
    assert by_id(open_store(f"{index}-way").all_passages()) == by_id(passages)
    open_store(f"{index}-way", "111111111111-1").sync(passages[:5], embedder, ignore_progress)
    assert by_id(open_store(fingerprint="111111111111-1").all_passages()) == by_id(passages[:4])


def test_what_is_not_whole_has_no_revision(open_store, passages, embedder):
    class BrokenError(Exception):
        pass

    def break_off(_done: int, _total: int) -> None:
        raise BrokenError

    store = open_store()
    store.sync(passages[:2], embedder, ignore_progress)
    with pytest.raises(BrokenError):
        store.sync(passages, embedder, break_off)
    assert store.revision is None
    assert open_store().revision is None
    embedder.texts.clear()
    open_store().sync(passages[:2], embedder, ignore_progress)
    assert embedder.texts == []
    assert by_id(open_store().all_passages()) == by_id(passages[:2])


def test_a_server_that_has_gone_is_told_in_one_line(tmp_path, passages, embedder):
    with run_chroma(tmp_path / "server") as url:
        store = Store(url, "test", FINGERPRINT)
        store.sync(passages, embedder, ignore_progress)
    question = embedder.embed(["team"])[0]
    for call in (
        lambda: store.nearest(question, 5),
        lambda: store.read([passages[0].id]),
        lambda: list(store.all_passages()),
        lambda: store.sync([], embedder, ignore_progress),
        lambda: Store(url, "test", FINGERPRINT),
    ):
        with pytest.raises(StoreError, match=r"start it \(`chroma run`\)") as caught:
            call()
        assert "\n" not in str(caught.value)
        assert url in str(caught.value)
    store.close()


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1", "http://name:secret@127.0.0.1:1/path", "http://[::1]:1", "http://a:b"],
)
def test_an_address_where_no_server_is(url):
    with pytest.raises(StoreError, match="No Chroma server answers at http") as caught:
        Store(url, "test", FINGERPRINT)
    assert "secret" not in str(caught.value)
