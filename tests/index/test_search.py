"""Searching the search corpus with the real model, and small stores at the edges."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.chroma import Location
from index.documents import read_corpus
from index.indexing import open_index
from index.lexical import LexicalIndex, write_lexical
from index.passages import Passage, build_passages
from index.search import (
    LEXICAL_WEIGHT,
    PASSAGE_WEIGHT,
    POINT_WEIGHT,
    RankedPassage,
    Search,
    _Memory,
)
from index.store import Store
from tests.index.stand_ins import WordEmbedder, write_corpus

QUESTIONS = [
    "What does a Head of Machine Learning earn?",
    "How do I get buy-in from people who sign off the budget?",
    "Which certifications help?",
    "quit my job",
    "機械学習",
    "What about ethics, bias and privacy?",
]


@pytest.fixture
def make_search(tmp_path: Path):
    made: list[Search] = []

    def make(passages: list[Passage], embedder: WordEmbedder | None = None) -> tuple[Search, Store]:
        folder = tmp_path / f"search-{len(made)}"
        folder.mkdir()
        embedder = embedder or WordEmbedder()
        store = Store(folder / "chroma", "test", embedder.fingerprint)
        store.sync(passages, embedder, lambda _done, _total: None)
        write_lexical(folder / "lexical.sqlite", passages)
        made.append(Search(store, LexicalIndex(folder / "lexical.sqlite"), embedder))
        return made[-1], store

    yield make
    for search in made:
        search.close()


@pytest.fixture
def passages(tmp_path: Path) -> list[Passage]:
    corpus = read_corpus(write_corpus(tmp_path / "corpus", 40))
    return build_passages(corpus.documents, lambda text: len(text.split()), 64)


@pytest.mark.parametrize(
    "heading",
    [
        "AI Research Track",
        "Budget Management",
        "Emotional Intelligence and Cultural Sensitivity",
        "Model Deployment and Management",
    ],
)
def test_a_heading_finds_its_passage_first(search, heading):
    assert search.search(heading)[0].passage.heading == heading


def test_few_headings_find_another_passage_first(search):
    headings = [passage.heading for passage in search.all_passages()]
    missed = [h for h in headings if search.search(h, 1)[0].passage.heading != h]
    assert len(headings) > 80
    assert len(missed) <= len(headings) / 10, missed


@pytest.mark.parametrize("question", QUESTIONS)
def test_results_are_sorted_and_no_more_than_asked_for(search, question):
    found = search.search(question, 12)
    assert len(found) == 12
    scores = [ranked.score for ranked in found]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] <= scores[0] <= 1
    assert len({ranked.passage.id for ranked in found}) == 12
    assert search.search(question, 3) == found[:3]


@pytest.mark.parametrize("question", QUESTIONS)
def test_similarities_are_cosines_to_what_is_embedded(search, embedder, question):
    (vector,) = embedder.embed([question])
    for ranked in search.search(question, 5):
        passage = ranked.passage
        texts = [*passage.searchable_details, passage.searchable_text]
        cosines = embedder.embed(texts) @ vector
        points, questions = np.split(cosines[:-1], [len(passage.points)])
        assert ranked.similarity == pytest.approx(max(cosines[-1], *points), abs=1e-5)
        assert ranked.point_similarities == pytest.approx(points, abs=1e-5)
        nearest = np.sort(questions)[-2:].mean()
        assert ranked.question_similarity == pytest.approx(max(0, nearest), abs=1e-5)


def test_the_score_weighs_passage_point_and_words(make_search, passages):
    search, store = make_search(passages[:15])
    question = "teach the team to review risk"
    (vector,) = WordEmbedder().embed([question])
    words = {m.passage_id: m.score for m in search._lexical.search(question, 20)}
    own, best, lexical = (
        np.array(column)
        for column in zip(
            *(
                (vectors[-1] @ vector, (vectors[:-1] @ vector).max(), words.get(passage.id, 0))
                for passage, vectors in store.read([p.id for p in passages[:15]])
            ),
            strict=True,
        )
    )

    def scale(values):
        return (values - values.min()) / (values.max() - values.min())

    weighed = (
        PASSAGE_WEIGHT * scale(own) + POINT_WEIGHT * scale(best) + LEXICAL_WEIGHT * scale(lexical)
    )
    found = search.search(question, 15)
    assert [ranked.score for ranked in found] == pytest.approx(sorted(weighed, reverse=True))


def test_words_alone_find_what_vectors_do_not(make_search, passages, tmp_path):
    class BlindEmbedder(WordEmbedder):
        def embed(self, texts):
            return super().embed([text.replace("zyzzyva", "") for text in texts])

    file = tmp_path / "odd.md"
    file.write_text("# Odd\n\n## Cabinet\n\n- zyzzyva", encoding="utf-8")
    odd = build_passages(read_corpus(file).documents, lambda text: len(text.split()), 64)
    blind = BlindEmbedder()
    search, store = make_search([*passages, *odd], blind)
    near = {match.passage_id for match in store.nearest(blind.embed(["lead zyzzyva"])[0], 60)}
    assert odd[0].id not in near
    assert odd[0] in [ranked.passage for ranked in search.search("lead zyzzyva", 40)]


def test_there_may_be_fewer_than_asked_for(make_search, passages):
    search, _ = make_search(passages[:2])
    assert len(search.search("team", 6)) == 2
    alone, _ = make_search(passages[:1])
    (ranked,) = alone.search("team", 6)
    assert ranked.passage == passages[0]
    assert ranked.score == 0


def test_nothing_is_found_where_nothing_is_indexed(make_search):
    search, _ = make_search([])
    assert search.search("team", 6) == []
    assert list(search.all_passages()) == []


def test_what_has_gone_since_is_left_out(make_search, passages):
    search, store = make_search(passages)
    # As another coach that shares the collection would.
    store.sync(passages[:4], WordEmbedder(), lambda _done, _total: None)
    found = search.search("teach the team to review risk", 40)
    assert {ranked.passage.id for ranked in found} == {passage.id for passage in passages[:4]}
    store.sync([], WordEmbedder(), lambda _done, _total: None)
    assert {r.passage.id for r in search.search("Duty 0-3", 40)} <= {p.id for p in passages[:4]}


def test_below_are_two_levels_of_the_same_document_in_reading_order(search):
    passages = sorted(search.all_passages(), key=lambda passage: passage.position)
    parents = [passage for passage in passages if passage.subheadings]
    assert parents
    for parent in parents:
        depth = len(parent.heading_path)
        expected = [
            passage
            for passage in passages
            if passage.path == parent.path
            and passage.heading_path[:depth] == parent.heading_path
            and depth < len(passage.heading_path) <= depth + 2
        ]
        assert list(search.below(parent)) == expected
        assert search.below(parent) is search.below(parent)
    leaf = next(passage for passage in passages if not passage.subheadings)
    assert search.below(leaf) == ()


def test_below_is_of_the_same_document(make_search, tmp_path):
    corpus = tmp_path / "twins"
    corpus.mkdir()
    for name in ("a", "b"):
        text = f"# Guide\n\nBy {name}.\n\n## Pay\n\n- Of {name}.\n"
        (corpus / f"{name}.md").write_text(text, encoding="utf-8")
    documents = read_corpus(corpus).documents
    passages = build_passages(documents, lambda text: len(text.split()), 64)
    search, _ = make_search(passages)
    assert [p.text for p in search.below(passages[0])] == ["- Of a."]
    assert [p.text for p in search.below(passages[2])] == ["- Of b."]


def test_eight_threads_get_the_same_as_one(coach, embedder, search):
    settings = coach.settings
    location = Location(settings.home / "index", None, settings.collection)
    # One that has not read anything yet, so that the threads read at the same time.
    fresh = open_index(settings.corpus, location, embedder)
    assert fresh.report.changes is None

    def ask(question: str) -> list[RankedPassage]:
        found = fresh.search.search(question)
        for ranked in found:
            fresh.search.below(ranked.passage)
        return found

    questions = [*QUESTIONS, *(passage.heading for passage in search.all_passages())]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ask, questions))
    assert answers == [search.search(question) for question in questions]
    fresh.search.close()


def test_memory_keeps_the_latest_in_many_threads():
    memory = _Memory[int](10)

    def use(number: int) -> None:
        key = str(number % 25)
        assert memory.get(key) in (None, number % 25)
        assert memory.keep(key, number % 25) == number % 25

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(use, range(20_000)))
    for number in range(100, 120):
        memory.keep(str(number), number)
    assert [memory.get(str(number)) for number in range(100, 120)] == [
        *[None] * 10,
        *range(110, 120),
    ]
