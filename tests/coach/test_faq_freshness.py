"""Entries follow the documents: what no longer stands there is found, and answered again."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coach import Coach, Settings
from coach.batch import Question
from coach.faq.entries import Entry, make_entry
from coach.faq.freshness import find_passages, find_stale, refresh
from tests.coach.faq_samples import DAY

PAY = "What does a Head of Machine Learning earn?"
NARROW = "What is narrow AI?"
TRUST = "How do I design AI that people trust?"
SALARIES = "06-salary-ranges.md"

Open = Callable[[], Coach]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return a copy of three documents."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    shipped = Path(__file__).parents[2] / "corpus"
    for name in ("01-overview.md", SALARIES, "08-essential-soft-skills.md"):
        shutil.copy(shipped / name, folder / name)
    return folder


@pytest.fixture
def open_coach(corpus: Path, home: Path) -> Iterator[Open]:
    """Return what opens a coach over the documents as they are now."""
    opened: list[Coach] = []

    def start() -> Coach:
        opened.append(Coach.open(Settings(home=home, corpus=corpus, collection="fresh")))
        return opened[-1]

    yield start
    for coach in opened:
        coach.close()


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def make(coach: Coach, *questions: str) -> list[Entry]:
    return [make_entry(question, coach.ask(question), DAY) for question in questions]


def test_unchanged_documents_leave_all_fresh(open_coach: Open) -> None:
    coach = open_coach()
    entries = make(coach, PAY, NARROW, TRUST)
    assert find_stale(entries, coach.search) == []
    assert find_stale([], coach.search) == []


def test_a_changed_figure_is_found_and_answered_again(open_coach: Open, corpus: Path) -> None:
    entries = [replace(entry, state="approved") for entry in make(open_coach(), PAY, NARROW)]
    change(corpus / SALARIES, "$259,000", "$301,000")
    coach = open_coach()
    (stale,) = find_stale(entries, coach.search)
    assert (stale.entry, stale.changed, stale.gone) == (entries[0], ("Salary Ranges",), ())
    (refreshed,) = refresh([stale.entry], coach.ask_all, DAY)
    assert "$301,000" in refreshed.after.answer
    assert refreshed.after.state == "new"
    lines = refreshed.difference().splitlines()
    assert any(line.startswith("-") and "$259,000" in line for line in lines)
    assert any(line.startswith("+") and "$301,000" in line for line in lines)
    assert find_stale([refreshed.after], coach.search) == []


def test_what_has_gone_is_told_apart(open_coach: Open, corpus: Path) -> None:
    entries = make(open_coach(), TRUST, NARROW)
    change(corpus / "08-essential-soft-skills.md", "## Human-Centered Design", "## Renamed")
    (stale,) = find_stale(entries, open_coach().search)
    assert stale.gone == ("Essential Soft Skills > Human-Centered Design",)
    (corpus / "08-essential-soft-skills.md").unlink()
    (stale,) = find_stale(entries, open_coach().search)
    assert stale.entry.question == TRUST


def test_another_time_that_figures_hold_for_is_a_change(open_coach: Open, corpus: Path) -> None:
    entries = make(open_coach(), PAY)
    change(corpus / SALARIES, "as_of: US market, 2024", "as_of: US market, 2025")
    (stale,) = find_stale(entries, open_coach().search)
    assert stale.changed == ("Salary Ranges",)


def test_another_listed_question_is_none(open_coach: Open, corpus: Path) -> None:
    before = open_coach()
    entries = make(before, NARROW)
    listed = "  Types of AI:\n"
    change(corpus / "01-overview.md", listed, f"{listed}    - Which kinds?\n")
    coach = open_coach()
    ids = {source.passage_id for source in entries[0].sources}
    assert {passage.id for passage in coach.search.passages(ids)} < ids
    assert find_stale(entries, coach.search) == []
    assert find_passages(entries, coach.search).keys() == {
        source.content for source in entries[0].sources
    }


def test_what_comes_out_the_same_keeps_its_review(open_coach: Open, corpus: Path) -> None:
    (entry,) = make(open_coach(), NARROW)
    approved = replace(entry, state="approved", reviewer="Ann", also_asked=("narrow?",), asked=3)
    change(corpus / "01-overview.md", "as_of: null", "as_of: 2026")
    coach = open_coach()
    (stale,) = find_stale([approved], coach.search)
    (refreshed,) = refresh([stale.entry], coach.ask_all, DAY)
    after = refreshed.after
    assert (after.state, after.reviewer, after.also_asked, after.asked) == (
        *("approved", "Ann"),
        *(("narrow?",), 3),
    )
    assert refreshed.difference() == ""
    assert after.sources != approved.sources


def test_the_focus_is_kept(open_coach: Open, corpus: Path) -> None:
    coach = open_coach()
    from coach.faq.sources import from_corpus

    row = next(row for row in from_corpus(coach).rows if row.question == NARROW)
    assert row.focus
    (answered,) = coach.ask_all([Question(NARROW, focus=row.focus)])
    entry = make_entry(NARROW, answered[1], DAY, row.focus)
    assert "General AI" not in entry.answer
    change(corpus / "01-overview.md", "The final goal of the field, an", "The final aim, an")
    (refreshed,) = refresh([entry], open_coach().ask_all, DAY)
    assert refreshed.after.answer == entry.answer
