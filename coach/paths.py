"""Paths: numbered lists of steps, such as the ladder of a career."""

from index.documents import Point
from index.passages import Passage


def steps_of(passage: Passage) -> list[Point]:
    """Return the passage's numbered steps, in order."""
    return [point for point in passage.points if point.kind == "step"]


def is_path(passage: Passage) -> bool:
    """Tell whether the passage is a numbered list and little else."""
    steps = steps_of(passage)
    return len(steps) > 1 and len(steps) * 2 > len(passage.points)


def name_step(step: Point) -> str:
    """Return what a step is called: what stands before its colon, else all of it."""
    return step.label or step.text.rstrip(".")
