"""The command line, in processes of its own."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

PAY = "What does a Head of Machine Learning earn?"


@pytest.fixture
def run(home: Path, tmp_path: Path):
    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from ui.cli import main; main()", *arguments],
            env={**os.environ, "COACH_HOME": str(home), **variables},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


def test_ask_prints_the_answer_its_sources_and_what_to_ask_next(run) -> None:
    done = run("ask", PAY)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("A Head of Machine Learning earns $259,000 on average")
    assert "[1] Salary Ranges (US market, 2024)" in done.stdout
    assert "You could ask next" in done.stdout


def test_ask_prints_json(run) -> None:
    answer = json.loads(run("ask", PAY, "--json").stdout)
    assert answer["status"] == "answered"
    assert answer["question"] == PAY
    assert answer["writer"] == "extractive"
    (citation,) = answer["citations"]
    assert citation["quote"] in citation["passage"]
    assert citation["number"] == 1


def test_ask_goes_on_with_a_conversation(run) -> None:
    assert run("ask", PAY, "--conversation", "terminal").returncode == 0
    done = run("ask", "and for a Director of Data Science?", "--conversation", "terminal")
    assert "$253,919" in done.stdout


def test_asking_imports_neither_torch_nor_langchain(home: Path) -> None:
    script = (
        "import sys; sys.argv = ['coach', 'ask', 'What is narrow AI?']\n"
        "from ui.cli import app; app(standalone_mode=False)\n"
        "heavy = {'torch', 'sentence_transformers', 'langchain_core', 'gradio', 'sqlalchemy'}\n"
        "heavy |= {'scipy', 'coach.gap_report', 'coach.grouping', 'coach.feedback_export'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    environment = {**os.environ, "COACH_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr


def test_index_says_what_it_did(run, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "pay.md").write_text("# Pay\n\n- It is good.\n")
    (corpus / "broken.pdf").write_bytes(b"%PDF-1.4 nothing else")
    variables = {"COACH_CORPUS": str(corpus), "COACH_COLLECTION": "own"}
    first = run("index", **variables)
    assert first.stdout.startswith("Indexed: 1 documents, 1 passages (1 added")
    assert "Skipped broken.pdf" in first.stderr
    assert "Indexing 1 passages" in first.stderr
    assert run("index", **variables).stdout.startswith("Nothing has changed")


def test_doctor_finds_a_sound_installation_sound(run) -> None:
    done = run("doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "!!" not in done.stdout
    assert "10 documents, 90 passages" in done.stdout
    assert "served by onnx" in done.stdout


def test_doctor_names_what_is_wrong(run) -> None:
    done = run("doctor", COACH_CORPUS="/nowhere")
    assert done.returncode == 1
    assert "!!  Answers: there is no /nowhere" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "variables", "said"),
    [
        (("ask", " "), {}, "There is no question"),
        (("ask", "x" * 5000), {}, "4,000"),
        (("ask", PAY), {"COACH_CORPUS": "/nowhere"}, "there is no /nowhere"),
        (("ask", PAY), {"COACH_CHROMA_URL": "http://127.0.0.1:9"}, "127.0.0.1"),
        (("index",), {"COACH_PORTS": "1"}, "COACH_PORT?"),
        (("index",), {"COACH_PORT": "x"}, "COACH_PORT=x"),
        (("eval", "none.jsonl"), {}, "none.jsonl cannot be read"),
        (("ask", PAY), {"COACH_MODEL": "nothing"}, "provider:model"),
        (("chat",), {"COACH_HOST": "256.1.1.1"}, "--port or COACH_PORT"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(
    arguments: tuple[str, ...], variables: dict[str, str], said: str, run
) -> None:
    done = run(*arguments, **variables)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.startswith("coach: ")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_eval_prints_its_figures_and_leaves_no_conversation(run, tmp_path: Path) -> None:
    line = {
        "id": "x-1",
        "half": 1,
        "kind": "direct",
        "turns": [PAY, "and for a Director of Data Science?"],
        "sections": ["Salary Ranges"],
        "facts": [["$253,919"]],
        "forbidden": [],
        "expect": "answered",
    }
    questions, floor = tmp_path / "questions.jsonl", tmp_path / "floor.toml"
    questions.write_text(json.dumps(line))
    floor.write_text("[half-1.direct]\nfact_recall = 1.0\nwords = 1")
    variables = {"COACH_DATABASE_URL": f"sqlite:///{tmp_path / 'own.sqlite'}"}
    done = run("eval", str(questions), "--floor", str(floor), **variables)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("half-1, direct: words is")
    record = json.loads(done.stdout.splitlines()[-1])
    assert record["figures"][0]["fact_recall"] == 1.0
    assert set(record["settings"]) == {"embedding_model", "model", "passages", "answer_words"}
    with sqlite3.connect(tmp_path / "own.sqlite") as database:
        assert database.execute("SELECT count(*) FROM turns").fetchone() == (0,)
    database.close()
