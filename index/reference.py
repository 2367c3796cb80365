"""sentence-transformers as an embedder: the reference, and what serves where ONNX cannot.

Importing torch takes seconds, so nothing here imports it before a model is loaded.
"""

import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from index.embedding import Vectors
from index.errors import EmbeddingError
from index.model_source import ModelSource, require_on_hub
from index.serving import Record, unit, well_formed

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

NO_LIMIT = 1_000_000
"""Word pieces read by a model that cuts nothing off."""
NOISY_LOGGERS = ("transformers", "sentence_transformers", "torch.onnx", "huggingface_hub")


class ReferenceEmbedder:
    """Serves a model through sentence-transformers."""

    backend = "sentence-transformers"

    def __init__(self, model: "SentenceTransformer", record: Record, name: str) -> None:
        self.name = name
        self.fingerprint = record.fingerprint
        self.dimension = record.dimension
        self.max_tokens = record.max_tokens
        self.note = record.note
        self._model = model
        # transformers switches truncation and padding of the one tokenizer at each call: from
        # two threads, one would embed with what the other counts with.
        self._lock = threading.Lock()

    def embed(self, texts: list[str]) -> Vectors:
        """Return unit vectors, shape (len(texts), dimension)."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._lock:
            return encode(self._model, texts)

    def count_tokens(self, text: str) -> int:
        """Count the word pieces of `text` without special ones and without truncation."""
        with self._lock:
            return _count_tokens(self._model.tokenizer, well_formed(text))


def load_model(source: ModelSource) -> "SentenceTransformer":
    """Load a model with sentence-transformers, on the processor, in single precision.

    Raises:
        EmbeddingError: it cannot be loaded.
    """
    with quiet():
        from sentence_transformers import SentenceTransformer

        path = source.hub_id or str(source.folder)
        local = source.folder is not None
        try:
            try:
                model = SentenceTransformer(path, device="cpu", local_files_only=local)
            except Exception:
                if not (local and source.hub_id):
                    raise
                # The hub's cache holds a part of the model only.
                require_on_hub(source.name, source.hub_id)
                model = SentenceTransformer(path, device="cpu")
        except EmbeddingError:
            raise
        except Exception as error:
            raise EmbeddingError(
                f"The embedding model {source.name!r} cannot be loaded ({one_line(error)}); "
                "save it anew with sentence-transformers or choose another."
            ) from error
    # Half precision is several times slower on a processor.
    return model.float()


def encode(model: "SentenceTransformer", texts: list[str]) -> Vectors:
    """Return unit vectors from sentence-transformers."""
    clean = [well_formed(text) for text in texts]
    vectors = model.encode(clean, show_progress_bar=False, convert_to_numpy=True)
    return unit(np.nan_to_num(np.asarray(vectors, dtype=np.float32)))


def max_tokens(model: "SentenceTransformer") -> int:
    """Return how many word pieces the model reads."""
    limit = model.max_seq_length
    return int(min(limit, NO_LIMIT)) if limit else NO_LIMIT


def one_line(error: BaseException) -> str:
    """Return what went wrong in the first place, in one short line."""
    while error.__cause__ is not None:
        error = error.__cause__
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:200] if lines else 'no message'}"


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the libraries' bars, logs and warnings off the terminal; put all back at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from transformers.utils import logging as transformers_logging

        bars: Any = transformers_logging
        had_bars = bars.is_progress_bar_enabled()
        bars.disable_progress_bar()
        loggers = [logging.getLogger(name) for name in NOISY_LOGGERS]
        levels = [logger.level for logger in loggers]
        for logger in loggers:
            logger.setLevel(logging.CRITICAL)
        try:
            yield
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)
            if had_bars:
                bars.enable_progress_bar()


def _count_tokens(tokenizer: Any, text: str) -> int:
    # The three kinds of tokenizer that sentence-transformers has.
    if callable(tokenizer):  # of transformers
        encoded = tokenizer(text, add_special_tokens=False, truncation=False, verbose=False)
        return len(encoded["input_ids"])
    if hasattr(tokenizer, "encode"):  # of `tokenizers`, for static embeddings
        return len(tokenizer.encode(text, add_special_tokens=False).ids)
    return len(tokenizer.tokenize(text))  # its own, for bags of words
