"""A plan made anew: what has changed in the person or the corpus comes in, what was done stays.

Steps are told apart by their criterion or post, so a new plan meets the old one step by step.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from coach.assessment.findings import Assessment
from coach.profile.facts import Profile
from coach.roadmap.fitting import TrackChoice
from coach.roadmap.planning import Wishes, name_gap, name_post, plan
from coach.roadmap.roadmap import Roadmap, RoadmapStep
from coach.roadmap.schedule import reschedule
from index.search import Search


def renew(
    old: Roadmap,
    assessment: Assessment,
    profile: Profile,
    search: Search,
    wishes: Wishes,
    today: date,
) -> Roadmap:
    """Plan anew. What is done, skipped, added, reworded or moved stays; so do earlier wishes.

    A gap that the person's words close by now is done, with those words as its proof. What is no
    longer asked for is dropped.

    Raises:
        RoadmapError: no track is called as wished.
        StoreError: the index fails.
    """
    new = plan(assessment, profile, search, _with_earlier(wishes, old), today)
    closed = _closed(assessment, new.choice)
    planned = {step.id: step for step in new.steps}
    merged = [_merge(_find(old, step.id), step) for step in new.steps]
    for step, before in _with_predecessors(old):
        if step.id not in planned:
            kept = _keep(step, closed, today)
            place = next((n for n, s in enumerate(merged, start=1) if s.id == before), 0)
            merged.insert(place, kept)
    renewed = replace(new, id=old.id, counted_from=max(today, new.start), steps=tuple(merged))
    return reschedule(renewed, today)


def _with_earlier(wishes: Wishes, old: Roadmap) -> Wishes:
    """Fill in what the person wished for earlier."""
    by_hand = old.choice.is_by_hand and old.choice.placement
    earlier_track = by_hand.track.name if by_hand else None
    is_paced = not old.pace.is_assumed and not old.pace.quote
    earlier_hours = old.pace.hours_per_week if is_paced else None
    return Wishes(
        wishes.track if wishes.track is not None else earlier_track,
        wishes.start or old.start,
        wishes.hours_per_week if wishes.hours_per_week is not None else earlier_hours,
    )


def _closed(assessment: Assessment, choice: TrackChoice) -> dict[str, str]:
    """Return by step the person's words that close it: a gap, or a post that they hold by now."""
    closed = {
        name_gap(finding.criterion): finding.evidence[0].quote
        for dimension in assessment.dimensions
        for finding in dimension.criteria
        if finding.standing == "shown" and finding.evidence
    }
    placed = choice.placement
    if placed and placed.is_on and placed.role and placed.rung is not None:
        for rung in placed.track.rungs[: placed.rung + 1]:
            closed[name_post(placed.track, rung)] = placed.role.quote
    return closed


def _merge(old: RoadmapStep | None, new: RoadmapStep) -> RoadmapStep:
    if old is None:
        return new
    if old.state == "dropped":
        return replace(new, revision=old.revision)
    is_kept_now = old.is_moved or old.state == "done"
    return replace(
        new,
        text=old.text if old.is_edited else new.text,
        proof=old.proof if old.is_edited else new.proof,
        day=old.day,
        stage=old.stage if is_kept_now and not old.is_later else new.stage,
        is_later=new.is_later and not (is_kept_now and not old.is_later),
        state=old.state,
        done_on=old.done_on,
        evidence=old.evidence,
        note=old.note,
        is_edited=old.is_edited,
        is_moved=old.is_moved,
        revision=old.revision,
    )


def _keep(step: RoadmapStep, closed: Mapping[str, str], today: date) -> RoadmapStep:
    """Return what becomes of a step that the new plan doesn't hold."""
    if step.state != "open" or step.kind == "own":
        return step
    if step.id in closed:
        return replace(
            step, state="done", done_on=today, evidence=step.evidence or f"“{closed[step.id]}”"
        )
    return step if step.is_edited or step.is_moved else replace(step, state="dropped")


def _find(roadmap: Roadmap, step_id: str) -> RoadmapStep | None:
    return next((step for step in roadmap.steps if step.id == step_id), None)


def _with_predecessors(roadmap: Roadmap) -> Iterator[tuple[RoadmapStep, str | None]]:
    before = None
    for step in roadmap.steps:
        yield step, before
        before = step.id
