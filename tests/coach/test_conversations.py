"""Conversations come back as they were stored, belong to their owners, and can be taken along."""

import json
import logging
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
import sqlalchemy

from coach.answer import Answer, Citation
from coach.conversation_store import Conversations
from coach.conversations import open_conversations
from coach.errors import ConversationError
from coach.schema import metadata
from tests.conversations import ANSWER, CANARY, CITATION, asked, connect, fill, say, show
from tests.postgres import PASSWORD


class TestTurns:
    def test_come_back_as_they_were_stored(self, store: Conversations) -> None:
        before = datetime.now(UTC)
        turn_id = store.append("ann", "c1", "What does it pay? 💶 كم؟", ANSWER)
        (turn,) = store.history("ann", "c1")
        assert turn.id == turn_id
        assert turn.asked == "What does it pay? 💶 كم؟"
        assert turn.answer == ANSWER
        assert before <= turn.time <= datetime.now(UTC)
        assert turn.time.utcoffset() == timedelta(0)

    def test_outlive_the_process_that_stored_them(self, url: str) -> None:
        with open_conversations(url) as first:
            first.append("ann", "c1", "one", ANSWER)
        with open_conversations(url) as second:
            assert asked(second.history("ann", "c1")) == ["one"]

    def test_come_oldest_first_and_no_more_than_asked_for(self, store: Conversations) -> None:
        for number in range(5):
            store.append("ann", "c1", f"q{number}", say("a"))
        assert asked(store.history("ann", "c1", 3)) == ["q2", "q3", "q4"]
        assert asked(store.history("ann", "c1", 99)) == ["q0", "q1", "q2", "q3", "q4"]
        assert store.history("ann", "c1", 0) == store.history("ann", "c1", -1) == ()
        assert store.history("ann", "other") == ()

    def test_any_score_comes_back_exactly(self, store: Conversations) -> None:
        generator = random.Random(5)
        scores = [generator.random() * 10 ** generator.randint(-300, 0) for _ in range(200)]
        citations = tuple(
            Citation(n, "s", "s", "p", None, "q", "p", "0", score) for n, score in enumerate(scores)
        )
        answer = Answer("q", "t", "answered", citations)
        store.append("ann", "c1", "q", answer)
        assert store.history("ann", "c1")[0].answer == answer

    def test_what_no_database_stores_is_left_out(self, store: Conversations) -> None:
        store.append("ann", "c1", "a\x00b \ud83d\ude00 \udc00!", say("x\ud800y"))
        (turn,) = store.history("ann", "c1")
        assert turn.asked == "ab 😀 \ufffd!"
        assert turn.answer.text == "x\ufffdy"

    def test_a_row_of_another_version_can_be_read(self, store: Conversations, url: str) -> None:
        store.append("ann", "c1", "q", ANSWER)
        engine = connect(url)
        for change in ({"tone": "warm"}, {"writer": None}):
            with engine.begin() as connection:
                row = connection.exec_driver_sql("SELECT answer FROM turns").scalar_one()
                stored = {**json.loads(row), **change}
                stored = {key: value for key, value in stored.items() if value is not None}
                connection.execute(
                    sqlalchemy.text("UPDATE turns SET answer = :answer"),
                    {"answer": json.dumps(stored)},
                )
        (turn,) = store.history("ann", "c1")
        assert turn.answer.text == ANSWER.text
        assert turn.answer.writer == "extractive"

    def test_a_row_that_cannot_be_read_is_one_line_without_its_text(
        self, store: Conversations, url: str
    ) -> None:
        store.append("ann", "c1", "q", say("a"))
        with connect(url).begin() as connection:
            connection.exec_driver_sql(
                f"UPDATE turns SET answer = replace(answer, 'answered', '{CANARY}')"
            )
        with pytest.raises(ConversationError, match="newer Headway") as caught:
            store.history("ann", "c1")
        assert CANARY not in show(caught.value)


