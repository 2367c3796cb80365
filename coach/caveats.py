"""The first sentence of an answer that does not cover all that was asked."""

from collections.abc import Sequence

from coach.particulars import Gap

UNKNOWN_AMOUNT = "The figure in your question doesn't stand in my documents."


def say_gaps(gaps: Sequence[Gap], missing_parts: Sequence[str]) -> str:
    """Say what the documents lack; empty when they lack nothing.

    Args:
        missing_parts: whole parts of the question that nothing was found for.
    """
    lacking: list[str] = []
    names = [gap.term for gap in gaps if gap.kind not in ("role", "count", "instance")]
    names += [f'"{part.rstrip("?.! ")}"' for part in missing_parts]
    if names:
        lacking.append(f"say nothing about {_join(names)}")
    if roles := [gap.term for gap in gaps if gap.kind == "role"]:
        lacking.append(f"don't cover the role of {_join(roles)}")
    if any(gap.kind == "count" for gap in gaps):
        lacking.append("give no number for that")
    if instances := [gap.term for gap in gaps if gap.kind == "instance"]:
        lacking.append(f"don't recommend {_join(instances)}")
    if not lacking:
        return ""
    return f"My documents {_join(lacking)}. What they do say:"


def _join(items: Sequence[str]) -> str:
    unique = list(dict.fromkeys(items))
    *some, last = unique
    return f"{', '.join(some)} and {last}" if some else last
