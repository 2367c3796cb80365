"""Vectors of texts that come with the product: embedded once, and read from then on."""

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from coach.derived_files import write_derived
from index.embedding import Embedder, Vectors


def open_vectors(texts: Sequence[str], embedder: Embedder, folder: Path) -> Vectors:
    """Return a row for each text; embed them first when the folder does not hold them.

    Raises:
        StoreError: the folder cannot be written to.
    """
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]
    file = folder / f"{embedder.fingerprint}-{digest}.npy"
    vectors = _read(file)
    if vectors is None or vectors.shape != (len(texts), embedder.dimension):
        vectors = embedder.embed(list(texts))
        write_derived(file, _encode(vectors))
    return vectors


def _read(file: Path) -> Vectors | None:
    try:
        return np.asarray(np.load(file), np.float32)
    except (OSError, ValueError, EOFError):
        # Not there, or damaged: it's soon made anew.
        return None


def _encode(vectors: Vectors) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, vectors)
    return buffer.getvalue()
