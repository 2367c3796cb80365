"""Everyday words to the words that documents use: "my people keep quitting" to "turnover".

The thesaurus stands in `thesaurus.txt`. A question is searched for with what it adds, because
neither BM25 nor a small embedding model bridges that gap by itself.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import Stemmer

from index.words import words_of

_MAX_PHRASE_WORDS = 5


@cache
def stem(word: str) -> str:
    """Return a lower-case word's stem (Porter's second English stemmer)."""
    # A Stemmer is not safe to share between threads, and cheap to make beside the cache.
    return str(Stemmer.Stemmer("english").stemWord(word))


def stems(text: str) -> tuple[str, ...]:
    """Return the stems of all words of a text, in order."""
    return tuple(stem(word) for word in words_of(text))


@dataclass(frozen=True, slots=True)
class Translation:
    """A phrase of a question, in stems, and what documents call it."""

    phrase: tuple[str, ...]
    words: tuple[str, ...]


@lru_cache(maxsize=64)
def translate(question: str) -> tuple[Translation, ...]:
    """Return what documents call the things that a question speaks of.

    The longest phrases come first and use up their words: "pay off" is not about pay.
    """
    thesaurus = _thesaurus()
    said = stems(question.replace("-", " "))
    found: list[Translation] = []
    used: set[int] = set()
    for length in range(_MAX_PHRASE_WORDS, 0, -1):
        for start in range(len(said) - length + 1):
            place = set(range(start, start + length))
            phrase = said[start : start + length]
            if phrase in thesaurus and not place & used:
                used |= place
                found.append(Translation(phrase, thesaurus[phrase]))
    return tuple(found)


def expand(question: str) -> str:
    """Return the question followed by what documents call the things that it speaks of."""
    added = dict.fromkeys(word for found in translate(question) for word in found.words)
    return " ".join([question, *added])


def is_everyday(word: str) -> bool:
    """Tell whether the thesaurus knows a word by itself."""
    return stems(word) in _thesaurus()


@cache
def _thesaurus() -> dict[tuple[str, ...], tuple[str, ...]]:
    entries: dict[tuple[str, ...], tuple[str, ...]] = {}
    text = files("coach").joinpath("thesaurus.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        everyday, colon, documents = line.partition(":")
        if line.startswith("#") or not colon:
            continue
        words = tuple(word.strip() for word in documents.split(","))
        for phrase in everyday.split("|"):
            key = stems(phrase.replace("-", " "))
            entries[key] = (*entries.get(key, ()), *words)
    return entries
