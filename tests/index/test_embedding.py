"""Embedding with the real default model, and with tiny ones where only the path matters."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index import compilation, reference, serving
from index.embedding import DEFAULT_MODEL, ServedEmbedder, open_embedder
from index.errors import EmbeddingError
from index.model_source import find_model

TEXTS = [
    "What does a Head of Machine Learning earn?",
    "",
    "a",
    "Führungskräfte, 機械学習, управление, 👩🏽‍💻, ﬁ ligature and zero\u200bwidth",
    "Leading a research team through a reorganisation takes patience. " * 60,
    "  Two\n\nlines\tand 3,141.59 %\r\n",
    "supercalifragilisticexpialidocious" * 40,
    "half a pair: \ud83d",
]
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def distance(some: np.ndarray, others: np.ndarray) -> float:
    return float(np.max(1 - np.sum(some * others, axis=1)))


def save_tiny(folder: Path, seed: int = 0) -> Path:
    """Save a small real BERT, untrained, with the default model's tokenizer."""
    with reference.quiet():
        import torch
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.base.modules import Dense, Transformer
        from sentence_transformers.sentence_transformer.modules import Pooling
        from transformers import AutoTokenizer, BertConfig, BertModel

        torch.manual_seed(seed)
        tokenizer = AutoTokenizer.from_pretrained(find_model(DEFAULT_MODEL).folder)
        sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
        config = BertConfig(vocab_size=len(tokenizer), intermediate_size=32, **sizes)
        bare = folder.parent / f"{folder.name}-bare"
        BertModel(config).save_pretrained(bare)
        tokenizer.save_pretrained(bare)
        transformer = Transformer(str(bare))
        transformer.max_seq_length = 32
        modules = [transformer, Pooling(16), Dense(16, 8)]
        SentenceTransformer(modules=modules, device="cpu").save(str(folder))
    return folder


@pytest.fixture(scope="session")
def default_models(tmp_path_factory):
    """A folder that holds the default model, compiled with the network off."""
    folder = tmp_path_factory.mktemp("default") / "models"
    with pytest.MonkeyPatch.context() as patch:
        cut_network(patch)
        open_embedder(DEFAULT_MODEL, folder)
    return folder


@pytest.fixture(scope="session")
def default(default_models):
    return open_embedder(DEFAULT_MODEL, default_models, pytest.fail)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    return save_tiny(tmp_path_factory.mktemp("tiny") / "model")


