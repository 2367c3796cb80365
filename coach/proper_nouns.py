"""Names in what was written: roles, tools, organizations, places, initialisms.

No model tells them: capitals do, inside a sentence, and a list of names for those that stand where
any word has a capital or that people write without one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coach.evidence import content_stems
from coach.narrowing import find_narrowing_names
from index.words import FUNCTION_WORDS

_TOKEN = re.compile(r"[^\W_]+(?:[.'’&+_-]+[^\W_]+)*[+#]*")  # noqa: RUF001
_CONNECTORS = re.compile(r" (?:of|&|of the) | ")
_OPENS_SENTENCE = re.compile(r"(?:\A|[.!?…:;]|\s[-–—→])[\s\"“‘(*]*\Z")  # noqa: RUF001
# "TensorFlow", "5G", "GPT4", "C++", "fast.ai", but not "e.g".
_STRONG = re.compile(r"[^\W\d_].*[A-Z]|[^\W\d_].*\d|\d.*[^\W\d_]|[^\W_]{2}\.[^\W_]|[^\W_][+#_]")
_FIGURE = re.compile(r"\d[\d.,]*(?:k|m|b|mn|bn|tn)?", re.IGNORECASE)
_LABEL = re.compile(r"\A[^:.!?]{1,60}:(?=\s|\Z)")
_RANKS = frozenset(
    """head senior junior lead principal chief director vice vp deputy associate staff assistant
    global distinguished executive group regional managing interim president officer""".split()  # noqa: SIM905
)
_JOBS = frozenset(
    """head director vp president chief officer engineer scientist manager lead analyst developer
    architect consultant specialist researcher designer administrator professor executive
    strategist evangelist technician programmer coordinator intern ceo cto cio cdo caio""".split()  # noqa: SIM905
)
_NAMED_KINDS = ("place", "company", "tool", "credential")


@dataclass(frozen=True, slots=True)
class Name:
    """Something that a text names.

    Attributes:
        text: as it was written.
        readings: stems of its words; a passage that holds any of the readings holds the name.
    """

    text: str
    readings: tuple[tuple[str, ...], ...]


def find_names(text: str, *, is_title: bool = False) -> list[Name]:
    """Return the names in plain text.

    Args:
        is_title: each word may have a capital, as in a heading; only roles and words that have
            more than one capital, or a digit, count as names there.
    """
    label = _LABEL.match(text)
    titled = len(text) if is_title else label.end() if label else 0
    found = [*_capitalised(text, titled), *_listed(text)]
    return list({name.readings: name for name in found if name.readings}.values())


def _capitalised(text: str, titled: int) -> Iterator[Name]:
    for run in _runs(text):
        words = [word for word, _ in run]
        start = run[0][1]
        spelled = text[start : run[-1][1] + len(words[-1])]
        opens = bool(_OPENS_SENTENCE.search(text[:start]))
        if start < titled and not _is_job(words):
            for word in words:
                if _is_strong(word):
                    yield _name(word, word)
        elif not opens:
            yield _name(spelled, spelled)
        elif len(words) > 1:
            first = words[0].lower()
            # "Master Python" is an ordinary word and a name; "Senior Analyst" is one name.
            rest = spelled[len(words[0]) :].strip()
            is_one = first in _RANKS or first in _JOBS or _is_strong(words[0])
            yield _name(spelled, *([spelled] if is_one else [spelled, rest]))
        elif _is_strong(words[0]):
            yield _name(spelled, spelled)


def _runs(text: str) -> Iterator[list[tuple[str, int]]]:
    """Words with capitals (or digits in them) side by side, joined at the most by an "of"."""
    run: list[tuple[str, int]] = []
    for match in _TOKEN.finditer(text):
        word, start = match.group(), match.start()
        if not (word[0].isupper() or _is_strong(word)) or word in ("I", "A"):
            continue
        if word.lower() in FUNCTION_WORDS and word != "US":
            continue
        if run and not _CONNECTORS.fullmatch(text[run[-1][1] + len(run[-1][0]) : start]):
            yield run
            run = []
        run.append((word, start))
    if run:
        yield run


def _listed(text: str) -> Iterator[Name]:
    for name in find_narrowing_names(text):
        if name.kind in _NAMED_KINDS:
            yield _name(name.spelled, *name.variants)


def _name(text: str, *spellings: str) -> Name:
    readings = (content_stems(" ".join(_parts(spelling))) for spelling in spellings)
    return Name(text, tuple(dict.fromkeys(reading for reading in readings if reading)))


def _parts(spelling: str) -> Iterator[str]:
    """Of "AI-powered" only the AI is a name."""
    for word in spelling.split():
        parts = word.split("-")
        capital = [part for part in parts if part[:1].isupper() or _is_strong(part)]
        yield " ".join(capital if len(parts) > 1 and capital else parts)


def _is_strong(word: str) -> bool:
    return bool(_STRONG.search(word)) and not _FIGURE.fullmatch(word)


def _is_job(words: list[str]) -> bool:
    return any(word.lower().removesuffix("s") in _JOBS for word in words)
