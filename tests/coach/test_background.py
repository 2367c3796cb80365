"""The everyday questions: embedded once, kept, mended, and told apart from the documents'."""

from pathlib import Path

import numpy as np
import pytest

from coach.background import open_background
from coach.errors import StoreError


class CountingEmbedder:
    """Counts the texts that it passes on to the real model."""

    def __init__(self, embedder) -> None:
        self._embedder = embedder
        self.fingerprint, self.dimension = embedder.fingerprint, embedder.dimension
        self.texts = 0

    def embed(self, texts):
        self.texts += len(texts)
        return self._embedder.embed(texts)


@pytest.fixture
def counting(embedder) -> CountingEmbedder:
    return CountingEmbedder(embedder)


def test_an_everyday_question_is_more_like_them_than_one_on_the_subject(coach, embedder) -> None:
    background = coach._finder.background

    def likeness(question: str) -> float:
        return background.likeness(embedder.embed([question])[0])

    assert likeness("How do I get red wine out of a carpet?") > 0.4
    assert likeness("How do I keep stakeholders aligned with the ML strategy?") < 0.35


def test_they_are_embedded_once(counting, tmp_path: Path) -> None:
    first = open_background(counting, tmp_path / "background")
    assert counting.texts > 400
    counting.texts = 0
    again = open_background(counting, tmp_path / "background")
    assert counting.texts == 0
    vector = np.ones(counting.dimension, np.float32)
    assert again.likeness(vector) == first.likeness(vector)


@pytest.mark.parametrize("damage", [b"", b"no vectors", "half"])
def test_a_damaged_file_is_made_anew(damage, counting, tmp_path: Path) -> None:
    open_background(counting, tmp_path)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if damage == "half" else damage)
    open_background(counting, tmp_path)
    assert file.read_bytes() == whole
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_that_cannot_be_written_to_is_told(counting, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreError, match="COACH_HOME"):
        open_background(counting, tmp_path / "file" / "background")
