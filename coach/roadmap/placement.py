"""The tracks of a corpus and a person's place on one: plain frozen types that cross the borders."""

from dataclasses import dataclass
from typing import Literal

from coach.answer import Citation
from coach.profile.facts import Fact

Fit = Literal["on", "above", "near", "by rank", "unknown"]
"""on: a role of theirs names the rung. above: one is like it, and of a higher rank. near: one is
like it. by rank: none is, but one is of a kindred field and as high. unknown: none of these."""

# Where somebody says they want to be counts more than any likeness; what the documents are about
# more than a likeness, and less than to stand on a rung.
_GOAL_WEIGHT = 1.0
_SUBJECT_WEIGHT = 0.4


@dataclass(frozen=True, slots=True)
class Rung:
    """One post of a track.

    Attributes:
        name: as the corpus calls it.
        citation: the quote is the track's step, whole.
    """

    name: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Track:
    """A ladder of posts, the first at the bottom; the last one is where it leads.

    Attributes:
        name: the heading that it stands under.
    """

    name: str
    rungs: tuple[Rung, ...]

    @property
    def goal(self) -> Rung:
        """The post at the top."""
        return self.rungs[-1]


@dataclass(frozen=True, slots=True)
class Placement:
    """How a person stands to one track.

    Attributes:
        fit: how the rung was found.
        rung: its place in the track; 0 where nothing is known.
        role: the fact that this rests on, None without one.
        goal: a fact that names a rung of the track as where they want to get.
        is_subject: the documents speak of its last post more than of any other track's.
        likeness: of the role to the rung, 0..1.
    """

    track: Track
    fit: Fit = "unknown"
    rung: int = 0
    role: Fact | None = None
    goal: Fact | None = None
    is_subject: bool = False
    likeness: float = 0.0

    @property
    def score(self) -> float:
        """How well the track fits; compares within one choice only."""
        wanted = _GOAL_WEIGHT if self.goal else 0.0
        return self.likeness + wanted + (_SUBJECT_WEIGHT if self.is_subject else 0.0)

    @property
    def next(self) -> tuple[Rung, ...]:
        """The rungs that are still to come, the next one first."""
        return self.track.rungs[self.rung + (self.fit in ("on", "above")) :]


@dataclass(frozen=True, slots=True)
class TrackChoice:
    """Which track a roadmap follows, and why, in words for the person.

    Attributes:
        placement: None where there is no track, or nothing known to choose one by.
        runner_up: the next best track.
        reason: why this one; without one, what would be needed.
        runner_up_reason: why that one is second.
        names: of all tracks, to choose from.
        is_by_hand: the person chose it.
    """

    placement: Placement | None
    reason: str
    runner_up: Placement | None = None
    runner_up_reason: str = ""
    names: tuple[str, ...] = ()
    is_by_hand: bool = False
