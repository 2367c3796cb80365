"""What was asked in vain, grouped by the real embedding model, found in the real index."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import combinations, count
from pathlib import Path

import pytest

from coach.answer import Answer, Status
from coach.conversations import Feedback, RatedTurn, Turn, open_conversations
from coach.gap_report import GapGroup, GapReport, find_gaps
from coach.grouping import MAX_QUESTIONS, group_questions
from index.embedding import ServedEmbedder
from index.search import Search

GROUPS = Path(__file__).parents[1] / "evals" / "question_groups.txt"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
_numbers = count()


def turn(
    question: str, status: Status = "declined", owner: str = "ann", *opinions: tuple[str, ...]
) -> RatedTurn:
    """Return a turn with opinions of (rating, reason, comment)."""
    name = str(next(_numbers))
    answer = Answer(question, "text", status)
    given = tuple(
        Feedback(name, f"p{number}", rating, reason or None, comment or None, NOW)  # type: ignore[arg-type]
        for number, (rating, reason, comment) in enumerate(opinions)
    )
    return RatedTurn(owner, Turn(name, "and there?", answer, NOW), given)


def read_groups() -> Iterator[list[str]]:
    for block in GROUPS.read_text(encoding="utf-8").split("\n\n"):
        if lines := [line for line in block.splitlines() if not line.startswith("#")]:
            yield lines


class TestGrouping:
    def test_is_as_good_as_its_docstring_says(self, embedder: ServedEmbedder) -> None:
        groups = list(read_groups())
        questions = [question for group in groups for question in group]
        assert (len(groups), len(questions)) == (28, 84)
        wanted = {pair for group in groups for pair in combinations(group, 2)}
        found = {
            (questions[a], questions[b])
            for group in group_questions(questions, embedder.embed)
            for a, b in combinations(group, 2)
        }
        right = len(wanted & found)
        assert right / len(found) == pytest.approx(0.90, abs=0.01)
        assert right / len(wanted) == pytest.approx(0.63, abs=0.01)

    def test_keeps_places_employers_and_years_apart(self, embedder: ServedEmbedder) -> None:
        asked = "What does a Head of ML earn {}?"
        places = ("in Germany", "in India", "at Google", "at OpenAI", "")
        questions = [asked.format(place) for place in places]
        assert group_questions(questions, embedder.embed) == [[0], [1], [2], [3], [4]]
        same = [*questions, "salary of a german head of ml"]
        assert group_questions(same, embedder.embed)[0] == [0, 5]

    def test_does_not_hang_on_the_order(self, embedder: ServedEmbedder) -> None:
        questions = [question for group in read_groups() for question in group]

        def grouped(order: list[str]) -> set[frozenset[str]]:
            found = group_questions(order, embedder.embed)
            return {frozenset(order[position] for position in group) for group in found}

        assert grouped(questions) == grouped(questions[::-1])

    def test_of_nothing_is_nothing_and_of_too_much_refused(self, embedder: ServedEmbedder) -> None:
        assert group_questions([], embedder.embed) == []
        with pytest.raises(ValueError, match="5,001 questions; group 5,000"):
            group_questions(["q"] * (MAX_QUESTIONS + 1), embedder.embed)


class TestReport:
    def test_counts_what_was_asked_in_vain_most_asked_first(self, search: Search) -> None:
        report = find_gaps(
            [
                turn("Who won the World Cup?"),
                turn("How do I write a CV?", "partial", "bob"),
                turn("how do i write a cv", "declined", "ann"),
                turn("Please help with writing my CV", "declined", "ann"),
                turn("What is narrow AI?", "answered"),
                turn("What is deep learning?", "answered", "bob", ("up", "", "")),
                turn("Hello", "talk"),
                turn("How do I write a CV?", "answered", "cleo", ("down", "vague", "No form")),
            ],
            search,
        )
        assert report.turns == 8
        cv, cup = report.groups
        assert (cv.count, cv.people) == (4, 3)
        assert (cv.declined, cv.partial, cv.disliked) == (2, 1, 1)
        assert cv.wordings == ("How do I write a CV?", "Please help with writing my CV")
        assert cv.reasons == ("vague: No form",)
        assert (cup.count, cup.people, cup.declined, cup.disliked) == (1, 1, 1, 0)

    def test_counts_an_answer_once_whoever_dislikes_it(self, search: Search) -> None:
        opinions = [("down", "", ""), ("down", "wrong", ""), ("up", "fine", "")]
        (group,) = find_gaps([turn("pay?", "partial", "a", *opinions)], search).groups
        assert (group.count, group.partial, group.disliked) == (1, 1, 1)
        assert group.reasons == ("wrong",)

    def test_names_the_nearest_section(self, search: Search) -> None:
        (group,) = find_gaps([turn("What does a Head of ML earn in Germany?")], search).groups
        assert group.nearest_section == "Salary Ranges"

    def test_gives_three_wordings_and_five_reasons(self, search: Search) -> None:
        asked = [f"What does a Head of ML earn in Germany{end}" for end in "ABCDE"]
        turns = [
            turn(question, "partial", "a", ("down", f"r{n}{m}", ""))
            for n, question in enumerate(asked)
            for m in range(2)
        ]
        groups = find_gaps([*turns, turn(asked[3])], search).groups
        assert sum(group.count for group in groups) == 11
        assert groups[0].wordings[0] == asked[3]
        assert len(groups[0].wordings) == 3
        assert len(groups[0].reasons) == 5

    def test_masks_what_is_personal_everywhere(self, search: Search) -> None:
        secret = "ann@example.org"
        report = find_gaps(
            [turn(f"Mail {secret} the weather", "declined", secret, ("down", secret, "\x1b[2J"))],
            search,
        )
        assert report.groups[0].wordings == ("Mail [e-mail] the weather",)
        for text in (report.to_json(), report.to_markdown()):
            assert secret not in text
            assert "[2J" in text
            assert "\x1b" not in text
            assert "\\u001b" not in text

    def test_cuts_long_questions(self, search: Search) -> None:
        (group,) = find_gaps([turn("word " * 500)], search).groups
        assert len(group.wordings[0]) == 200

    def test_reads_the_turns_of_all_owners_from_the_store(
        self, search: Search, tmp_path: Path
    ) -> None:
        with open_conversations(tmp_path / "c.sqlite") as store:
            for owner in ("ann", "bob"):
                store.append(owner, "c1", "q", Answer("Who won?", "text", "declined"))
            (group,) = find_gaps(store.all_turns(), search).groups
        assert (group.count, group.people) == (2, 2)


class TestWriting:
    group = GapGroup(
        count=3,
        people=2,
        declined=2,
        partial=0,
        disliked=1,
        wordings=("1. Is <b>this</b> *it*?", "# So?"),
        reasons=("- no",),
        nearest_section="Pay > US",
    )

    def test_becomes_a_page(self) -> None:
        page = GapReport(9, 4, (self.group,)).to_markdown()
        assert page.startswith("# What people asked in vain\n\n3 of 9 answers, in 1 group. ")
        assert "4 rare questions are left out" in page
        assert page.endswith(
            "## 1. 1\\. Is \\<b\\>this\\</b\\> \\*it\\*?\n\n"
            "Asked 3 times, by 2 people: 2 declined, 1 disliked. Nearest section: Pay \\> US.\n\n"
            "Also asked as:\n\n- \\# So?\n\n"
            "What people said of the answers:\n\n- \\- no\n"
        )

    def test_becomes_json(self) -> None:
        whole = json.loads(GapReport(9, 4, (self.group,)).to_json())
        assert (whole["turns"], whole["left_out"]) == (9, 4)
        assert whole["groups"][0]["wordings"] == list(self.group.wordings)

    def test_of_no_gaps_says_so(self, search: Search) -> None:
        page = find_gaps([turn("q", "answered")], search).to_markdown()
        assert page == "# What people asked in vain\n\nNothing, in 1 answer.\n"
