"""Texts to unit vectors, and the model that makes them.

sentence-transformers is the reference and loads any model. The first time that a model is used
it is compiled to ONNX; from then on ONNX Runtime and `tokenizers` serve it, without torch, whose
import alone takes seconds. A model that cannot be compiled is served by sentence-transformers.

    open_embedder ─ model_source: which files, are they the ones expected
                  ├ compilation:  the files to a compiled folder, once
                  └ serving:      the compiled folder to vectors
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

DEFAULT_MODEL = "all-MiniLM-L6-v2"
"""Installed with the product, so that it needs no network."""


class Embedder(Protocol):
    """What the index asks of an embedding model. Safe to use from several threads."""

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


class ServedEmbedder(Embedder, Protocol):
    """An embedder that says how it came to be served."""

    note: str
    """Why sentence-transformers serves it and not ONNX Runtime; empty when the latter does."""


def open_embedder(
    name: str,
    models_folder: Path,
    on_compile: Callable[[], None] | None = None,
    *,
    default_folder: Path | None = None,
) -> ServedEmbedder:
    """Open the compiled model; compile it first when `models_folder` does not hold it yet.

    Args:
        name: a sentence-transformers model by hub name or folder.
        models_folder: where compiled models are kept; made when it is not there.
        on_compile: called before a compilation, which takes about half a minute.
        default_folder: the files of the default model, when not those installed with the product.

    Raises:
        EmbeddingError: the model is not there, or its weights are not the ones expected.
    """
    # ONNX Runtime keeps a device id and usage records for upload unless it's told not to, and reads
    # that when it's imported.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    # Not at the top: whoever needs only the names above does not wait for ONNX Runtime.
    from index.compilation import compile_once, open_current
    from index.model_source import find_model

    source = find_model(name, default_folder)
    folder = models_folder / source.key
    return open_current(source, folder) or compile_once(source, folder, on_compile)
