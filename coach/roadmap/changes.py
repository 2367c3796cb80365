"""What a person does to their roadmap: each change gives a new one, with the days that follow.

What people write is brought to one line without control characters, so that it stands in every
export as it is.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import uuid4

from coach.errors import RoadmapError
from coach.roadmap.proofs import propose_proof
from coach.roadmap.roadmap import Roadmap, RoadmapStep, You
from coach.roadmap.schedule import OWN_HOURS, reschedule

MAX_CHARACTERS = 500
MAX_STEPS = 300
_POSITION_DIGITS = 3
_SEEN = ("open", "done", "skipped")
# They turn the order of what is read around.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def find_step(roadmap: Roadmap, name: str) -> RoadmapStep:
    """Return the step of an id, its beginning, or its place in the list (from 1).

    Raises:
        RoadmapError: no step is called so, or several are.
    """
    listed = number_steps(roadmap)
    name = name.strip().lower()
    if name.isascii() and name.isdigit() and len(name) <= _POSITION_DIGITS:
        if 1 <= int(name) <= len(listed):
            return listed[int(name) - 1]
    elif name:
        found = [step for step in listed if step.id.startswith(name)]
        if len(found) == 1:
            return found[0]
    raise RoadmapError(f"There is no step {name!r}: `coach roadmap` lists them with their numbers.")


def number_steps(roadmap: Roadmap) -> tuple[RoadmapStep, ...]:
    """Return the steps in the order of their numbers, which skipping one doesn't change."""
    return tuple(step for step in roadmap.steps if step.state != "dropped")


def finish(roadmap: Roadmap, step_id: str, today: date, evidence: str = "") -> Roadmap:
    """Note that a step is done, and what proves it; the rest is counted from today."""
    evidence = tidy(evidence)
    step = _get(roadmap, step_id)
    if step.is_later:
        roadmap = _take_up(roadmap, step)
    done = replace(
        _get(roadmap, step_id), state="done", done_on=today, evidence=evidence or step.evidence
    )
    is_next = step_id == next((s.id for s in roadmap.now if s.state == "open"), None)
    roadmap = put(roadmap, done)
    if is_next:
        roadmap = replace(roadmap, counted_from=max(today, roadmap.start))
    return reschedule(roadmap, today)


def reopen(roadmap: Roadmap, step_id: str, today: date) -> Roadmap:
    """Bring a step back that was done or skipped; its proof stays."""
    step = _get(roadmap, step_id)
    return reschedule(put(roadmap, replace(step, state="open", done_on=None)), today)


def skip(roadmap: Roadmap, step_id: str, today: date) -> Roadmap:
    """Leave a step out."""
    step = _get(roadmap, step_id)
    return reschedule(put(roadmap, replace(step, state="skipped", done_on=None)), today)


def edit(
    roadmap: Roadmap,
    step_id: str,
    *,
    text: str | None = None,
    proof: str | None = None,
    note: str | None = None,
) -> Roadmap:
    """Give a step other words; an empty note takes the note away.

    Raises:
        RoadmapError: the text or the proof says nothing, or they are too long.
    """
    step = _get(roadmap, step_id)
    changed = replace(
        step,
        text=step.text if text is None else _say(text, "A step"),
        proof=step.proof if proof is None else _say(proof, "A proof"),
        note=step.note if note is None else tidy(note),
    )
    is_edited = (changed.text, changed.proof) != (step.text, step.proof)
    return put(roadmap, replace(changed, is_edited=step.is_edited or is_edited))


def move(roadmap: Roadmap, step_id: str, day: date, today: date) -> Roadmap:
    """Give a step a day of the person's choice; one that could wait becomes one of now.

    Raises:
        RoadmapError: the day has passed.
    """
    if day < today:
        raise RoadmapError(f"{day} has passed: choose a day from {today} on.")
    step = _get(roadmap, step_id)
    if step.is_later:
        roadmap = _take_up(roadmap, step)
    moved = replace(_get(roadmap, step_id), day=day, is_moved=True)
    return reschedule(put(roadmap, moved), today)


