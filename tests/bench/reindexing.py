"""A coach opened on a corpus that is not indexed, and again on the same one unchanged.

Each is a new process, for Chroma keeps what it has open within one. The embedding model is
compiled, and Chroma and ONNX Runtime imported, before the clock starts; loading the model counts,
on both sides. The part of it that is indexing stands beside, without a bound.
"""

import json
import shutil
import time
from typing import Any

from tests.bench.processes import Stage, run_for_json, say
from tests.bench.report import Bound, Figure, Measure


def measure(stage: Stage, rounds: int) -> Measure:
    """Index and index again, each in its own process; leaves an index that is up to date."""
    first: list[Any] = []
    again: list[Any] = []
    for number in range(1, rounds + 1):
        say(f"Indexing, round {number} of {rounds}")
        shutil.rmtree(stage.home / "index", ignore_errors=True)
        first.append(run_for_json(stage, "reindexing"))
        again.append(run_for_json(stage, "reindexing"))
    first_open = Figure.median("coach opened the first time", [r["open_s"] for r in first], "s")
    again_open = Figure.median("coach opened again", [r["open_s"] for r in again], "s")
    first_index = Figure.median(
        "of it indexing, the first time", [r["index_s"] for r in first], "s"
    )
    again_index = Figure.median("of it indexing, again", [r["index_s"] for r in again], "s")
    passages = first[-1]["passages"]
    embedded = max(run["texts_embedded"] for run in again)
    return Measure(
        name="reindexing",
        title=f"Corpus indexed, and again unchanged (medians of {rounds} rounds)",
        figures=(
            Figure("passages", passages, ""),
            Figure("texts embedded the first time", first[-1]["texts_embedded"], ""),
            Figure("texts embedded again", embedded, ""),
            first_open,
            again_open,
            first_index,
            again_index,
            Figure("indexing again / the first time", again_index.value / first_index.value, ""),
            Figure("passages indexed", passages / first_index.value, "per s"),
        ),
        bounds=(
            Bound("opened again / the first time", again_open.value / first_open.value, 0.1),
            Bound("texts embedded again", embedded, 0),
        ),
    )


def main() -> None:
    """Open the coach step by step as `Coach.open` does, counting what is embedded."""
    # Chroma and ONNX Runtime (in compilation) are imported lazily by the index.
    import chromadb  # noqa: F401

    from coach import Coach, Settings
    from index import compilation  # noqa: F401
    from index.chroma import Location
    from index.embedding import ServedEmbedder, Vectors, open_embedder
    from index.indexing import open_index

    class CountingEmbedder:
        """Counts the texts that pass through; all else is the served one's."""

        def __init__(self, served: ServedEmbedder) -> None:
            self._served = served
            self.texts = 0

        def embed(self, texts: list[str]) -> Vectors:
            self.texts += len(texts)
            return self._served.embed(texts)

        def __getattr__(self, name: str) -> Any:
            return getattr(self._served, name)

    settings = Settings.read()
    started = time.perf_counter()
    embedder: Any = CountingEmbedder(
        open_embedder(settings.embedding_model, settings.home / "models")
    )
    location = Location(settings.home / "index", settings.chroma_url, settings.collection)
    before_index = time.perf_counter()
    opened = open_index(settings.corpus, location, embedder)
    index_s = time.perf_counter() - before_index
    Coach(opened, embedder, settings)
    open_s = time.perf_counter() - started
    result = {
        "index_s": index_s,
        "open_s": open_s,
        "texts_embedded": embedder.texts,
        "passages": opened.report.passages,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