@pytest.fixture(scope="session")
def tiny_models(tiny, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiny-compiled") / "models"
    open_embedder(str(tiny), folder)
    return folder


@pytest.fixture
def models(tiny_models, tmp_path):
    """A folder that holds the tiny model, compiled; a test's own."""
    return Path(shutil.copytree(tiny_models, tmp_path / "models"))


@pytest.fixture
def tiny_copy(tiny, tmp_path):
    return Path(shutil.copytree(tiny, tmp_path / "copy"))


@pytest.fixture
def compilations():
    return []


@pytest.fixture
def open_model(models, compilations):
    """Open a model, noting its name when it is compiled."""

    def open_it(name: Path | str) -> ServedEmbedder:
        return open_embedder(str(name), models, lambda: compilations.append(str(name)))

    return open_it


@pytest.fixture
def no_network(monkeypatch):
    cut_network(monkeypatch)


def cut_network(patch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise OSError("the network is off")

    patch.setattr(socket, "getaddrinfo", refuse)
    patch.setattr(socket.socket, "connect", refuse)


def compiled_folder(models: Path) -> Path:
    (record,) = models.glob("*/record.json")
    return record.parent


def test_compiled_default_equals_the_reference(default):
    assert (default.backend, default.note) == ("onnx", "")
    assert (default.dimension, default.max_tokens) == (384, 256)
    model = reference.load_model(find_model(DEFAULT_MODEL))
    assert distance(default.embed(TEXTS), reference.encode(model, TEXTS)) < 1e-5


def test_default_model_answers_to_both_of_its_names(default, default_models):
    name = f"sentence-transformers/{DEFAULT_MODEL}"
    other = open_embedder(name, default_models, pytest.fail)
    assert (other.name, other.fingerprint) == (name, default.fingerprint)


def test_serving_imports_nothing_heavy_and_prints_nothing(default_models):
    code = (
        "import sys; from pathlib import Path; from index.embedding import open_embedder\n"
        f"embedder = open_embedder({DEFAULT_MODEL!r}, Path({str(default_models)!r}))\n"
        "assert embedder.embed(['a question']).shape == (1, 384)\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'onnx', 'huggingface_hub'}\n"
        "sys.exit(' '.join(heavy & set(sys.modules)) or None)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_vectors_keep_the_order_and_have_length_one(default):
    vectors = default.embed(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    alone = np.vstack([default.embed([text]) for text in TEXTS])
    assert distance(vectors, alone) < 1e-5


def test_no_texts_give_no_vectors(default):
    assert default.embed([]).shape == (0, 384)


def test_tokens_are_counted_without_special_ones_and_beyond_the_limit(default):
    assert default.count_tokens("") == 0
    assert default.count_tokens("machine learning") == 2
    assert default.count_tokens("machine learning " * 1000) == 2000
    assert default.count_tokens("half a pair: \ud83d") > 0


def test_text_beyond_the_limit_is_cut_off(default):
    start = "machine " * 254  # and two special word pieces
    within, beyond = default.embed([start, f"{start} salary"])
    assert within @ beyond == pytest.approx(1, abs=1e-6)


def test_threads_get_what_one_thread_gets(default):
    batches = [[f"{text} {number}" for text in TEXTS[:4]] for number in range(40)]
    expected = [default.embed(batch) for batch in batches]
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(default.count_tokens, ["one two"] * 40))
        vectors = list(pool.map(default.embed, batches))
    assert counts == [2] * 40
    assert max(map(distance, vectors, expected)) < 1e-5


def flip_a_byte(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)


DAMAGES = {
    "graph cut short": lambda folder: os.truncate(folder / "model.onnx", 1000),
    "a byte flipped": lambda folder: flip_a_byte(folder / "model.onnx"),
    "no tokenizer": lambda folder: (folder / "tokenizer.json").unlink(),
    "record half written": lambda folder: os.truncate(folder / "record.json", 40),
    "nothing but a leftover": lambda folder: folder.rename(f"{folder}.new"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damaged_files_are_compiled_anew(damage, tiny, open_model, models, compilations):
    before = open_model(tiny)
    assert compilations == []
    folder = compiled_folder(models)
    damage(folder)
    after = open_model(tiny)
    assert len(compilations) == 1
    assert after.fingerprint == before.fingerprint
    assert distance(after.embed(TEXTS), before.embed(TEXTS)) < 1e-5
    assert {path.name for path in models.iterdir()} == {folder.name, f"{folder.name}.lock"}


def test_graph_that_cannot_be_parsed_is_compiled_anew(tiny, open_model, models, compilations):
    folder = compiled_folder(models)
    (folder / "model.onnx").write_bytes(b"of another ONNX Runtime")
    record = json.loads((folder / "record.json").read_text())
    record["sha256"]["model.onnx"] = serving.file_sha256(folder / "model.onnx")
    (folder / "record.json").write_text(json.dumps(record))
    assert open_model(tiny).backend == "onnx"
    assert len(compilations) == 1


def test_changed_folder_is_not_served_stale(tiny_copy, open_model, compilations):
    before = open_model(tiny_copy)
    save_tiny(tiny_copy, seed=1)
    after = open_model(tiny_copy)
    assert len(compilations) == 2
    assert after.fingerprint != before.fingerprint
    assert distance(after.embed(["text"]), before.embed(["text"])) > 0.01


def test_fingerprint_belongs_to_the_weights_not_to_their_place(
    tiny, tiny_copy, open_model, default
):
    assert open_model(tiny_copy).fingerprint == open_model(tiny).fingerprint
    assert open_model(tiny).fingerprint != default.fingerprint


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json"])
def test_other_files_than_the_expected_ones_are_refused(file, tmp_path):
    folder = Path(shutil.copytree(find_model(DEFAULT_MODEL).folder, tmp_path / "altered"))
    flip_a_byte(folder / file)
    with pytest.raises(EmbeddingError, match=rf"{file} is not .*reinstall"):
        open_embedder(DEFAULT_MODEL, tmp_path / "models", pytest.fail, default_folder=folder)


@pytest.mark.parametrize(("kind", "dimension"), [("bag of words", 3), ("static", 8)])
def test_model_without_fast_tokenizer_is_served_by_the_reference(
    kind, dimension, tmp_path, open_model, compilations
):
    with reference.quiet():
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer.modules import BoW, StaticEmbedding

        if kind == "static":
            file = find_model(DEFAULT_MODEL).folder / "tokenizer.json"
            tokenizer = serving.Tokenizer.from_file(str(file))
            module = StaticEmbedding(tokenizer, embedding_dim=dimension)
        else:
            module = BoW(["head", "machine", "learning"])
        SentenceTransformer(modules=[module], device="cpu").save(str(tmp_path / kind))
    for _ in range(2):
        embedder = open_model(tmp_path / kind)
    assert len(compilations) == 1
    assert embedder.backend == "sentence-transformers"
    assert embedder.note == "it has no fast tokenizer"
    vectors = embedder.embed(["head machine", "head", "learning"])
    assert vectors.shape == (3, dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert embedder.embed([]).shape == (0, dimension)
    assert embedder.count_tokens("head machine") == 2


def test_model_with_a_prompt_is_served_by_the_reference(tiny, tiny_copy, open_model):
    settings = tiny_copy / "config_sentence_transformers.json"
    content = json.loads(settings.read_text())
    content |= {"prompts": {"ask": "Question: "}, "default_prompt_name": "ask"}
    settings.write_text(json.dumps(content))
    plain, prompting = open_model(tiny), open_model(tiny_copy)
    assert "prompt 'ask'" in prompting.note
    assert prompting.fingerprint != plain.fingerprint
    assert distance(prompting.embed(["a"]), plain.embed(["Question: a"])) < 1e-5


def test_model_that_differs_once_compiled_is_served_by_the_reference(
    tiny, tiny_copy, open_model, models, compilations, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr(compilation, "LARGEST_DISTANCE", -1.0)
        served = open_model(tiny_copy)
    compiled = open_model(tiny)
    assert (served.backend, compiled.backend) == ("sentence-transformers", "onnx")
    assert "in cosine from the reference" in served.note
    assert served.fingerprint == compiled.fingerprint
    assert distance(served.embed(TEXTS), compiled.embed(TEXTS)) < 1e-5
    assert [*map(served.count_tokens, TEXTS)] == [*map(compiled.count_tokens, TEXTS)]
    with ThreadPoolExecutor(8) as pool:
        vectors = [pool.submit(served.embed, TEXTS) for _ in range(20)]
        counts = [pool.submit(served.count_tokens, text) for text in TEXTS * 20]
        vectors += [pool.submit(served.embed, TEXTS) for _ in range(20)]
        assert max(distance(each.result(), served.embed(TEXTS)) for each in vectors) < 1e-5
        assert [each.result() for each in counts] == [*map(served.count_tokens, TEXTS)] * 20

    # Another version of a library may do what this one could not.
    assert open_model(tiny_copy).backend == "sentence-transformers"
    (file,) = (path for path in models.glob("*/record.json") if len([*path.parent.iterdir()]) == 1)
    record = json.loads(file.read_text())
    record["versions"]["torch"] = "1.0"
    file.write_text(json.dumps(record))
    assert len(compilations) == 1
    assert open_model(tiny_copy).backend == "onnx"
    assert len(compilations) == 2


@pytest.mark.usefixtures("no_network")
def test_hub_model_in_the_cache_needs_no_network(
    tiny, tmp_path, open_model, compilations, monkeypatch
):
    cache = tmp_path / "hub"
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(cache))
    repository = cache / "models--someone--tiny"
    shutil.copytree(tiny, repository / "snapshots" / COMMIT)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(COMMIT)
    embedder = open_model("someone/tiny")
    assert (embedder.name, embedder.backend) == ("someone/tiny", "onnx")
    assert embedder.fingerprint == open_model(tiny).fingerprint
    shutil.rmtree(cache)
    assert open_model("someone/tiny").backend == "onnx"
    assert len(compilations) == 1


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nobody/no-such-model", "cannot be reached; go online once"),
        ("no-such-model", "cannot be reached; go online once"),
        ("/no/such/folder", "give an existing folder"),
        ("", "give an existing folder"),
        (str(Path(__file__).parent), "holds no embedding model"),
    ],
)
def test_unknown_name_is_told_at_once_in_one_line(name, message, tmp_path):
    started = time.monotonic()
    with pytest.raises(EmbeddingError, match=message) as raised:
        open_embedder(name, tmp_path / "models", pytest.fail)
    assert time.monotonic() - started < 10
    assert "\n" not in str(raised.value)


def test_folder_that_cannot_be_loaded_is_told_in_one_line(tiny_copy, open_model):
    os.truncate(tiny_copy / "model.safetensors", 100)
    with pytest.raises(EmbeddingError, match="cannot be loaded") as raised:
        open_model(tiny_copy)
    assert "\n" not in str(raised.value)


def test_models_folder_that_cannot_be_written_is_told(tiny, tmp_path):
    (tmp_path / "models").write_text("a file")
    with pytest.raises(EmbeddingError, match="cannot be prepared"):
        open_embedder(str(tiny), tmp_path / "models")


def test_killed_compilation_leaves_nothing_half_and_another_process_takes_over(tiny, tmp_path):
    models = tmp_path / "models"
    code = (
        "import sys; from pathlib import Path; from index.embedding import open_embedder\n"
        "name, models = sys.argv[1:]\n"
        "embedder = open_embedder(name, Path(models), lambda: print('compiling', flush=True))\n"
        "print(embedder.backend)"
    )
    command = [sys.executable, "-c", code, str(tiny), str(models)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as first:
        assert first.stdout.readline() == "compiling\n"
        with subprocess.Popen(command, **pipes) as second:
            while not list(models.glob("*.new")):
                assert first.poll() is None
                time.sleep(0.01)
            first.send_signal(signal.SIGKILL)
            assert first.wait() == -signal.SIGKILL
            assert not list(models.glob("*/record.json"))
            output, errors = second.communicate(timeout=120)
    assert (output, errors) == ("compiling\nonnx\n", "")
    assert not list(models.glob("*.new"))


def test_two_threads_compile_once(tiny_copy, open_model, compilations):
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(open_model, [tiny_copy] * 2)
    assert (first.backend, second.backend) == ("onnx", "onnx")
    assert len(compilations) == 1


def test_serving_leaves_no_trace_in_the_users_home(models_folder: Path, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from index.embedding import open_embedder\n"
        "open_embedder('all-MiniLM-L6-v2', Path(sys.argv[1])).embed(['a question'])"
    )
    environment = {k: v for k, v in os.environ.items() if k != "ORT_DISABLE_TELEMETRY"}
    environment |= {"HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("XDG_CACHE_HOME", None)
    subprocess.run(
        [sys.executable, "-c", script, str(models_folder)], env=environment, check=True, timeout=120
    )
    assert list(tmp_path.rglob("*")) == []
