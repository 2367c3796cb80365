"""Recognises what somebody does at work, in a guide's words and in a person's own.

The activities and their cues stand in `activities.txt`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from coach.vocabulary import stem

_PEOPLE = "@people"
# How far, in words, the parts of a cue may be apart, in any order and behind each other.
_NEAR = 10
_BEHIND = 8
_TOKEN = re.compile(r"[^\W_]+(?:[.'&/+-][^\W_]+)*[+#]*|[%€$£]")
_WHO = re.compile(
    r"(?:people|teams?|staff|groups?|crews?|squads?|colleagues|juniors?|department|"
    r"individuals|apprentices|interns|students|graduates|nurses|members|talents?|"
    r"\w+(?:ists|eers|icians|ants|ysts|archers|opers|igners|agers))\Z"
)
# They end like people and are none.
_NOBODY = frozenset(
    ["papers", "restaurants", "variants", "constants", "grants", "plants", "participants", "lists"]
)


@dataclass(frozen=True, slots=True)
class _Part:
    """Phrases, in stems, of which one must stand there: behind the part before, or near to it."""

    phrases: tuple[tuple[str, ...], ...]
    follows: bool


_Cue = tuple[_Part, ...]


@lru_cache(maxsize=4_096)
def find_activities(text: str) -> frozenset[str]:
    """Return the names of the activities that a text speaks of."""
    tokens = [token.lower() for token in _TOKEN.findall(text)]
    # "Cross-functional" is also "cross" and "functional".
    words = [part for token in tokens for part in _parts(token)]
    said = [stem(word) for word in words]
    people = [bool(_WHO.match(word)) and word not in _NOBODY for word in words]
    return frozenset(
        name
        for name, cues in _activities().items()
        if any(_matches(cue, said, people) for cue in cues)
    )


def _parts(token: str) -> Sequence[str]:
    return [token] if "-" not in token else token.split("-")


def _matches(cue: _Cue, said: Sequence[str], people: Sequence[bool]) -> bool:
    reached = list(_find(cue[0], said, people))
    for part in cue[1:]:
        places = list(_find(part, said, people))
        least, most = (1, _BEHIND) if part.follows else (-_NEAR, _NEAR)
        reached = [
            place
            for place in places
            if any(place != before and least <= place - before <= most for before in reached)
        ]
    return bool(reached)


def _find(part: _Part, said: Sequence[str], people: Sequence[bool]) -> Iterator[int]:
    for phrase in part.phrases:
        if phrase == (_PEOPLE,):
            yield from (place for place, is_one in enumerate(people) if is_one)
            continue
        length = len(phrase)
        for place in range(len(said) - length + 1):
            if tuple(said[place : place + length]) == phrase:
                yield place


@cache
def _activities() -> dict[str, tuple[_Cue, ...]]:
    text = files("coach.assessment").joinpath("activities.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    named = (line.partition(":") for line in lines)
    return {
        name.strip(): tuple(_read_cue(cue) for cue in cues.split(";") if cue.strip())
        for name, _, cues in named
    }


def _read_cue(cue: str) -> _Cue:
    pieces = re.split(r" ([+>]) ", cue)
    signs = [" ", *pieces[1::2]]
    return tuple(
        _Part(tuple(_read_phrase(phrase) for phrase in piece.split("|")), sign == ">")
        for piece, sign in zip(pieces[::2], signs, strict=True)
    )


def _read_phrase(phrase: str) -> tuple[str, ...]:
    if phrase.strip() == _PEOPLE:
        return (_PEOPLE,)
    words = (part for token in _TOKEN.findall(phrase.lower()) for part in _parts(token))
    return tuple(stem(word) for word in words)
