"""Names that a corpus gives to things, found in a question however they are written.

"Head of ML" and "heads of machine learning" name the Head of Machine Learning: function words
don't count, plurals do no harm, and an initialism stands for the words that it begins.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.words import FUNCTION_WORDS

_TOKEN = re.compile(r"[^\W_]+(?:[.'’&+-][^\W_]+)*\+*")  # noqa: RUF001
_ALTERNATIVES = re.compile(r"\s+or\s+|\s*/\s*")


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names something.

    Attributes:
        name: as the corpus writes it.
        start: of the shortest stretch that names it, in characters.
        end: just behind that stretch.
    """

    name: str
    start: int
    end: int


def names_in_full(text: str, name: str) -> bool:
    """Tell whether `text` names it; "X or Y" is named by either."""
    return find_mention(text, name) is not None


def find_mention(text: str, name: str) -> Mention | None:
    """Return the shortest stretch of `text` that names it, with no other word of weight inside."""
    tokens = _tokens(text)
    words = frozenset(word for word, _, _ in tokens)
    for key in _keys(name):
        if not _covers(words, key):
            continue
        own = _own_words(tuple(key))
        # The shortest stretch begins and ends with a word of the name.
        ends = [place for place, (word, _, _) in enumerate(tokens) if _is_own(word, own)]
        stretches = [(first, last) for first in ends for last in ends if first <= last]
        for first, last in sorted(stretches, key=lambda ends: (ends[1] - ends[0], ends[0])):
            said = frozenset(word for word, _, _ in tokens[first : last + 1])
            strangers = (w for w in said if w not in FUNCTION_WORDS and not _is_own(w, own))
            if _covers(said, key) and not any(strangers):
                return Mention(name, tokens[first][1], tokens[last][2])
    return None


def find_mentions(text: str, names: Iterable[str]) -> list[Mention]:
    """Return what `text` names, the longest stretch first where one lies within another."""
    found = [mention for name in names if (mention := find_mention(text, name))]
    found.sort(key=lambda mention: (mention.start - mention.end, mention.start))
    kept: list[Mention] = []
    for mention in found:
        if not any(k.start <= mention.start and mention.end <= k.end for k in kept):
            kept.append(mention)
    return kept


@lru_cache(maxsize=1_024)
def _tokens(text: str) -> list[tuple[str, int, int]]:
    return [(m.group().lower(), m.start(), m.end()) for m in _TOKEN.finditer(text)]


@lru_cache(maxsize=1_024)
def _keys(name: str) -> list[list[str]]:
    parts = _ALTERNATIVES.split(name)
    keys = ([w for w, _, _ in _tokens(part) if w not in FUNCTION_WORDS] for part in parts)
    return [key for key in keys if key]


def _covers(words: frozenset[str], key: Sequence[str]) -> bool:
    words, singular = _weighty(words)
    left = list(key)
    for initials, run in _initialisms(tuple(key)):
        if initials in singular:
            left = [word for word in left if word not in run]
    # The corpus may use the initialism, and the person the words.
    return all(w in words or w.removesuffix("s") in singular for w in left)


@lru_cache(maxsize=1_024)
def _initialisms(key: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """Each run of a name's words, the longest first, with the initialism that may stand for it."""
    runs = [
        key[start : start + length]
        for length in range(len(key), 1, -1)
        for start in range(len(key) - length + 1)
    ]
    return [("".join(word[0] for word in run), run) for run in runs]


@lru_cache(maxsize=1_024)
def _weighty(words: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Words that say something, and those with their singulars."""
    # "it" is no Industry Trends.
    words -= FUNCTION_WORDS
    return words, words | {word.removesuffix("s") for word in words}


def _is_own(word: str, own: frozenset[str]) -> bool:
    """Tell whether a word is one of a name, or an initialism of some of it."""
    return word not in FUNCTION_WORDS and (word in own or word.removesuffix("s") in own)


@lru_cache(maxsize=1_024)
def _own_words(key: tuple[str, ...]) -> frozenset[str]:
    """A name's words, with and without a plural's ending, and its initialisms."""
    initials = "".join(word[0] for word in key)
    ends = range(2, len(initials) + 1)
    runs = (initials[start:end] for end in ends for start in range(end - 1))
    return frozenset(
        (*(form for word in key for form in (word, f"{word}s", word.removesuffix("s"))), *runs)
    )
