"""What one can do with conversations in the terminal, in processes of its own."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from coach.coaching import LOCAL_OWNER
from coach.conversation_store import Conversations
from coach.conversations import open_conversations
from tests.ui.commands import Run, imported, is_one_line, run_command, store_turn

COMMAND = "from ui.cli import main; main()"
PAY = "What does it pay?"


@pytest.fixture
def run(own_home: Path, tmp_path: Path) -> Run:
    def run(*arguments: str, **options: object):
        return run_command(own_home, tmp_path, "conversation", *arguments, **options)

    return run


def ids(store: Conversations) -> list[str]:
    return [one.id for one in store.conversations(LOCAL_OWNER)]


class TestList:
    def test_names_what_changed_last_first_and_nobody_elses(
        self, run: Run, store: Conversations
    ) -> None:
        store_turn(store, "c1", PAY)
        store_turn(store, "c2", "How [bold]big[/bold] is \x1b[31mthe team?")
        store_turn(store, "c2", "And then?")
        store_turn(store, "c3", "Bob's secret", owner="bob")
        done = run("list")
        assert done.returncode == 0, done.stderr
        lines = [line.split() for line in done.stdout.splitlines() if line.strip()]
        assert lines[0] == ["title", "turns", "last", "changed", "id"]
        assert [(line[-4], line[-1]) for line in lines[2:]] == [("2", "c2"), ("1", "c1")]
        assert "How [bold]big[/bold] is [31mthe team?" in done.stdout
        assert "\x1b" not in done.stdout
        assert "Bob" not in done.stdout

    def test_keeps_long_ids_whole(self, run: Run, store: Conversations) -> None:
        name = "".join(chr(ord("a") + number % 26) for number in range(120))
        store_turn(store, name, PAY)
        assert "".join(line.split()[-1] for line in run("list").stdout.splitlines()[3:-1]) == name

    def test_becomes_json(self, run: Run, store: Conversations) -> None:
        store_turn(store, "c1", "Was verdient man? 💶")
        (one,) = json.loads(run("list", "--json").stdout)
        (stored,) = store.conversations(LOCAL_OWNER)
        assert one == {
            "id": "c1",
            "title": "Was verdient man? 💶",
            "turns": 1,
            "started": stored.started.isoformat(),
            "changed": stored.changed.isoformat(),
        }

    def test_of_nothing_says_how_to_begin(self, run: Run) -> None:
        done = run("list")
        assert (done.returncode, done.stdout) == (0, "")
        assert "coach ask" in done.stderr
        assert json.loads(run("list", "--json").stdout) == []

    def test_opens_neither_the_model_nor_the_index(self, run: Run, own_home: Path) -> None:
        done = run("list", tell_imports=True)
        assert done.returncode == 0
        assert not {"onnxruntime", "chromadb", "torch", "scipy"} & imported(done)
        assert {file.name.split(".")[0] for file in own_home.iterdir()} == {"conversations"}

    def test_is_of_the_database_that_the_settings_name(self, run: Run, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path / 'elsewhere.db'}"
        with open_conversations(url) as elsewhere:
            store_turn(elsewhere, "far", PAY)
        listed = run("list", "--json", database_url=url).stdout
        assert [one["id"] for one in json.loads(listed)] == ["far"]


class TestShowAndExport:
    def test_show_prints_the_conversation_with_its_sources(
        self, run: Run, store: Conversations
    ) -> None:
        turn = store_turn(store, "c1", f"{PAY} \x1b[2J")
        store.rate(LOCAL_OWNER, turn, "up", comment="Good")
        done = run("show", "c1")
        assert done.returncode == 0, done.stderr
        assert f"> {PAY} [2J\n" in done.stdout
        assert "- [1] Salary Ranges (The guide)" in done.stdout
        assert "Rated up by local" in done.stdout

    def test_export_prints_or_writes_what_is_stored(
        self, run: Run, store: Conversations, tmp_path: Path
    ) -> None:
        store_turn(store, "c1", "Was verdient man? 💶")
        transcript = store.export(LOCAL_OWNER, "c1")
        assert transcript is not None
        assert run("export", "c1").stdout == transcript.to_markdown()
        assert run("export", "c1", "--format", "json").stdout == transcript.to_json() + "\n"
        done = run("export", "c1", "--format", "json", "-o", "c1.json")
        assert (done.returncode, done.stdout) == (0, "")
        file = tmp_path / "c1.json"
        assert file.read_text(encoding="utf-8") == transcript.to_json() + "\n"
        assert file.stat().st_mode & 0o777 == 0o600

    def test_a_file_that_cannot_be_written_is_one_line(
        self, run: Run, store: Conversations
    ) -> None:
        store_turn(store, "c1", PAY)
        assert is_one_line(run("export", "c1", "-o", "no/such.md"), "no/such.md cannot be written")

    @pytest.mark.parametrize("command", ["show", "export", "delete"])
    def test_an_unknown_or_foreign_id_is_one_line(
        self, command: str, run: Run, store: Conversations
    ) -> None:
        store_turn(store, "bobs", PAY, owner="bob")
        for name in ("bobs", "x\ny"):
            done = run(command, name)
            assert is_one_line(done, f"no conversation {name!r}", "coach conversation list")
        assert len(store.conversations("bob")) == 1


class TestDelete:
    def test_deletes_one_or_all_of_ones_own(self, run: Run, store: Conversations) -> None:
        for name in ("c1", "c2", "c3"):
            store_turn(store, name, f"{PAY} {name}")
        store_turn(store, "c1", PAY, owner="bob")
        assert run("delete", "c2", "--yes").stdout == f'Deleted "{PAY} c2".\n'
        assert ids(store) == ["c3", "c1"]
        assert run("delete", "--all", "--yes").stdout == "Deleted 2 conversations.\n"
        assert ids(store) == []
        assert run("delete", "--all").stdout == "Deleted 0 conversations.\n"
        assert len(store.conversations("bob")) == 1

    @pytest.mark.parametrize("which", ["c1", "--all"])
    def test_needs_yes_where_nobody_can_be_asked(
        self, which: str, run: Run, store: Conversations
    ) -> None:
        store_turn(store, "c1", PAY)
        assert is_one_line(run("delete", which, input="y\n"), "add --yes")
        assert ids(store) == ["c1"]

    @pytest.mark.parametrize("arguments", [(), ("c1", "--all"), ("c1", "--all", "--yes")])
    def test_needs_one_of_id_and_all(
        self, arguments: tuple[str, ...], run: Run, store: Conversations
    ) -> None:
        store_turn(store, "c1", PAY)
        assert is_one_line(run("delete", *arguments), "either a conversation's ID or --all")
        assert ids(store) == ["c1"]

    @pytest.mark.parametrize(("reply", "code", "left"), [("y", 0, []), ("n", 1, ["c1"])])
    @pytest.mark.parametrize("which", ["c1", "--all"])
    def test_asks_on_a_terminal(
        self, which: str, reply: str, code: int, left: list[str], own_home: Path, tmp_path: Path
    ) -> None:
        with open_conversations(own_home / "conversations.sqlite") as store:
            store_turn(store, "c1", PAY)
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            [sys.executable, "-c", COMMAND, "conversation", "delete", which],
            env={**os.environ, "COACH_HOME": str(own_home)},
            cwd=tmp_path,
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            os.write(ours, f"{reply}\n".encode())
            _, said = process.communicate(timeout=120)
        os.close(ours)
        os.close(theirs)
        assert process.returncode == code
        named = f'"{PAY}" (1 turn)' if which == "c1" else "1 conversation"
        assert f"Delete {named} for good?" in said
        assert ("Nothing was deleted." in said) == bool(left)
        with open_conversations(own_home / "conversations.sqlite") as store:
            assert ids(store) == left
