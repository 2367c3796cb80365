"""What is known of one, told, read from a CV, corrected and forgotten in the terminal."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.coach import LOCAL_OWNER
from coach.profile.facts import Fact
from coach.profile.store import Profiles, open_profiles
from tests.coach.profile_samples import CV
from tests.conversations import CANARY
from tests.ui.commands import Run, imported, is_one_line, run_command

COMMAND = "from ui.cli import main; main()"
SAID = "I am a data scientist with 6 years, I lead two juniors"


@pytest.fixture
def run(own_home: Path, tmp_path: Path) -> Run:
    def run(*arguments: str, **options: object):
        return run_command(own_home, tmp_path, "profile", *arguments, **options)

    return run


@pytest.fixture
def profiles(own_home: Path) -> Iterator[Profiles]:
    with open_profiles(own_home / "conversations.sqlite") as store:
        yield store


def facts(store: Profiles) -> list[Fact]:
    return list(store.read(LOCAL_OWNER).facts)


class TestAddAndShow:
    def test_shows_what_is_understood_with_its_words_and_keeps_it(
        self, run: Run, profiles: Profiles
    ) -> None:
        done = run("add", SAID, "--yes")
        assert done.returncode == 0, done.stderr
        assert done.stdout.endswith("Kept 3 facts.\n")
        shown = run("show").stdout
        assert shown == done.stdout.removesuffix("Kept 3 facts.\n")
        lines = shown.splitlines()
        (_, _, led) = facts(profiles)
        assert lines[4] == f"{led.id}  leadership  Leads 2 people"
        assert lines[5].strip() == "“I lead two juniors”, conversation"
        assert json.loads(run("show", "--json").stdout)[2] == led.to_dict()
        assert run("add", SAID, "--yes").stdout.endswith("Kept 0 facts. 3 known already.\n")

    def test_of_nothing_says_what_helps(self, run: Run, profiles: Profiles) -> None:
        done = run("add", "Do I need a master's?", "--yes")
        assert (done.returncode, done.stdout) == (0, "")
        assert "I am a data scientist" in done.stderr
        assert facts(profiles) == []
        assert "coach profile add" in run("show").stderr
        assert is_one_line(run("add", " ", "--yes"), "says nothing")

    def test_needs_yes_where_nobody_can_be_asked(self, run: Run, profiles: Profiles) -> None:
        assert is_one_line(run("add", SAID, input="k\n"), "add --yes")
        assert facts(profiles) == []

    def test_shows_nothing_that_steers_the_terminal(self, run: Run, profiles: Profiles) -> None:
        run("add", "I am a \x1b[31mdata scientist. I speak German \x1b]0;x\x07", "--yes")
        assert facts(profiles)
        assert "\x1b" not in run("show").stdout

    def test_opens_neither_the_model_nor_the_index(self, run: Run, own_home: Path) -> None:
        for arguments in (("add", SAID, "--yes"), ("show",), ("export",)):
            done = run(*arguments, tell_imports=True)
            assert done.returncode == 0
            heavy = {"onnxruntime", "chromadb", "torch", "scipy", "pypdfium2", "mammoth", "gradio"}
            assert not heavy & imported(done)
        assert {file.name.split(".")[0] for file in own_home.iterdir()} == {"conversations"}

    @pytest.mark.parametrize(
        ("replies", "kept"),
        [
            ("k\nd\nk\n", ["Data scientist", "Leads 2 people"]),
            ("d\na\n", ["6 years of experience", "Leads 2 people"]),
            ("k\nq\n", ["Data scientist"]),
            ("d\nd\ne\nI lead 3 people\n", ["Leads 3 people"]),
            ("x\nk\nd\nd\n", ["Data scientist"]),
        ],
    )
    def test_asks_of_each_whether_to_keep_edit_or_drop_it(
        self, replies: str, kept: list[str], own_home: Path, tmp_path: Path
    ) -> None:
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            [sys.executable, "-c", COMMAND, "profile", "add", SAID],
            env={**os.environ, "COACH_HOME": str(own_home)},
            cwd=tmp_path,
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            os.write(ours, replies.encode())
            shown, asked = process.communicate(timeout=120)
        os.close(ours)
        os.close(theirs)
        assert process.returncode == 0, asked
        assert "“I am a data scientist with 6 years”" in shown
        assert "[k]eep, [e]dit, [d]rop" in asked
        with open_profiles(own_home / "conversations.sqlite") as store:
            assert [fact.statement for fact in facts(store)] == kept


class TestRead:
    def test_keeps_the_facts_and_the_file_only_when_asked(
        self, run: Run, profiles: Profiles, tmp_path: Path
    ) -> None:
        (tmp_path / "cv.md").write_text(CV)
        done = run("read", "cv.md", "--yes")
        assert done.stdout.endswith("Kept 13 facts.\n"), done.stderr
        assert {fact.source for fact in facts(profiles)} == {"cv.md"}
        assert profiles.cvs(LOCAL_OWNER) == ()
        assert run("read", "cv.md", "--yes", "--keep-cv").stdout.endswith("Kept cv.md, too.\n")
        assert profiles.cv(LOCAL_OWNER, "cv.md") == CV.encode()

    def test_of_what_cannot_be_read_is_one_line(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "cv.pdf").write_text(f"{CANARY} is no PDF")
        done = run("read", "cv.pdf", "--yes", "--keep-cv")
        assert is_one_line(done, "not a PDF")
        assert CANARY not in done.stderr
        assert is_one_line(run("read", "no.pdf", "--yes"), "no.pdf cannot be read")
        assert is_one_line(run("read", ".", "--yes"), "name your CV's file")
        with (tmp_path / "big.txt").open("wb") as file:
            file.truncate(11_000_000)
        assert is_one_line(run("read", "big.txt", "--yes"), "10 MB")


class TestChange:
    def test_edit_puts_ones_words_in_its_place(self, run: Run, profiles: Profiles) -> None:
        run("add", SAID, "--yes")
        led = facts(profiles)[2].id
        assert "Leads 3 people" in run("edit", led, "I lead 3 people").stdout
        assert facts(profiles)[2].source == "you"
        assert is_one_line(run("edit", led, "again"), "coach profile show")

    def test_use_is_switched_off_and_on(self, run: Run, profiles: Profiles) -> None:
        run("add", SAID, "--yes")
        led = facts(profiles)[2].id
        assert "(not used in answers)" in run("use", led, "--off").stdout
        assert [fact.is_used for fact in facts(profiles)] == [True, True, False]
        assert "(not used in answers)" not in run("use", led, "--on").stdout
        assert is_one_line(run("use", led), "--on or --off")
        assert is_one_line(run("use", "none", "--on"), "no such fact")

    def test_forget_one_or_all(self, run: Run, profiles: Profiles) -> None:
        run("add", SAID, "--yes")
        profiles.keep_cv(LOCAL_OWNER, "cv.md", b"# Ann")
        profiles.keep("bob", facts(profiles))
        led = facts(profiles)[2].id
        assert is_one_line(run("forget", led, input="y\n"), "add --yes")
        assert run("forget", led, "--yes").stdout == 'Deleted "Leads 2 people".\n'
        assert run("forget", "--all", "--yes").stdout == "Deleted 2 facts and 1 CV.\n"
        assert facts(profiles) == []
        assert profiles.cvs(LOCAL_OWNER) == ()
        assert run("forget", "--all").stdout == "Deleted 0 facts and 0 CVs.\n"
        assert len(profiles.read("bob").facts) == 3
        for arguments in ((), (led, "--all")):
            assert is_one_line(run("forget", *arguments), "--all or --everything")
        assert is_one_line(run("forget", led, "--yes"), "no such fact")

    def test_export_prints_or_writes_all_of_it(
        self, run: Run, profiles: Profiles, tmp_path: Path
    ) -> None:
        run("add", SAID, "--yes")
        whole = run("export").stdout
        assert json.loads(whole)
        kept = facts(profiles)
        assert len(kept) == 3
        assert all(json.dumps(fact.quote) in whole for fact in kept)
        assert run("export", "-o", "me.json").returncode == 0
        assert (tmp_path / "me.json").read_text() == whole
        assert (tmp_path / "me.json").stat().st_mode & 0o777 == 0o600
