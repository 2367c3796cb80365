"""Checks what a model wrote against the passages that it cites, and removes what does not hold.

A statement (a sentence, a list item or a table row) is kept when it cites, and when each of its
numbers, names and quoted words, and enough of its other words, stand in what it cites. No model
takes part: the same text is judged in the same way each time.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from coach.claims import find_fault, find_strange_words
from coach.drafts import Cited
from coach.evidence import Evidence, content_stems, fold, read_evidence
from coach.markup import Splitter, Unit
from index.documents import Point
from index.passages import Passage
from index.words import words_of

Reason = Literal[
    "no citation",
    "invented citation",
    "number",
    "name",
    "quote",
    "not supported",
    "denied",
    "address",
    "prompt",
    "repeated",
]

# Nobody says five words of a prompt in its order by chance.
_PROMPT_WORDS = 5
_MARKER = re.compile(r"\[(\d+)\]")
_HEADING_WORDS = 10


@dataclass(frozen=True, slots=True)
class Removed:
    """A statement that was taken out.

    Attributes:
        detail: what of it does not hold, when it can be pointed at ("$9,999,999").
    """

    sentence: str
    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What is left of a text.

    Attributes:
        text: Markdown; its markers count the passages in `cited`, from 1.
        kept: how many statements hold.
        failed: how many do not; headings, lead-ins to a list and repetitions are not counted.
    """

    text: str
    kept: int
    failed: int
    removed: tuple[Removed, ...]
    cited: tuple[Cited, ...]


def check(text: str, passages: Sequence[Passage], prompts: Sequence[str] = ()) -> Checked:
    """Check a whole text; its markers count `passages` from 1.

    Args:
        prompts: texts that must not be repeated.
    """
    checker = Checker(passages, prompts)
    checker.feed(text)
    checker.finish()
    return checker.result()


