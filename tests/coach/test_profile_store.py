"""Profiles as they are kept, on both databases."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from coach.conversations import open_conversations
from coach.errors import ConversationError, ProfileError
from coach.profile.facts import Fact
from coach.profile.hearing import hear
from coach.profile.store import Profiles, open_profiles
from tests.conversations import ANSWER, CANARY, connect, show

SAID = "I am a data scientist with 6 years, I lead two juniors"


@pytest.fixture
def profiles(url: str) -> Iterator[Profiles]:
    with open_profiles(url) as store:
        yield store


class TestFacts:
    def test_are_given_back_in_the_order_in_which_they_were_kept(self, profiles: Profiles) -> None:
        facts = hear(SAID)
        more = hear("I speak German. I have a PhD in physics \x00💶")
        assert profiles.read("ann").facts == ()
        assert profiles.keep("ann", facts) == 3
        assert profiles.keep("ann", [*more, *facts]) == 2
        assert profiles.read("ann").facts == (*facts, *more)

    def test_that_are_kept_again_stay_as_they_are(self, profiles: Profiles) -> None:
        facts = hear(SAID)
        profiles.keep("ann", facts)
        profiles.use("ann", facts[0].id, is_used=False)
        assert profiles.keep("ann", facts) == 0
        assert [fact.is_used for fact in profiles.read("ann").facts] == [False, True, True]

    def test_are_corrected_in_the_persons_words(self, profiles: Profiles) -> None:
        role, years, led = hear(SAID)
        profiles.keep("ann", [role, years, led])
        profiles.use("ann", led.id, is_used=False)
        new = profiles.correct("ann", led.id, "  I lead   three engineers ")
        assert (new.kind, new.number, new.statement) == ("leadership", 3, "Leads 3 people")
        assert (new.quote, new.source, new.is_used) == ("I lead three engineers", "you", False)
        assert profiles.read("ann").facts == (role, years, new)
        with pytest.raises(ProfileError, match="coach profile show"):
            profiles.correct("ann", led.id, "again")

    def test_correction_of_another_kind_becomes_one_of_that_kind(self, profiles: Profiles) -> None:
        (_, years, _) = facts = hear(SAID)
        profiles.keep("ann", facts)
        new = profiles.correct("ann", years.id, "I speak German")
        assert (new.kind, new.statement) == ("language", "Speaks German")

    def test_correction_that_is_not_understood_keeps_only_the_words(
        self, profiles: Profiles
    ) -> None:
        (_, years, _) = facts = hear(SAID)
        profiles.keep("ann", facts)
        new = profiles.correct("ann", years.id, "A bit more, all told")
        assert new == Fact("experience", "A bit more, all told", "A bit more, all told", "you")

    def test_correction_to_what_is_kept_already_leaves_one(self, profiles: Profiles) -> None:
        facts = hear(SAID)
        profiles.keep("ann", facts)
        once = profiles.correct("ann", facts[2].id, "I lead 9 people")
        profiles.keep("ann", hear("I lead 4 people"))
        (*_, last) = profiles.read("ann").facts
        assert profiles.correct("ann", last.id, "I lead 9 people") == once
        assert profiles.read("ann").facts.count(once) == 1

    @pytest.mark.parametrize("words", ["", " \n", "x" * 4_001])
    def test_correction_of_nothing_or_too_much_is_refused(
        self, words: str, profiles: Profiles
    ) -> None:
        facts = hear(SAID)
        profiles.keep("ann", facts)
        with pytest.raises(ProfileError, match=r"write what is true|shorten"):
            profiles.correct("ann", facts[0].id, words)
        assert profiles.read("ann").facts == facts

    def test_are_forgotten_one_by_one(self, profiles: Profiles) -> None:
        facts = hear(SAID)
        profiles.keep("ann", facts)
        assert profiles.forget("ann", facts[1].id) == facts[1]
        assert profiles.read("ann").facts == (facts[0], facts[2])
        for act in (profiles.forget, lambda *ids: profiles.use(*ids, is_used=True)):
            with pytest.raises(ProfileError, match="no such fact"):
                act("ann", facts[1].id)

    def test_belong_to_one_owner(self, profiles: Profiles) -> None:
        facts = hear(SAID)
        profiles.keep("ann", facts)
        profiles.keep("bob", facts[:1])
        profiles.keep_cv("bob", "cv.pdf", b"Bob's")
        for act in (profiles.forget, lambda *ids: profiles.correct(*ids, "I lead 3 people")):
            with pytest.raises(ProfileError, match="no such fact"):
                act("bob", facts[2].id)
        assert profiles.cvs("ann") == ()
        assert profiles.cv("ann", "cv.pdf") is None
        profiles.correct("ann", facts[0].id, "I am a director")
        assert profiles.forget_all("ann") == 3
        assert profiles.read("bob").facts == facts[:1]
        assert profiles.cv("bob", "cv.pdf") == b"Bob's"

    def test_outlive_a_process(self, profiles: Profiles, url: str) -> None:
        profiles.keep("ann", hear(SAID))
        with open_profiles(url) as again:
            assert again.read("ann") == profiles.read("ann")

    def test_are_kept_whole_by_several_at_once(self, profiles: Profiles) -> None:
        texts = [f"I lead {number} people. I speak German" for number in range(2, 22)]
        with ThreadPoolExecutor(5) as pool:
            list(pool.map(lambda said: profiles.keep("ann", hear(said)), texts))
        facts = profiles.read("ann").facts
        assert len(facts) == 21
        assert {fact.number for fact in facts} == {None, *range(2, 22)}

    def test_with_halves_of_characters_are_kept(self, profiles: Profiles) -> None:
        fact = replace(hear("I speak German")[0], quote="I speak \ud83d German")
        assert profiles.keep("ann", [fact]) == 1
        (kept,) = profiles.read("ann").facts
        assert kept.quote == "I speak \ufffd German"
        assert profiles.forget("ann", kept.id) == kept

    def test_of_a_newer_version_are_told_without_what_they_say(
        self, profiles: Profiles, url: str
    ) -> None:
        profiles.keep("ann", hear(f"I lead two juniors at {CANARY}"))
        with connect(url).begin() as connection:
            changed = "REPLACE(fact, 'leadership', 'captaincy')"
            connection.execute(text(f"UPDATE facts SET fact = {changed}"))
        with pytest.raises(ProfileError, match="pip install --upgrade") as caught:
            profiles.read("ann")
        assert CANARY not in show(caught.value)

    @pytest.mark.parametrize("owner", ["", "x" * 300, "a\x00"])
    def test_need_an_owner(self, owner: str, profiles: Profiles) -> None:
        for act in (profiles.read, profiles.forget_all, profiles.cvs):
            with pytest.raises(ConversationError, match="owner"):
                act(owner)
        with pytest.raises(ConversationError, match="owner"):
            profiles.keep(owner, hear(SAID))


class TestCvs:
    def test_are_kept_as_they_are_in_place_of_one_of_the_same_name(
        self, profiles: Profiles
    ) -> None:
        content = bytes(range(256)) * 10
        profiles.keep_cv("ann", "/home/ann/cv.pdf", b"old")
        profiles.keep_cv("ann", "C:\\Users\\ann\\cv.pdf", content)
        (kept,) = profiles.cvs("ann")
        assert (kept.name, kept.size_bytes) == ("cv.pdf", 2560)
        assert profiles.cv("ann", "cv.pdf") == content

    def test_larger_than_may_be_are_refused(self, profiles: Profiles) -> None:
        with pytest.raises(ProfileError, match="10 MB"):
            profiles.keep_cv("ann", "cv.pdf", b"x" * 10_000_001)
        assert profiles.cvs("ann") == ()


class TestTraces:
    def test_of_what_was_forgotten_are_nowhere(
        self,
        profiles: Profiles,
        url: str,
        tmp_path,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level("DEBUG")
        said = [f"I lead {n} people at {CANARY}-{n}" for n in range(2, 300)]
        with open_conversations(url) as conversations:
            conversations.append("ann", "c1", f"I work at {CANARY}", ANSWER)
            profiles.keep("ann", [fact for words in said for fact in hear(words)])
            profiles.keep_cv("ann", f"{CANARY}.md", f"# {CANARY}".encode() * 5_000)
            one = profiles.read("ann").facts[0]
            profiles.correct("ann", one.id, f"I lead 5 people, said {CANARY}")
            profiles.keep("bob", hear("I am a director"))
            assert find_traces(url, tmp_path, CANARY)
            # The other store rewrites the file, too, so it comes first.
            conversations.delete_all("ann")
            assert profiles.forget_all("ann") == 298
        assert not find_traces(url, tmp_path, CANARY)
        assert CANARY not in caplog.text
        assert len(profiles.read("bob").facts) == 1

    def test_of_one_fact_are_nowhere(self, profiles: Profiles, url: str, tmp_path: Path) -> None:
        (fact,) = hear(f"I lead 4 people at {CANARY}")
        profiles.keep("ann", [fact, *hear("I am a director")])
        profiles.forget("ann", fact.id)
        assert not find_traces(url, tmp_path, CANARY)


def find_traces(url: str, folder: Path, canary: str) -> list[str]:
    """Return where a text stands: in a file below the folder, or in any column of any table."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    found = [str(path) for path in files if canary.encode() in path.read_bytes()]
    if url.startswith("postgresql"):
        with connect(url).connect() as connection:
            for (table,) in connection.execute(
                text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            ):
                rows = connection.execute(text(f'SELECT t::text, * FROM "{table}" t'))
                hits = [row for row in rows if canary in row[0] or canary.encode().hex() in row[0]]
                found += [table] * bool(hits)
    return found
