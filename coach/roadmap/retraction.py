"""A roadmap without words that its person took back: it keeps its steps and days, and quotes less.

What a standing, a choice or a date rested on is gone then, and it says so until it's planned anew.
"""

from collections.abc import Iterable
from dataclasses import replace

from coach.profile.facts import Fact
from coach.roadmap.placement import Placement, TrackChoice
from coach.roadmap.renewal import quote_evidence
from coach.roadmap.roadmap import Pace, Roadmap, RoadmapStep

_UNFOUNDED = "It was chosen by something that you have taken back: plan anew to choose again."


def retract(roadmap: Roadmap, gone: Fact, left: Iterable[Fact]) -> Roadmap:
    """Return a roadmap that says nothing of a fact.

    Args:
        left: the facts that stay; one sentence may have given several.
    """
    choice = _retract_choice(roadmap.choice, gone)
    words = gone.quote
    if any(fact.quote == words for fact in left):
        return replace(roadmap, choice=choice)
    is_pace = roadmap.pace.quote == words
    is_deadline = roadmap.deadline is not None and roadmap.deadline.quote == words
    return replace(
        roadmap,
        choice=choice,
        pace=Pace(roadmap.pace.hours_per_week, is_assumed=True) if is_pace else roadmap.pace,
        deadline=None if is_deadline else roadmap.deadline,
        steps=tuple(_retract_step(step, words) for step in roadmap.steps),
    )


def _retract_choice(choice: TrackChoice, gone: Fact) -> TrackChoice:
    placed = choice.placement
    if placed is not None and _rests_on(placed, gone):
        choice = replace(choice, placement=_without(placed, gone), reason=_UNFOUNDED)
    second = choice.runner_up
    if second is not None and _rests_on(second, gone):
        choice = replace(choice, runner_up=None, runner_up_reason="")
    return choice


def _rests_on(placed: Placement, gone: Fact) -> bool:
    return any(fact is not None and fact.id == gone.id for fact in (placed.role, placed.goal))


def _without(placed: Placement, gone: Fact) -> Placement:
    role, goal = (
        None if fact is None or fact.id == gone.id else fact for fact in (placed.role, placed.goal)
    )
    return replace(placed, role=role, goal=goal)


def _retract_step(step: RoadmapStep, words: str) -> RoadmapStep:
    gap = step.gap
    if gap is not None and gap.quote == words:
        gap = replace(gap, standing="unknown", quote="", said_in="")
    evidence = "" if step.evidence == quote_evidence(words) else step.evidence
    return replace(step, gap=gap, evidence=evidence)