class TestOwners:
    def test_who_use_the_same_conversation_id_never_meet(self, store: Conversations) -> None:
        anns = store.append("ann", "c1", "Ann's", say("for Ann"))
        store.append("bob", "c1", "Bob's", say("for Bob"))
        assert asked(store.history("ann", "c1")) == ["Ann's"]
        assert asked(store.history("bob", "c1")) == ["Bob's"]
        assert [c.title for c in store.conversations("ann")] == ["Ann's"]
        transcript = store.export("bob", "c1")
        assert transcript is not None
        assert asked(transcript.turns) == ["Bob's"]
        assert not store.rate("bob", anns, "down")
        assert store.delete("bob", "c1")
        assert store.delete_all("bob") == 0
        assert asked(store.history("ann", "c1")) == ["Ann's"]
        assert store.export("bob", "c1") is None
        assert store.conversations("bob") == ()

    @pytest.mark.parametrize("owner", ["ann", "Ann", "ann ", "änn", "a%", "slack:T1:C1:1.2", "'--"])
    def test_are_told_apart_to_the_letter(self, store: Conversations, owner: str) -> None:
        others = ["ann", "Ann", "ann ", "änn", "a%", "slack:T1:C1:1.2", "'--"]
        for name in others:
            store.append(name, "c1", name, say("a"))
        assert asked(store.history(owner, "c1")) == [owner]

    @pytest.mark.parametrize("name", ["", "x" * 256, "ann\x00", "ann\ud800"])
    def test_and_ids_that_no_database_keeps_apart_are_refused(
        self, store: Conversations, name: str
    ) -> None:
        uses: tuple[Callable[[], object], ...] = (
            lambda: store.append(name, "c1", "q", ANSWER),
            lambda: store.append("ann", name, "q", ANSWER),
            lambda: store.history(name, "c1"),
            lambda: store.history("ann", name),
            lambda: store.export("ann", name),
            lambda: store.conversations(name),
            lambda: store.delete("ann", name),
            lambda: store.delete_all(name),
            lambda: store.rate(name, "0", "up"),
            lambda: store.rate("ann", name, "up"),
            lambda: store.rate("ann", "0", "up", person=name),
        )
        for use in uses:
            with pytest.raises(ConversationError, match="is not valid: give 1 to 255"):
                use()

    def test_may_have_long_names(self, store: Conversations) -> None:
        generator = random.Random(1)
        name = "".join(chr(generator.randint(0x1F300, 0x1F5FF)) for _ in range(255))
        store.append(name, name, "q", ANSWER)
        assert asked(store.history(name, name)) == ["q"]


class TestList:
    def test_begins_with_what_changed_last(self, store: Conversations) -> None:
        for conversation in ("c1", "c2", "c1"):
            store.append("ann", conversation, f"about {conversation}", ANSWER)
        first, second = store.conversations("ann")
        assert (first.id, first.title, first.turns) == ("c1", "about c1", 2)
        assert (second.id, second.title, second.turns) == ("c2", "about c2", 1)
        assert first.started < second.started == second.changed < first.changed
        assert first.changed.utcoffset() == timedelta(0)

    @pytest.mark.parametrize(
        ("question", "title"),
        [
            ("  What\n does it  pay? ", "What does it pay?"),
            ("word " * 20, "word " * 10 + "word…"),
            ("語" * 80, "語" * 59 + "…"),
            ("a " + "x" * 80, "a " + "x" * 57 + "…"),
            ("x" * 60, "x" * 60),
        ],
    )
    def test_names_a_conversation_by_its_first_question(
        self, store: Conversations, question: str, title: str
    ) -> None:
        store.append("ann", "c1", question, ANSWER)
        store.append("ann", "c1", "and then?", ANSWER)
        assert [c.title for c in store.conversations("ann")] == [title]


class TestFeedback:
    def test_is_one_a_person_and_can_be_changed(self, store: Conversations) -> None:
        turn = store.append("team", "c1", "q", ANSWER)
        assert store.rate("team", turn, "down", "wrong", "Nicht gut 😕\x00")
        assert store.rate("team", turn, "up", comment="  ")
        assert store.rate("team", turn, "down", "wrong", "no", person="bob")
        transcript = store.export("team", "c1")
        assert transcript is not None
        stored = [(f.person, f.rating, f.reason, f.comment) for f in transcript.feedback]
        assert sorted(stored) == [("bob", "down", "wrong", "no"), ("team", "up", None, None)]
        assert all(f.turn == turn and f.time.tzinfo is UTC for f in transcript.feedback)

    def test_on_an_answer_that_is_not_there_is_not_stored(self, store: Conversations) -> None:
        turn = store.append("ann", "c1", "q", ANSWER)
        assert not store.rate("ann", "0" * 32, "up")
        store.delete("ann", "c1")
        assert not store.rate("ann", turn, "up")

    def test_that_is_no_rating_or_too_long_is_refused(self, store: Conversations) -> None:
        turn = store.append("ann", "c1", "q", ANSWER)
        with pytest.raises(ConversationError, match='"up" or "down"'):
            store.rate("ann", turn, "sideways")  # type: ignore[arg-type]
        with pytest.raises(ConversationError, match="4,001 characters; shorten it to 4,000"):
            store.rate("ann", turn, "up", comment="x" * 4_001)
        transcript = store.export("ann", "c1")
        assert transcript is not None
        assert transcript.feedback == ()


