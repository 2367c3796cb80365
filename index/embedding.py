"""Texts to unit vectors, and the model that makes them.

sentence-transformers is the reference and loads any model. The first time that a model is used
it is compiled to ONNX; from then on ONNX Runtime and `tokenizers` serve it, without torch, whose
import alone takes seconds.
"""

from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """What the index asks of an embedding model."""

    name: str
    """As the setting has it."""
    fingerprint: str
    """Twelve hexadecimal digits; equal when the vectors are comparable."""
    dimension: int
    max_tokens: int
    """Word pieces that the model reads, its two special ones included; the rest is cut off."""
    backend: str
    """"onnx" or "sentence-transformers"."""

    def embed(self, texts: list[str]) -> Vectors:
        """Return unit vectors, shape (len(texts), dimension)."""
        ...

    def count_tokens(self, text: str) -> int:
        """Count the word pieces of `text` without special ones and without truncation."""
        ...


def open_embedder(name: str, models_folder: Path) -> Embedder:
    """Open the compiled model; compile it first when `models_folder` does not hold it yet.

    Args:
        name: a sentence-transformers model by hub name or folder.

    Raises:
        EmbeddingError: the model is not there, or its weights are not the ones expected.
    """
    raise NotImplementedError
