"""Recognises what somebody does at work, in a guide's words and in a person's own.

The activities and their cues stand in `activities.txt`. Cues are exact and know few words; so a
text also speaks of the activity to whose examples (`activity_examples.txt`) it comes very near.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Self

from coach.kept_vectors import open_vectors
from coach.vocabulary import stem
from index.embedding import Embedder, Vectors

_PEOPLE = "@people"
_NUMBER = "@number"
# By the cosine to an example: of 75 sentences of CVs nine of ten that come so near speak of it.
_ALIKE = 0.5
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


@dataclass(frozen=True, slots=True)
class _Example:
    activity: str
    text: str


class Activities:
    """Recognises activities by cues and by examples. Safe to use from several threads."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        """Read the examples' vectors from the folder, which they are kept in from the first time.

        Raises:
            StoreError: the folder cannot be written to.
        """
        examples = _examples()
        self._names = tuple(example.activity for example in examples)
        self._vectors = open_vectors([example.text for example in examples], embedder, folder)

    def find_alike(self, vector: Vectors) -> frozenset[str]:
        """Return the name of the activity to whose examples a text comes near, if any.

        Args:
            vector: the text's, of shape (dimension,).
        """
        cosines = self._vectors @ vector
        nearest = int(cosines.argmax())
        return frozenset([self._names[nearest]] if cosines[nearest] >= _ALIKE else [])


def find_cued(text: str) -> frozenset[str]:
    """Return the names of the activities whose cues stand in a text."""
    said = _Said.read(text)
    return frozenset(
        name for name, cues in _activities().items() if any(_matches(cue, said) for cue in cues)
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """A text's words.

    Attributes:
        stems: in order.
        places: of each stem, and of what stands for anybody and any number.
    """

    stems: tuple[str, ...]
    places: dict[str, list[int]]

    @classmethod
    def read(cls, text: str) -> Self:
        tokens = [token.lower() for token in _TOKEN.findall(text)]
        # "Cross-functional" is also "cross" and "functional".
        words = [part for token in tokens for part in _parts(token)]
        stems = tuple(stem(word) for word in words)
        places: dict[str, list[int]] = {}
        for place, (word, root) in enumerate(zip(words, stems, strict=True)):
            places.setdefault(root, []).append(place)
            if word[:1].isdecimal():
                places.setdefault(_NUMBER, []).append(place)
            elif _WHO.match(word) and word not in _NOBODY:
                places.setdefault(_PEOPLE, []).append(place)
        return cls(stems, places)

    def find(self, phrase: tuple[str, ...]) -> Iterator[int]:
        for place in self.places.get(phrase[0], ()):
            if self.stems[place + 1 : place + len(phrase)] == phrase[1:]:
                yield place


def _parts(token: str) -> Sequence[str]:
    return [token] if "-" not in token else token.split("-")


def _matches(cue: _Cue, said: _Said) -> bool:
    reached = _find(cue[0], said)
    for part in cue[1:]:
        if not reached:
            return False
        least, most = (1, _BEHIND) if part.follows else (-_NEAR, _NEAR)
        reached = [
            place
            for place in _find(part, said)
            if any(place != before and least <= place - before <= most for before in reached)
        ]
    return bool(reached)


def _find(part: _Part, said: _Said) -> list[int]:
    return [place for phrase in part.phrases for place in said.find(phrase)]


@cache
def _activities() -> dict[str, tuple[_Cue, ...]]:
    return {name: tuple(_read_cue(cue) for cue in cues) for name, cues in _read("activities.txt")}


@cache
def _examples() -> tuple[_Example, ...]:
    named = _read("activity_examples.txt")
    return tuple(_Example(name, text) for name, texts in named for text in texts)


def _read(file: str) -> Iterator[tuple[str, list[str]]]:
    """Walk over a file's lines, each a name and what belongs to it."""
    text = files("coach.assessment").joinpath(file).read_text(encoding="utf-8")
    for line in text.splitlines():
        name, colon, rest = line.partition(":")
        if colon and not line.startswith("#"):
            yield name, [item.strip() for item in rest.split(";") if item.strip()]


def _read_cue(cue: str) -> _Cue:
    pieces = re.split(r" ([+>]) ", cue)
    signs = [" ", *pieces[1::2]]
    return tuple(
        _Part(tuple(_read_phrase(phrase) for phrase in piece.split("|")), sign == ">")
        for piece, sign in zip(pieces[::2], signs, strict=True)
    )


def _read_phrase(phrase: str) -> tuple[str, ...]:
    if phrase.strip() in (_PEOPLE, _NUMBER):
        return (phrase.strip(),)
    words = (part for token in _TOKEN.findall(phrase.lower()) for part in _parts(token))
    return tuple(stem(word) for word in words)
