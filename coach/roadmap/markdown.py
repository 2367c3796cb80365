"""A roadmap as a Markdown page: to read, to tick off, to edit by hand and to read back.

The last lines are a comment that tells what was written, so that what was changed by hand is told
apart from what has changed in the plan meanwhile.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from coach.faq.markdown import escape
from coach.roadmap.roadmap import Roadmap, RoadmapStep
from coach.roadmap.wording import (
    say_advice,
    say_done,
    say_gap,
    say_head,
    say_source,
    say_title,
)

FORM = "headway roadmap 1"
LATER_HEADING = "Later"
SKIPPED_HEADING = "Left out"
BOXES = {"open": " ", "done": "x", "skipped": "-"}
_HINT = (
    "Tick a box, change words or dates, add a step or take one out; then: coach roadmap import FILE"
)
_DIGEST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Written:
    """What of a step can be changed by hand, as it stands in the file; None is not there."""

    box: str | None
    text: str
    day: str | None = None
    proof: str | None = None
    done: str | None = None
    note: str | None = None

    def digests(self) -> tuple[str, ...]:
        """Return six hexadecimal digits for each of the fields, in their order."""
        fields = (self.box, self.text, self.day, self.proof, self.done, self.note)
        return tuple(_digest(field) for field in fields)


def to_markdown(roadmap: Roadmap, today: date) -> str:
    """Return the page."""
    return "\n\n".join(_blocks(roadmap, today)) + "\n"


def write_step(step: RoadmapStep) -> Written:
    """Return what of a step can be changed by hand."""
    return Written(
        box=BOXES[step.state],
        text=step.text,
        day=str(step.day) if step.state == "open" else None,
        proof=None if step.is_later else step.proof,
        done=say_done(step) if step.state == "done" else None,
        note=step.note or None,
    )


def fixed_lines(step: RoadmapStep) -> list[str]:
    """Return the lines of a step that cannot be changed by hand."""
    lines = []
    if step.gap:
        lines.append(f"  - Closes: {escape(say_gap(step.gap))}")
    if not step.is_later:
        lines += [f"  - How: {escape(say_advice(advice))}" for advice in step.advice]
    return [*lines, f"  - Source: {escape(say_source(step))}"]


def _blocks(roadmap: Roadmap, today: date) -> Iterator[str]:
    yield f"# {escape(say_title(roadmap))}"
    yield f"<!-- {_HINT} -->"
    for label, said in say_head(roadmap, today):
        yield f"**{label}:** {escape(said)}"
    for stage, steps in roadmap.stages():
        yield f"## {escape(stage)}"
        yield "\n".join(line for step in steps for line in _lines(step))
    for heading, steps in ((LATER_HEADING, roadmap.later), (SKIPPED_HEADING, roadmap.skipped)):
        if steps:
            yield f"## {heading}"
            yield "\n".join(line for step in steps for line in _lines(step))
    listed = (*roadmap.now, *roadmap.later, *roadmap.skipped)
    digests = (f"{step.id} {'-'.join(write_step(step).digests())}" for step in listed)
    yield "\n".join([f"<!-- {FORM}", *digests, "-->"])


def _lines(step: RoadmapStep) -> Iterator[str]:
    written = write_step(step)
    yield f"- [{written.box}] {escape(written.text)} <!-- {step.id} -->"
    for label, said in (
        ("Date", written.day),
        ("Done", written.done),
        ("Proof", written.proof),
        ("Note", written.note),
    ):
        if said is not None:
            yield f"  - {label}: {escape(said)}"
    yield from fixed_lines(step)


def _digest(field: str | None) -> str:
    if field is None:
        return "0" * _DIGEST_DIGITS
    return sha256(field.encode("utf-8", "replace")).hexdigest()[:_DIGEST_DIGITS]
