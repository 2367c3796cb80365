"""What people really asked, without what would tell who they are."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from coach import Answer, Coach
from coach.answer import Status
from coach.conversations import RatedTurn, Turn, open_conversations
from coach.faq.asked_questions import gather_questions
from coach.faq.rows import Row
from coach.faq.sources import from_conversations
from index.embedding import ServedEmbedder

NOW = datetime(2026, 1, 1, tzinfo=UTC)
KNOWN = frozenset({"head", "ml", "ai", "narrow", "python"})


def turn(owner: str, question: str, status: Status = "answered") -> RatedTurn:
    return RatedTurn(owner, Turn("t", "and there?", Answer(question, "text", status), NOW), ())


@pytest.fixture
def gather(embedder: ServedEmbedder):
    return lambda *turns: gather_questions(turns, embedder.embed, KNOWN)


def test_most_asked_come_first_with_their_counts(gather) -> None:
    narrow = ("What is narrow AI?", "what is narrow ai", "What's narrow AI?")
    pay = ("What does a Head of ML earn?",) * 4
    turns = [turn(f"p{n}", q) for questions in (narrow, pay) for n, q in enumerate(questions)]
    assert gather(*turns) == [
        Row(1, "What does a Head of ML earn?", 4),
        Row(2, "What is narrow AI?", 3),
    ]


def test_fewer_than_three_people_are_left_out_however_often_they_ask(gather) -> None:
    two = [turn(owner, "What is narrow AI?") for owner in "ababababab"]
    assert gather(*two) == []
    assert gather(*two, turn("c", "What's narrow AI?")) == [Row(1, "What is narrow AI?", 11)]


def test_people_are_counted_by_who_asked_wherever_that_is(gather) -> None:
    alone = [replace(turn(place, "What is narrow AI?"), asker="ann") for place in "abcd"]
    assert gather(*alone) == []
    together = [replace(turn("channel", "What is narrow AI?"), asker=who) for who in "abc"]
    assert gather(*together) == [Row(1, "What is narrow AI?", 3)]


def test_talk_is_no_question(gather) -> None:
    assert gather(*(turn(owner, "hello", "talk") for owner in "abcd")) == []


def test_wordings_with_personal_details_are_never_said(gather) -> None:
    turns = [
        turn("a", "What does a Head of ML earn? Mail ann@example.org"),
        turn("b", "What does a Head of ML earn? Mail ann@example.org"),
        turn("c", "What does a Head of ML earn?"),
    ]
    assert gather(*turns) == [Row(1, "What does a Head of ML earn?", 3)]
    assert gather(*(turn(o, "Is 0170 1234567 the number of the boss?") for o in "abc")) == []


def test_a_name_that_one_person_wrote_is_never_said(gather) -> None:
    turns = [
        turn("a", "What does Karla Brandt, my Head of ML, earn?"),
        turn("a", "What does Karla Brandt, my Head of ML, earn?"),
        turn("b", "what does a head of ml earn"),
        turn("c", "What would a Head of ML earn?"),
    ]
    (row,) = gather(*turns)
    assert row.asked == 4
    assert "Karla" not in row.question
    (known,) = gather(*(turn(o, f"Do I need Python at Google, {o}?") for o in "abc"))
    assert "Python" in known.question


def test_what_is_stored_becomes_rows(coach: Coach, tmp_path) -> None:
    with open_conversations(tmp_path / "c.sqlite") as store:
        for owner in "abc":
            store.append(owner, "c1", "narrow?", Answer("What is narrow AI?", "text", "answered"))
            one = Answer("What is deep learning?", "text", "answered")
            store.append(owner, "c2", "deep?", one, asker="ann")
            store.append(owner, "c1", "secret", Answer(f"What of {owner * 9}?", "text", "declined"))
        twin = object.__new__(Coach)
        twin.__dict__.update({**coach.__dict__, "conversations": store})
        source = from_conversations(twin)
    assert [(row.question, row.asked) for row in source.rows] == [("What is narrow AI?", 3)]
