"""Names that narrow a question: places, employers, tools, credentials, people, sectors, periods.

They stand in `names.txt`; its head says how they are to be matched.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_MAX_WORDS = 5
_WORD = re.compile(r"[^\W_]+(?:[.'’&+/-]+[^\W_]+)*[+#]*|\.[A-Z]+")  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class NarrowingName:
    """A name found in a question.

    Attributes:
        spelled: the variant that was used, with its capitals.
        variants: all ways to write it, the one to display first.
        kind: its section of the list: "place", "company", "tool", "credential", "group", "sector",
            "period", "currency" or "field of study".
    """

    spelled: str
    variants: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class _Entry:
    name: NarrowingName
    exact_capitals: bool


def find_narrowing_names(question: str) -> Iterator[NarrowingName]:
    """Find the names in a question, the longest where one lies within another."""
    words = [match.group().removesuffix("'s") for match in _WORD.finditer(question)]
    keys = _key(words)
    entries = _entries()
    taken: set[int] = set()
    for length in range(min(_MAX_WORDS, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            end = start + length
            entry = entries.get(keys[start:end])
            if entry is None or not taken.isdisjoint(range(start, end)):
                continue
            # A capital at the beginning of a question says nothing.
            said = " ".join(words[start:end])
            if entry.exact_capitals and (start == 0 or said != entry.name.spelled):
                continue
            taken.update(range(start, end))
            yield entry.name


def _key(words: list[str]) -> tuple[str, ...]:
    return tuple(word.lower() for word in words)


@cache
def _entries() -> dict[tuple[str, ...], _Entry]:
    entries: dict[tuple[str, ...], _Entry] = {}
    kind = ""
    for line in files("coach").joinpath("names.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[] ")
        elif line.strip() and not line.startswith("#"):
            marked = [variant.strip() for variant in line.split("|")]
            plain = tuple(variant.removesuffix("!").strip() for variant in marked)
            for variant, spelled in zip(marked, plain, strict=True):
                entry = _Entry(NarrowingName(spelled, plain, kind), variant.endswith("!"))
                entries.setdefault(_key(_WORD.findall(spelled)), entry)
    return entries
