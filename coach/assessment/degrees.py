"""Degrees as guides ask for them: the lowest level that a text names, whatever it calls it."""

import re

from coach.profile.facts import DegreeLevel

LEVELS: tuple[DegreeLevel, ...] = ("school", "bootcamp", "bachelor", "master", "doctorate")
"""From the lowest to the highest."""

_NAMES: tuple[tuple[DegreeLevel, re.Pattern[str]], ...] = (
    ("bachelor", re.compile(r"\b(?:bachelor|undergraduate|b\.?sc|b\.?eng|college degree)\b", re.I)),
    ("master", re.compile(r"\b(?:master|m\.?sc|mba|m\.?eng|advanced degree|postgraduate)\b", re.I)),
    ("doctorate", re.compile(r"\b(?:ph\.?\s?d|doctora\w+|doctor of)\b", re.I)),
)


def find_lowest_degree(text: str) -> DegreeLevel | None:
    """Return the lowest degree that is named, None where none is: "a Master's or a Ph.D."."""
    return next((level for level, pattern in _NAMES if pattern.search(text)), None)


def reaches(level: DegreeLevel, wanted: DegreeLevel) -> bool:
    """Tell whether a degree is as high as the one that is wanted."""
    return LEVELS.index(level) >= LEVELS.index(wanted)
