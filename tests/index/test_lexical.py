"""BM25 by FTS5, against BM25 written out in plain Python."""

import math
import random
import sqlite3
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import StoreError
from index.lexical import LexicalIndex, content_words, write_lexical
from index.passages import Passage

K1, B, HEADING_WEIGHT = 1.2, 0.75, 2.0
# Porter's stemmer leaves these as they are.
WORDS = ["team", "budget", "model", "risk", "plan", "data", "salari", "lead", "ship", "chart"]


def make_passage(number: int, heading: str, text: str) -> Passage:
    return Passage(
        id=f"{number:032}",
        heading_path=(heading,),
        text=text,
        points=(),
        subheadings=(),
        path="a.md",
        source="a.md",
        as_of=None,
        position=(0, number),
    )


@pytest.fixture
def open_lexical(tmp_path):
    opened: list[LexicalIndex] = []

    def open_(passages: list[Passage], file: Path | None = None) -> LexicalIndex:
        file = file or tmp_path / f"lexical-{len(opened)}.sqlite"
        write_lexical(file, passages)
        opened.append(LexicalIndex(file))
        return opened[-1]

    yield open_
    for index in opened:
        index.close()


def score(query: list[str], passages: list[Passage]) -> dict[str, float]:
    """Okapi BM25 (Robertson and Zaragoza, 2009); a word in most passages counts next to nothing."""
    columns = [(p.heading.split(), p.searchable_text.split()) for p in passages]
    lengths = [len(heading) + len(text) for heading, text in columns]
    average = sum(lengths) / len(lengths)
    scores: dict[str, float] = {}
    for word in query:
        holding = sum(word in heading or word in text for heading, text in columns)
        rarity = math.log((len(passages) - holding + 0.5) / (holding + 0.5))
        rarity = max(rarity, 1e-6)
        for passage, (heading, text), length in zip(passages, columns, lengths, strict=True):
            frequency = HEADING_WEIGHT * Counter(heading)[word] + Counter(text)[word]
            if frequency:
                saturation = frequency + K1 * (1 - B + B * length / average)
                gain = rarity * frequency * (K1 + 1) / saturation
                scores[passage.id] = scores.get(passage.id, 0) + gain
    return scores


@pytest.mark.parametrize("seed", range(5))
def test_scores_are_those_of_bm25(open_lexical, seed):
    random_ = random.Random(seed)
    passages = [
        make_passage(
            number,
            " ".join(random_.choices(WORDS, k=random_.randint(1, 4))),
            " ".join(random_.choices(WORDS, range(1, 11), k=random_.randint(1, 60))),
        )
        for number in range(50)
    ]
    index = open_lexical(passages)
    for length in (1, 2, 5):
        query = random_.sample(WORDS, length)
        expected = score(query, passages)
        found = index.search(" ".join(query), 100)
        assert {match.passage_id: match.score for match in found} == pytest.approx(expected)
        ranking = sorted(expected, key=lambda passage_id: (-expected[passage_id], passage_id))
        assert [match.passage_id for match in found[:5]] == ranking[:5]
        assert found[:3] == index.search(" ".join(query), 3)


def test_equal_scores_come_in_a_fixed_order(open_lexical):
    passages = [make_passage(number, "same", "team") for number in range(9)]
    others = [make_passage(number, "else", "risk") for number in range(10, 40)]
    forwards = open_lexical([*passages, *others]).search("team", 4)
    backwards = open_lexical([*others, *reversed(passages)]).search("team", 4)
    assert [match.passage_id for match in forwards] == [f"{n:032}" for n in range(4)]
    assert forwards == backwards


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("manage", {1}),
        ("managers' managing", {1}),
        ("MANAGED!", {1}),
        ("Fuhrungskraft", {2}),
        ("Führungskraft", {2}),
        ("don't", set()),
        ("it\u2019s well-known", {3}),
        ("C++ and state-of-the-art", {3}),
        ("3.5%", {2}),
        ("機械学習", {4}),
        ("кадры", {4}),
    ],
)
def test_words_meet_by_their_stems_and_without_their_accents(open_lexical, query, found):
    index = open_lexical(
        [
            make_passage(1, "People", "She manages the managers of teams"),
            make_passage(2, "Titles", "Die Führungskraft erhält 3.5 percent"),
            make_passage(3, "Style", "A well-known, state-of-the-art C++ compiler"),
            make_passage(4, "World", "機械学習 и кадры"),
        ]
    )
    assert {int(match.passage_id) for match in index.search(query, 10)} == found


