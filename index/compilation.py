"""A sentence-transformers model to a folder that ONNX Runtime serves; done once a model.

The whole forward pass is exported: transformer, pooling, dense layers, normalisation. What comes
out is compared with the reference; a model that cannot be exported, or differs, is recorded as
one that sentence-transformers serves, with the reason.
"""

import shutil
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock, Timeout
from tokenizers import Tokenizer

from index import model_source, reference, serving
from index.embedding import ServedEmbedder, Vectors
from index.errors import EmbeddingError
from index.model_source import ModelSource
from index.reference import ReferenceEmbedder
from index.serving import OnnxEmbedder, Record

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

LARGEST_DISTANCE = 1e-3
"""In cosine, between a compiled vector and the reference's."""
LARGEST_BYTES = 2_000_000_000
"""Of weights; one ONNX file holds no more."""
LOCK_SECONDS = 900
INPUTS = {"input_ids", "attention_mask", "token_type_ids"}
SAMPLES = [
    "",
    "Hi",
    "How do I become a Head of Machine Learning?",
    "Größe, naïveté, 机器学习的负责人, руководитель, مدير, 🚀🧠 and\u00a0odd\u200b spaces",
    " Leading blank,\n\nTWO LINES, tabs\tand 1,234.5 % of €-figures ... ",
    "Strategy, people, budgets and research. " * 20,
    "longer than most models read, " * 100,
]


class CompilationError(Exception):
    """Why sentence-transformers has to serve a model."""


def open_current(source: ModelSource, folder: Path) -> ServedEmbedder | None:
    """Open what was compiled from the present files; None when it has to be compiled."""
    record = serving.read_record(folder)
    # Without a stamp (a hub model that left the cache) the compiled copy is all there is.
    if record is None or source.stamp not in (None, record.stamp):
        return None
    if record.backend == OnnxEmbedder.backend:
        return serving.open_compiled(folder, record, source.name)
    if record.versions != _versions():
        return None  # what could not be compiled may be now
    model_source.require(source)
    return ReferenceEmbedder(reference.load_model(source), record, source.name)


def compile_once(
    source: ModelSource, folder: Path, on_compile: Callable[[], None] | None
) -> ServedEmbedder:
    """Compile into `folder` unless another process just did, and open it.

    Raises:
        EmbeddingError: the model cannot be loaded, or `folder` cannot be written.
    """
    lock = FileLock(f"{folder}.lock", timeout=LOCK_SECONDS)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with lock:
            embedder = open_current(source, folder)
            if embedder is None:
                model_source.require(source)
                if on_compile:
                    on_compile()
                model = reference.load_model(source)
                _replace(folder, lambda draft: _compile(model, source, draft))
                embedder = open_current(source, folder)
    except Timeout as error:
        raise EmbeddingError(
            f"Another process has been preparing the embedding model for {LOCK_SECONDS // 60} "
            f"minutes (it holds {lock.lock_file}); end it and try again."
        ) from error
    except OSError as error:
        raise EmbeddingError(
            f"The embedding model cannot be prepared in {folder.parent} "
            f"({error.strerror or error}); make room there or choose another folder."
        ) from error
    if embedder is None:
        raise EmbeddingError(
            f"The embedding model just prepared in {folder} cannot be read back; check the disk."
        )
    return embedder