def add(
    roadmap: Roadmap,
    text: str,
    today: date,
    *,
    stage: str | None = None,
    day: date | None = None,
    proof: str = "",
) -> Roadmap:
    """Add a step of the person's own, at the end of a stage, before its post.

    Raises:
        RoadmapError: it says nothing, is too long, or there are too many steps.
    """
    if len(roadmap.steps) >= MAX_STEPS:
        raise RoadmapError(f"A roadmap holds {MAX_STEPS} steps at the most: add none to this one.")
    text = _say(text, "A step")
    stages = [name for name, _ in roadmap.stages()]
    step = RoadmapStep(
        id=uuid4().hex[:8],
        kind="own",
        text=text,
        proof=tidy(proof) or propose_proof(text),
        source=You(today),
        day=day or today,
        hours=OWN_HOURS,
        stage=stage if stage in stages else _current_stage(roadmap),
        is_moved=day is not None,
        is_edited=True,
    )
    return reschedule(replace(roadmap, steps=_insert(roadmap.steps, step)), today)


def tidy(text: str) -> str:
    """Bring text to one line without control characters.

    Raises:
        RoadmapError: it's too long.
    """
    kept = "".join(
        " " if c.isspace() else c
        for c in text
        if c.isspace() or (unicodedata.category(c) not in ("Cc", "Cs") and c not in _TURNING)
    )
    line = " ".join(kept.split())
    if len(line) > MAX_CHARACTERS:
        raise RoadmapError(
            f"{len(line):,} characters are too many for one line of a roadmap: "
            f"say it in {MAX_CHARACTERS}."
        )
    return line


def put(roadmap: Roadmap, step: RoadmapStep) -> Roadmap:
    """Put a step in the place of the one of its id."""
    steps = tuple(step if other.id == step.id else other for other in roadmap.steps)
    return replace(roadmap, steps=steps)


def stamp(old: Roadmap | None, new: Roadmap) -> Roadmap:
    """Raise the revision of each step that differs from its old self."""
    before = {step.id: step for step in old.steps} if old else {}
    return replace(new, steps=tuple(_stamp(before.get(step.id), step) for step in new.steps))


def _stamp(old: RoadmapStep | None, new: RoadmapStep) -> RoadmapStep:
    if old is None:
        return new
    is_same = replace(new, revision=old.revision) == old
    return replace(new, revision=old.revision + (not is_same))


def _get(roadmap: Roadmap, step_id: str) -> RoadmapStep:
    for step in roadmap.steps:
        if step.id == step_id and step.state in _SEEN:
            return step
    raise RoadmapError(
        f"There is no step {step_id!r} any more: `coach roadmap` lists those there are."
    )


def _say(text: str, what: str) -> str:
    line = tidy(text)
    if not line:
        raise RoadmapError(f"{what} needs words.")
    return line


def _take_up(roadmap: Roadmap, step: RoadmapStep) -> Roadmap:
    """Make a step that could wait one of now."""
    others = tuple(other for other in roadmap.steps if other.id != step.id)
    taken = replace(step, is_later=False, stage=_current_stage(roadmap))
    return replace(roadmap, steps=_insert(others, taken))


def _current_stage(roadmap: Roadmap) -> str:
    """Return the stage that the next step belongs to."""
    upcoming = [step.stage for step in roadmap.now if step.state == "open"]
    stages = [name for name, _ in roadmap.stages()]
    return next(iter([*upcoming, *reversed(stages)]), "To do")


def _insert(steps: Sequence[RoadmapStep], step: RoadmapStep) -> tuple[RoadmapStep, ...]:
    """Insert a step at the end of its stage, before the post that the stage leads to."""
    places = [
        n for n, other in enumerate(steps) if other.stage == step.stage and not other.is_later
    ]
    if not places:
        return (step, *steps)
    place = places[-1] if steps[places[-1]].kind == "rung" else places[-1] + 1
    return (*steps[:place], step, *steps[place:])
