"""Questions that the documents answer, made from them: each is kept if that is so.

Of each passage that begins a heading: the question that its document lists first, or one made of
the heading; one for each row of a table; one for each term that it defines. With a chat model, what
that would ask of it, too. The coach is asked each of them, and it stays if the answer comes from
just there.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from coach.answer import Answer
from coach.batch import Question
from coach.faq.rows import Row
from coach.faq.run_report import LeftOut
from coach.figures import ask_for_row
from coach.focus import Focus
from coach.suggestions import ask_about, lower
from index.documents import Point
from index.passages import Passage

Ask = Callable[[Iterable[Question]], Iterator[tuple[int, Answer]]]
"""Answers questions and yields each one's place and answer."""
AskOf = Callable[[Sequence[Passage]], Iterator[tuple[str, ...]]]
"""Makes further questions of each passage, in their order."""

_Attempts = tuple[tuple[str, ...], Focus]
"""Ways to ask one thing, the first that is answered from the right place to be kept."""

_FIT = re.compile(r"[A-Z][^?!.;:]*\?")
_MOST_WORDS = 12
_DEFINES = re.compile(r"(?:the|an?|what|anything)\b", re.IGNORECASE)
_IS_USED = re.compile(r"used (?:for|to|in)\b", re.IGNORECASE)
_PLURAL = re.compile(r"[^s]s$|\band\b")


@dataclass(frozen=True, slots=True)
class CorpusQuestions:
    """What was made of a corpus.

    Attributes:
        rows: the questions, in reading order, each with where its answer stands.
        left_out: what was not kept, as the coach does not answer it from there.
    """

    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...]


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
        attempts
        for passage, more in zip(heads, further, strict=True)
        for attempts in [
            *_attempts(passage),
            *_each(more, _heading(passage)),
        ]
    ]
    questions = list(dict.fromkeys(q for questions, _ in wanted for q in questions))
    answers = {questions[place]: answer for place, answer in ask(map(Question, questions))}
    kept: dict[str, Focus] = {}
    left_out: list[LeftOut] = []
    for attempts, focus in wanted:
        found = next((q for q in attempts if is_answered_from(focus, answers[q])), None)
        if found:
            kept.setdefault(found, focus)
        elif attempts:
            reason = f"the coach does not answer it from “{focus.section}”."
            left_out.append(LeftOut(attempts[0], reason))
    rows = (Row(number, q, focus=focus) for number, (q, focus) in enumerate(kept.items(), 1))
    return CorpusQuestions(tuple(rows), tuple(left_out))


def is_answered_from(focus: Focus, answer: Answer) -> bool:
    """Tell whether an answer covers all that was asked, cites what stands there, and begins with
    the same document.
    """
    cited = answer.citations
    return (
        answer.status == "answered"
        and any(focus.covers(citation.section, citation.path) for citation in cited)
        and cited[0].path == focus.path
    )


def _first_of_headings(passages: Iterable[Passage]) -> Iterator[Passage]:
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for passage in sorted(passages, key=lambda passage: passage.position):
        place = (passage.path, passage.heading_path)
        if place not in seen:
            seen.add(place)
            yield passage


def _attempts(passage: Passage) -> Iterator[_Attempts]:
    heading = _heading(passage)
    yield tuple(_ways_to_ask(passage)), heading
    for point in passage.points:
        if point.kind == "row":
            yield (ask_for_row(point, passage),), heading
    terms = [point for point in passage.points if _is_term(point)]
    # What defines a single term is asked for by its heading.
    for point in terms if len(terms) > 1 else ():
        if question := _ask_for_term(point):
            yield (question,), replace(heading, point=point.text)


def _each(questions: Iterable[str], focus: Focus) -> Iterator[_Attempts]:
    return (((question,), focus) for question in questions)


def _ways_to_ask(passage: Passage) -> Iterator[str]:
    """The first that its document lists is fit to be printed; of the others not all are."""
    listed = [*passage.asked_as[:1], *filter(_is_fit, passage.asked_as[1:])]
    # The answer to it would be an order: "Set the standards ...".
    first = [question for question in listed[:1] if not question.startswith("Who ")]
    yield from first
    if made := ask_about(passage):
        yield re.sub(r"^Tell me about (.*)\.$", r"What is there to know about \1?", made)
    yield from listed[len(first) :]


def _heading(passage: Passage) -> Focus:
    return Focus(" > ".join(passage.heading_path), passage.path)


def _is_fit(question: str) -> bool:
    """Tell whether a question that a document lists can be printed: one sentence, of few words."""
    return bool(_FIT.fullmatch(question)) and len(question.split()) <= _MOST_WORDS


def _is_term(point: Point) -> bool:
    return point.kind == "bullet" and bool(point.label) and point.text.startswith(f"{point.label}:")


def _ask_for_term(point: Point) -> str | None:
    """Ask for a term that a Point defines: "**Deep Learning:** The kind of ..."."""
    rest = point.text.removeprefix(f"{point.label}:").strip()
    term = " ".join(lower(word) for word in point.label.split())
    verb = "are" if _PLURAL.search(re.sub(r"\s*\(.*\)", "", term)) else "is"
    if _IS_USED.match(rest):
        return f"What {verb} {term} used for?"
    return f"What {verb} {term}?" if _DEFINES.match(rest) else None
