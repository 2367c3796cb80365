"""A person's roadmap in Slack: the next steps with their day, proof and source."""

from datetime import date
from itertools import islice

from coach.errors import RoadmapError
from coach.roadmap.changes import finish
from coach.roadmap.roadmap import Roadmap, RoadmapStep
from coach.roadmap.schedule import is_overdue, reschedule
from coach.roadmap.wording import say_gap, say_head, say_source, say_title
from ui.slack.about_you import one_line
from ui.slack.encoding import write_path
from ui.slack.limits import SECTION_CHARACTERS, fill_sections, shorten
from ui.slack.messages import Block, Message, write_button, write_context, write_section
from ui.slack.parts import Parts
from ui.slack.you.visits import Outcome, Replace, Tell, Visit

DONE_ACTION = "step_done"
PLAN_ACTION = "plan_anew"

NEXT_STEPS = 5
_FACTLESS = (
    "I know nothing of you yet, so every gap is unknown. Tell me something of yourself, keep it, "
    "then plan anew."
)


def show(parts: Parts, visit: Visit) -> Outcome:
    """Show the next steps; the first time, make the roadmap."""
    stored = parts.coach.roadmaps.read(visit.person)
    roadmap = reschedule(stored, date.today()) if stored else parts.coach.plan(visit.person)
    return Tell(_write(parts, visit.person, roadmap))


def plan_anew(parts: Parts, visit: Visit) -> Outcome:
    """Plan anew by what is known of the person now; what they did to the steps stays."""
    return Replace(_write(parts, visit.person, parts.coach.plan(visit.person)))


def finish_step(parts: Parts, visit: Visit) -> Outcome:
    """Note that a step is done, once, and show what is next."""

    def change(found: Roadmap | None) -> Roadmap:
        if found is None:
            raise RoadmapError("There is no roadmap any more: /coach roadmap makes one.")
        is_open = any(step.id == visit.value and step.state == "open" for step in found.steps)
        return finish(found, visit.value, date.today()) if is_open else found

    changed = parts.coach.roadmaps.change(visit.person, change)
    return Replace(_write(parts, visit.person, reschedule(changed, date.today())))


def _write(parts: Parts, person: str, roadmap: Roadmap) -> Message:
    today = date.today()
    title = one_line(say_title(roadmap))
    head = [f"*{label}:* {one_line(said)}" for label, said in say_head(roadmap, today)]
    upcoming = [step for step in roadmap.now if step.state == "open"]
    blocks = [*map(write_section, fill_sections([f"*{title}*", *head]))]
    if not parts.coach.profiles.read(person).facts:
        blocks.append(write_context(_FACTLESS))
    blocks += [_write_step(step, today) for step in islice(upcoming, NEXT_STEPS)]
    done = sum(step.state == "done" for step in roadmap.steps)
    waiting = max(len(upcoming) - NEXT_STEPS, 0)
    left = f"{done} done, {waiting} more after these, {len(roadmap.later)} that can wait."
    blocks.append(write_context(left if upcoming else f"Nothing is left to do. {left}"))
    buttons = [write_button("Plan anew", PLAN_ACTION, "plan")]
    blocks.append({"type": "actions", "elements": buttons})
    return Message(title, tuple(blocks))


def _write_step(step: RoadmapStep, today: date) -> Block:
    overdue = "overdue, " if is_overdue(step, today) else ""
    lines = [f"*{one_line(step.text)}*", f"_{overdue}by {step.day}_"]
    if step.gap:
        lines.append(f"Closes: {one_line(say_gap(step.gap))}")
    lines += [
        f"Proof: {one_line(step.proof)}",
        f"Source: {write_path(' '.join(say_source(step).split()))}",
    ]
    button = write_button("Done", DONE_ACTION, step.id)
    return write_section(shorten("\n".join(lines), SECTION_CHARACTERS), button)