class Checker:
    """Checks a text while it is written: `feed` gives back what has just turned out to hold."""

    def __init__(self, passages: Sequence[Passage], prompts: Sequence[str] = ()) -> None:
        self._evidence = [read_evidence(passage) for passage in passages]
        self._secrets = [_all_runs(prompt) for prompt in prompts]
        self._splitter = Splitter()
        self._numbers: dict[int, int] = {}
        self._points: dict[int, list[Point]] = {}
        self._said: set[str] = set()
        self._heading: Unit | None = None
        self._last: Unit | None = None
        self._steps = 0
        self._text = ""
        self._kept = 0
        self._failed = 0
        self._failed_in_a_row = 0
        self._removed: list[Removed] = []

    @property
    def failed_in_a_row(self) -> int:
        """How many statements did not hold since the last one that did."""
        return self._failed_in_a_row

    @property
    def words(self) -> int:
        """How long the text is."""
        return len(self._text.split())

    def feed(self, text: str) -> str:
        """Take the next piece; return what can be shown of it and of what came before."""
        return "".join(self._judge(unit) for unit in self._splitter.feed(text))

    def finish(self) -> str:
        """Return what can be shown of the rest; nothing follows it."""
        return "".join(self._judge(unit) for unit in self._splitter.finish())

    def result(self) -> Checked:
        """Return all that was kept and removed so far."""
        cited = (
            Cited(
                self._evidence[old - 1].passage,
                tuple(sorted(self._points[old], key=lambda point: point.start)),
            )
            for old in self._numbers
        )
        return Checked(self._text, self._kept, self._failed, tuple(self._removed), tuple(cited))

    def _judge(self, unit: Unit) -> str:
        if not re.search(r"\w", unit.plain):
            return ""
        if unit.kind == "heading":
            fault = self._find_heading_fault(unit)
            self._heading = None if fault else unit
            if fault:
                self._removed.append(fault)
            return ""
        fault = self._find_fault(unit)
        if fault is None:
            return self._keep(unit)
        self._removed.append(fault)
        self._failed_in_a_row += 1
        # A lead-in to a list and a repetition say nothing that could be wrong.
        is_lead_in = fault.reason == "no citation" and unit.plain.endswith(":")
        if not is_lead_in and fault.reason != "repeated":
            self._failed += 1
        return ""

    def _find_fault(self, unit: Unit) -> Removed | None:
        if fault := self._find_forbidden(unit):
            return fault
        if not unit.markers:
            return Removed(unit.plain, "no citation")
        for number in unit.markers:
            if not 1 <= number <= len(self._evidence):
                return Removed(unit.plain, "invented citation", f"[{number}]")
        if fold(unit.plain) in self._said:
            return Removed(unit.plain, "repeated")
        cited = [self._evidence[number - 1] for number in unit.markers]
        if wrong := find_fault(unit.plain, cited):
            return Removed(unit.plain, *wrong)
        if unit.plain.endswith("?") or not content_stems(unit.plain):
            return Removed(unit.plain, "not supported")
        # Of two words one is too little, unless more is said beside it: "AI is great".
        least = 2 if len(unit.clauses) == 1 else 1
        for clause, numbers in unit.clauses:
            of_clause = [self._evidence[number - 1] for number in numbers]
            if strange := find_strange_words(clause, of_clause, least):
                return Removed(unit.plain, "not supported", ", ".join(strange))
        return None

    def _find_heading_fault(self, unit: Unit) -> Removed | None:
        """A heading cites nothing, but states nothing that stands nowhere either."""
        if fault := self._find_forbidden(unit):
            return fault
        if len(unit.plain.split()) > _HEADING_WORDS:
            return Removed(unit.plain, "no citation")
        wrong = find_fault(unit.plain, self._evidence, is_title=True)
        return Removed(unit.plain, *wrong) if wrong else None

    def _find_forbidden(self, unit: Unit) -> Removed | None:
        if unit.has_address:
            return Removed(unit.plain, "address")
        for run in _runs_of_words(unit.plain):
            is_secret = any(run in secrets for secrets in self._secrets)
            if is_secret and not any(run in _all_runs(e.folded) for e in self._evidence):
                return Removed(unit.plain, "prompt", " ".join(run))
        return None

    def _keep(self, unit: Unit) -> str:
        said = frozenset(content_stems(unit.plain))
        for number in unit.markers:
            self._numbers.setdefault(number, len(self._numbers) + 1)
            points = self._points.setdefault(number, [])
            rests_on = _points_behind(said, self._evidence[number - 1])
            points.extend(point for point in rests_on if point not in points)
        shown = self._lay_out(unit)
        self._said.add(fold(unit.plain))
        self._last, self._heading = unit, None
        self._kept += 1
        self._failed_in_a_row = 0
        self._text += shown
        return shown

    def _lay_out(self, unit: Unit) -> str:
        """Put a unit behind what stands there already."""
        last = self._last
        is_beside = bool(last and last.block == unit.block and not self._heading)
        before = "" if not last else "\n\n"
        if is_beside:
            before = " " if unit.kind == "sentence" else "\n"
        if self._heading:
            before += f"**{self._heading.text.replace('**', '')}**\n\n"
        self._steps = self._steps + 1 if unit.kind == "step" and is_beside else 1
        text = _MARKER.sub(lambda m: f"[{self._numbers[int(m[1])]}]", unit.text)
        if unit.kind == "bullet":
            text = f"- {text}"
        elif unit.kind == "step":
            text = f"{self._steps}. {text}"
        elif unit.kind == "row":
            text = f"| {text} |"
            if not is_beside:
                before += _frame(unit)
        return before + text


def _frame(unit: Unit) -> str:
    """The table's head; a table that has none gets an empty one, without which it is no table."""
    columns = unit.headers or ("",) * (unit.text.count(" | ") + 1)
    return f"| {' | '.join(columns)} |\n| {' | '.join('---' for _ in columns)} |\n"


def _points_behind(said: frozenset[str], evidence: Evidence) -> Iterator[Point]:
    """The Points that share most with a statement: the best one and those nearly as good."""
    shared = [(len(said & place.stems), place.point) for place in evidence.places if place.point]
    best = max((count for count, _ in shared), default=0)
    for count, point in shared:
        if count and count >= 0.75 * best:
            yield point


@lru_cache(maxsize=512)
def _all_runs(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(_runs_of_words(text))


def _runs_of_words(text: str) -> Iterator[tuple[str, ...]]:
    words = words_of(text)
    return (
        tuple(words[place : place + _PROMPT_WORDS])
        for place in range(len(words) - _PROMPT_WORDS + 1)
    )
