"""A plan made anew: what has changed in the person or the corpus comes in, what was done stays.

Steps are told apart by their criterion or post, so a new plan meets the old one step by step.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from coach.assessment.findings import Assessment
from coach.profile.facts import Profile
from coach.roadmap.placement import TrackChoice
from coach.roadmap.planning import UNTRACKED, Wishes, name_gap, name_post, plan
from coach.roadmap.roadmap import Roadmap, RoadmapStep
from coach.roadmap.schedule import reschedule
from coach.roadmap.store import Roadmaps
from coach.roadmap.tracks import read_tracks
from index.search import Search


def plan_for(
    owner: str,
    store: Roadmaps,
    assessment: Assessment,
    profile: Profile,
    search: Search,
    wishes: Wishes,
    today: date,
) -> Roadmap:
    """Plan, or plan anew, for one person, and store it.

    Raises:
        RoadmapError: no track is called as wished.
        StoreError: the index fails.
        ConversationError: the database fails.
    """
    known = store.read(owner)
    if known is not None:
        tracks = {track.name for track in read_tracks(search.all_passages())}
        wishes = with_earlier(wishes, known, tracks)
    new = plan(assessment, profile, search, wishes, today)
    # What another process does meanwhile is kept: it's the stored roadmap that is renewed.
    return store.change(
        owner, lambda stored: renew(stored, new, assessment, today) if stored else new
    )


def with_earlier(wishes: Wishes, old: Roadmap, tracks: Container[str]) -> Wishes:
    """Fill in what the person wished for earlier.

    Args:
        tracks: the names of those there are by now.
    """
    placed = old.choice.placement if old.choice.is_by_hand else None
    track = placed.track.name if placed and placed.track.name in tracks else None
    is_paced = not old.pace.is_assumed and not old.pace.quote
    hours = old.pace.hours_per_week if is_paced else None
    return Wishes(
        track if wishes.track is None else wishes.track,
        wishes.start or old.start,
        hours if wishes.hours_per_week is None else wishes.hours_per_week,
    )


def renew(old: Roadmap, new: Roadmap, assessment: Assessment, today: date) -> Roadmap:
    """Return the new plan with what the person did to the old one.

    What is done, skipped, added, reworded or moved stays. A gap that the person's words close by
    now is done, with those words as its proof. What is no longer asked for is dropped.
    """
    closed = _closed(assessment, new.choice)
    planned = {step.id for step in new.steps}
    stages = [stage for stage, _ in new.stages()] or [UNTRACKED]
    merged = [_merge(_find(old, step.id), step, stages) for step in new.steps]
    for step, before in _with_predecessors(old):
        if step.id not in planned:
            kept = _keep(step, closed, today)
            place = next((n for n, s in enumerate(merged, start=1) if s.id == before), 0)
            merged.insert(place, kept)
    counted_from = max(today, new.start)
    renewed = replace(new, id=old.id, counted_from=counted_from, steps=tuple(merged))
    return reschedule(renewed, today)


def quote_evidence(words: str) -> str:
    """Return a person's words as the proof of a step that they close."""
    return f"“{words}”"


def _closed(assessment: Assessment, choice: TrackChoice) -> dict[str, str]:
    """Return by step the person's words that close it: a gap, or a post that they hold by now."""
    closed = {
        name_gap(finding.criterion): finding.evidence[0].quote
        for dimension in assessment.dimensions
        for finding in dimension.criteria
        if finding.standing == "shown" and finding.evidence
    }
    placed = choice.placement
    if placed and placed.fit == "on" and placed.role:
        for rung in placed.track.rungs[: placed.rung + 1]:
            closed[name_post(placed.track, rung)] = placed.role.quote
    return closed


def _merge(old: RoadmapStep | None, new: RoadmapStep, stages: Sequence[str]) -> RoadmapStep:
    """Return the new step with what the person did to the old one.

    What has once been a step of now stays one, so that nothing goes back to waiting.
    """
    if old is None:
        return new
    if old.state == "dropped":
        return replace(new, revision=old.revision)
    stage = new.stage
    if new.is_later and not old.is_later:
        stage = old.stage if old.stage in stages else stages[0]
    return replace(
        new,
        text=old.text if old.is_edited else new.text,
        proof=old.proof if old.is_edited else new.proof,
        day=old.day,
        stage=stage,
        is_later=new.is_later and old.is_later,
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
            step,
            state="done",
            done_on=today,
            evidence=step.evidence or quote_evidence(closed[step.id]),
        )
    return step if step.is_edited or step.is_moved else replace(step, state="dropped")


def _find(roadmap: Roadmap, step_id: str) -> RoadmapStep | None:
    return next((step for step in roadmap.steps if step.id == step_id), None)


def _with_predecessors(roadmap: Roadmap) -> Iterator[tuple[RoadmapStep, str | None]]:
    before = None
    for step in roadmap.steps:
        yield step, before
        before = step.id