def _replace(folder: Path, fill: Callable[[Path], None]) -> None:
    """Fill a folder beside and put it in place, so that being killed leaves nothing half."""
    draft, old = Path(f"{folder}.new"), Path(f"{folder}.old")
    for leftover in (draft, old):
        shutil.rmtree(leftover, ignore_errors=True)
    try:
        draft.mkdir()
        fill(draft)
        if folder.exists():
            folder.rename(old)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _compile(model: "SentenceTransformer", source: ModelSource, draft: Path) -> None:
    if source.folder is None:  # loading has brought it to this machine
        source = model_source.find_model(source.name)
    if source.folder is None:
        raise EmbeddingError(
            f"The embedding model {source.name!r} is not where the Hugging Face hub keeps its "
            "files; give the folder of the model."
        )
    expected = reference.encode(model, SAMPLES)
    weights = model_source.weights_sha256(source.folder)
    dimension, max_tokens = expected.shape[1], reference.max_tokens(model)
    record = Record(
        name=source.name,
        stamp=source.stamp,
        backend=OnnxEmbedder.backend,
        note="",
        dimension=dimension,
        max_tokens=max_tokens,
        fingerprint=model_source.fingerprint(source.folder, weights, dimension, max_tokens),
        weights_sha256=weights,
        versions=_versions(),
    )
    files = (serving.TOKENIZER_FILE, serving.MODEL_FILE)
    try:
        _write_tokenizer(model, max_tokens, draft / serving.TOKENIZER_FILE)
        serving.write_graph(_export(model), draft / serving.MODEL_FILE)
        _compare(OnnxEmbedder(draft, record, source.name), expected)
        digests = {file: model_source.file_sha256(draft / file) for file in files}
        record = replace(record, sha256=digests)
    except OSError:
        raise  # a full disk says nothing about the model
    except Exception as error:  # noqa: BLE001 - a model of any origin fails in any way
        for file in files:
            (draft / file).unlink(missing_ok=True)
        known = isinstance(error, CompilationError)
        note = str(error) if known else f"its export failed ({reference.one_line(error)})"
        record = replace(record, backend=ReferenceEmbedder.backend, note=note)
    record.write(draft)


def _write_tokenizer(model: "SentenceTransformer", max_tokens: int, path: Path) -> None:
    tokenizer: Any = model.tokenizer
    fast = getattr(tokenizer, "backend_tokenizer", None)
    if not isinstance(fast, Tokenizer):
        raise CompilationError("it has no fast tokenizer")
    if tokenizer.pad_token is None:
        raise CompilationError("its tokenizer has no padding")
    if model.default_prompt_name and model.prompts.get(model.default_prompt_name):
        raise CompilationError(f"it puts the prompt {model.default_prompt_name!r} before texts")
    copy = Tokenizer.from_str(fast.to_str())
    copy.enable_truncation(max_tokens, direction=tokenizer.truncation_side)
    copy.enable_padding(
        direction=tokenizer.padding_side,
        pad_id=tokenizer.pad_token_id,
        pad_type_id=tokenizer.pad_token_type_id,
        pad_token=tokenizer.pad_token,
    )
    copy.save(str(path))


def _export(model: "SentenceTransformer") -> bytes:
    """Export the forward pass, for any number of texts of any length."""
    import torch

    if sum(weight.nbytes for weight in model.state_dict().values()) > LARGEST_BYTES:
        raise CompilationError("its weights are more than the 2 GB that an ONNX file holds")
    features = model.preprocess(["a text", "a text that is somewhat longer"])
    tensors = {name: value for name, value in features.items() if isinstance(value, torch.Tensor)}
    others = {name: value for name, value in features.items() if name not in tensors}
    if unknown := set(tensors) - INPUTS:
        raise CompilationError(f"it reads {', '.join(sorted(unknown))} besides word pieces")

    class Forward(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *values: torch.Tensor) -> Any:
            named = dict(zip(tensors, values, strict=True))
            return self.model({**named, **others})["sentence_embedding"]

    axes = {0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC}
    with reference.quiet():
        program: Any = torch.onnx.export(
            Forward().eval(),
            tuple(tensors.values()),
            dynamo=True,
            verbose=False,
            input_names=list(tensors),
            output_names=["sentence_embedding"],
            dynamic_shapes=(tuple(axes for _ in tensors),),
        )
    return bytes(program.model_proto.SerializeToString())


def _compare(embedder: OnnxEmbedder, expected: Vectors) -> None:
    distance = np.max(1 - np.sum(embedder.embed(SAMPLES) * expected, axis=1))
    if not distance <= LARGEST_DISTANCE:  # not a number is too far as well
        raise CompilationError(f"its export is {distance:.4f} in cosine from the reference")


def _versions() -> dict[str, str]:
    packages = ("onnxruntime", "sentence-transformers", "torch", "transformers")
    return {package: version(package) for package in packages}
