"""Questions that the documents answer, made from them: each is kept if that is so.

Of each passage that begins a heading: the question that its document lists first, or one made of
the heading; one for each row of a table; one for each term that it defines. With a chat model, what
that would ask of it, too. The coach is asked each of them, and it stays if the answer comes from
just there.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from coach.answer import Answer
from coach.batch import Question
from coach.faq.rows import Row
from coach.faq.run_report import LeftOut
from coach.figures import ask_for_row
from coach.suggestions import ask_about, lower
from index.documents import Point
from index.passages import Passage

Ask = Callable[[Iterable[Question]], Iterator[tuple[int, Answer]]]
"""Answers questions and yields each one's place and answer."""
AskOf = Callable[[Sequence[Passage]], Iterator[tuple[str, ...]]]
"""Makes further questions of each passage, in their order."""

_LISTED = 3
_DEFINES = re.compile(r"(?:the|an?|what|anything)\b", re.IGNORECASE)
_IS_USED = re.compile(r"used (?:for|to|in)\b", re.IGNORECASE)
_PLURAL = re.compile(r"(?:[^s]|[^aeiou]e)s$")


@dataclass(frozen=True, slots=True)
class CorpusQuestion:
    """A question, and the passage that it must be answered from."""

    question: str
    section: str
    path: str

    def is_answered_by(self, answer: Answer) -> bool:
        """Tell whether an answer comes from there."""
        if answer.status != "answered" or not answer.citations:
            return False
        first = answer.citations[0]
        return self.is_source(first.section, first.path)

    def is_source(self, section: str, path: str) -> bool:
        """Tell whether something stands there, or under a heading below it."""
        return path == self.path and f"{section} > ".startswith(f"{self.section} > ")


@dataclass(frozen=True, slots=True)
class CorpusQuestions:
    """What was made of a corpus.

    Attributes:
        left_out: headings for which no question was found that the coach answers from there.
    """

    kept: tuple[CorpusQuestion, ...]
    left_out: tuple[LeftOut, ...]

    def rows(self) -> list[Row]:
        """Return them as rows, numbered from 1."""
        return [Row(number, one.question) for number, one in enumerate(self.kept, start=1)]


def make_questions(
    passages: Iterable[Passage], ask: Ask, ask_of: AskOf | None = None
) -> CorpusQuestions:
    """Make questions of each heading in reading order, and keep those that are answered from there.

    Raises:
        CoachError: the index fails.
    """
    heads = list(_first_of_headings(passages))
    further = ask_of(heads) if ask_of else (() for _ in heads)
    wanted = [
        (passage, attempts)
        for passage, more in zip(heads, further, strict=True)
        for attempts in [*_attempts(passage), *((question,) for question in more)]
    ]
    questions = list(dict.fromkeys(q for _, attempts in wanted for q in attempts))
    answers = {questions[place]: answer for place, answer in ask(map(Question, questions))}
    kept: dict[str, CorpusQuestion] = {}
    left_out: list[LeftOut] = []
    for passage, attempts in wanted:
        section = " > ".join(passage.heading_path)
        tried = [CorpusQuestion(question, section, passage.path) for question in attempts]
        found = next((one for one in tried if one.is_answered_by(answers[one.question])), None)
        if found:
            kept.setdefault(found.question, found)
        elif attempts:
            reason = f"the coach does not answer it from “{section}”."
            left_out.append(LeftOut(attempts[0], reason))
    return CorpusQuestions(tuple(kept.values()), tuple(left_out))


def _first_of_headings(passages: Iterable[Passage]) -> Iterator[Passage]:
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for passage in sorted(passages, key=lambda passage: passage.position):
        place = (passage.path, passage.heading_path)
        if place not in seen:
            seen.add(place)
            yield passage


def _attempts(passage: Passage) -> Iterator[tuple[str, ...]]:
    """Yield what to ask; of several ways to ask it the first that is answered is kept."""
    first, *others = passage.asked_as[:_LISTED] or ("",)
    yield tuple(filter(None, (first, ask_about(passage), *others)))
    for point in passage.points:
        if point.kind == "row":
            yield (ask_for_row(point, passage),)
        elif question := _ask_for_term(point):
            yield (question,)


def _ask_for_term(point: Point) -> str | None:
    """Ask for a term that a Point defines: "**Deep Learning:** The kind of ..."."""
    if point.kind != "bullet" or not point.text.startswith(f"{point.label}:"):
        return None
    rest = point.text.removeprefix(f"{point.label}:").strip()
    term = " ".join(lower(word) for word in point.label.split())
    verb = "are" if _PLURAL.search(re.sub(r"\s*\(.*\)", "", term)) else "is"
    if _IS_USED.match(rest):
        return f"What {verb} {term} used for?"
    return f"What {verb} {term}?" if _DEFINES.match(rest) else None
