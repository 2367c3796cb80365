"""Says of an answer which points it covers, which it misses, and what an interviewer would hear.

No model of language takes part: the same answer is judged in the same way each time, and what it
says to its judge changes nothing. Each finding rests on a sentence of the answer, to the letter. A
sentence counts when it is the person's own (neither the question's nor the documents' words), says
something particular, and sees to a point (`coach.practice.matching`); one that would do harm counts
for nothing (`coach.practice.conduct`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from coach.assessment.rubric import Criterion
from coach.background import Background
from coach.errors import PracticeError
from coach.practice.conduct import ConductReader, Tone
from coach.practice.matching import Matcher
from coach.practice.qualities import QUALITIES, Marks, find_marks, find_qualities
from coach.practice.relevance import Relevance
from coach.practice.rounds import Caution, Feedback, PointFinding, Scenario, Standing
from coach.practice.statements import Statement, read_statements
from index.embedding import Embedder
from index.words import words_of

MAX_CHARACTERS = 20_000
"""Twenty minutes of speech."""

# Chosen on the answers of tests/evals: most of what strong ones say to a point lies above the
# first, most of what others say below the second.
_COVERED = 0.17
_PARTLY = 0.12
_PLAIN = 0.25
_PARTICULAR = 2
_MOST_PARTICULAR = 3
_STANDINGS: tuple[tuple[Standing, float, int], ...] = (
    ("covered", _COVERED, _PARTICULAR),
    ("partly", _PARTLY, 1),
)
_EMPTY = 0.6
_ASIDE = 0.3
# What is left of an answer that is about something else, so that there is an order among those.
_REST = 0.05
_HARSH = 0.1
_FEWEST_WORDS = 40
_MOST_WORDS = 450

# The order hardly depends on them: over a grid around them 89 to 94 of a hundred pairs of
# tests/evals are in order, and these are near the best for each batch when it is held out. What is
# shown of an answer, the points that it covers, should count, so they have more than they need.
_POINTS_WEIGHT = 0.3
_QUALITIES_WEIGHT = 0.2
_SOUNDNESS_WEIGHT = 0.75
_INCOMPLETE_WEIGHT = 0.2
_HARM_WEIGHT = 0.75
_EMPTY_WEIGHT = 0.3
_CAUTION_COST = 0.06
_MOST_CAUTIONS = 5
_TWICE = 2


class Judge:
    """Judges answers. Safe to use from several threads."""

    def __init__(self, embedder: Embedder, background: Background, folder: Path) -> None:
        """Read what answers are held against.

        Args:
            background: everyday questions, to tell what is about something else.
            folder: where the vectors of the rest are kept.

        Raises:
            StoreError: the folder cannot be written to.
        """
        self._embedder = embedder
        self._matcher = Matcher(embedder, folder)
        self._conduct = ConductReader(embedder, folder)
        self._relevance = Relevance(embedder, background, folder)

    def judge(self, scenario: Scenario, answer: str) -> Feedback:
        """Judge an answer to a scenario.

        Raises:
            PracticeError: it says nothing, or is too long to be one.
        """
        check_answer(answer)
        known = [scenario.question, *(point.citation.passage for point in scenario.points)]
        every = read_statements(answer, known)
        own = [statement for statement in every if statement.counts]
        if not own:
            return _find_nothing(scenario, every, answer)
        tones = self._conduct.hear(self._embedder.embed([one.text for one in own]))
        heard = [
            _Heard(one, find_marks(one.text), tone, self._conduct.find_harm(one))
            for one, tone in zip(own, tones, strict=True)
        ]
        relevance = self._relevance.measure(scenario, " ".join(one.text for one in own))
        # What is about something else sees to no point, whatever it sounds like.
        matches = self._matcher.match(own, scenario.points) * relevance
        return Feedback(
            points=tuple(
                _find(point, heard, matches[:, place])
                for place, point in enumerate(scenario.points)
            ),
            qualities=find_qualities([(one.text, one.marks) for one in heard if one.counts]),
            cautions=tuple(Caution(one.text, one.harm) for one in heard if one.harm),
            notes=tuple(_note(every, heard, answer, relevance)),
            words=len(words_of(answer)),
            order_value=_measure(heard, matches) * (_REST + (1 - _REST) * relevance),
        )


def check_answer(answer: str) -> None:
    """Refuse what cannot be judged.

    Raises:
        PracticeError: it says nothing, or is too long to be an answer.
    """
    if not words_of(answer):
        raise PracticeError("The answer is empty: say in a few sentences what you would do.")
    if len(answer) > MAX_CHARACTERS:
        raise PracticeError(
            f"The answer has {len(answer):,} characters, of at most {MAX_CHARACTERS:,}: say it as "
            "you would say it in five minutes."
        )


@dataclass(frozen=True, slots=True)
class _Heard:
    """A sentence of the person's own, and what is made of it.

    Attributes:
        harm: why an interviewer would stop at it; "" if there is no reason.
    """

    statement: Statement
    marks: Marks
    tone: Tone
    harm: str

    @property
    def text(self) -> str:
        return self.statement.text

    @property
    def is_empty(self) -> bool:
        """Whether it could be said of anything."""
        return not self.marks.concreteness or self.tone.empty >= _EMPTY

    @property
    def counts(self) -> bool:
        """Whether it can see to a point and show a quality."""
        return not (self.harm or self.is_empty)

    @property
    def weight(self) -> float:
        """How particular it is, 0..1."""
        return min(self.marks.concreteness, _MOST_PARTICULAR) / _MOST_PARTICULAR


def _find_nothing(scenario: Scenario, every: Sequence[Statement], answer: str) -> Feedback:
    return Feedback(
        points=tuple(PointFinding(point, "missed") for point in scenario.points),
        qualities=find_qualities(()),
        cautions=(),
        notes=tuple(_note(every, (), answer, 1.0)),
        words=len(words_of(answer)),
        order_value=0.0,
    )


def _find(point: Criterion, heard: Sequence[_Heard], matches: NDArray[np.float32]) -> PointFinding:
    """Return how an answer stands to one point, with the sentence that shows it."""
    ranked = sorted(
        zip(heard, matches.tolist(), strict=True), key=lambda pair: -pair[1] * pair[0].weight
    )
    for standing, least, particular in _STANDINGS:
        for one, match in ranked:
            if one.counts and match >= least and one.marks.concreteness >= particular:
                return PointFinding(point, standing, one.text)
    against = [one.text for one, match in ranked if one.harm and match >= _PARTLY]
    return PointFinding(point, "missed", against[0] if against else "")


def _measure(heard: Sequence[_Heard], matches: NDArray[np.float32]) -> float:
    """Put what is there into one number."""
    weights = np.array([one.weight if one.counts else 0.0 for one in heard])
    best = (matches * weights[:, None]).max(axis=0)
    points = float(np.clip(best / _PLAIN, 0.0, 1.0).mean())
    counts = [
        sum(quality.id in one.marks.found for one in heard if one.counts) for quality in QUALITIES
    ]
    qualities = sum(min(count, _TWICE) for count in counts) / (_TWICE * len(QUALITIES))
    soundness = fmean(_weigh(one.tone) for one in heard)
    cautions = min(sum(bool(one.harm) for one in heard), _MOST_CAUTIONS)
    value = (
        _POINTS_WEIGHT * points
        + _QUALITIES_WEIGHT * qualities
        + _SOUNDNESS_WEIGHT * soundness
        - _CAUTION_COST * cautions
    )
    return min(1.0, max(0.0, value))


def _weigh(tone: Tone) -> float:
    """Return how far a sentence speaks for an answer; below 0 if it speaks against it."""
    return (
        tone.sound
        + _INCOMPLETE_WEIGHT * tone.incomplete
        - _HARM_WEIGHT * tone.harm
        - _EMPTY_WEIGHT * tone.empty
    )


def _note(
    every: Sequence[Statement], heard: Sequence[_Heard], answer: str, relevance: float
) -> Iterator[str]:
    """Say what holds of the answer as a whole."""
    words = len(words_of(answer))
    if any(statement.is_to_judge for statement in every):
        yield "What is said to whoever judges was left aside."
    if relevance < _ASIDE:
        yield "It seems to be about something else: answer what was asked."
    if _is_most(statement.is_copied for statement in every):
        yield "Most of it repeats the question or the documents: say it in your own words."
    elif _is_most(statement.is_list for statement in every):
        yield "It's a row of words: say in sentences what you would do."
    elif heard and _is_most(one.is_empty for one in heard):
        yield "Most of it could be said of anything: say what you would do here."
    elif heard and fmean(one.tone.harm - one.tone.sound for one in heard) > _HARSH:
        yield "It sounds as if people or risks were passed over: say whom you hear, what you check."
    if words < _FEWEST_WORDS:
        yield f"It has {words} words; an answer of a minute has about 130."
    elif words > _MOST_WORDS:
        yield f"It has {words} words: an interviewer would have stopped you after {_MOST_WORDS}."


def _is_most(of_each: Iterable[bool]) -> bool:
    known = list(of_each)
    return sum(known) * 2 > len(known)
