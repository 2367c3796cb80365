"""Which questions ask the same, with the real embedding model."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from coach.faq.likeness import SAME_COSINE, Leaders, ask_same
from index.embedding import ServedEmbedder

SET = Path(__file__).parents[1] / "evals" / "ready_answers.txt"


def read_set() -> Iterator[tuple[str, str, str]]:
    """Yield entry, kind ("+" or "-") and question."""
    for block in SET.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        for line in lines[1:]:
            yield lines[0].removeprefix("= "), line[0], line[2:]


def test_no_near_miss_is_taken_and_most_paraphrases_are_found(embedder: ServedEmbedder) -> None:
    rows = list(read_set())
    entries = embedder.embed([entry for entry, _, _ in rows])
    others = embedder.embed([question for _, _, question in rows])
    near = np.sum(entries * others, axis=1) >= SAME_COSINE
    taken = [
        is_near and ask_same(entry, question)
        for is_near, (entry, _, question) in zip(near, rows, strict=True)
    ]
    kinds = [kind for _, kind, _ in rows]
    assert (kinds.count("+"), kinds.count("-")) == (109, 240)
    wrong = [row for row, took in zip(rows, taken, strict=True) if took and row[1] == "-"]
    assert wrong == []
    assert sum(taken) / 109 == pytest.approx(0.74, abs=0.01)
    # What the bound on the cosine alone would do, as the docstring says.
    assert sum(is_near and kind == "-" for is_near, kind in zip(near, kinds, strict=True)) == 121


def test_asking_the_same_is_mutual() -> None:
    for entry, _, question in read_set():
        assert ask_same(entry, question) == ask_same(question, entry)


class TestLeaders:
    def place(self, embedder: ServedEmbedder, *questions: str, cosine: float = 0.8) -> list[int]:
        with Leaders(cosine) as leaders:
            return leaders.place(questions, embedder.embed(list(questions)))

    def test_the_first_of_several_stands_for_all(self, embedder: ServedEmbedder) -> None:
        asked = (
            "What is narrow AI?",
            "What does a Head of Machine Learning earn?",
            "what's narrow ai",
            "What does a Head of Machine Learning earn in Germany?",
            "How much does a Head of Machine Learning earn?",
            "WHAT IS NARROW AI",
        )
        assert self.place(embedder, *asked)[:4] == [0, 1, 0, 2]
        assert self.place(embedder, *asked)[5] == 0

    def test_does_not_hang_on_how_they_come_in(self, embedder: ServedEmbedder) -> None:
        questions = [question for _, _, question in read_set()]
        vectors = embedder.embed(questions)
        parts = [slice(start, start + 7) for start in range(0, len(questions), 7)]
        with Leaders() as first, Leaders() as second:
            at_once = first.place(questions, vectors)
            one_by_one = [n for p in parts for n in second.place(questions[p], vectors[p])]
        assert one_by_one == at_once
        assert len(set(at_once)) < len(questions)

    def test_a_bound_of_one_merges_only_the_same_words(self, embedder: ServedEmbedder) -> None:
        asked = ("What is narrow AI?", "what is narrow ai", "What's narrow AI?")
        assert self.place(embedder, *asked, cosine=1.0) == [0, 0, 1]

    def test_finds_leaders_in_every_block(self) -> None:
        questions = [f"What is thing number {number} of the list?" for number in range(2_100)]
        vectors = np.random.default_rng(0).normal(size=(2_100, 384)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        again = [f"{question[:-1]}, exactly?" for question in questions]
        with Leaders() as leaders:
            assert leaders.place(questions, vectors) == list(range(2_100))
            assert leaders.place(again[::500], vectors[::500]) == list(range(0, 2_100, 500))