@pytest.mark.parametrize(
    "query",
    [
        "team OR",
        "AND team",
        "NOT team",
        "team NEAR(budget, 2)",
        'say "team',
        "say \"team' budget",
        "team*",
        "^team",
        "text:team",
        "{text heading}: team",
        "-team + budget",
        "(team",
        "team\x00budget",
        "team \ud83d",
        "👩🏽‍💻 team",
        "team; DROP TABLE passages; --",
        "team'); DELETE FROM passages; --",
        " ".join(f"word{number}" for number in range(500)) + " team",
        ("a-" * 1_990) + " team",
        "team " + "x" * 4_000,
        "team " * 800,
    ],
)
def test_no_question_breaks_it(open_lexical, query):
    passages = [make_passage(1, "One", "a team"), make_passage(2, "Two", "no other word")]
    index = open_lexical(passages)
    assert "1".zfill(32) in [match.passage_id for match in index.search(query, 10)]
    assert len(index.search("team word", 10)) == 2


@pytest.mark.parametrize("query", ["", " ", "?!", "\x00", "👩🏽‍💻", "what is it about", "_"])
def test_a_question_without_content_finds_nothing(open_lexical, query):
    index = open_lexical([make_passage(1, "About", "what is it")])
    assert index.search(query, 10) == []


def test_content_words_are_lower_case_and_in_order():
    question = "What's the Head-of-ML's pay (3.5%), and who'd pay C++?"
    assert content_words(question) == ["what's", "head-of-ml's", "pay", "3.5", "who'd", "pay", "c"]


def test_half_a_pair_in_a_document_can_be_indexed(open_lexical):
    index = open_lexical([make_passage(1, "Odd \ud83d", "team \udfff")])
    assert len(index.search("team", 1)) == 1


def test_an_empty_index_finds_nothing(open_lexical):
    assert open_lexical([]).search("team", 10) == []


@pytest.mark.parametrize("name", ["100% sure?", "a#b", "über mich", "it's & co", "%41?mode=memory"])
def test_any_folder_will_do(open_lexical, tmp_path, name):
    (tmp_path / name).mkdir()
    index = open_lexical([make_passage(1, "One", "a team")], tmp_path / name / "lexical.sqlite")
    assert len(index.search("team", 10)) == 1


def test_nothing_is_written_by_reading(open_lexical, tmp_path):
    index = open_lexical([make_passage(1, "One", "a team")], tmp_path / "lexical.sqlite")
    index.search("team", 10)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        index._connection.execute("DELETE FROM passages")
    assert [file.name for file in tmp_path.iterdir()] == ["lexical.sqlite"]


def test_what_was_there_is_written_over(open_lexical, tmp_path):
    file = tmp_path / "lexical.sqlite"
    file.write_bytes(b"half a file" * 1_000)
    assert len(open_lexical([make_passage(1, "One", "a team")], file).search("team", 10)) == 1


def test_many_threads_get_the_same_as_one(open_lexical):
    random_ = random.Random(7)
    passages = [make_passage(n, "H", " ".join(random_.choices(WORDS, k=30))) for n in range(300)]
    index = open_lexical(passages)
    queries = [" ".join(random_.sample(WORDS, 3)) for _ in range(400)]
    expected = [index.search(query, 10) for query in queries]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda query: index.search(query, 10), queries)) == expected


def test_a_file_that_cannot_be_used_is_told_in_one_line(tmp_path):
    file = tmp_path / "lexical.sqlite"
    with pytest.raises(StoreError, match="coach index --rebuild"):
        LexicalIndex(file)
    file.write_bytes(b"no database" * 1_000)
    index = LexicalIndex(file)
    with pytest.raises(StoreError, match="coach index --rebuild") as caught:
        index.search("team", 1)
    assert "\n" not in str(caught.value)
    index.close()
