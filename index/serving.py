"""A compiled model to vectors, with ONNX Runtime and `tokenizers` alone.

A compiled model is a folder: the graph, the tokenizer, and the record of how they were made.
"""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import onnxruntime as ort
from tokenizers import Tokenizer

from index.embedding import Vectors
from index.model_source import file_sha256

FORMAT = 1
"""Raised whenever what compilation writes changes, so that older copies are made anew."""
BATCH_SIZE = 4
"""Larger ones were slower: more padding, and activations that outgrow the processor's cache."""
MODEL_FILE, TOKENIZER_FILE, RECORD_FILE = "model.onnx", "tokenizer.json", "record.json"
PROVIDERS = ["CPUExecutionProvider"]


@dataclass(frozen=True)
class Record:
    """What compilation found out about a model."""

    name: str
    stamp: str | None
    backend: str
    note: str
    dimension: int
    max_tokens: int
    fingerprint: str
    weights_sha256: str
    versions: dict[str, str]
    sha256: dict[str, str] = field(default_factory=dict)
    """Of the compiled files, by their names; empty when sentence-transformers serves."""
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Write the record into the folder that it describes."""
        text = json.dumps(asdict(self), indent=2)
        (folder / RECORD_FILE).write_text(text, encoding="utf-8")


def read_record(folder: Path) -> Record | None:
    """Read the record of a compiled model; None when there is none that can be used."""
    try:
        record = Record(**json.loads((folder / RECORD_FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return record if record.format == FORMAT else None


class OnnxEmbedder:
    """Serves a compiled model."""

    backend = "onnx"
    note = ""

    def __init__(self, folder: Path, record: Record, name: str) -> None:
        self.name = name
        self.fingerprint = record.fingerprint
        self.dimension = record.dimension
        self.max_tokens = record.max_tokens
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        options = ort.SessionOptions()
        options.intra_op_num_threads = _cores()
        # Threads that spin while they wait answer a question 2 ms sooner on an idle machine, for
        # four times the processor time, and 6 ms later on a busy one.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        path = str(folder / MODEL_FILE)
        self._session = ort.InferenceSession(path, options, providers=PROVIDERS)
        self._inputs = [value.name for value in self._session.get_inputs()]

    def embed(self, texts: list[str]) -> Vectors:
        """Return unit vectors, shape (len(texts), dimension)."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        # Texts of one length together, so that little of a batch is padding.
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        for start in range(0, len(order), BATCH_SIZE):
            places = order[start : start + BATCH_SIZE]
            vectors[places] = self._run([texts[place] for place in places])
        return unit(vectors)

    def count_tokens(self, text: str) -> int:
        """Count the word pieces of `text` without special ones and without truncation."""
        # What the tokenizer cuts off it hands over as further pieces, padded like the first.
        encoding = self._tokenizer.encode(well_formed(text), add_special_tokens=False)
        return sum(sum(part.attention_mask) for part in (encoding, *encoding.overflowing))

    def _run(self, texts: list[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch_fast([well_formed(text) for text in texts])
        columns = {
            "input_ids": [encoding.ids for encoding in encodings],
            "attention_mask": [encoding.attention_mask for encoding in encodings],
            "token_type_ids": [encoding.type_ids for encoding in encodings],
        }
        feed = {name: np.array(columns[name], dtype=np.int64) for name in self._inputs}
        vectors: Vectors = self._session.run(None, feed)[0]
        return vectors


def open_compiled(folder: Path, record: Record, name: str) -> OnnxEmbedder | None:
    """Open a compiled model; None when a file of it is missing, damaged or not understood."""
    try:
        # 65 ms for 90 MB; a flipped bit would otherwise give vectors that are quietly wrong.
        for file, expected in record.sha256.items():
            if file_sha256(folder / file) != expected:
                return None
        return OnnxEmbedder(folder, record, name)
    except Exception:  # noqa: BLE001 - the errors of ONNX Runtime share no other base
        return None


def write_graph(graph: bytes, path: Path) -> None:
    """Write an ONNX graph as ONNX Runtime optimises it: opening it then takes a third."""
    # So that a full disk shows as itself: ONNX Runtime would call the graph invalid.
    path.write_bytes(graph)
    options = ort.SessionOptions()
    # Not the highest level: its layouts suit only the processor that compiled.
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(path)
    ort.InferenceSession(graph, options, providers=PROVIDERS)


def unit(vectors: Vectors) -> Vectors:
    """Scale rows to length 1; a row of zeros, which has no direction, stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32, copy=False)


def well_formed(text: str) -> str:
    """Replace what is no character (half a surrogate pair), which tokenizers refuse."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _cores() -> int:
    # Those that this process may use: in a container fewer than the machine has.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
