"""Reviews of entries, on both databases, and approved ones as ready answers in a turn."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coach import Answer, AnswerEvent, Coach, Settings, TextEvent
from coach.errors import FaqError
from coach.faq.entries import Entry, hash_content, make_entry
from coach.faq.review import approve, edit, find_faults, reject
from coach.faq.review_store import ReviewStore, open_review_store
from tests.coach.faq_samples import DAY, entry
from tests.servers.openai_server import OpenAIServer, say

PAY = "What does a Head of Machine Learning earn?"


@pytest.fixture
def reviews(url: str) -> Iterator[ReviewStore]:
    with open_review_store(url) as store:
        yield store


class TestStore:
    def test_gives_back_what_it_took_in_in_order(self, reviews: ReviewStore) -> None:
        entries = [entry(f"question {n}? 💶 \x00", f"text {n}\u2028 [1]") for n in range(450)]
        assert reviews.take_in(entries) == 450
        assert list(reviews.entries()) == entries
        assert reviews.find(entries[3].id) == entries[3]
        assert reviews.find("none") is None
        assert reviews.take_in(reversed(entries)) == 0
        assert list(reviews.entries()) == entries

    def test_keeps_a_review_of_what_says_the_same(self, reviews: ReviewStore) -> None:
        one = entry("one?")
        reviews.take_in([one])
        assert reviews.replace(one, approve(one, "Ann"))
        reviews.take_in([replace(one, also_asked=("1?",))])
        assert reviews.find(one.id) == approve(one, "Ann")
        reviews.take_in([replace(one, answer="Another. [1]")])
        found = reviews.find(one.id)
        assert found
        assert (found.state, found.answer) == ("new", "Another. [1]")

    def test_takes_reviews_in(self, reviews: ReviewStore) -> None:
        one, two = entry("one?"), entry("two?")
        reviews.take_in([one, two])
        assert reviews.take_in([approve(one, "Bob"), reject(two, "Bob")]) == 2
        assert [e.question for e in reviews.entries("approved")] == ["one?"]
        assert [e.question for e in reviews.entries("rejected")] == ["two?"]
        assert list(reviews.entries("new")) == []

    def test_replaces_only_what_was_seen(self, reviews: ReviewStore) -> None:
        one = entry("one?")
        reviews.take_in([one])
        assert reviews.replace(one, approve(one, "Ann"))
        assert not reviews.replace(one, reject(one, "Bob"))
        assert reviews.find(one.id) == approve(one, "Ann")

    def test_tells_when_what_is_approved_changes(self, reviews: ReviewStore) -> None:
        one, two = entry("one?"), entry("two?")
        seen = [reviews.revision()]

        def has_changed() -> bool:
            seen.append(reviews.revision())
            return seen[-1] != seen[-2]

        reviews.take_in([one, two])
        assert not has_changed()
        reviews.replace(one, approve(one, "Ann"))
        assert has_changed()
        edited = edit(approve(one, "Ann"), "Edited. [1]", "Ann", DAY)
        reviews.replace(approve(one, "Ann"), edited)
        assert has_changed()
        reviews.replace(two, reject(two, "Ann"))
        assert not has_changed()
        reviews.replace(edited, reject(edited, "Ann"))
        assert has_changed()

    def test_outlives_a_process(self, reviews: ReviewStore, url: str) -> None:
        reviews.take_in([entry("one?")])
        with open_review_store(url) as again:
            assert [e.question for e in again.entries()] == ["one?"]


class TestEdit:
    def made(self, coach: Coach, question: str = PAY) -> Entry:
        return make_entry(question, coach.ask(question), DAY)

    def test_keeps_its_sources_and_names_its_writer(self, coach: Coach) -> None:
        made = self.made(coach)
        text = "On average a Head of Machine Learning earns $259,000 (US market, 2024). [1]"
        assert find_faults(made, text, coach.search) == []
        edited = edit(made, f"  {text}\n", "Ann", DAY)
        assert (edited.answer, edited.writer, edited.reviewer) == (text, "Ann", "Ann")
        assert (edited.state, edited.is_edited, edited.sources) == ("approved", True, made.sources)

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("A Head of Machine Learning earns $400,000. [1]", "number"),
            ("A Head of Machine Learning earns $259,000 at Google. [1]", "name"),
            ("A Head of Machine Learning earns $259,000. [7]", "no source of that number"),
            ("A Head of Machine Learning earns $259,000.", "cites no source"),
            ("Bananas are rich in potassium and taste sweet. [1]", "does not say so"),
            ("Read more at https://example.org/pay [1]", "addresses"),
        ],
    )
    def test_that_does_not_hold_is_told(self, coach: Coach, text: str, said: str) -> None:
        faults = find_faults(self.made(coach), text, coach.search)
        assert faults
        assert said in faults[0].reason

    def test_of_every_answer_may_leave_it_as_it_is(self, coach: Coach) -> None:
        for question in coach.scope.examples:
            made = self.made(coach, question)
            assert find_faults(made, made.answer, coach.search) == []

    def test_must_keep_what_the_documents_lack(self, coach: Coach) -> None:
        made = self.made(coach, f"{PAY[:-1]} in Germany?")
        assert made.caveat
        assert find_faults(made, made.answer, coach.search) == []
        (fault,) = find_faults(made, made.answer.removeprefix(made.caveat).strip(), coach.search)
        assert fault.statement == made.caveat

    def test_of_what_has_changed_waits_for_a_refresh(self, coach: Coach) -> None:
        made = self.made(coach)
        gone = replace(made, sources=(replace(made.sources[0], content="0" * 16),))
        with pytest.raises(FaqError, match="coach faq refresh"):
            find_faults(gone, "It is $259,000. [1]", coach.search)

    def test_of_nothing_or_too_much_is_refused(self) -> None:
        with pytest.raises(FaqError, match="reject the entry"):
            edit(entry("one?"), "  ", "Ann", DAY)
        with pytest.raises(FaqError, match="shorten"):
            edit(entry("one?"), "x" * 20_001, "Ann", DAY)


class TestReadyAnswers:
    @pytest.fixture
    def own(self, coach: Coach, tmp_path: Path) -> Iterator[Coach]:
        """Return a coach with a database of its own."""
        url = f"sqlite:///{tmp_path / 'own.db'}"
        own = Coach.open(Settings(home=coach.settings.home, database_url=url))
        yield own
        own.close()

    def approve(self, coach: Coach, question: str = PAY, **fields: object) -> Entry:
        made = approve(make_entry(question, coach.ask(question), DAY), "Ann")
        made = replace(made, answer=f"Ready: {made.answer}", **fields)  # type: ignore[arg-type]
        with open_review_store(coach.settings.locate_conversations()) as store:
            store.take_in([made])
        return made

    def test_serve_a_question_that_means_the_same(self, own: Coach) -> None:
        made = self.approve(own)
        answer = own.ask("How much does a Head of Machine Learning earn?", "c1")
        assert answer.text == made.answer
        assert answer.writer == "extractive, approved by Ann"
        assert answer.question == "How much does a Head of Machine Learning earn?"
        assert answer.citations[0].section == "Salary Ranges"
        assert answer.citations[0].quote in answer.citations[0].passage
        assert answer.pictures
        (turn,) = own.conversations.history("local", "c1")
        assert turn.answer == answer

    def test_serve_no_near_miss_and_nobody_outside_a_conversation(self, own: Coach) -> None:
        self.approve(own)
        for near_miss in (f"{PAY[:-1]} in Germany?", "What does a Head of Data Science earn?"):
            assert not own.ask(near_miss, "c1").text.startswith("Ready")
        assert not own.ask(PAY).text.startswith("Ready")

    def test_serve_follow_ups_by_what_they_stand_for(self, own: Coach) -> None:
        self.approve(own, "What does a Director of Data Science earn?")
        own.ask(PAY, "c1")
        assert own.ask("and a Director of Data Science?", "c1").text.startswith("Ready")

    async def test_serve_streams_and_spare_the_chat_model(self, own: Coach) -> None:
        self.approve(own, is_edited=True, writer="Ann")
        with OpenAIServer(say("It earns nothing [1].")) as server:
            url = own.settings.database_url
            settings = Settings(home=own.settings.home, database_url=url, model_url=server.url)
            coach = Coach.open(settings)
            text, answer = "", None
            async for event in coach.stream(PAY, "c1"):
                if isinstance(event, TextEvent):
                    text += event.text
                elif isinstance(event, AnswerEvent):
                    answer = event.answer
                    assert event.turn
            assert answer
            assert text == answer.text
            assert answer.writer == "Ann"
            assert server.chats == []
            coach.close()

    def test_follow_what_reviewers_do(self, own: Coach) -> None:
        def ready() -> bool:
            return own.ask(PAY, "c1").text.startswith("Ready")

        assert not ready()
        made = self.approve(own)
        assert ready()
        with open_review_store(own.settings.locate_conversations()) as store:
            assert store.replace(made, reject(made, "Ann"))
            assert not ready()
            assert store.replace(reject(made, "Ann"), replace(made, state="new"))
            assert not ready()

    def test_never_serve_a_stale_entry(self, own: Coach) -> None:
        made = make_entry(PAY, own.ask(PAY), DAY)
        (source,) = made.sources
        other = hash_content(source.section, "It was $1.", source.as_of)
        self.approve(own, sources=(replace(source, content=other),))
        assert not own.ask(PAY, "c1").text.startswith("Ready")

    def test_never_serve_what_is_not_answered_or_rests_on_nothing(self, own: Coach) -> None:
        self.approve(own, status="declined")
        assert not own.ask(PAY, "c1").text.startswith("Ready")
        self.approve(own, sources=())
        assert not own.ask(PAY, "c1").text.startswith("Ready")

    def test_offer_others_of_their_section(self, own: Coach) -> None:
        self.approve(own)
        self.approve(own, "What does a Director of Data Science earn?")
        answer: Answer = own.ask(PAY, "c1")
        assert answer.follow_ups == ("What does a Director of Data Science earn?",)
