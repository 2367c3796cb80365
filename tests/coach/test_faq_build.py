"""The long run: merged, journaled, resumed, and written whole."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coach import Answer, Coach, Settings
from coach.batch import Question
from coach.errors import FaqError, StoreError
from coach.faq.corpus_questions import is_answered_from, make_questions
from coach.faq.entries import Entry, name_question, read_entries, read_line
from coach.faq.journal import open_journal
from coach.faq.model_questions import read_questions
from coach.faq.outputs import check_outputs
from coach.faq.rows import Fault, Row
from coach.faq.run import Order, Tally, run_build
from coach.faq.sources import Source, from_corpus
from coach.focus import Focus
from tests.coach.faq_samples import entry
from tests.servers.openai_server import OpenAIServer, Reply, Request, refuse, say

QUESTIONS = (
    "What does a Head of Machine Learning earn?",
    "What is narrow AI?",
    "Who won the World Cup?",
    "what's narrow ai",
    "How is AI used in healthcare?",
    "hello",
)


class Asking:
    """Asks a coach, counts, and fails after so many answers."""

    def __init__(self, coach: Coach, fail_after: int = 1_000_000) -> None:
        self.coach = coach
        self.left = fail_after
        self.answered: list[str] = []

    def __call__(self, questions: Iterable[Question]) -> Iterator[tuple[int, Answer]]:
        for place, answer in self.coach.ask_all(questions):
            if not self.left:
                raise StoreError("the disk has gone")
            self.left -= 1
            self.answered.append(answer.question)
            yield place, answer


@pytest.fixture
def own(coach: Coach, tmp_path: Path) -> Coach:
    """Return a coach whose home's FAQ folder is the test's own."""
    settings = Settings(home=tmp_path / "home", corpus=coach.settings.corpus)
    twin = object.__new__(Coach)
    twin.__dict__.update({**coach.__dict__, "settings": settings})
    return twin


def rows(*questions: str) -> Source:
    return Source("test", [Row(number, text) for number, text in enumerate(questions, 1)])


def run(
    coach: Coach, folder: Path, source: Source, asking: Asking | None = None, **order: object
) -> Tally:
    outputs = [folder / "faq.jsonl", folder / "faq.md"]
    made = Order(outputs=outputs, report=folder / "report.md", title="FAQ")
    return run_build(coach, source, replace(made, **order), asking or Asking(coach))  # type: ignore[arg-type]


class TestRun:
    def test_writes_entries_and_a_report(self, own: Coach, tmp_path: Path) -> None:
        source = replace(rows(*QUESTIONS), faults=[Fault(7, "It is empty.")])
        tally = run(own, tmp_path, source)
        assert tally == Tally(entries=3, merged=1, declined=1, failed=0, left_out=0)
        pay, narrow, health = sorted(
            read_entries(tmp_path / "faq.jsonl"), key=lambda e: QUESTIONS.index(e.question)
        )
        assert narrow.also_asked == ("what's narrow ai",)
        assert (pay.status, pay.section, pay.writer) == ("answered", "Salary Ranges", "extractive")
        assert "$259,000" in pay.answer
        assert pay.sources[0].as_of == "US market, 2024"
        assert len(pay.sources[0].content) == 16
        assert health.section == "Industry Trends"
        report = (tmp_path / "report.md").read_text(encoding="utf-8")
        assert "not answer\n\n- Who won the World Cup?\n" in report
        assert "- hello\n" in report
        assert "- what's narrow ai → What is narrow AI?" in report
        assert "- Line 7: It is empty." in report
        assert "World Cup" not in (tmp_path / "faq.md").read_text(encoding="utf-8")
        assert list((tmp_path / "home" / "faq").iterdir()) == []

    def test_goes_on_where_it_failed(self, own: Coach, tmp_path: Path) -> None:
        first, second = Asking(own, 2), Asking(own)
        with pytest.raises(StoreError):
            run(own, tmp_path, rows(*QUESTIONS), first)
        assert not (tmp_path / "faq.jsonl").exists()
        done: list[int] = []
        order = Order([tmp_path / "faq.jsonl", tmp_path / "faq.md"], tmp_path / "report.md", "FAQ")
        run_build(own, rows(*QUESTIONS), order, second, done.append)
        assert sum(done) == len(QUESTIONS)
        assert len(first.answered) == 2
        assert set(first.answered).isdisjoint(second.answered)
        assert len(first.answered + second.answered) == 5
        resumed = (tmp_path / "faq.jsonl").read_bytes()
        run(own, tmp_path, rows(*QUESTIONS))
        assert (tmp_path / "faq.jsonl").read_bytes() == resumed

    def test_starts_anew_when_the_documents_have_changed(self, own: Coach, tmp_path: Path) -> None:
        with pytest.raises(StoreError):
            run(own, tmp_path, rows(*QUESTIONS), Asking(own, 2))
        own.settings = own.settings.model_copy(update={"passages": 3})
        again = Asking(own)
        run(own, tmp_path, rows(*QUESTIONS), again)
        assert len(again.answered) == 5

    def test_of_two_at_once_one_is_refused(self, own: Coach, tmp_path: Path) -> None:
        def ask(questions: Iterable[Question]) -> Iterator[tuple[int, Answer]]:
            with pytest.raises(FaqError, match="by another process"):
                run(own, tmp_path, rows(*QUESTIONS))
            yield from own.ask_all(questions)

        order = Order([tmp_path / "faq.jsonl", tmp_path / "faq.md"], tmp_path / "r.md", "FAQ")
        assert run_build(own, rows(*QUESTIONS), order, ask).entries == 3

    def test_counts_what_was_asked(self, own: Coach, tmp_path: Path) -> None:
        asked = Source("t", [Row(1, "What is narrow AI?", 5), Row(2, "what's narrow ai", 2)])
        run(own, tmp_path, asked)
        (made,) = read_entries(tmp_path / "faq.jsonl")
        assert made.asked == 7

    def test_of_nothing_is_an_empty_faq(self, own: Coach, tmp_path: Path) -> None:
        assert run(own, tmp_path, rows()).entries == 0
        assert (tmp_path / "faq.jsonl").read_bytes() == b""
        assert "all questions are in it" in (tmp_path / "report.md").read_text(encoding="utf-8")


class TestJournal:
    def test_cuts_off_a_torn_line(self, tmp_path: Path) -> None:
        one, two = entry("one?"), entry("two?")
        with open_journal(tmp_path / "j") as journal:
            journal.append(one)
        file = tmp_path / "j" / "entries.jsonl"
        whole = file.read_bytes()
        for torn in (two.to_line().encode()[:-1], two.to_line().encode()[:50], b"\xff\n", b"{}\n"):
            file.write_bytes(whole + torn)
            with open_journal(tmp_path / "j") as journal:
                assert one.id in journal
                assert two.id not in journal
                journal.append(two)
                assert list(journal.read([two.id, "none", one.id])) == [two, one]
            assert file.read_bytes() == whole + two.to_line().encode()
            file.write_bytes(whole)

    def test_keeps_the_last_of_a_name(self, tmp_path: Path) -> None:
        failed = entry("one?", failure="The model failed.")
        with open_journal(tmp_path / "j") as journal:
            journal.append(failed)
            assert journal.failed == {failed.id}
            journal.append(entry("one?"))
            assert journal.failed == frozenset()
        with open_journal(tmp_path / "j") as journal:
            assert journal.failed == frozenset()
            assert list(journal.read([failed.id])) == [entry("one?")]

    def test_goes_when_it_is_finished(self, tmp_path: Path) -> None:
        with open_journal(tmp_path / "j") as journal:
            journal.append(entry("one?"))
            journal.finish()
        assert not (tmp_path / "j").exists()

    def test_that_cannot_be_written_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(FaqError, match="COACH_HOME"), open_journal(tmp_path / "file" / "j"):
            pass


class TestFromCorpus:
    def test_covers_each_section_and_each_heading(self, own: Coach, tmp_path: Path) -> None:
        source = from_corpus(own)
        tally = run(own, tmp_path, source)
        made = list(read_entries(tmp_path / "faq.jsonl"))
        assert tally.entries == len(made) > 90
        assert {e.section for e in made} == set(own.report.topics)
        headings = {" > ".join(p.heading_path) for p in own.search.all_passages()}
        answered = {e.focus.section for e in made if e.focus}
        assert headings - answered == set()
        for e in made:
            assert e.status == "answered"
            assert e.focus
            assert all(e.focus.covers(s.section, s.path) for s in e.sources)

    def test_asks_for_rows_and_terms(self, own: Coach) -> None:
        asked = {row.question for row in from_corpus(own).rows}
        assert "What does a Director of Data Science earn?" in asked
        assert "What is deep learning?" in asked
        assert "What is computer vision used for?" in asked
        assert not any("chief research scientist?" in question for question in asked)

    def test_keeps_only_what_is_answered_from_there(self, own: Coach) -> None:
        passages = [
            replace(passage, asked_as=("Who won the World Cup?",), points=(), heading_path=("Xyz",))
            for passage in list(own.search.all_passages())[:1]
        ]
        made = make_questions(passages, lambda asked: own.ask_all(asked))
        assert made.rows == ()
        assert [one.question for one in made.left_out] == ["What is there to know about xyz?"]

    def test_takes_no_answer_in_part_and_none_of_another_document(self, own: Coach) -> None:
        salaries = Focus("Salary Ranges", "06-salary-ranges.md")
        assert is_answered_from(salaries, own.ask(QUESTIONS[0]))
        assert not is_answered_from(salaries, own.ask(f"{QUESTIONS[0][:-1]} in Germany?"))
        assert not is_answered_from(replace(salaries, path="x.md"), own.ask(QUESTIONS[0]))
        assert not is_answered_from(salaries, own.ask(QUESTIONS[1]))

    def test_works_without_listed_questions(self, own: Coach) -> None:
        passages = [replace(passage, asked_as=()) for passage in own.search.all_passages()]
        made = make_questions(passages, lambda asked: own.ask_all(asked))
        sections = {row.focus.section.split(" > ")[0] for row in made.rows if row.focus}
        assert sections == set(own.report.topics)


class TestEntries:
    def test_are_lines_of_json(self) -> None:
        one = entry("What?\u2028 “Ja” 💶", also_asked=("a", "b"), asked=3)
        line = one.to_line()
        assert line.count("\n") == 1
        assert read_line(line) == one
        assert json.loads(line)["date"] == "2026-11-26"

    def test_are_named_by_their_question(self) -> None:
        assert name_question("What is  AI?") == name_question("what is ai")
        assert name_question("What is AI?") != name_question("What is ML?")

    def test_that_cannot_be_read_are_told_by_line(self, tmp_path: Path) -> None:
        file = tmp_path / "faq.jsonl"
        file.write_text(f"{entry('one?').to_line()}\n{{}}\n", encoding="utf-8")
        with pytest.raises(FaqError, match=r"Line 3 of .*faq\.jsonl is no entry") as told:
            list(read_entries(file))
        assert "\n" not in str(told.value)
        with pytest.raises(FaqError, match="cannot be read"):
            list(read_entries(tmp_path / "none.jsonl"))

    def test_know_what_belongs_into_an_faq(self) -> None:
        kinds = ("answered", "partial", "declined", "talk")
        fit = [Entry.is_answered.fget(entry("q", status=kind)) for kind in kinds]  # type: ignore[attr-defined]
        assert fit == [True, True, False, False]


class TestOutputs:
    def test_are_checked_before_the_run(self, tmp_path: Path) -> None:
        for files, said in (
            ([], "Name a file"),
            ([tmp_path / "faq.pdf"], "no known form"),
            ([tmp_path / "none" / "faq.md"], "folder that is there"),
            ([tmp_path / "faq.md", tmp_path / "faq.md"], "named twice"),
        ):
            with pytest.raises(FaqError, match=said):
                check_outputs(files)


class TestModelQuestions:
    def test_are_read_one_a_line(self) -> None:
        text = (
            "Here are some questions:\n1. What is narrow AI?\n- **What is general AI?**\n"
            "What does this passage say?\nWhat is narrow AI?\nNo question.\nWhy?\nHow is it used?\n"
            "And what is a fourth one that fits?"
        )
        assert read_questions(text) == (
            "What is narrow AI?",
            "What is general AI?",
            "How is it used?",
        )

    def test_join_those_of_the_rules_if_they_are_answered_from_there(self, own: Coach) -> None:
        def write(request: Request) -> Reply:
            about = "healthcare" if "wearable" in request.text("user") else "football"
            return say(f"Which devices does AI read in {about}?\nWho won the {about} cup?")

        with OpenAIServer(write) as server:
            own.settings = own.settings.model_copy(update={"model_url": server.url})
            own.__dict__.pop("writer", None)
            made = from_corpus(own)
            asked_of = len(server.chats)
        asked = {row.question: row.focus for row in made.rows}
        focus = asked["Which devices does AI read in healthcare?"]
        assert focus
        assert focus.section == "Industry Trends > Healthcare"
        assert not any("cup" in question or "football" in question for question in asked)
        assert len(made.rows) > 100
        assert asked_of == len({p.heading_path for p in own.search.all_passages()})

    def test_of_a_failing_model_are_none(self, own: Coach) -> None:
        with OpenAIServer(refuse(500)) as server:
            own.settings = own.settings.model_copy(update={"model_url": server.url})
            own.__dict__.pop("writer", None)
            assert len(from_corpus(own).rows) > 90
