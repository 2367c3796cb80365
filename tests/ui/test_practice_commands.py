"""Practice in the terminal, in processes of its own."""

import json
from pathlib import Path

import pytest

from coach.coaching import LOCAL_OWNER
from coach.practice.store import open_rounds
from tests.ui.commands import Run, imported, is_one_line, run_command

ANSWER = (
    "On Monday I'd sit down with the head of finance and show her that the forecast saves us "
    "30,000 euros a month. If I get half, I stop the prototype.\x1b[31m"
)


@pytest.fixture
def run(home: Path, tmp_path: Path) -> Run:
    database_url = f"sqlite:///{tmp_path}/own.sqlite"

    def run(*arguments: str, **options: object):
        return run_command(
            home, tmp_path, "practice", *arguments, database_url=database_url, **options
        )

    return run


@pytest.fixture
def answer(tmp_path: Path) -> str:
    (tmp_path / "answer.txt").write_text(ANSWER, encoding="utf-8")
    return "answer.txt"


def kept(tmp_path: Path) -> list[str]:
    with open_rounds(f"sqlite:///{tmp_path}/own.sqlite") as store:
        return [played.answer for played in store.read(LOCAL_OWNER)]


class TestAsking:
    def test_asks_reads_the_answer_and_says_what_came_of_it(self, run: Run, tmp_path: Path) -> None:
        done = run(input=f"{ANSWER}\n")
        assert done.returncode == 0, done.stderr
        asked, _, said = done.stdout.partition("What the documents would have you speak of")
        assert "[1]" in asked
        for part in ("missed", "How you told it", "you: “", "Sources\n  [1]"):
            assert part in said
        assert "\x1b" not in done.stdout
        assert kept(tmp_path) == [ANSWER]

    def test_takes_a_scenario_and_a_file_and_becomes_json(self, run: Run, answer: str) -> None:
        listed = json.loads(run("--list", "--json").stdout)
        assert len(listed) >= 10
        done = run("--scenario", listed[4]["id"], "--answer", answer, "--json")
        played = json.loads(done.stdout)
        assert played["scenario"]["id"] == listed[4]["id"]
        assert played["answer"] == ANSWER
        # A number that only puts answers in order would be read as a grade.
        assert "coverage" not in played["feedback"]
        assert len(played["feedback"]["points"]) == len(listed[4]["points"])

    def test_names_the_scenarios_a_line_each(self, run: Run) -> None:
        lines = run("--list").stdout.splitlines()
        assert len(lines) == len({line.split()[0] for line in lines}) >= 10

    def test_tells_a_mistake_in_one_line_and_keeps_nothing(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
        (tmp_path / "endless.txt").write_text("I would ask. " * 50_000)
        (tmp_path / "empty.txt").write_text("\n")
        assert is_one_line(run("--answer", "nowhere.txt"), "nowhere.txt")
        assert is_one_line(run("--answer", "binary"), "UTF-8")
        assert is_one_line(run("--answer", "endless.txt"), "too long")
        assert is_one_line(run("--answer", "empty.txt"), "empty")
        assert is_one_line(run("--scenario", "nowhere"), "--list")
        assert is_one_line(run("--json"), "--answer")
        assert kept(tmp_path) == []


class TestHistory:
    def test_lists_and_shows_what_was_practised(self, run: Run, answer: str) -> None:
        assert "coach practice" in run("history").stderr
        run("--answer", answer)
        done = run("history", tell_imports=True)
        (line,) = done.stdout.splitlines()
        assert "points covered" in line
        # What was practised is read without the embedding model and the index.
        assert not {"onnxruntime", "chromadb", "scipy"} & imported(done)
        assert "the forecast saves us" in run("history", "--whole").stdout
        (one,) = json.loads(run("history", "--json").stdout)
        assert one["answer"] == ANSWER

    def test_goes_when_it_is_to_be_forgotten(self, run: Run, answer: str, tmp_path: Path) -> None:
        run("--answer", answer)
        assert is_one_line(run("forget", stdin=-3), "--yes")
        assert kept(tmp_path) == [ANSWER]
        assert run("forget", "--yes").stdout == "Deleted 1 round.\n"
        assert kept(tmp_path) == []
        assert not any(b"saves us" in path.read_bytes() for path in tmp_path.glob("own.sqlite*"))
