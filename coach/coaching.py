"""What the coach does with what it knows of one person: where they stand, what to do, practice."""

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from coach.answer import Answer
from coach.settings import Settings
from coach.stores import Stores
from index.embedding import ServedEmbedder
from index.search import Search

if TYPE_CHECKING:
    from coach.assessment.bearing import Bearing
    from coach.assessment.findings import Assessment
    from coach.assessment.gaps import Assessor
    from coach.assessment.rubric import Rubric
    from coach.practice.interview import Interview
    from coach.profile.facts import Fact
    from coach.roadmap.roadmap import Roadmap

LOCAL_OWNER = "local"
"""Whose conversations, profile and roadmap they are where there is only one person."""


class Coaching(Stores):
    """Coaches one person at a time from one corpus. Safe to use from several threads."""

    def __init__(self, settings: Settings, search: Search, embedder: ServedEmbedder) -> None:
        super().__init__(settings.locate_conversations())
        self.settings = settings
        self.search = search
        self.embedder = embedder

    @cached_property
    def rubric(self) -> "Rubric":
        """What the role asks for, as the corpus has it.

        Raises:
            StoreError: the index fails, or its file cannot be written.
        """
        from coach.assessment.rubric_file import open_rubric

        return open_rubric(
            self.search, self.settings.home / "rubrics" / f"{self.settings.collection}.json"
        )

    @cached_property
    def assessor(self) -> "Assessor":
        """Holds profiles against the rubric.

        Raises:
            StoreError: the index fails, or the rubric's file cannot be written.
        """
        from coach.assessment.activities import Activities
        from coach.assessment.gaps import Assessor

        activities = Activities(self.embedder, self.settings.home / "activities")
        return Assessor(self.rubric, self.embedder, activities)

    def assess(self, owner: str = LOCAL_OWNER) -> "Assessment":
        """Say where a person stands, by what is kept of them.

        Raises:
            StoreError: the index fails.
            ConversationError: the database fails.
        """
        return self.assessor.assess(self.profiles.read(owner))

    def hear(
        self, said: str, owner: str = LOCAL_OWNER, most: int | None = None
    ) -> "tuple[Fact, ...]":
        """Return what a person says of themselves, but for what is kept already; keep nothing.

        Args:
            most: no more than so many facts of the text are taken in.

        Raises:
            ConversationError: the database fails.
        """
        from coach.profile.hearing import hear

        heard = hear(said)[:most]
        if not heard:
            return ()
        known = {fact.id for fact in self.profiles.read(owner).facts}
        return tuple(fact for fact in heard if fact.id not in known)

    def relate(self, answer: Answer, owner: str = LOCAL_OWNER) -> "tuple[Bearing, ...]":
        """Say what of a person's own words bears on an answer; nothing of somebody unknown.

        Raises:
            StoreError: the index fails.
            ConversationError: the database fails.
        """
        if not answer.citations or not self.may_know(owner):
            return ()
        profile = self.profiles.read(owner)
        return self.assessor.relate(profile, answer) if profile.facts else ()

    def plan(
        self,
        owner: str = LOCAL_OWNER,
        *,
        track: str | None = None,
        start: date | None = None,
        hours_per_week: float | None = None,
        today: date | None = None,
    ) -> "Roadmap":
        """Make a person's roadmap, or make it anew by what is known by now, and keep it.

        Args:
            track: its name, or enough of its words; what is left open here stays as it was wished
                for earlier, or is read from the profile.

        Raises:
            RoadmapError: a wish cannot be met.
            StoreError: the index fails.
            ConversationError: the database fails.
        """
        from coach.roadmap.planning import Wishes
        from coach.roadmap.renewal import plan_for

        wishes = Wishes(track, start, hours_per_week)
        profile = self.profiles.read(owner)
        assessment = self.assessor.assess(profile)
        return plan_for(
            owner, self.roadmaps, assessment, profile, self.search, wishes, today or date.today()
        )

    @cached_property
    def practice(self) -> "Interview":
        """The leadership interview, made from the corpus's challenges and duties.

        Raises:
            StoreError: the index fails.
        """
        from coach.background import open_background
        from coach.practice.interview import Interview
        from coach.practice.judging import Judge
        from coach.practice.scenarios import make_scenarios

        def open_judge() -> Judge:
            background = open_background(self.embedder, self.settings.home / "background")
            return Judge(self.embedder, background, self.settings.home / "practice")

        scenarios = make_scenarios(self.search.all_passages(), self.embedder)
        return Interview(scenarios, open_judge, lambda: self.rounds)
