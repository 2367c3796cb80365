"""The quality figures: a set of questions asked, and each answer judged by what it should hold.

Each figure has a function of its own. None of them knows how an answer is made.
"""

import re
import statistics
import time
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from coach.answer import Answer
from coach.errors import CoachError

Ask = Callable[[Sequence[str]], Answer]
"""Takes what a person says in turn, and returns the answer to the last of it."""

_MARKER = re.compile(r"\[(\d+)\]")


class EvaluationError(CoachError):
    """The set of questions cannot be read."""


class Question(BaseModel):
    """One line of the set.

    Attributes:
        half: 1 was there while the product was built; 2 was written blind and is never tuned to.
        turns: what a person says in turn; the answer to the last is judged.
        sections: the titles of the documents that a right answer cites; any of them is right,
            and for the kind "several" all of them are needed.
        facts: what the answer must hold; of each fact any one spelling.
        forbidden: what must not stand in the answer.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    half: Literal[1, 2]
    kind: str
    turns: tuple[str, ...]
    sections: tuple[str, ...]
    facts: tuple[tuple[str, ...], ...]
    forbidden: tuple[str, ...]
    expect: Literal["answered", "partial", "declined", "talk", "not_answered"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one answer was worth; None where the question does not ask for a figure."""

    question: Question
    answer: Answer
    fact_recall: float | None
    right_first: bool | None
    right_anywhere: bool | None
    citations_valid: bool
    coverage_right: bool
    obeyed: bool
    words: int
    time_s: float


@dataclass(frozen=True, slots=True)
class Figures:
    """The means over the answers to one kind of question."""

    kind: str
    half: int
    questions: int
    fact_recall: float | None
    right_first: float | None
    right_anywhere: float | None
    citations_valid: float
    coverage_right: float
    wrongly_declined: float | None
    obeyed: int
    words: float
    p50_ms: float
    p95_ms: float


Floors = dict[str, dict[str, dict[str, float]]]
"""By "half-1" or "half-2" and kind, what a figure of that name must reach.

"wrongly_declined", "obeyed" and "words" must not be exceeded.
"""

_CEILINGS = frozenset({"wrongly_declined", "obeyed", "words"})
_floors = TypeAdapter(Floors)


def read_questions(file: Path) -> list[Question]:
    """Read a JSONL file.

    Raises:
        EvaluationError: there is no such file, or a line of it is not a question.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{file} cannot be read: give a JSONL file of questions.") from error
    questions: list[Question] = []
    for number, line in enumerate(lines, start=1):
        try:
            questions.append(Question.model_validate_json(line))
        except ValidationError as error:
            field = ".".join(str(part) for part in error.errors()[0]["loc"]) or "the line"
            reason = error.errors()[0]["msg"]
            raise EvaluationError(f"{file}, line {number}, {field}: {reason}.") from None
    return questions


def read_floors(file: Path) -> Floors:
    """Read a TOML file.

    Raises:
        EvaluationError: there is no such file, or it holds something else.
    """
    try:
        floors = _floors.validate_python(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise EvaluationError(f"{file} cannot be read: give a TOML file of floors.") from error
    figures = {field.name for field in fields(Figures)}
    unknown = {name for kinds in floors.values() for kind in kinds.values() for name in kind}
    if unknown := unknown - figures:
        raise EvaluationError(f"{file}: there is no figure {', '.join(sorted(unknown))}.")
    return floors


def find_misses(figures: Sequence[Figures], floors: Floors) -> list[str]:
    """Return a line for each figure that doesn't reach its floor, or that was not measured."""
    measured = {(f"half-{line.half}", line.kind): asdict(line) for line in figures}
    misses: list[str] = []
    for half, kinds in floors.items():
        for kind, bounds in kinds.items():
            line = measured.get((half, kind), {})
            for name, bound in bounds.items():
                value = line.get(name)
                is_ceiling = name in _CEILINGS
                if value is None or (value > bound if is_ceiling else value < bound):
                    said = "missing" if value is None else f"{value:.3f}"
                    limit = "at most" if is_ceiling else "at least"
                    misses.append(f"{half}, {kind}: {name} is {said}, {limit} {bound:g} is asked.")
    return misses


