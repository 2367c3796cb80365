"""A roadmap and its steps: plain frozen types that cross the borders."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from coach.answer import Citation
from coach.assessment.findings import Standing
from coach.roadmap.placement import TrackChoice

StepState = Literal["open", "done", "skipped", "dropped"]
"""skipped: the person leaves it out. dropped: the plan no longer asks for it; nobody is shown it
but a calendar that may hold it."""

StepKind = Literal["gap", "rung", "own"]
"""gap: it closes one. rung: a post of the track. own: the person added it."""


@dataclass(frozen=True, slots=True)
class You:
    """The source of a step that the person added: themselves.

    Attributes:
        added: when they did.
    """

    added: date


@dataclass(frozen=True, slots=True)
class Gap:
    """What a step closes.

    Attributes:
        criterion: the id of the rubric's criterion.
        text: the criterion in the corpus's words.
        dimension: the name of its dimension.
        level: the name of its level.
        quote: the person's words that the standing rests on; "" while it's unknown.
        said_in: where those stand: "conversation", or the name of a file.
    """

    criterion: str
    text: str
    dimension: str
    level: str
    standing: Standing
    quote: str = ""
    said_in: str = ""


@dataclass(frozen=True, slots=True)
class RoadmapStep:
    """One thing to do. A step without a source cannot be made.

    Attributes:
        id: eight hexadecimal digits; the same for as long as its criterion or rung is.
        text: what to do: the corpus's words, or the person's once they reworded it.
        proof: what an interviewer could look at when it's done.
        source: the passage that asks for it, or the person.
        day: when it's due.
        hours: the work that it's counted with, an estimate of the plan's own.
        stage: what it belongs to, in words fit for a heading.
        advice: what the corpus says on how to get there, the most fitting first.
        is_later: it can wait until those of now are done.
        done_on: the day, of one that is done.
        evidence: the proof itself, as the person gave it: a link, or a few words.
        note: the person's own.
        is_edited: the person chose its words, so that a new plan keeps them.
        is_moved: the person chose its day, so that a new plan keeps it.
        revision: grows with every change; for calendars.

    Raises:
        ValueError: its source says nothing, or not what is quoted.
    """

    id: str
    kind: StepKind
    text: str
    proof: str
    source: Citation | You
    day: date
    hours: float
    stage: str
    gap: Gap | None = None
    advice: tuple[Citation, ...] = ()
    is_later: bool = False
    state: StepState = "open"
    done_on: date | None = None
    evidence: str = ""
    note: str = ""
    is_edited: bool = False
    is_moved: bool = False
    revision: int = 0

    def __post_init__(self) -> None:
        if not is_sourced(self):
            raise ValueError(f"step {self.id} has no source")


@dataclass(frozen=True, slots=True)
class Pace:
    """The time that a person has for it.

    Attributes:
        quote: their words; "" where they gave a number by hand, or nothing.
        is_assumed: they have not said, and the plan counts with something.
    """

    hours_per_week: float
    quote: str = ""
    is_assumed: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """When the person wants to be there, and their words."""

    day: date
    quote: str


@dataclass(frozen=True, slots=True)
class Roadmap:
    """The steps of one person from here to the end of their track, in order.

    Attributes:
        id: sixteen hexadecimal digits, for calendars.
        start: the day that the plan begins on.
        counted_from: the day from which the dates of what is left are counted.
        pace: as the person gave it.
    """

    id: str
    start: date
    counted_from: date
    pace: Pace
    choice: TrackChoice
    steps: tuple[RoadmapStep, ...]
    deadline: Deadline | None = None

    @property
    def now(self) -> tuple[RoadmapStep, ...]:
        """The steps of now: all but those that can wait, are left out or have gone."""
        return tuple(s for s in self.steps if s.state in ("open", "done") and not s.is_later)

    @property
    def later(self) -> tuple[RoadmapStep, ...]:
        """What can wait."""
        return tuple(s for s in self.steps if s.state in ("open", "done") and s.is_later)

    @property
    def skipped(self) -> tuple[RoadmapStep, ...]:
        """What the person leaves out."""
        return tuple(step for step in self.steps if step.state == "skipped")

    @property
    def ends(self) -> date | None:
        """When the last step of now is due; None when nothing is left to do."""
        return max((step.day for step in self.now if step.state == "open"), default=None)

    def stages(self) -> Iterator[tuple[str, tuple[RoadmapStep, ...]]]:
        """Walk over the steps of now, stage by stage."""
        stages: dict[str, list[RoadmapStep]] = {}
        for step in self.now:
            stages.setdefault(step.stage, []).append(step)
        for stage, steps in stages.items():
            yield stage, tuple(steps)


def is_sourced(step: RoadmapStep) -> bool:
    """Tell whether a step comes from a passage that says what is quoted, or from the person."""
    if isinstance(step.source, Citation):
        return bool(step.source.quote.strip()) and step.source.quote in step.source.passage
    return step.kind == "own"
