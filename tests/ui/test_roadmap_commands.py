"""`coach roadmap`, as people run it."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from coach.coach import LOCAL_OWNER
from coach.profile.store import open_profiles
from coach.roadmap.changes import edit
from coach.roadmap.roadmap import Roadmap
from coach.roadmap.store import open_roadmaps
from tests.coach.roadmap_samples import SENIOR, small_roadmap
from tests.ui.commands import Done, Run, imported, is_one_line, run_command

CANARY = "kanarienvogel-91c4"


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'roadmap.db'}"


@pytest.fixture
def run(home: Path, tmp_path: Path, database: str) -> Run:
    def run(*arguments: str, **options: object) -> Done:
        return run_command(home, tmp_path, "roadmap", *arguments, database_url=database, **options)

    return run


@pytest.fixture
def kept(database: str) -> Roadmap:
    """Return a roadmap that is stored already."""
    with open_roadmaps(database) as store:
        return store.change(LOCAL_OWNER, lambda _: small_roadmap(["Lead.", "Code.", "Plan."]))


def stored(database: str) -> Roadmap:
    with open_roadmaps(database) as store:
        found = store.read(LOCAL_OWNER)
    assert found
    return found


class TestShow:
    def test_makes_it_on_first_use_and_keeps_it(self, run: Run, database: str) -> None:
        with open_profiles(database) as profiles:
            profiles.keep(LOCAL_OWNER, SENIOR.facts)
        done = run()
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("Roadmap to Head of Machine Learning\n")
        assert "“I have five hours a week”" in done.stdout
        assert "On the way to Senior ML Engineer" in done.stdout
        roadmap = stored(database)
        assert len(re.findall(r"^ +\d+ \[ \] \d{4}-", done.stdout, re.M)) == len(roadmap.now)
        assert done.stdout.count("\n        source  ") == len(roadmap.now)
        assert f"{len(roadmap.later)} more can wait" in done.stdout
        whole = run("--later", "--brief")
        assert len(re.findall(r"^ +\d+ \[ \] ", whole.stdout, re.M)) == len(roadmap.steps)
        assert json.loads(run("--json").stdout)["id"] == roadmap.id

    def test_of_somebody_unknown_says_so(self, run: Run) -> None:
        done = run("--brief")
        assert done.returncode == 0
        assert "No role of yours is known" in done.stdout
        assert "coach profile add" in done.stderr

    def test_steers_no_terminal(self, run: Run, database: str, kept: Roadmap) -> None:
        with open_roadmaps(database) as store:
            store.change(
                LOCAL_OWNER,
                lambda found: edit(found or kept, kept.steps[0].id, note="a\x1b[31mb\x9b"),
            )
        done = run()
        assert "\x1b" not in done.stdout
        assert "a[31mb" in done.stdout


class TestSteps:
    @pytest.mark.usefixtures("kept")
    def test_are_done_and_reopened(self, run: Run, database: str) -> None:
        done = run("done", "1", "--proof", "https://example.org", tell_imports=True)
        assert done.stdout.startswith("Done: Lead.\nNext, by ")
        assert done.stdout.endswith(": Code.\n")
        step = stored(database).steps[0]
        assert (step.state, step.evidence) == ("done", "https://example.org")
        assert "  1 [x] Lead." in run("--brief").stdout
        assert run("reopen", step.id).returncode == 0
        assert stored(database).steps[0].state == "open"
        # Neither the embedding model nor the index is opened.
        assert not imported(done) & {"onnxruntime", "chromadb", "reportlab", "icalendar"}

    @pytest.mark.usefixtures("kept")
    def test_are_skipped_reworded_moved_and_added(self, run: Run, database: str) -> None:
        day = str(date.today() + timedelta(days=400))
        assert run("skip", "1").stdout.startswith("Left out: Lead.\n")
        assert run("edit", "2", "--text", "Code *well*", "--note", "so").returncode == 0
        assert run("move", "3", day).stdout.startswith(f"Moved to {day}: Plan.\n")
        assert "you as its source" in run("add", "Find a mentor", "--proof", "her name").stdout
        lead, code, plan, own = stored(database).steps
        assert lead.state == "skipped"
        assert (code.text, code.note) == ("Code *well*", "so")
        assert str(plan.day) == day
        assert own.text == "Find a mentor"
        shown = run("--brief").stdout
        assert "  2 [ ] " in shown
        assert "0 more can wait, 1 left out" in shown

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["done", "9"], "no step '9'"),
            (["done", "zzz"], "no step 'zzz'"),
            (["move", "1", "tomorrow"], "no day"),
            (["move", "1", "2001-01-01"], "has passed"),
            (["edit", "1"], "--text"),
            (["edit", "1", "--text", " "], "needs words"),
            (["edit", "1", "--note", "x" * 501], "too many"),
            (["add", ""], "needs words"),
            (["export"], "Name a file"),
            (["export", "-o", "r.docx"], "no known form"),
            (["import", "none.md"], "cannot be read"),
            (["import", "r.pdf"], "no form that is read back"),
            (["plan", "--start", "soon"], "no day"),
        ],
    )
    def test_cannot_be_changed_by_a_mistake(
        self, run: Run, database: str, kept: Roadmap, arguments: list[str], said: str
    ) -> None:
        assert is_one_line(run(*arguments), said)
        assert stored(database) == kept

    def test_need_a_roadmap(self, run: Run) -> None:
        assert is_one_line(run("done", "1"), "make one with `coach roadmap`")


class TestPlan:
    def test_follows_a_wish_and_keeps_what_was_done(self, run: Run, database: str) -> None:
        assert run("plan").returncode == 0
        run("done", "1", "--proof", "seen")
        done = run("plan", "--track", "research", "--hours-per-week", "12", "--start", "2027-01-04")
        assert done.returncode == 0, done.stderr
        assert "Roadmap to Chief Research Scientist" in done.stdout
        roadmap = stored(database)
        assert (roadmap.pace.hours_per_week, str(roadmap.start)) == (12, "2027-01-04")
        assert [s.evidence for s in roadmap.steps if s.state == "done"] == ["seen"]
        assert is_one_line(run("plan", "--track", "cooking"), "Research Track")
        assert is_one_line(run("plan", "--hours-per-week", "0"), "hours a week")
        assert stored(database) == roadmap


class TestFiles:
    @pytest.mark.usefixtures("kept")
    def test_go_out_and_come_back(self, run: Run, database: str, tmp_path: Path) -> None:
        done = run("export", "-o", "r.md", "-o", "r.pdf", "-o", "r.ics")
        assert done.stdout == "Wrote r.md, r.pdf, r.ics.\n"
        assert len(Calendar.from_ical((tmp_path / "r.ics").read_bytes()).walk("VEVENT")) == 3
        assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
        page = tmp_path / "r.md"
        text = page.read_text(encoding="utf-8")
        assert run("import", "r.md").stdout == "No change.\n"
        page.write_text(text.replace("[ ] Lead.", "[x] Lead.") + "\nhuh?\n", encoding="utf-8")
        done = run("import", "r.md")
        assert done.returncode == 0, done.stderr
        assert "Done: Lead." in done.stdout
        assert re.search(r"^line \d+: “huh\?” is not understood$", done.stderr, re.M)
        assert stored(database).steps[0].state == "done"
        assert run("import", "r.ics").returncode == 0

    def test_that_are_broken_lose_nothing(
        self, run: Run, database: str, tmp_path: Path, kept: Roadmap
    ) -> None:
        for name, content in (
            ("a.md", b""),
            ("b.md", b"\xff\xfe\x00"),
            ("c.ics", b"BEGIN:VCALENDAR"),
            ("d.md", b"hello\n"),
        ):
            (tmp_path / name).write_bytes(content)
            assert is_one_line(run("import", name), "coach: ")
        assert stored(database) == kept


class TestForget:
    @pytest.mark.usefixtures("kept")
    def test_leaves_nothing(self, run: Run, tmp_path: Path) -> None:
        run("edit", "1", "--note", CANARY)

        def traces() -> list[Path]:
            return [
                p for p in tmp_path.rglob("*") if p.is_file() and CANARY.encode() in p.read_bytes()
            ]

        assert traces()
        assert is_one_line(run("forget", input=""), "--yes")
        assert run("forget", "--yes").stdout == "Deleted your roadmap.\n"
        assert not traces()
        assert "no roadmap" in run("forget", "--yes").stderr