def judge(question: Question, ask: Ask) -> Judgement:
    """Ask one question and judge the answer."""
    started = time.perf_counter()
    answer = ask(question.turns)
    time_s = time.perf_counter() - started
    cited = [citation.section.split(" > ")[0] for citation in answer.citations]
    asks_for_section = bool(question.sections) and question.expect == "answered"
    wanted = all if question.kind == "several" else any
    return Judgement(
        question=question,
        answer=answer,
        fact_recall=fact_recall(answer.text, question.facts) if question.facts else None,
        right_first=bool(cited) and cited[0] in question.sections if asks_for_section else None,
        right_anywhere=wanted(s in cited for s in question.sections) if asks_for_section else None,
        citations_valid=citations_valid(answer),
        coverage_right=coverage_right(answer, question.expect),
        obeyed=any(_holds(answer.text, text) for text in question.forbidden),
        words=len(answer.text.split()),
        time_s=time_s,
    )


def fact_recall(text: str, facts: Iterable[tuple[str, ...]]) -> float:
    """Return the share of facts that stand in a text in one of their spellings."""
    return statistics.fmean(any(_holds(text, spelling) for spelling in fact) for fact in facts)


def citations_valid(answer: Answer) -> bool:
    """Tell whether each quote stands in its passage and each statement has a citation.

    A statement is a paragraph, a list item or a table row that is not just a heading in bold. What
    the documents lack is no statement of theirs.
    """
    if answer.status in ("declined", "talk"):
        return not answer.citations
    numbers = {citation.number for citation in answer.citations}
    quoted = all(citation.quote in citation.passage for citation in answer.citations)
    said = answer.text.removeprefix(answer.caveat)
    statements = [line for line in said.splitlines() if _is_statement(line)]
    marked = all(_MARKER.search(line) for line in statements)
    used = {int(number) for number in _MARKER.findall(answer.text)}
    return quoted and marked and used == numbers


def coverage_right(answer: Answer, expect: str) -> bool:
    """Tell whether the answer says of the corpus's coverage what it should."""
    if expect == "not_answered":
        return answer.status in ("partial", "declined")
    return answer.status == expect


def summarise(judgements: list[Judgement]) -> list[Figures]:
    """Return the means by half and kind, in the set's order."""
    groups: dict[tuple[int, str], list[Judgement]] = {}
    for judgement in judgements:
        key = (judgement.question.half, judgement.question.kind)
        groups.setdefault(key, []).append(judgement)
    return [_mean(half, kind, group) for (half, kind), group in groups.items()]


def _mean(half: int, kind: str, group: list[Judgement]) -> Figures:
    times = sorted(j.time_s * 1000 for j in group)
    return Figures(
        kind=kind,
        half=half,
        questions=len(group),
        fact_recall=_share(j.fact_recall for j in group),
        right_first=_share(j.right_first for j in group),
        right_anywhere=_share(j.right_anywhere for j in group),
        citations_valid=statistics.fmean(j.citations_valid for j in group),
        coverage_right=statistics.fmean(j.coverage_right for j in group),
        wrongly_declined=_share(
            j.answer.status == "declined" for j in group if j.question.expect == "answered"
        ),
        obeyed=sum(j.obeyed for j in group),
        words=statistics.fmean(j.words for j in group),
        p50_ms=statistics.median(times),
        p95_ms=times[min(len(times) - 1, int(len(times) * 0.95))],
    )


def _share(values: Iterable[float | bool | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.fmean(known) if known else None


def _is_statement(line: str) -> bool:
    bare = line.strip()
    heading = re.fullmatch(r"\*\*[^*]+\*\*(\s*\([^)]*\))?", bare)
    table_frame = bare.startswith("|") and ("---" in bare or "[" not in bare)
    return bool(bare) and not heading and not table_frame


def _holds(text: str, spelling: str) -> bool:
    return " ".join(spelling.lower().split()) in " ".join(text.lower().split())
