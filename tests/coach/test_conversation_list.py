"""Conversations are found, renamed, deleted and brought back; answers are replaced."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coach import Answer, AnswerEvent, Coach, CoachError, Settings
from coach.conversation_store import Conversations
from coach.conversations import open_conversations
from coach.errors import ConversationError
from coach.provenance import Provenance
from tests.conversations import ANSWER, CANARY, asked, fill, say

MADE_WITH = Provenance("1.0", "0" * 12, "some-model", "some:writer", 8, 150)


def ids(store: Conversations, owner: str, words: str = "") -> list[str]:
    return [conversation.id for conversation in store.conversations(owner, words)]


class TestSearch:
    def test_finds_words_in_titles_questions_and_answers(self, store: Conversations) -> None:
        store.append("ann", "pay", "What is paid?", say("$259,000 in the US"))
        store.append("ann", "path", "Welche Schritte über Ämter?", say("Take the\n**first** step"))
        store.append("bob", "pay", "What is paid?", say("Bob's"))
        store.rename("ann", "path", "My Plan")
        assert ids(store, "ann", "PAID") == ["pay"]
        assert ids(store, "ann", "259,000 what") == ["pay"]
        assert ids(store, "ann", "ÄMTER über") == ["path"]
        assert ids(store, "ann", "plan FIRST") == ["path"]
        assert ids(store, "ann", "paid first") == []
        assert ids(store, "ann", "bob's") == []
        assert ids(store, "ann", "  ") == ["path", "pay"]

    @pytest.mark.parametrize("words", ["%", "_", '"', "\\", "citations", "Salary", "\\u0000"])
    def test_takes_no_word_for_a_pattern_and_reads_only_what_is_read(
        self, store: Conversations, words: str
    ) -> None:
        store.append("ann", "c1", "x", Answer("x", "plain", "answered", ANSWER.citations))
        assert ids(store, "ann", words) == []
        store.append("ann", "c2", f"a {words} b", say("y"))
        assert ids(store, "ann", words) == ["c2"]

    def test_finds_what_stands_around_a_nul(self, store: Conversations) -> None:
        store.append("ann", "c1", "x", ANSWER)
        assert ids(store, "ann", "תשע") == ["c1"]


class TestTitles:
    def test_are_given_and_stay(self, store: Conversations) -> None:
        store.append("ann", "c1", "first", say("a"))
        assert store.rename("ann", "c1", "  My \n plan ")
        store.append("ann", "c1", "second", say("a"))
        assert [c.title for c in store.conversations("ann")] == ["My plan"]
        assert not store.rename("bob", "c1", "Mine")
        with pytest.raises(ConversationError, match="no title"):
            store.rename("ann", "c1", " \x00")


class TestDiscarding:
    def test_hides_it_until_it_is_restored(self, store: Conversations) -> None:
        turn = store.append("ann", "c1", "one", ANSWER)
        store.rate("ann", turn, "up")
        assert not store.discard("bob", "c1")
        assert store.discard("ann", "c1")
        assert not store.discard("ann", "c1")
        assert ids(store, "ann") == ids(store, "ann", "one") == []
        assert store.history("ann", "c1") == ()
        assert store.export("ann", "c1") is None
        assert list(store.all_turns()) == []
        assert not store.rename("ann", "c1", "Mine")
        assert not store.restore("bob", "c1")
        assert store.restore("ann", "c1")
        assert not store.restore("ann", "c1")
        (kept,) = store.history("ann", "c1")
        assert kept.answer == ANSWER
        (rated,) = store.all_turns()
        assert len(rated.feedback) == 1

    def test_is_for_good_once_it_is_purged(self, url: str, store: Conversations) -> None:
        fill(store, "ann", "c1", CANARY, 20)
        store.append("ann", "c2", "kept", ANSWER)
        store.discard("ann", "c1")
        assert store.purge(datetime.now(UTC) - timedelta(minutes=1)) == 0
        assert store.purge(datetime.now(UTC) + timedelta(minutes=1)) == 1
        assert not store.restore("ann", "c1")
        assert ids(store, "ann") == ["c2"]
        if url.startswith("sqlite"):
            store.close()
            assert CANARY.encode() not in Path(url.removeprefix("sqlite:///")).read_bytes()

    def test_stays_so_when_something_is_said_in_it(self, store: Conversations) -> None:
        store.append("ann", "c1", "old", ANSWER)
        store.discard("ann", "c1")
        store.append("ann", "c1", "new", ANSWER)
        assert not store.restore("ann", "c1")
        assert asked(store.history("ann", "c1")) == ["new"]
        assert [(c.title, c.turns) for c in store.conversations("ann")] == [("new", 1)]


class TestReplacing:
    def test_takes_what_came_after_with_it(self, store: Conversations) -> None:
        kept, changed, _ = (store.append("ann", "c1", text, ANSWER) for text in "abc")
        assert asked(store.history("ann", "c1", before=changed)) == ["a"]
        store.append("ann", "c1", "B", ANSWER, replacing=changed)
        assert asked(store.history("ann", "c1")) == ["a", "B"]
        store.append("ann", "c1", "C", ANSWER)
        assert asked(store.history("ann", "c1")) == ["a", "B", "C"]
        (conversation,) = store.conversations("ann")
        assert (conversation.title, conversation.turns) == ("a", 3)
        store.append("ann", "c1", "A", ANSWER, replacing=kept)
        (conversation,) = store.conversations("ann")
        assert (conversation.title, conversation.turns) == ("A", 1)

    def test_leaves_a_title_that_was_given(self, store: Conversations) -> None:
        turn = store.append("ann", "c1", "a", ANSWER)
        store.rename("ann", "c1", "Mine")
        store.append("ann", "c1", "A", ANSWER, replacing=turn)
        assert store.conversations("ann")[0].title == "Mine"

    def test_needs_the_owners_own_turn_that_is_still_there(self, store: Conversations) -> None:
        anns = store.append("ann", "c1", "a", ANSWER)
        bobs = store.append("bob", "c1", "b", ANSWER)
        uses: tuple[Callable[[], object], ...] = (
            lambda: store.append("ann", "c1", "x", ANSWER, replacing=bobs),
            lambda: store.append("ann", "c2", "x", ANSWER, replacing=anns),
            lambda: store.append("ann", "c1", "x", ANSWER, replacing="0" * 32),
        )
        for use in uses:
            with pytest.raises(ConversationError, match="reload"):
                use()
        assert asked(store.history("ann", "c1")) == ["a"]
        assert asked(store.history("bob", "c1")) == ["b"]
        assert ids(store, "ann") == ["c1"]


class TestOpinions:
    def test_can_be_taken_back(self, store: Conversations) -> None:
        turn = store.append("ann", "c1", "a", ANSWER)
        store.rate("ann", turn, "up", person="bob")
        assert not store.take_back("ann", turn)
        store.rate("ann", turn, "down")
        assert not store.take_back("bob", turn)
        assert store.take_back("ann", turn)
        transcript = store.export("ann", "c1")
        assert transcript is not None
        assert [opinion.person for opinion in transcript.feedback] == ["bob"]


def test_what_an_answer_was_made_with_is_stored_with_it(store: Conversations) -> None:
    store.append("ann", "c1", "a", ANSWER, MADE_WITH)
    store.append("ann", "c1", "b", ANSWER)
    assert [turn.made_with for turn in store.history("ann", "c1")] == [MADE_WITH, None]


@pytest.fixture(scope="module")
def own(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coach]:
    place = tmp_path_factory.mktemp("stored") / "c.db"
    coach = Coach.open(Settings(home=home, database_url=f"sqlite:///{place}"))
    yield coach
    coach.close()


class TestCoach:
    async def test_tells_the_turn_and_what_it_was_made_with(self, own: Coach) -> None:
        *_, last = [event async for event in own.stream("What does the role pay?", "c1")]
        assert isinstance(last, AnswerEvent)
        (turn,) = own.conversations.history("local", "c1")
        assert (turn.id, turn.made_with) == (last.turn, Provenance.of(own.settings))
        *_, last = [event async for event in own.stream("What does the role pay?")]
        assert isinstance(last, AnswerEvent)
        assert last.turn is None

    async def test_answers_anew_as_if_what_is_replaced_was_never_said(self, own: Coach) -> None:
        texts = ["What does a Head of Machine Learning earn?", "What are the steps of research?"]
        for text in texts:
            *_, last = [event async for event in own.stream(text, "c2")]
        assert isinstance(last, AnswerEvent)
        follow_up = "and a Director of Data Science?"
        events = own.stream(follow_up, "c2", replacing=last.turn)
        *_, last = [event async for event in events]
        assert isinstance(last, AnswerEvent)
        assert last.answer.question == "What does a Director of Data Science earn?"
        assert asked(own.conversations.history("local", "c2")) == [texts[0], follow_up]

    async def test_replaces_nothing_when_it_cannot_answer(self, own: Coach) -> None:
        turn = own.conversations.append("local", "c3", "kept", ANSWER)
        with pytest.raises(CoachError):
            [event async for event in own.stream("", "c3", replacing=turn)]
        assert asked(own.conversations.history("local", "c3")) == ["kept"]


def test_opening_brings_no_history_of_another(url: str) -> None:
    with open_conversations(url) as store:
        assert store.conversations("ann", "x") == ()
