"""FAQs on the command line, in processes of their own that are killed, stopped and failed."""

import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.faq.entries import Entry, read_entries
from tests.servers.openai_server import OpenAIServer, Reply, Request, refuse, wait_first
from tests.ui.commands import Run, imported, is_one_line, run_command

QUESTIONS = (
    "What does a Head of Machine Learning earn?",
    "What is narrow AI?",
    "Who won the World Cup?",
    "what's narrow ai",
    "How is AI used in healthcare?",
)
QUESTION = re.compile(r"<question>\n(.*)\n</question>")
PASSAGE = re.compile(r'<passage number="(\d+)"[^>]*>\n(.*?)\n</passage>', re.DOTALL)
BULLET = re.compile(r"^- (?!\*\*)(.{30,})$", re.MULTILINE)
STEP_S = 0.02
# A shell makes what it runs in the background deaf to Ctrl-C, and so all that is started there.
INTERRUPTIBLE = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from ui.cli import main
main()
"""


class Model:
    """Writes a Point of the first passage after a while; fails where it's told to."""

    def __init__(self, wait_s: float = 0.0) -> None:
        self.wait_s = wait_s
        self.failing: set[str] = set()
        self.asked: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __call__(self, request: Request) -> Reply:
        prompt = request.text("user")
        (question,) = QUESTION.findall(prompt)[-1:]
        with self._lock:
            self.asked[question] += 1
        if any(word in question for word in self.failing):
            return refuse(400)
        number, text = next(found for found in PASSAGE.findall(prompt) if BULLET.search(found[1]))
        return wait_first(self.wait_s, f"{BULLET.findall(text)[0]} [{number}]")


@pytest.fixture
def model() -> Iterator[tuple[Model, str]]:
    writing = Model()
    with OpenAIServer(writing) as server:
        yield writing, server.url


@pytest.fixture
def run(home: Path, tmp_path: Path) -> Run:
    def run(*arguments: str, **options: object):
        database = f"sqlite:///{tmp_path / 'faq.db'}"
        return run_command(home, tmp_path, *arguments, database_url=database, **options)

    return run


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    file = tmp_path / "questions.txt"
    file.write_text("\n".join(QUESTIONS), encoding="utf-8")
    return file


def entries(file: Path) -> list[Entry]:
    return list(read_entries(file))


def journals(home: Path) -> list[Path]:
    return list((home / "faq").glob("*/entries.jsonl"))


class TestBuild:
    def test_writes_all_forms_at_once(self, run: Run, questions: Path, tmp_path: Path) -> None:
        names = [f"faq.{form}" for form in ("jsonl", "md", "html", "csv")]
        done = run("faq", "build", str(questions), *(f"-o{name}" for name in names))
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("Wrote 3 entries to faq.jsonl, faq.md, faq.html, faq.csv. ")
        assert "1 merged into others, 1 not answered" in done.stdout
        assert "5 questions ..." in done.stderr
        made = entries(tmp_path / "faq.jsonl")
        assert [e.question for e in made] == [QUESTIONS[1], QUESTIONS[0], QUESTIONS[4]]
        for name in names:
            assert QUESTIONS[4] in (tmp_path / name).read_text(encoding="utf-8")
        report = (tmp_path / "faq-left-out.md").read_text(encoding="utf-8")
        assert QUESTIONS[2] in report

    def test_tells_bad_rows_and_goes_on(self, run: Run, tmp_path: Path) -> None:
        file = tmp_path / "bad.txt"
        rows = [b"What is narrow AI?", b"", b"x" * 50_000, b"\xff\xfe", b"a\x00b", b"hello there?"]
        file.write_bytes(b"\n".join(rows) + b"\nHow is AI used in healthcare?\n")
        done = run("faq", "build", "bad.txt", "-o", "faq.jsonl")
        assert done.returncode == 0, done.stderr
        told = re.findall(r"^Line (\d+): ", done.stderr, re.MULTILINE)
        assert told == ["2", "3", "4", "5"]
        assert len(entries(tmp_path / "faq.jsonl")) == 2
        assert "Traceback" not in done.stderr

    def test_reads_columns_and_standard_input(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "q.csv").write_text("id,asked\n1,What is narrow AI?\n", encoding="utf-8")
        assert run("faq", "build", "q.csv", "--column", "asked", "-o", "a.jsonl").returncode == 0
        done = run("faq", "build", "-", "-o", "b.jsonl", input="What is narrow AI?\n")
        assert done.returncode == 0, done.stderr
        as_lines = '{"q": "What is narrow AI?"}\n'
        arguments = ("--format", "jsonl", "--column", "q", "-o", "c.jsonl")
        assert run("faq", "build", "-", *arguments, input=as_lines).returncode == 0
        texts = {(tmp_path / f"{name}.jsonl").read_text(encoding="utf-8") for name in "abc"}
        assert len(texts) == 1

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["q.txt", "-o", "faq.pdf"], "no known form"),
            (["q.txt"], "Name a file to write"),
            (["none.txt", "-o", "faq.md"], "cannot be read"),
            (["-o", "faq.md"], "Give one of these"),
            (["q.txt", "--from-corpus", "-o", "faq.md"], "Give one of these"),
            (["q.csv", "-o", "faq.md"], "no column 'question'"),
            (["q", "-o", "faq.md"], "--format"),
            (["q.txt", "-o", "faq.md", "--ray-address", "x:1"], "--engine ray"),
        ],
    )
    def test_tells_a_mistake_in_one_line(
        self, run: Run, questions: Path, tmp_path: Path, arguments: list[str], said: str
    ) -> None:
        questions.rename(tmp_path / "q.txt")
        (tmp_path / "q.csv").write_text("a,b\n1,2\n", encoding="utf-8")
        (tmp_path / "q").touch()
        assert is_one_line(run("faq", "build", *arguments), said)

    def test_makes_an_faq_of_what_people_asked(self, run: Run, tmp_path: Path) -> None:
        from coach import Answer
        from coach.conversations import open_conversations

        with open_conversations(f"sqlite:///{tmp_path / 'faq.db'}") as store:
            for owner in "abc":
                store.append(owner, "c", "q", Answer("What is narrow AI?", "a", "answered"))
            store.append("a", "c", "q", Answer("What is deep learning?", "a", "answered"))
        done = run("faq", "build", "--from-conversations", "-o", "faq.jsonl")
        assert done.returncode == 0, done.stderr
        (made,) = entries(tmp_path / "faq.jsonl")
        assert (made.question, made.asked) == ("What is narrow AI?", 3)


