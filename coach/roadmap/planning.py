"""A roadmap from where a person stands: the gaps that count most first, and the track's posts.

One gap a dimension makes a step of now, what is asked for first before the rest; the others can
wait. The steps of now are dealt out to the posts that are still to come.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from uuid import uuid4

from coach.assessment.findings import Assessment, CriterionFinding, DimensionFinding
from coach.assessment.rubric import Criterion
from coach.errors import RoadmapError
from coach.profile.facts import Profile
from coach.roadmap.advice import find_advice
from coach.roadmap.fitting import choose_track
from coach.roadmap.placement import Rung, Track, TrackChoice
from coach.roadmap.proofs import propose_proof, propose_proof_of_post, takes_years
from coach.roadmap.roadmap import Deadline, Gap, Pace, Roadmap, RoadmapStep
from coach.roadmap.schedule import (
    ASSUMED_HOURS_PER_WEEK,
    ENROLLED_HOURS,
    GAP_HOURS,
    MAX_HOURS_PER_WEEK,
    MIN_HOURS_PER_WEEK,
    PARTLY_HOURS,
    RUNG_HOURS,
    read_day,
    reschedule,
)
from coach.roadmap.tracks import read_tracks
from index.search import Search

MOST_GAPS = 12
"""Steps of now that close gaps: more of them are a wall."""
LATER = "Later"
UNTRACKED = "To do"

_URGENCY = {"not shown": 0, "partly": 1, "unknown": 2, "shown": 3}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person wants of their roadmap; what they leave open is read from their profile.

    Attributes:
        track: a track's name, or enough of its words.
        start: the first day of the plan.
    """

    track: str | None = None
    start: date | None = None
    hours_per_week: float | None = None

    def __post_init__(self) -> None:
        hours = self.hours_per_week
        if hours is not None and not MIN_HOURS_PER_WEEK <= hours <= MAX_HOURS_PER_WEEK:
            raise RoadmapError(
                f"{hours:g} hours a week is no pace to plan with: choose between "
                f"{MIN_HOURS_PER_WEEK:g} and {MAX_HOURS_PER_WEEK:g}."
            )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A gap with its place among the others."""

    finding: CriterionFinding
    dimension: DimensionFinding
    level: str
    order: int


def plan(
    assessment: Assessment, profile: Profile, search: Search, wishes: Wishes, today: date
) -> Roadmap:
    """Make a roadmap.

    Raises:
        RoadmapError: no track is called as wished, or a wish cannot be met.
        StoreError: the index fails.
    """
    passages = list(search.all_passages())
    tracks = read_tracks(passages)
    texts = (passage.text for passage in passages)
    choice = choose_track(tracks, profile, search.embedder.embed, texts, wishes.track)
    start = wishes.start or today
    roadmap = Roadmap(
        id=uuid4().hex[:16],
        start=start,
        counted_from=start,
        pace=_pace(profile, wishes),
        choice=choice,
        steps=tuple(_steps(assessment, choice, search, start)),
        deadline=_deadline(profile),
    )
    return reschedule(roadmap, today)


def name_gap(criterion: Criterion) -> str:
    """Return the id of the step that closes the gap to a criterion."""
    return criterion.id[:8]


def name_post(track: Track, rung: Rung) -> str:
    """Return the id of the step that reaches a post."""
    named = "\0".join((rung.citation.path, track.name, rung.name))
    return sha256(named.encode()).hexdigest()[:8]


def _steps(
    assessment: Assessment, choice: TrackChoice, search: Search, start: date
) -> Iterator[RoadmapStep]:
    now, later = _part(assessment)
    asked_in = frozenset(
        criterion.citation.passage_id
        for finding in assessment.dimensions
        for criterion in finding.dimension.criteria
    )
    cited = [asked.finding.criterion.citation for asked in (*now, *later)]
    advice = find_advice(cited, search, asked_in)
    made = [
        replace(_close(asked, start), advice=said)
        for asked, said in zip((*now, *later), advice, strict=True)
    ]
    yield from _deal(made[: len(now)], choice, start)
    for step in made[len(now) :]:
        yield replace(step, stage=LATER, is_later=True)


def _part(assessment: Assessment) -> tuple[list[_Asked], list[_Asked]]:
    """Part the gaps into those of now and those that can wait, each in the order to close them."""
    heads: list[_Asked] = []
    rest: list[_Asked] = []
    for dimension in assessment.dimensions:
        # Stable, so what is asked for first in the document stays first.
        asked = sorted(_gaps(dimension), key=lambda gap: (gap.order, _urgency(gap)))
        heads += asked[:1]
        rest += asked[1:]
    heads.sort(key=lambda asked: asked.order)
    now, waiting = heads[:MOST_GAPS], heads[MOST_GAPS:]
    # What takes years must not hold up what takes weeks.
    now.sort(key=lambda asked: _hours(asked.finding) >= ENROLLED_HOURS)
    return now, sorted([*waiting, *rest], key=lambda asked: asked.order)


def _gaps(dimension: DimensionFinding) -> Iterator[_Asked]:
    places = {
        criterion.id: (level.name, level.order)
        for level in dimension.dimension.levels
        for criterion in level.criteria
    }
    for finding in dimension.criteria:
        if finding.standing != "shown":
            yield _Asked(finding, dimension, *places[finding.criterion.id])


def _urgency(asked: _Asked) -> int:
    return _URGENCY[asked.finding.standing]


def _hours(finding: CriterionFinding) -> float:
    """Estimate the work. Of what is unknown, as likely as not only the proof is missing."""
    if finding.standing == "unknown":
        return PARTLY_HOURS
    if takes_years(finding.criterion.text):
        return ENROLLED_HOURS
    return PARTLY_HOURS if finding.standing == "partly" else GAP_HOURS


def _close(asked: _Asked, start: date) -> RoadmapStep:
    finding = asked.finding
    criterion = finding.criterion
    telling = finding.evidence[0] if finding.evidence else None
    return RoadmapStep(
        id=name_gap(criterion),
        kind="gap",
        text=criterion.text,
        proof=propose_proof(criterion.text),
        source=criterion.citation,
        day=start,
        hours=_hours(finding),
        stage=UNTRACKED,
        gap=Gap(
            criterion.id,
            criterion.text,
            asked.dimension.dimension.name,
            asked.level,
            finding.standing,
            telling.quote if telling else "",
            telling.source if telling else "",
        ),
    )


def _deal(gaps: Sequence[RoadmapStep], choice: TrackChoice, start: date) -> Iterator[RoadmapStep]:
    """Deal the gaps out to the posts to come, as evenly as they go, in order."""
    placement = choice.placement
    rungs = placement.next if placement else ()
    if placement is None or not rungs:
        yield from gaps
        return
    for place, rung in enumerate(rungs):
        stage = f"On the way to {rung.name}"
        first, last = (len(gaps) * n // len(rungs) for n in (place, place + 1))
        for step in gaps[first:last]:
            yield replace(step, stage=stage)
        yield _reach(rung, placement.track, stage, start)


def _reach(rung: Rung, track: Track, stage: str, start: date) -> RoadmapStep:
    return RoadmapStep(
        id=name_post(track, rung),
        kind="rung",
        text=f"Become {rung.name}",
        proof=propose_proof_of_post(),
        source=rung.citation,
        day=start,
        hours=RUNG_HOURS,
        stage=stage,
    )


def _pace(profile: Profile, wishes: Wishes) -> Pace:
    if wishes.hours_per_week is not None:
        return Pace(wishes.hours_per_week)
    for fact in reversed(profile.facts):
        if fact.kind == "pace" and fact.number and fact.holds:
            hours = min(max(fact.number, MIN_HOURS_PER_WEEK), MAX_HOURS_PER_WEEK)
            return Pace(hours, fact.quote)
    return Pace(ASSUMED_HOURS_PER_WEEK, is_assumed=True)


def _deadline(profile: Profile) -> Deadline | None:
    for fact in reversed(profile.facts):
        if fact.kind == "goal" and fact.holds:
            day = read_day(fact.until)
            if day is not None:
                return Deadline(day, fact.quote)
    return None
