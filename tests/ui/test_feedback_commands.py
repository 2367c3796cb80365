"""What answers were worth, and what was asked in vain; commands in processes of their own."""

import json
from pathlib import Path

import pytest

from coach.coaching import LOCAL_OWNER
from coach.conversation_store import Conversations
from coach.conversations import Feedback
from coach.pseudonyms import open_pseudonyms
from tests.ui.commands import Run, imported, is_one_line, run_command, store_turn

GERMANY = "What does a Head of ML earn in Germany?"


@pytest.fixture
def run(own_home: Path, tmp_path: Path) -> Run:
    def run(*arguments: str, **options: object):
        return run_command(own_home, tmp_path, *arguments, **options)

    return run


def opinions(store: Conversations, conversation: str) -> tuple[Feedback, ...]:
    transcript = store.export(LOCAL_OWNER, conversation)
    assert transcript is not None
    return transcript.feedback


class TestRate:
    def test_is_of_the_last_answer(self, run: Run, store: Conversations) -> None:
        store_turn(store, "c1", "one")
        last = store_turn(store, "c1", "two")
        store_turn(store, "c2", "three")
        done = run("feedback", "rate", "c1", "down", "--reason", "wrong", "--comment", "Too low")
        assert done.returncode == 0, done.stderr
        assert "Thank you" in done.stdout
        (opinion,) = opinions(store, "c1")
        assert (opinion.turn, opinion.rating) == (last, "down")
        assert (opinion.reason, opinion.comment) == ("wrong", "Too low")
        assert run("feedback", "rate", "c1", "up").returncode == 0
        (opinion,) = opinions(store, "c1")
        assert (opinion.rating, opinion.reason) == ("up", None)
        assert opinions(store, "c2") == ()

    def test_of_what_is_not_there_is_a_mistake(self, run: Run, store: Conversations) -> None:
        store_turn(store, "bobs", "one", owner="bob")
        assert is_one_line(run("feedback", "rate", "bobs", "up"), "no conversation 'bobs'")
        store_turn(store, "c1", "one")
        long = run("feedback", "rate", "c1", "up", "--comment", "x" * 4_001)
        assert is_one_line(long, "4,001 characters")
        assert run("feedback", "rate", "c1", "sideways").returncode == 2
        assert opinions(store, "c1") == ()


class TestExport:
    def test_is_a_line_each_without_names(
        self, run: Run, store: Conversations, tmp_path: Path
    ) -> None:
        turn = store_turn(store, "c1", "I'm at ann@example.org. What does it pay?", owner="Ann Lee")
        store.rate("Ann Lee", turn, "down", "wrong", "Call me: 0170 1234567")
        store.rate("Ann Lee", turn, "up", person="Bob Ray")
        other = store_turn(store, "c2", "And there?", "declined", owner="Bob Ray")
        store.rate("Bob Ray", other, "down")
        store_turn(store, "c3", "not rated")
        done = run("feedback", "export")
        assert done.returncode == 0, done.stderr
        first, second, third = (json.loads(line) for line in done.stdout.splitlines())
        assert first["question"] == "I'm at [e-mail]. What does it pay? (alone)"
        assert first["asked"] == "I'm at [e-mail]. What does it pay?"
        assert first["answer"] == "It is $259,000. [1]"
        (cited,) = first["citations"]
        assert (cited["section"], cited["passage_id"]) == ("Salary Ranges", "ab" * 16)
        assert cited["passage"] == "It is $259,000."
        assert first["made_with"] is None
        assert (first["status"], first["writer"], third["status"]) == (
            "answered",
            "extractive",
            "declined",
        )
        assert (first["rating"], first["reason"], first["comment"]) == (
            "down",
            "wrong",
            "Call me: [number]",
        )
        assert (second["rating"], second["comment"]) == ("up", None)
        assert first["turn"] == second["turn"] == turn
        assert first["rated_at"] < second["rated_at"] < third["rated_at"]
        # One and the same person wherever they are met, and nobody by name.
        ann, bob = first["person"], second["person"]
        assert ann != bob
        assert (first["owner"], second["owner"]) == (ann, ann)
        assert (third["owner"], third["person"]) == (bob, bob)
        assert "Ann" not in done.stdout
        assert "Bob" not in done.stdout
        assert run("feedback", "export", "-o", "all.jsonl").stdout == ""
        assert (tmp_path / "all.jsonl").read_text(encoding="utf-8") == done.stdout

    def test_opens_neither_the_model_nor_the_index(self, run: Run) -> None:
        done = run("feedback", "export", tell_imports=True)
        assert (done.returncode, done.stdout) == (0, "")
        assert not {"onnxruntime", "chromadb", "torch", "scipy"} & imported(done)


class TestPseudonyms:
    def test_stay_and_are_another_homes_never(self, tmp_path: Path) -> None:
        one = open_pseudonyms(tmp_path / "a")
        assert one("Ann") == open_pseudonyms(tmp_path / "a")("Ann") != one("Bob")
        assert one("Ann") != open_pseudonyms(tmp_path / "b")("Ann")
        assert (tmp_path / "a" / "pseudonyms.key").stat().st_mode & 0o777 == 0o600
        assert len(list((tmp_path / "a").iterdir())) == 1

    def test_of_a_damaged_key_are_refused(self, run: Run, own_home: Path) -> None:
        own_home.mkdir()
        (own_home / "pseudonyms.key").write_bytes(b"")
        assert is_one_line(run("feedback", "export"), "pseudonyms.key is damaged")


def test_gaps_report_says_what_was_asked_in_vain(home: Path, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'gaps.db'}"

    def run(*arguments: str):
        return run_command(home, tmp_path, *arguments, database_url=database)

    for number, question in enumerate((GERMANY, GERMANY, "What is narrow AI?")):
        assert run("ask", question, "--conversation", f"c{number}").returncode == 0
    assert run("feedback", "rate", "c2", "down", "--comment", "too short").returncode == 0
    done = run("gaps-report")
    assert done.returncode == 0, done.stderr
    assert "3 of 3 answers, in 2 groups." in done.stdout
    assert f"## 1. {GERMANY}" in done.stdout
    assert "Asked twice, by 1 person: 2 answered in part. Nearest section: " in done.stdout
    assert "- too short" in done.stdout
    assert run("gaps-report", "--format", "json", "-o", "gaps.json").returncode == 0
    groups = json.loads((tmp_path / "gaps.json").read_text(encoding="utf-8"))["groups"]
    assert [(group["partial"], group["disliked"]) for group in groups] == [(2, 0), (0, 1)]
