"""The roadmap's page: written, edited by hand and taken in again."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from markdown_it import MarkdownIt

from coach import Coach
from coach.errors import RoadmapError
from coach.roadmap.changes import add, edit, finish, move, reopen, skip
from coach.roadmap.importing import Import, take_in
from coach.roadmap.markdown import to_markdown, write_step
from coach.roadmap.roadmap import Roadmap, You
from coach.roadmap.sheet import read_sheet
from tests.coach.roadmap_samples import (
    SENIOR,
    TODAY,
    make_plan,
    small_roadmap,
    with_later,
)

HOSTILE = (
    "<script>alert(1)</script> & <b>bold</b>",
    "[x] - [ ] done *all* __of__ it ~~now~~ `code`",
    "--> <!-- 12345678 --> # heading",
    "[link](javascript:alert(1)) ![i](http://e.org/x.png)",
    "  - Source: me",
    "\\ \\\\ \\[ \\* trailing \\",
    "团队 команду فريق 👩🏽‍🚀 e\u0301 = |cell|",
    "1. not a list: - nor this",
    "Date: 2020-01-01",
    "a -- b &amp; &lt; &#60;",
)


def whole() -> Roadmap:
    """Return a roadmap that has everything that a roadmap can have, in hostile words."""
    roadmap = with_later(small_roadmap([f"Step {n}." for n in range(len(HOSTILE))]))
    for step, text in zip(roadmap.steps, HOSTILE, strict=False):
        roadmap = edit(roadmap, step.id, text=text, proof=text, note=text)
    roadmap = finish(roadmap, roadmap.steps[0].id, TODAY, HOSTILE[1])
    roadmap = finish(roadmap, roadmap.steps[1].id, TODAY)
    roadmap = skip(roadmap, roadmap.steps[2].id, TODAY)
    roadmap = move(roadmap, roadmap.steps[3].id, TODAY + timedelta(days=99), TODAY)
    return add(roadmap, "- [x] my own <i>step</i>", TODAY, proof="*mine*")


def bring_back(roadmap: Roadmap, page: str) -> Import:
    return take_in(roadmap, read_sheet(page), TODAY)


def line_of(page: str, words: str) -> int:
    return next(n for n, line in enumerate(page.split("\n"), start=1) if words in line)


class TestRoundTrip:
    def test_changes_nothing(self, coach: Coach) -> None:
        for roadmap in (whole(), small_roadmap(), make_plan(coach, SENIOR)):
            came = bring_back(roadmap, to_markdown(roadmap, TODAY))
            assert (came.changes, came.troubles) == ((), ())
            assert came.roadmap == roadmap

    @pytest.mark.parametrize("end", ["\r\n", "\n"])
    def test_reads_what_was_written(self, end: str) -> None:
        roadmap = whole()
        page = to_markdown(roadmap, TODAY).replace("\n", end)
        entries = {entry.id: entry for entry in read_sheet(page).entries}
        shown = [step for step in roadmap.steps if step.state != "dropped"]
        assert set(entries) == {step.id for step in shown}
        for step in shown:
            assert entries[step.id].written == write_step(step)

    def test_does_so_without_what_tells_the_written(self) -> None:
        roadmap = whole()
        page = to_markdown(roadmap, TODAY)
        cut = page[: page.index("<!-- headway")]
        came = bring_back(roadmap, cut)
        assert (came.changes, came.troubles) == ((), ())
        assert came.roadmap == roadmap


class TestPage:
    def test_is_read_as_it_was_meant(self) -> None:
        html = MarkdownIt("commonmark", {"html": True}).render(to_markdown(whole(), TODAY))
        without_comments = re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL)
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in without_comments
        for tag in ("<script", "<b>", "<i>", "<a ", "<img", "<em>", "<code>", "<h1>heading"):
            assert tag not in without_comments
        assert without_comments.count("<h1>") == 1
        assert "Source: you, on 2026-11-26" in without_comments

    def test_has_a_source_for_each_step(self, coach: Coach) -> None:
        roadmap = make_plan(coach, SENIOR)
        page = to_markdown(roadmap, TODAY)
        assert page.count("\n  - Source: ") == len(roadmap.steps)
        assert page.count("\n- [ ] ") == len(roadmap.steps)
        assert page.count("\n  - Date: ") == len(roadmap.steps)


class TestEdits:
    def test_are_followed(self) -> None:
        roadmap = small_roadmap(["Lead.", "Code.", "Plan.", "Talk.", "Rest."])
        page = to_markdown(roadmap, TODAY)
        for old, new in (
            ("[ ] Lead.", "[x] Lead."),
            ("[ ] Code.", "[ ] Code *well*."),
            (f"Date: {roadmap.steps[2].day}", "Date: 2028-03-01"),
            ("[ ] Talk.", "[-] Talk."),
        ):
            assert old in page
            page = page.replace(old, new)
        start = page.index("- [ ] Rest.")
        end = page.index("\n\n", start)
        mine = "- [ ] Find a mentor\n  - Date: 2027-05-01\n  - Proof: Her name\n- Read a book"
        came = bring_back(roadmap, page[:start] + mine + page[end:])
        assert came.troubles == ()
        assert len(came.changes) == 7
        lead, code, plan, talk, rest, mentor, book = came.roadmap.steps
        assert (lead.state, lead.done_on) == ("done", TODAY)
        assert (code.text, code.is_edited) == ("Code *well*.", True)
        assert code.source == roadmap.steps[1].source
        assert (str(plan.day), plan.is_moved) == ("2028-03-01", True)
        assert (talk.state, rest.state) == ("skipped", "skipped")
        assert (mentor.kind, mentor.source, str(mentor.day)) == ("own", You(TODAY), "2027-05-01")
        assert mentor.proof == "Her name"
        assert (book.text, book.source, book.is_moved) == ("Read a book", You(TODAY), False)
        again = bring_back(came.roadmap, to_markdown(came.roadmap, TODAY))
        assert again.roadmap == came.roadmap
        # What was taken out can be brought back.
        assert reopen(came.roadmap, rest.id, TODAY).steps[4].state == "open"

    @pytest.mark.parametrize(
        ("said", "day", "evidence", "troubles"),
        [
            ("2026-11-20, https://e.org/a", "2026-11-20", "https://e.org/a", 0),
            ("2026-11-20", "2026-11-20", "", 0),
            ("my repository", "2026-11-26", "my repository", 0),
            ("2030-01-01, early", "2026-11-26", "early", 1),
            ("2026-99-99, odd", "2026-11-26", "2026-99-99, odd", 0),
        ],
    )
    def test_say_when_it_was_done(self, said: str, day: str, evidence: str, troubles: int) -> None:
        roadmap = small_roadmap(["Lead."])
        page = to_markdown(roadmap, TODAY)
        page = page.replace("- [ ] Lead.", "- [X] Lead.").replace(
            "  - Proof:", f"  - Done: {said}\n  - Proof:"
        )
        came = bring_back(roadmap, page)
        step = came.roadmap.steps[0]
        assert (step.state, str(step.done_on), step.evidence) == ("done", day, evidence)
        assert len(came.troubles) == troubles

    def test_unticked_is_open_again(self) -> None:
        roadmap = small_roadmap()
        done = finish(roadmap, roadmap.steps[0].id, TODAY, "x")
        page = to_markdown(done, TODAY).replace("- [x]", "- [ ]")
        assert bring_back(done, page).roadmap.steps[0].state == "open"

    def test_of_an_older_page_undo_nothing(self) -> None:
        roadmap = small_roadmap(["Lead.", "Code.", "Plan."])
        page = to_markdown(roadmap, TODAY).replace("[ ] Plan.", "[ ] Plan *more*.")
        later = finish(roadmap, roadmap.steps[0].id, TODAY + timedelta(days=3), "x")
        later = edit(later, later.steps[1].id, text="Code a lot.")
        later = add(later, "Own", TODAY)
        came = take_in(later, read_sheet(page), TODAY + timedelta(days=3))
        assert came.changes == ("Reworded: Plan *more*.",)
        assert [s.text for s in came.roadmap.steps] == [
            "Lead.",
            "Code a lot.",
            "Plan *more*.",
            "Own",
        ]
        assert came.roadmap.steps[0].state == "done"
        assert [s.day for s in came.roadmap.steps] == [s.day for s in later.steps]

    def test_that_are_not_understood_are_told_by_line(self) -> None:
        roadmap = small_roadmap(["Lead.", "Code.", "Plan."])
        page = to_markdown(roadmap, TODAY)
        first, second, third = (f"- [ ] {s.text} <!-- {s.id} -->" for s in roadmap.steps)
        page = page.replace(first, f"{first}\nwhat is this\n  - Mood: good")
        page = page.replace(f"Date: {roadmap.steps[0].day}", "Date: next spring")
        page = page.replace(second, f"{second}\n  - Date: 2019-01-01")
        page = page.replace("  - Source: Guide", "  - Source: Wikipedia", 1)
        page = page.replace(third, "- [?] <!-- 00000003 -->")
        page = page.replace("## First", f"## First\n\n{second}")
        came = bring_back(roadmap, page)
        expected = {
            "what is this": "not understood",
            "Mood: good": "nothing that a step has",
            "Date: next spring": "no date like",
            "Date: 2019-01-01": "",
            "Source: Wikipedia": "comes from the documents",
            "- [?]": "needs words",
        }
        told = {trouble.line: trouble.reason for trouble in came.troubles}
        reasons = [(t.line, t.reason) for t in came.troubles]
        for words, reason in expected.items():
            line = line_of(page, words)
            if reason:
                assert any(n == line and reason in why for n, why in reasons), (words, told)
        assert any("twice" in why for _, why in reasons)
        assert {s.id for s in came.roadmap.steps} == {s.id for s in roadmap.steps}
        assert [s.text for s in came.roadmap.steps] == ["Lead.", "Code.", "Plan."]
        assert {s.state for s in came.roadmap.steps} == {"open"}

    def test_that_lose_a_mark_lose_no_step(self) -> None:
        roadmap = small_roadmap(["Lead.", "Code."])
        page = re.sub(r" <!-- [0-9a-f]{8} -->", "", to_markdown(roadmap, TODAY))
        came = bring_back(roadmap, page.replace("[ ] Code.", "[x] Code."))
        assert len(came.roadmap.steps) == 2
        assert came.roadmap.steps[1].state == "done"

    def test_without_the_last_comment_take_nothing_out(self) -> None:
        roadmap = small_roadmap(["Lead.", "Code."])
        page = to_markdown(roadmap, TODAY)
        cut = page[: page.index("- [ ] Code.")]
        came = bring_back(roadmap, cut)
        assert came.roadmap == roadmap
        assert "can't be told" in came.troubles[-1].reason

    def test_of_a_step_that_has_gone_make_no_new_one(self) -> None:
        roadmap = small_roadmap(["Lead.", "Code."])
        page = to_markdown(roadmap, TODAY).replace("[ ] Code.", "[x] Code.")
        dropped = replace(roadmap.steps[1], state="dropped")
        came = bring_back(replace(roadmap, steps=(roadmap.steps[0], dropped)), page)
        assert came.changes == ()
        assert [s.state for s in came.roadmap.steps] == ["open", "dropped"]
        assert "any more" in came.troubles[0].reason

    def test_cannot_give_a_step_a_source(self) -> None:
        roadmap = small_roadmap(["Lead."])
        mine = "- [ ] Mine\n  - Source: The guide, page 1\n"
        page = to_markdown(roadmap, TODAY).replace("## First\n\n", f"## First\n\n{mine}")
        came = bring_back(roadmap, page)
        (own,) = [step for step in came.roadmap.steps if step.kind == "own"]
        assert own.source == You(TODAY)
        assert "you as its source" in came.troubles[0].reason

    @pytest.mark.parametrize("text", ["", "# Roadmap\n\nhello", "\x00\x01", "<!-- open"])
    def test_of_no_roadmap_are_told(self, text: str) -> None:
        with pytest.raises(RoadmapError, match="no step"):
            read_sheet(text)

    def test_of_too_many_or_too_long_steps_are_told(self) -> None:
        roadmap = small_roadmap(["Lead."])
        mine = "\n".join(f"- [ ] Mine {n}" for n in range(400)) + f"\n- [ ] {'x' * 9_000}\n"
        page = to_markdown(roadmap, TODAY).replace("## First\n\n", f"## First\n\n{mine}")
        came = bring_back(roadmap, page)
        assert len(came.roadmap.steps) == 300
        assert len(came.troubles) == 102
