"""The embedding model made ready for serving, which happens once on a machine."""

import json
import time

from tests.bench.processes import Stage, run_for_json, say
from tests.bench.report import Figure, Measure


def measure(stage: Stage) -> Measure:
    """Compile the default model in a new process, into the stage's home."""
    say("Compiling the embedding model")
    compiled = run_for_json(stage, "compilation")
    return Measure(
        name="compilation",
        title="Embedding model compiled (once, torch's import included)",
        figures=(Figure("compilation", compiled["compile_s"], "s"),),
    )


def main() -> None:
    """Compile, in a process of its own."""
    from coach.settings import Settings
    from index.embedding import open_embedder

    settings = Settings.read()
    compiled: list[bool] = []
    started = time.perf_counter()
    open_embedder(settings.embedding_model, settings.home / "models", lambda: compiled.append(True))
    compile_s = time.perf_counter() - started
    assert compiled, "the model was compiled before"
    print(json.dumps({"compile_s": compile_s}))


if __name__ == "__main__":
    main()