class TestAllTurns:
    def test_are_everybodys_each_with_its_feedback(self, store: Conversations) -> None:
        assert list(store.all_turns()) == []
        second = store.append("bob", "c1", "two", ANSWER)
        first = store.append("ann", "c1", "one", ANSWER)
        store.append("bob", "c1", "three", say("a"))
        store.rate("bob", second, "down", "wrong", "no")
        store.rate("bob", second, "up", person="ann")
        ann, bob, last = store.all_turns()
        assert [one.owner for one in (ann, bob, last)] == ["ann", "bob", "bob"]
        assert [ann.turn.id, bob.turn.id, last.turn.asked] == [first, second, "three"]
        assert ann.turn == store.history("ann", "c1")[0]
        transcript = store.export("bob", "c1")
        assert transcript is not None
        assert bob.feedback == transcript.feedback
        assert len(bob.feedback) == 2
        assert ann.feedback == last.feedback == ()

    def test_come_whole_however_many_there_are(self, store: Conversations) -> None:
        fill(store, "ann", "c1", "q", 120)
        turn = store.append("bob", "c1", "q", ANSWER)
        for number in range(150):
            store.rate("bob", turn, "up", person=f"p{number}")
        everything = list(store.all_turns())
        assert len({one.turn.id for one in everything}) == len(everything) == 121
        assert [len(one.feedback) for one in everything] == [1] * 120 + [150]

    def test_can_be_left_halfway(self, store: Conversations) -> None:
        fill(store, "ann", "c1", "q", 3)
        next(store.all_turns())
        assert store.delete("ann", "c1")


class TestExport:
    def test_becomes_json(self, store: Conversations) -> None:
        turn = store.append("ann", "c1", "What does it pay? 💶", ANSWER)
        store.rate("ann", turn, "up", comment="Good")
        transcript = store.export("ann", "c1")
        assert transcript is not None
        text = transcript.to_json()
        assert "💶" in text
        whole = json.loads(text)
        assert whole["conversation"]["title"] == "What does it pay? 💶"
        assert whole["turns"][0]["answer"]["citations"][0]["score"] == CITATION.score
        assert datetime.fromisoformat(whole["turns"][0]["time"]) == transcript.turns[0].time
        assert whole["feedback"][0]["comment"] == "Good"

    def test_becomes_markdown(self, store: Conversations) -> None:
        turn = store.append("ann", "c1", "What\n# does it pay?", ANSWER)
        store.rate("ann", turn, "down", "wrong", "Too\nlow")
        store.append("ann", "c1", "Thanks", say("You're welcome."))
        transcript = store.export("ann", "c1")
        assert transcript is not None
        minute = f"{transcript.turns[0].time:%Y-%m-%d %H:%M} UTC"
        source = "- [1] Salary > 2024 (The guide, United States, 2024)"
        assert transcript.to_markdown() == "\n\n".join(
            [
                "# What # does it pay?",
                f"Started {minute}.",
                f"## 1. {minute}",
                "> What\n> # does it pay?",
                ANSWER.text,
                f"Sources:\n\n{source}\n{source}",
                "Rated down by ann",
                "> wrong: Too\n> low",
                f"## 2. {transcript.turns[1].time:%Y-%m-%d %H:%M} UTC",
                "> Thanks",
                "You're welcome.\n",
            ]
        )


class TestDeletion:
    def test_leaves_no_row(self, store: Conversations, url: str) -> None:
        fill(store, "ann", "c1", CANARY, 3)
        fill(store, "ann", "c2", "kept", 2)
        fill(store, "bob", "c1", "kept", 2)
        assert store.delete("ann", "c1")
        assert not store.delete("ann", "c1")
        assert store.history("ann", "c1") == ()
        assert store.export("ann", "c1") is None
        assert [c.id for c in store.conversations("ann")] == ["c2"]
        with connect(url).connect() as connection:
            rows = {
                table: connection.exec_driver_sql(f"SELECT * FROM {table}").all()
                for table in metadata.tables
            }
        assert CANARY not in str(rows)
        holding = [table for table, found in rows.items() if "kept" in str(found)]
        assert holding == ["conversations", "turns", "feedback"]
        assert len(rows["askers"]) == 4
        assert store.delete_all("ann") == 1
        assert store.conversations("ann") == ()
        assert len(store.conversations("bob")) == 1

    def test_begins_a_conversation_anew(self, store: Conversations) -> None:
        store.append("ann", "c1", "before", ANSWER)
        store.delete("ann", "c1")
        store.append("ann", "c1", "after", ANSWER)
        assert asked(store.history("ann", "c1")) == ["after"]
        assert [(c.title, c.turns) for c in store.conversations("ann")] == [("after", 1)]


def test_nothing_that_is_written_is_logged(url: str, caplog: pytest.LogCaptureFixture) -> None:
    # Before it is opened: an engine looks at the level once.
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="sqlalchemy.engine")
    with open_conversations(url) as store:
        fill(store, f"owner-{CANARY}", CANARY, CANARY, 2)
        store.export(f"owner-{CANARY}", CANARY)
        store.delete_all(f"owner-{CANARY}")
    logging.getLogger("other").debug("heard")
    assert "heard" in caplog.text
    assert CANARY not in caplog.text
    assert PASSWORD not in caplog.text
    assert quote(PASSWORD, safe="") not in caplog.text
