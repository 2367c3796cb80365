"""What a roadmap says of itself, in plain sentences that all of its forms share."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from coach.answer import Citation
from coach.roadmap.roadmap import Gap, Pace, Roadmap, RoadmapStep, You
from coach.roadmap.schedule import MAX_HOURS_PER_WEEK, actual_pace, reschedule

ESTIMATE = (
    "How long things take is an estimate of this plan's own, a year on each post among it; the "
    "documents don't say. Move what you know better."
)
_DAYS_A_MONTH = 30.44


def say_title(roadmap: Roadmap) -> str:
    """Name the roadmap by where it leads."""
    placement = roadmap.choice.placement
    return f"Roadmap to {placement.track.goal.name}" if placement else "Roadmap"


def say_track(roadmap: Roadmap) -> str:
    """Say which track it follows and why, and which one is second."""
    choice = roadmap.choice
    if choice.placement is None:
        named = f" The documents name these: {'; '.join(choice.names)}." if choice.names else ""
        return f"{choice.reason}{named}"
    said = f"{choice.placement.track.name}. {choice.reason}"
    if choice.runner_up:
        said += f" Second: {choice.runner_up.track.name}. {choice.runner_up_reason}"
    return said


def say_pace(roadmap: Roadmap, today: date) -> str:
    """Say what pace the days rest on."""
    pace = roadmap.pace
    hours = _hours(pace.hours_per_week)
    kept = actual_pace(roadmap, today)
    if abs(kept - pace.hours_per_week) >= 0.1:
        return (
            f"{_hours(kept)} a week, going by what you got done since {roadmap.start}; "
            f"{_say_planned(pace)}."
        )
    if pace.is_assumed:
        return (
            f"You haven't said how much time you have, so the days count {hours} a week "
            f"from {roadmap.start}. Give yours, and they follow."
        )
    said = f": {quote(pace.quote)}" if pace.quote else "."
    return f"{hours} a week from {roadmap.start}{said}"


def say_deadline(roadmap: Roadmap, today: date) -> str:
    """Say whether the pace reaches the day that the person wants to be there; "" without one."""
    deadline, ends = roadmap.deadline, roadmap.ends
    if deadline is None or ends is None:
        return ""
    wish = f"You said “{deadline.quote}”"
    if ends <= deadline.day:
        return f"{wish}: at this pace the last step is due on {ends}, in time."
    months = max(1, round((ends - deadline.day).days / _DAYS_A_MONTH))
    late = "a month" if months == 1 else f"{months} months"
    needed = _find_pace(roadmap, deadline.day, today)
    remedy = (
        f"It would take {_hours(needed)} a week."
        if needed
        else "A faster pace doesn't mend that, as each post is counted with a year."
    )
    due = f"its last step is due on {ends}, {late} later"
    return f"{wish}, and this plan doesn't reach it: {due}. {remedy}"


def say_gap(gap: Gap) -> str:
    """Say which gap a step closes, and how the person stands to it in their own words."""
    said = f": you said “{gap.quote}” ({gap.said_in})" if gap.quote else ": you haven't said"
    return f"{gap.dimension} ({gap.level}), {gap.standing}{said}"


def say_source(step: RoadmapStep) -> str:
    """Say where a step comes from; what is quoted too, unless it's what the step says."""
    source = step.source
    if isinstance(source, You):
        return f"you, on {source.added}"
    said = say_quote(source)
    quoted = "" if said == step.text else f": “{said}”"
    return f"{source.section} ({source.source}){quoted}"


def say_advice(citation: Citation) -> str:
    """Say what the corpus advises, and where."""
    return f"“{say_quote(citation)}” ({citation.section})"


def say_done(step: RoadmapStep) -> str:
    """Say when a step was done, and what proves it."""
    return ", ".join(filter(None, (str(step.done_on or ""), step.evidence)))


def say_head(roadmap: Roadmap, today: date) -> Iterator[tuple[str, str]]:
    """Walk over what stands above the steps, as (label, sentences)."""
    yield "Track", say_track(roadmap)
    yield "Pace", say_pace(roadmap, today)
    if said := say_deadline(roadmap, today):
        yield "Goal", said
    yield "Days", ESTIMATE


def say_quote(citation: Citation) -> str:
    """Return what is quoted as one line without its marks of emphasis."""
    return " ".join(citation.quote.replace("**", "").split())


def quote(words: str) -> str:
    """Return a person's words as the end of a sentence."""
    return f"“{words}”" if words.endswith((".", "!", "?")) else f"“{words}”."


def _say_planned(pace: Pace) -> str:
    return f"{_hours(pace.hours_per_week)} {'were counted' if pace.is_assumed else 'were planned'}"


def _hours(hours: float) -> str:
    return "1 hour" if hours == 1 else f"{hours:.1f}".removesuffix(".0") + " hours"


def _find_pace(roadmap: Roadmap, day: date, today: date) -> float | None:
    """Return the least hours a week, in halves, that reach a day; None when none do."""
    fresh = replace(roadmap, start=max(roadmap.start, today))
    for halves in range(1, int(MAX_HOURS_PER_WEEK * 2) + 1):
        pace = replace(roadmap.pace, hours_per_week=halves / 2)
        ends = reschedule(replace(fresh, pace=pace), today).ends
        if ends is not None and ends <= day:
            return halves / 2
    return None
