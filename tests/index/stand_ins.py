"""Embedders, corpora and processes that the tests of the index share."""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from index.chroma import Location
from index.embedding import Embedder, Vectors
from index.indexing import OpenIndex, open_index
from index.passages import Passage

ROOT = Path(__file__).resolve().parents[2]


class WordEmbedder:
    """Embeds by the words that a text holds; quick, and the same in every process."""

    name = "words"
    backend = "words"
    dimension = 24
    max_tokens = 64

    def __init__(self, fingerprint: str = "0" * 12) -> None:
        self.fingerprint = fingerprint
        self._directions: dict[str, Vectors] = {}

    def embed(self, texts: list[str]) -> Vectors:
        vectors = np.array([self._embed(text) for text in texts], dtype=np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def _embed(self, text: str) -> Vectors:
        # A little of the whole text, so that no two texts are equally near to a question.
        words = [self._direction(word) for word in re.findall(r"\w+", text.lower())]
        return np.sum([*words, 0.1 * self._direction(text)], axis=0)

    def _direction(self, part: str) -> Vectors:
        if part not in self._directions:
            seed = hashlib.sha256(f"{self.fingerprint} {part}".encode("utf-8", "replace")).digest()
            numbers = np.frombuffer(seed[: self.dimension], np.uint8)
            self._directions[part] = numbers.astype(np.float32) - 127.5
        return self._directions[part]


class CountingEmbedder:
    """Passes on what it is asked and keeps the texts that were embedded."""

    def __init__(self, embedder: Embedder, fingerprint: str | None = None) -> None:
        self._embedder = embedder
        self.name = embedder.name
        self.fingerprint = fingerprint or embedder.fingerprint
        self.dimension = embedder.dimension
        self.max_tokens = embedder.max_tokens
        self.backend = embedder.backend
        self.texts: list[str] = []

    def embed(self, texts: list[str]) -> Vectors:
        self.texts += texts
        return self._embedder.embed(texts)

    def count_tokens(self, text: str) -> int:
        return self._embedder.count_tokens(text)


def write_corpus(folder: Path, sections: int, seed: int = 0) -> Path:
    """Write files of 20 sections, each a passage of three Points."""
    folder.mkdir(parents=True, exist_ok=True)
    words = ["lead", "hire", "plan", "budget", "model", "data", "risk", "team", "teach", "review"]
    random = np.random.default_rng(seed)
    for number in range(sections // 20):
        lines = [f"# Volume {seed}-{number}"]
        for section in range(20):
            lines += ["", f"## Duty {number}-{section}", ""]
            for _ in range(3):
                drawn = " ".join(random.choice(words, 6))
                lines.append(f"- {drawn.capitalize()} by way {random.integers(10**9)}.")
        (folder / f"volume-{number:03}.md").write_text("\n".join(lines), encoding="utf-8")
    return folder


QUESTIONS = (
    "How do I hire and teach a team?",
    "Which risk has a model?",
    "Who reviews the budget plan?",
    "measure data",
    "deploy by way of Volume 0-1",
    "Duty 2-7",
)


def ask_all(index: OpenIndex) -> list[list[tuple[tuple[str, ...], str, float]]]:
    """Return the first five passages for each of QUESTIONS."""
    return [
        [
            (found.passage.heading_path, found.passage.text, round(found.similarity, 5))
            for found in index.search.search(question, 5)
        ]
        for question in QUESTIONS
    ]


def passages_of(index: OpenIndex) -> list[Passage]:
    """Return the index's passages in reading order."""
    return sorted(index.search.all_passages(), key=lambda passage: passage.position)


@contextmanager
def opened(
    corpus: Path, folder: Path, embedder: Embedder, url: str | None = None, name: str = "test"
) -> Iterator[OpenIndex]:
    """Open an index and close it again."""
    index = open_index(corpus, Location(folder, url, name), embedder)
    try:
        yield index
    finally:
        index.search.close()


def start_python(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a process in which the tests' modules can be imported."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
