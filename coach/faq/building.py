"""The long run: questions to entries, each written to a journal as soon as it is there.

Questions that ask the same as an earlier one are merged into it and not answered. What the journal
of a killed run holds is not asked again. Memory holds the questions and not their answers.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from sys import intern

from coach.answer import Answer
from coach.batch import CHUNK, Question, ahead, chunks
from coach.faq.entries import Entry, make_entry, name_question
from coach.faq.journal import Journal
from coach.faq.likeness import Leaders
from coach.faq.rows import Row
from index.embedding import Embedder, Vectors

Ask = Callable[[Iterable[Question]], Iterator[tuple[int, Answer]]]
"""Answers questions and yields each one's place and answer, in any order."""

Progress = Callable[[int], None]
"""Called with how many rows have just been done."""


class Build:
    """What a run has made: the entries, in the order of their questions.

    Attributes:
        merged: how many questions were merged into others.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._questions: dict[str, str] = {}
        self._also_asked: dict[str, list[str]] = defaultdict(list)
        self._asked: Counter[str] = Counter()
        self._leaders: list[str] = []
        self.merged = 0

    def note(self, row: Row, leader: int) -> bool:
        """Take a question that stands for itself, or put it with its leader; tell which."""
        is_new = leader == len(self._leaders)
        if is_new:
            self._leaders.append(intern(name_question(row.question)))
            self._questions[self._leaders[-1]] = row.question
        name = self._leaders[leader]
        if row.asked:
            self._asked[name] += row.asked
        if not is_new:
            self.merged += 1
            if row.question not in (self._questions[name], *self._also_asked[name]):
                self._also_asked[name].append(row.question)
        return is_new

    def entries(self) -> Iterator[Entry]:
        """Walk over the entries in the order of their questions, as often as one likes."""
        return self.read(self._leaders)

    def read(self, ids: Iterable[str]) -> Iterator[Entry]:
        """Walk over the entries of these ids, one in memory at a time."""
        for entry in self._journal.read(ids):
            yield replace(
                entry,
                # What is kept of it anyway, so that whoever keeps it keeps no copy.
                id=intern(entry.id),
                question=self._questions[entry.id],
                also_asked=tuple(self._also_asked.get(entry.id, ())),
                asked=self._asked.get(entry.id),
            )


def build(
    rows: Sequence[Row],
    ask: Ask,
    embedder: Embedder,
    leaders: Leaders,
    journal: Journal,
    day: date,
    *,
    progress: Progress = lambda _rows: None,
    retry_failed: bool = False,
) -> Build:
    """Answer what the journal does not hold yet.

    Args:
        retry_failed: ask again where the chat model has failed.

    Raises:
        CoachError: the index, the disk or the engine that answers fails; the journal keeps what is
            done.
    """
    made = Build(journal)
    again = journal.failed if retry_failed else frozenset()
    under_way: dict[int, Row] = {}
    numbers = count()

    def questions() -> Iterator[Question]:
        for row, vector in _choose(rows, made, embedder, leaders, progress):
            name = name_question(row.question)
            if name in journal and name not in again:
                progress(1)
                continue
            under_way[next(numbers)] = row
            yield Question(row.question, vector, row.focus)

    for number, answer in ask(questions()):
        row = under_way.pop(number)
        journal.append(make_entry(row.question, answer, day, row.focus))
        progress(1)
    return made


def _choose(
    rows: Sequence[Row], made: Build, embedder: Embedder, leaders: Leaders, progress: Progress
) -> Iterator[tuple[Row, Vectors]]:
    """Yield the rows that ask what none before them asks, and note the others with theirs."""

    def embed(chunk: list[Row]) -> tuple[list[Row], Vectors]:
        return chunk, embedder.embed([row.question for row in chunk])

    for chunk, vectors in ahead(chunks(rows, CHUNK), embed):
        placed = leaders.place([row.question for row in chunk], vectors)
        for row, vector, leader in zip(chunk, vectors, placed, strict=True):
            if made.note(row, leader):
                yield row, vector
            else:
                progress(1)