class TestLongRun:
    """Runs with a chat model that takes its time, so that there is a middle to end them in."""

    COUNT = 24

    @pytest.fixture
    def many(self, tmp_path: Path, home: Path, coach) -> list[str]:
        # What another test's run has left would be taken for this one's.
        shutil.rmtree(home / "faq", ignore_errors=True)
        documents = ("02-core-responsibilities.md", "03-requirements.md", "07-industry-trends.md")
        passages = (p for p in coach.search.all_passages() if p.path in documents)
        headings = sorted({passage.heading for passage in passages})
        asked = [f"What is there to say of {heading}?" for heading in headings][: self.COUNT]
        (tmp_path / "many.txt").write_text("\n".join(asked), encoding="utf-8")
        return asked

    def start(self, home: Path, folder: Path, url: str, *more: str) -> subprocess.Popen[str]:
        command = ("faq", "build", "many.txt", "-o", "faq.jsonl", "--concurrency", "4", *more)
        return subprocess.Popen(
            [sys.executable, "-c", INTERRUPTIBLE, *command],
            env={**os.environ, "COACH_HOME": str(home), "COACH_MODEL_URL": url},
            cwd=folder,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def wait_for(self, home: Path, count: int, process: subprocess.Popen[str]) -> None:
        """Wait until so many entries are in the journal."""
        give_up = time.monotonic() + 60
        while sum(file.read_bytes().count(b"\n") for file in journals(home)) < count:
            assert process.poll() is None, process.communicate()[1]
            assert time.monotonic() < give_up
            time.sleep(STEP_S)

    def test_killed_again_and_again_it_goes_on(
        self, home: Path, tmp_path: Path, many: list[str], model: tuple[Model, str]
    ) -> None:
        writing, url = model
        writing.wait_s = 0.25
        for count in (1, 12):
            with self.start(home, tmp_path, url) as process:
                self.wait_for(home, count, process)
                process.kill()
            assert not (tmp_path / "faq.jsonl").exists()
        with self.start(home, tmp_path, url) as process:
            _, told = process.communicate(timeout=120)
        assert process.returncode == 0, told
        made = {e.question for e in entries(tmp_path / "faq.jsonl")}
        assert len(made) == len(many)
        # Asked twice is only what was being written when it was killed, four at a time.
        again = [question for question, times in writing.asked.items() if times > 1]
        assert len(again) <= 2 * 4
        assert sum(writing.asked.values()) <= len(many) + 2 * 4
        assert journals(home) == []
        assert all(e.writer == "stand-in" for e in entries(tmp_path / "faq.jsonl"))

    def test_stopped_by_ctrl_c_it_ends_cleanly_and_goes_on(
        self, home: Path, tmp_path: Path, many: list[str], model: tuple[Model, str]
    ) -> None:
        writing, url = model
        writing.wait_s = 0.25
        with self.start(home, tmp_path, url) as process:
            self.wait_for(home, 6, process)
            process.send_signal(signal.SIGINT)
            said, told = process.communicate(timeout=30)
        assert process.returncode == 130
        assert said == ""
        assert told.splitlines()[-1].startswith("Stopped. What is done is kept")
        assert "Traceback" not in told
        assert list(tmp_path.glob("faq*")) == []
        with self.start(home, tmp_path, url) as process:
            assert process.wait(timeout=120) == 0
        assert len(entries(tmp_path / "faq.jsonl")) == len(many)
        assert sum(writing.asked.values()) <= len(many) + 4

    @pytest.mark.usefixtures("many")
    def test_what_the_model_failed_at_is_marked_and_mended(
        self, home: Path, tmp_path: Path, model: tuple[Model, str]
    ) -> None:
        writing, url = model
        writing.failing = {"Healthcare", "Adaptability"}
        with self.start(home, tmp_path, url) as process:
            _, told = process.communicate(timeout=120)
        assert process.returncode == 0, told
        assert "failed at 2" in told
        made = entries(tmp_path / "faq.jsonl")
        failed = [e for e in made if e.is_failed]
        assert len(failed) == 2
        assert all(e.writer == "extractive" and "refused" in e.failure for e in failed)
        assert "failed" in (tmp_path / "faq-left-out.md").read_text(encoding="utf-8")
        asked = sum(writing.asked.values())
        writing.failing = set()
        with self.start(home, tmp_path, url, "--retry-failed") as process:
            assert process.wait(timeout=120) == 0
        assert sum(writing.asked.values()) == asked + 2
        assert not any(e.is_failed for e in entries(tmp_path / "faq.jsonl"))
        assert journals(home) == []


class TestTruth:
    def test_check_and_refresh_follow_the_documents(
        self, home: Path, tmp_path: Path, questions: Path
    ) -> None:
        corpus = tmp_path / "corpus"
        corpus.mkdir()
        shipped = Path(__file__).parents[2] / "corpus"
        for file in shipped.glob("0[16]-*.md"):
            (corpus / file.name).write_bytes(file.read_bytes())

        def run(*arguments: str):
            os.environ["COACH_CORPUS"] = str(corpus)
            try:
                return run_command(home, tmp_path, *arguments)
            finally:
                del os.environ["COACH_CORPUS"]

        assert run("faq", "build", str(questions), "-o", "faq.jsonl").returncode == 0
        done = run("faq", "check", "faq.jsonl")
        assert (done.returncode, done.stdout[:3]) == (0, "All"), done.stderr
        pay = corpus / "06-salary-ranges.md"
        pay.write_text(pay.read_text().replace("$259,000", "$301,000"), encoding="utf-8")
        done = run("faq", "check", "faq.jsonl")
        assert done.returncode == 1
        assert f"{QUESTIONS[0]}\n  “Salary Ranges” has changed\n" in done.stdout
        assert "1 entry of" in done.stderr
        before = {e.id: e for e in entries(tmp_path / "faq.jsonl")}
        done = run("faq", "refresh", "faq.jsonl", "-o", "faq.md")
        assert done.returncode == 0, done.stderr
        assert re.search(r"^-.*\$259,000.*\n\+.*\$301,000", done.stdout, re.MULTILINE)
        after = {e.id: e for e in entries(tmp_path / "faq.jsonl")}
        assert [e.question for e in after.values() if e != before[e.id]] == [QUESTIONS[0]]
        assert "$301,000" in (tmp_path / "faq.md").read_text(encoding="utf-8")
        assert run("faq", "check", "faq.jsonl").returncode == 0
        (corpus / "01-overview.md").unlink()
        done = run("faq", "refresh", "faq.jsonl")
        assert "no longer answer it" in done.stdout, done.stdout
        assert QUESTIONS[1] not in {e.question for e in entries(tmp_path / "faq.jsonl")}

    def test_a_damaged_file_is_told_in_one_line(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "faq.jsonl").write_text("{}\n", encoding="utf-8")
        assert is_one_line(run("faq", "check", "faq.jsonl"), "Line 1", "no entry")


class TestReview:
    @pytest.fixture
    def faq(self, run: Run, questions: Path, tmp_path: Path) -> Path:
        assert run("faq", "build", str(questions), "-o", "faq.jsonl").returncode == 0
        return tmp_path / "faq.jsonl"

    def edit_with(self, tmp_path: Path, *replies: tuple[str, str]) -> str:
        """Return an editor that replaces text, another one each time it is called."""
        program = tmp_path / "editor.py"
        program.write_text(
            "import json, pathlib, sys\n"
            f"replies = json.loads({json.dumps(json.dumps(replies))})\n"
            f"state = pathlib.Path({str(tmp_path / 'calls')!r})\n"
            "call = len(state.read_text()) if state.exists() else 0\n"
            "state.write_text('x' * (call + 1))\n"
            "file = pathlib.Path(sys.argv[1])\n"
            "old, new = replies[call]\n"
            "file.write_text(file.read_text().replace(old, new))\n"
        )
        return f"{sys.executable} {program}"

    def test_approves_edits_and_rejects(
        self, run: Run, faq: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        editor = self.edit_with(tmp_path, ("$259,000", "$999,000"), ("$999,000", "**$259,000**"))
        monkeypatch.setenv("EDITOR", editor)
        monkeypatch.delenv("VISUAL", raising=False)
        done = run("faq", "review", "faq.jsonl", "--reviewer", "Ann", input="a\ne\ny\nr\n")
        assert done.returncode == 0, done.stderr
        assert "Took in 3 entries" in done.stderr
        assert "that number does not stand in the source ($999,000)" in done.stderr
        assert done.stdout.endswith("Reviewed 3.\n")
        assert run("faq", "export", "-o", "all.jsonl").returncode == 0
        narrow, pay, health = entries(tmp_path / "all.jsonl")
        assert (narrow.state, narrow.reviewer, narrow.is_edited) == ("approved", "Ann", False)
        assert (pay.state, pay.writer, pay.is_edited) == ("approved", "Ann", True)
        assert "**$259,000**" in pay.answer
        assert pay.sources == entries(faq)[1].sources
        assert health.state == "rejected"
        assert "Nothing was reviewed" in run("faq", "review").stdout
        ready = run("ask", "what's narrow AI?", "--conversation", "c", "--json")
        assert json.loads(ready.stdout)["writer"] == "extractive, approved by Ann"

    def test_ends_where_the_input_does(self, run: Run, faq: Path) -> None:
        done = run("faq", "review", str(faq), input="s\na\n")
        assert (done.returncode, done.stdout.splitlines()[-1].strip()) == (0, "Reviewed 1.")
        assert run("faq", "review", input="q\n").stdout.endswith("Nothing was reviewed.\n")

    def test_travels_in_a_file(self, run: Run, faq: Path, home: Path, tmp_path: Path) -> None:
        assert run("faq", "review", str(faq), "--reviewer", "Ann", input="a\nr\n").returncode == 0
        assert run("faq", "export", "--approved", "-o", "ok.csv").returncode == 0
        rows = list(csv.DictReader(io.StringIO((tmp_path / "ok.csv").read_text("utf-8-sig"))))
        assert [(row["state"], row["reviewer"]) for row in rows] == [("approved", "Ann")]
        assert run("faq", "export", "-o", "all.jsonl").returncode == 0

        def elsewhere(*arguments: str):
            url = f"sqlite:///{tmp_path / 'other.db'}"
            return run_command(home, tmp_path, *arguments, database_url=url)

        assert elsewhere("faq", "import", "all.jsonl").returncode == 0
        assert elsewhere("faq", "export", "-o", "back.jsonl").returncode == 0
        assert (tmp_path / "back.jsonl").read_bytes() == (tmp_path / "all.jsonl").read_bytes()

    def test_import_and_export_open_neither_the_model_nor_the_index(
        self, run: Run, faq: Path
    ) -> None:
        for arguments in (("import", str(faq)), ("export", "-o", "e.html")):
            done = run("faq", *arguments, tell_imports=True)
            assert done.returncode == 0, done.stderr
            assert not {"onnxruntime", "chromadb", "torch"} & imported(done)


def test_help_imports_nothing_heavy(run: Run) -> None:
    done = run("faq", "--help", tell_imports=True)
    assert done.returncode == 0
    assert not {"onnxruntime", "chromadb", "torch", "sqlalchemy", "jinja2", "ray"} & imported(done)
    for command in ("build", "check", "refresh", "review", "import", "export"):
        assert command in done.stdout


class TestRay:
    def test_gives_the_same_row_for_row(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "q.txt").write_text(
            "\n".join(f"{q} ({n})" for n in range(40) for q in QUESTIONS)
        )
        command = ("faq", "build", "q.txt", "--same", "1")
        assert run(*command, "-o", "here.jsonl").returncode == 0
        done = run(*command, "-o", "ray.jsonl", "--engine", "ray", "--workers", "2")
        assert done.returncode == 0, done.stderr
        here, ray = (
            {e.question: e for e in entries(tmp_path / f"{name}.jsonl")} for name in ("here", "ray")
        )
        assert list(here) == list(ray)
        assert here == ray
        assert [line for line in done.stderr.splitlines() if "Ray" in line or "ERROR" in line] == []

    def test_that_cannot_be_reached_is_told_in_one_line(self, run: Run, questions: Path) -> None:
        done = run(
            *("faq", "build", str(questions), "-o", "faq.md", "--engine", "ray"),
            *("--ray-address", "127.0.0.1:1"),
        )
        assert done.returncode == 2
        assert done.stderr.splitlines()[-1].startswith("coach: No Ray cluster answers")
        assert "Traceback" not in done.stderr
