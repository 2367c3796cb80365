"""The manifest: which corpus was indexed, with what, into which snapshot."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from index.documents import Skipped
from index.snapshots import Seal

_FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is known of an index without opening it.

    Attributes:
        corpus: a hash of the corpus's place and of its files' names, sizes and times of change.
        identity: the fingerprint of what the vectors are made with, and the server if there is one.
        revision: of the store.
        snapshot: the name of the one in use.
        vectors: the snapshot's vector files.
        lexical: the snapshot's lexical index.
    """

    corpus: str
    identity: str
    revision: str
    snapshot: str
    vectors: dict[str, Seal]
    lexical: Seal
    documents: int
    passages: int
    topics: tuple[str, ...]
    skipped: tuple[Skipped, ...]


def read_manifest(folder: Path) -> Manifest | None:
    """Read the manifest; None when there is none that can be used."""
    try:
        fields = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        fields["vectors"] = {name: tuple(seal) for name, seal in fields["vectors"].items()}
        fields["lexical"] = tuple(fields["lexical"])
        fields["topics"] = tuple(fields["topics"])
        fields["skipped"] = tuple(Skipped(**skipped) for skipped in fields["skipped"])
        return Manifest(**fields)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Swap the manifest in, whole.

    Raises:
        OSError: it cannot be written.
    """
    fresh = folder / "manifest.new"
    fresh.write_text(json.dumps(asdict(manifest)), encoding="utf-8")
    fresh.replace(folder / _FILE)
