"""How much of what a question asks for the passages found hold, in characters.

These are the measures of Smith and Troynikov, "Evaluating Chunking Strategies for Retrieval"
(Chroma, 2024): an excerpt is what should be found, a passage what is. Where the evaluation's code
is more particular than its text, this follows the code: a passage found twice costs twice, and one
from another text costs too.

A passage counts at the first place where its text stands, as there. White space does not matter
in looking for it, so a passage may have been folded or wrapped anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Some characters of a text, the one at `end` not among them."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """How many they are."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Found:
    """A passage's place: in which text, and where there."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Scores:
    """Of one question's passages, each 0..1.

    Attributes:
        recall: what share of the excerpts was found.
        precision: what share of what was found is excerpts.
        iou: the excerpts that were found, over all that was found and what was missed.
    """

    recall: float
    precision: float
    iou: float


class SearchableText:
    """A text in which passages are looked for without regard to white space."""

    def __init__(self, text: str) -> None:
        self._places = [place for place, character in enumerate(text) if not character.isspace()]
        self._letters = "".join(text[place] for place in self._places)

    def find(self, passage: str) -> Span | None:
        """Return the first place of a passage, or None when it does not stand here."""
        letters = "".join(passage.split())
        first = self._letters.find(letters) if letters else -1
        if first < 0:
            return None
        return Span(self._places[first], self._places[first + len(letters) - 1] + 1)


def score(text: str, excerpts: Sequence[Span], found: Sequence[Found]) -> Scores:
    """Score what was found for a question whose excerpts all stand in one text."""
    hits = _merge(passage.span for passage in found if passage.text == text)
    hit = _shared(_merge(excerpts), hits)
    wanted = sum(excerpt.length for excerpt in excerpts)
    read = sum(passage.span.length for passage in found)
    missed = wanted - _shared(excerpts, hits)
    return Scores(hit / wanted, hit / read if read else 0.0, hit / (read + missed))


def score_best(excerpts: Sequence[Span], passages: Iterable[Span]) -> float:
    """Return the evaluation's "precision omega": what the cut alone allows.

    It is the IoU of a search that finds just those passages, of all that the excerpts' text was cut
    into, that hold or touch an excerpt.
    """
    touching = _merge(
        passage
        for passage in passages
        if any(passage.start <= e.end and e.start <= passage.end for e in excerpts)
    )
    return _shared(_merge(excerpts), touching) / _length(_merge([*touching, *excerpts]))


def _merge(spans: Iterable[Span]) -> list[Span]:
    """Return the same characters as spans that are in order and apart."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            span = Span(merged[-1].start, max(merged[-1].end, span.end))
            merged.pop()
        merged.append(span)
    return merged


def _length(spans: Iterable[Span]) -> int:
    return sum(span.length for span in spans)


def _shared(spans: Iterable[Span], merged: Sequence[Span]) -> int:
    """Count the characters of each span that also stand in `merged`."""
    return sum(
        max(0, min(span.end, other.end) - max(span.start, other.start))
        for span in spans
        for other in merged
    )
