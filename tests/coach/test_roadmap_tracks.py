"""The tracks of a corpus, and which of them fits a person."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coach import Coach
from coach.errors import RoadmapError
from coach.paths import is_path
from coach.profile.facts import Profile
from coach.roadmap.fitting import choose_track
from coach.roadmap.placement import TrackChoice
from coach.roadmap.tracks import read_tracks
from tests.coach.roadmap_samples import NURSE, WARD, fact, open_corpus

HEAD = "Head of Machine Learning"
ENGINEERING = "Machine Learning Engineering Track"
RESEARCH = "AI Research Track"
PRODUCT = "AI Product Management Track"


@pytest.fixture(scope="module")
def ward(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coach]:
    coach = open_corpus(home, tmp_path_factory.mktemp("ward") / "corpus", WARD, "ward-tracks")
    yield coach
    coach.close()


def choose(coach: Coach, *titles: str, goal: str = "", wanted: str | None = None) -> TrackChoice:
    roles = [fact("role", f"I worked as {title}", title) for title in titles]
    goals = [fact("goal", f"I want to be {goal}", goal)] if goal else []
    return choose_by(coach, Profile((*roles, *goals)), wanted)


def choose_by(coach: Coach, profile: Profile, wanted: str | None = None) -> TrackChoice:
    passages = list(coach.search.all_passages())
    texts = [passage.text for passage in passages]
    return choose_track(read_tracks(passages), profile, coach.search.embedder.embed, texts, wanted)


class TestTracks:
    def test_are_the_ladders_of_the_corpus(self, coach: Coach) -> None:
        passages = list(coach.search.all_passages())
        tracks = read_tracks(passages)
        assert [track.name for track in tracks] == [RESEARCH, ENGINEERING, PRODUCT]
        assert len(tracks) == sum(map(is_path, passages))
        assert tracks[1].goal.name == HEAD
        for track in tracks:
            for rung in track.rungs:
                assert rung.citation.quote in rung.citation.passage
                assert rung.name in rung.citation.quote

    def test_a_recipe_is_none(self, ward: Coach) -> None:
        tracks = read_tracks(ward.search.all_passages())
        assert [track.name for track in tracks] == ["Ward Track", "Teaching Track"]


class TestChoice:
    @pytest.mark.parametrize(
        ("title", "track", "fit", "upcoming"),
        [
            ("ML engineer", ENGINEERING, "on", "Senior ML Engineer"),
            ("Senior Machine Learning Engineer", ENGINEERING, "on", "ML Engineering Manager"),
            ("Chief Research Scientist", RESEARCH, "on", None),
            ("ML Engineer, Data Scientists Ltd", ENGINEERING, "on", "Senior ML Engineer"),
            (
                "Senior ML Engineer at Chief Labs (Oslo)",
                ENGINEERING,
                "on",
                "ML Engineering Manager",
            ),
            ("VP, AI Products", PRODUCT, "on", None),
            ("Product manager", PRODUCT, "near", "AI Product Manager"),
            ("Software engineer", ENGINEERING, "near", "Machine Learning Engineer"),
            ("Senior data scientist", ENGINEERING, "by rank", "Senior ML Engineer"),
        ],
    )
    def test_follows_the_role(
        self, coach: Coach, title: str, track: str, fit: str, upcoming: str | None
    ) -> None:
        placed = choose(coach, title).placement
        assert placed
        assert (placed.track.name, placed.fit) == (track, fit)
        assert (placed.next[0].name if placed.next else None) == upcoming

    def test_says_why_in_the_persons_words(self, coach: Coach) -> None:
        chosen = choose(coach, "Senior data scientist")
        assert "“I worked as Senior data scientist.”" not in chosen.reason
        assert "“I worked as Senior data scientist”" in chosen.reason
        assert HEAD in chosen.reason
        assert chosen.runner_up
        assert chosen.runner_up.track.name == RESEARCH
        assert "Senior Research Scientist" in chosen.runner_up_reason

    def test_leads_where_the_person_wants_to_get(self, coach: Coach) -> None:
        chosen = choose(coach, "Senior Product Manager", goal="Head of ML")
        assert chosen.placement
        assert chosen.placement.track.name == ENGINEERING
        assert "“I want to be Head of ML”" in chosen.reason
        assert chosen.runner_up
        assert chosen.runner_up.track.name == PRODUCT

    @pytest.mark.parametrize("titles", [(), ("Teacher",), ("Accountant", "Head Chef")])
    def test_guesses_nothing(self, coach: Coach, titles: tuple[str, ...]) -> None:
        chosen = choose(coach, *titles)
        assert chosen.placement is None
        assert "unknown" in chosen.reason
        assert ENGINEERING in chosen.names

    def test_what_does_not_hold_does_not_count(self, coach: Coach) -> None:
        role = fact("role", "I'm an ML engineer", "ML engineer")
        assert choose_by(coach, Profile((role,))).placement
        chosen = choose_by(coach, Profile((replace(role, holds=False),)))
        assert chosen.placement is None
        assert "No role of yours is known" in chosen.reason

    def test_what_somebody_is_counts_more_than_what_they_were(self, coach: Coach) -> None:
        was = fact("role", "ML engineer until 2019", "ML engineer", since="2015", until="2019")
        now = fact("role", "Principal scientist", "Principal scientist", since="2019", until="now")
        for roles in ((was, now), (now, was)):
            tracks = read_tracks(coach.search.all_passages())
            # Without the texts, no track is what the documents are about.
            chosen = choose_track(tracks, Profile(roles), coach.search.embedder.embed)
            assert chosen.placement
            assert (chosen.placement.track.name, chosen.placement.role) == (RESEARCH, now)
            assert chosen.runner_up
            assert chosen.runner_up.role == was

    def test_can_be_made_by_hand(self, coach: Coach) -> None:
        chosen = choose(coach, "Senior data scientist", wanted="research")
        assert chosen.is_by_hand
        assert chosen.placement
        assert (chosen.placement.track.name, chosen.placement.fit) == (RESEARCH, "near")
        assert choose(coach, wanted="product management").placement

    @pytest.mark.parametrize("wanted", ["cooking", "", "AI", "track"])
    def test_by_hand_names_one(self, coach: Coach, wanted: str) -> None:
        with pytest.raises(RoadmapError, match=ENGINEERING):
            choose(coach, "ML engineer", wanted=wanted)

    def test_of_another_trade(self, ward: Coach) -> None:
        placed = choose_by(ward, NURSE).placement
        assert placed
        assert (placed.track.name, placed.fit) == ("Ward Track", "on")
        assert [rung.name for rung in placed.next] == ["Senior Nurse", "Head Nurse"]

    def test_without_tracks(self, coach: Coach) -> None:
        chosen = choose_track([], NURSE, coach.search.embedder.embed)
        assert chosen.placement is None
        assert "no track" in chosen.reason
        with pytest.raises(RoadmapError, match="none at all"):
            choose_track([], NURSE, coach.search.embedder.embed, wanted="ward")
