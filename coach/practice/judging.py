"""Says of an answer which points it covers, which it misses, and what an interviewer would hear.

No model of language takes part: the same answer is judged in the same way each time, and what it
says to its judge changes nothing. Each finding rests on a sentence of the answer, to the letter. A
sentence counts when it is the person's own (neither the question's nor the documents' words), says
something particular, and sees to a point (`coach.practice.matching`); one that would do harm counts
for nothing (`coach.practice.conduct`).
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coach.errors import PracticeError
from coach.practice.conduct import ConductReader, Reading
from coach.practice.matching import Matcher
from coach.practice.qualities import QUALITIES, Marks, find_marks, find_qualities
from coach.practice.rounds import Caution, Feedback, PointFinding, Scenario, Standing
from coach.practice.statements import Statement, read_statements
from index.embedding import Embedder
from index.words import words_of

MAX_CHARACTERS = 20_000
"""Twenty minutes of speech."""

_COVERED = 0.17
_PARTLY = 0.12
_PLAIN = 0.25
_PARTICULAR = 2
_MOST_PARTICULAR = 3
_STANDINGS: tuple[tuple[Standing, float, int], ...] = (
    ("covered", _COVERED, _PARTICULAR),
    ("partly", _PARTLY, 1),
)
_FEWEST_WORDS = 40
_MOST_WORDS = 450

_POINTS_WEIGHT = 0.5
_QUALITIES_WEIGHT = 0.5
_TWICE = 2
_CAUTION_COST = 0.08
_MOST_CAUTIONS = 5


class Judge:
    """Judges answers. Safe to use from several threads."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        """Read what answers are held against.

        Args:
            folder: where its vectors are kept.

        Raises:
            StoreError: the folder cannot be written to.
        """
        self._embedder = embedder
        self._matcher = Matcher(embedder, folder)
        self._conduct = ConductReader(embedder, folder)

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
        vectors = self._embedder.embed([one.text for one in own])
        marks = [find_marks(one.text) for one in own]
        readings = self._conduct.read(own, vectors, marks)
        matches = self._matcher.match(own, scenario.points)
        heard = [not (reading.reason or reading.is_empty) for reading in readings]
        points = [
            _find(scenario, place, own, marks, matches[:, place], heard)
            for place in range(len(scenario.points))
        ]
        sound = [place for place, is_heard in enumerate(heard) if is_heard]
        cautions = tuple(
            Caution(one.text, reading.reason)
            for one, reading in zip(own, readings, strict=True)
            if reading.reason
        )
        return Feedback(
            points=tuple(points),
            qualities=find_qualities([own[i].text for i in sound], [marks[i] for i in sound]),
            cautions=cautions,
            notes=tuple(_note(every, own, readings, answer)),
            words=len(words_of(answer)),
            coverage=_measure(matches[sound], [marks[i] for i in sound], len(cautions)),
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


def _find_nothing(scenario: Scenario, every: Sequence[Statement], answer: str) -> Feedback:
    return Feedback(
        points=tuple(PointFinding(point, "missed") for point in scenario.points),
        qualities=find_qualities((), ()),
        cautions=(),
        notes=tuple(_note(every, (), (), answer)),
        words=len(words_of(answer)),
        coverage=0.0,
    )


def _find(
    scenario: Scenario,
    place: int,
    statements: Sequence[Statement],
    marks: Sequence[Marks],
    matches: NDArray[np.float32],
    heard: Sequence[bool],
) -> PointFinding:
    """Return how an answer stands to one point, with the sentence that shows it."""
    point = scenario.points[place]
    ranked = sorted(range(len(statements)), key=lambda i: -float(matches[i]) * _weigh(marks[i]))
    for standing, least, particular in _STANDINGS:
        for i in ranked:
            is_near = matches[i] >= least and marks[i].concreteness >= particular
            if heard[i] and is_near:
                return PointFinding(point, standing, statements[i].text)
    against = [i for i in ranked if not heard[i] and matches[i] >= _COVERED and marks[i].found]
    return PointFinding(point, "missed", statements[against[0]].text if against else "")


def _weigh(marks: Marks) -> float:
    return min(marks.concreteness, _MOST_PARTICULAR) / _MOST_PARTICULAR


def _measure(matches: NDArray[np.float32], marks: Sequence[Marks], cautions: int) -> float:
    """Put what is there into one number; what is added beside it doesn't take from it."""
    if not marks:
        return 0.0
    weights = np.array([_weigh(mark) for mark in marks])
    best = (matches * weights[:, None]).max(axis=0)
    points = float(np.clip(best / _PLAIN, 0.0, 1.0).mean())
    counts = [sum(quality.id in mark.found for mark in marks) for quality in QUALITIES]
    qualities = sum(min(count, _TWICE) for count in counts) / (_TWICE * len(QUALITIES))
    cost = _CAUTION_COST * min(cautions, _MOST_CAUTIONS)
    return max(0.0, _POINTS_WEIGHT * points + _QUALITIES_WEIGHT * qualities - cost)


def _note(
    every: Sequence[Statement], own: Sequence[Statement], readings: Sequence[Reading], answer: str
) -> list[str]:
    """Say what holds of the answer as a whole."""
    words = len(words_of(answer))
    notes: list[str] = []
    if any(statement.is_to_judge for statement in every):
        notes.append("What is said to whoever judges was left aside.")
    if sum(statement.is_copied for statement in every) * 2 > len(every):
        notes.append("Most of it repeats the question or the documents: say it in your own words.")
    elif sum(statement.is_list for statement in every) * 2 > len(every):
        notes.append("It's a row of words: say in sentences what you would do.")
    elif own and sum(reading.is_empty for reading in readings) * 2 > len(own):
        notes.append("Most of it could be said of anything: say what you would do here.")
    if words < _FEWEST_WORDS:
        notes.append(f"It has {words} words; a minute's answer has about 130.")
    elif words > _MOST_WORDS:
        notes.append(f"It has {words} words: an interviewer would have stopped you after 400.")
    return notes
