"""How well CVs are read: the facts that were found, held against those that a careful human lists.

A gold fact has its kind and its words, and what of it must be right: title, number, level, dates.
"""

import json
import re
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from coach.errors import ProfileError
from coach.profile.cv_reading import CvReading, read_cv
from coach.profile.facts import DegreeLevel, Fact, FactKind

_SHARED_WORDS = 0.8  # of the words of two quotes, as a share of the longer one's


class GoldFact(BaseModel):
    """What a careful human lists of a CV; what is None need not be looked at.

    Attributes:
        quotes: the words that say it; any of them will do.
        or_kind: another kind that is as right.
        is_optional: it may as well be left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: FactKind
    quotes: tuple[str, ...]
    or_kind: FactKind | None = None
    subject: str | None = None
    number: float | None = None
    level: DegreeLevel | None = None
    since: str | None = None
    until: str | None = None
    holds: bool = True
    is_optional: bool = False

    def is_found_in(self, fact: Fact) -> bool:
        """Tell whether a fact says the same."""
        exact = (
            (self.number, fact.number),
            (self.level, fact.level),
            (self.since, fact.since),
            (self.until, fact.until),
        )
        return (
            fact.kind in (self.kind, self.or_kind)
            and fact.holds == self.holds
            and all(wanted is None or wanted == found for wanted, found in exact)
            and (self.subject is None or _is_same_subject(self.subject, fact.subject))
            and any(_share_words(quote, fact.quote) for quote in self.quotes)
        )


@dataclass(frozen=True, slots=True)
class CvJudgement:
    """What the reading of one CV was worth.

    Attributes:
        right: facts that the gold has, and `found` those that there are, but for optional ones.
        missed: what a careful human lists and the reading doesn't.
        wrong: what the reading lists and a careful human doesn't.
        unquoted: facts whose quote does not stand in the file's text.
    """

    name: str
    right: int
    found: int
    wanted: int
    missed: tuple[GoldFact, ...]
    wrong: tuple[Fact, ...]
    unquoted: tuple[Fact, ...]
    time_s: float

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of what is wanted that was found."""
        return self.right / self.wanted if self.wanted else 1.0


def read_gold(file: Path) -> tuple[GoldFact, ...]:
    """Read a JSONL file of gold facts.

    Raises:
        ProfileError: there is no such file, or a line of it is no gold fact.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"{file} cannot be read: give a JSONL file of facts.") from error
    facts: list[GoldFact] = []
    for number, line in enumerate(lines, start=1):
        try:
            facts.append(GoldFact.model_validate_json(line))
        except ValidationError as error:
            reason = error.errors()[0]["msg"]
            raise ProfileError(f"{file}, line {number} is no fact: {reason}.") from None
    return tuple(facts)


def judge_cv(cv: Path, gold: Sequence[GoldFact]) -> CvJudgement:
    """Read one CV and judge the facts.

    Its time is the processor's: that of the clock would be the machine's other work, too.
    """
    content = cv.read_bytes()
    started = time.process_time()
    reading = read_cv(cv.name, content)
    time_s = time.process_time() - started
    return judge_reading(cv.name, reading, gold, time_s)


def judge_reading(
    name: str, reading: CvReading, gold: Sequence[GoldFact], time_s: float = 0.0
) -> CvJudgement:
    """Judge what was read: each gold fact is found at most once, and each fact counts once."""
    left = list(gold)
    right, optional = 0, 0
    wrong: list[Fact] = []
    for fact in reading.facts:
        matches = sorted(
            (one.is_optional, n) for n, one in enumerate(left) if one.is_found_in(fact)
        )
        match = left[matches[0][1]] if matches else None
        if match is None:
            wrong.append(fact)
            continue
        left.remove(match)
        right += not match.is_optional
        optional += match.is_optional
    text = _fold(reading.text)
    return CvJudgement(
        name=name,
        right=right,
        found=len(reading.facts) - optional,
        wanted=sum(not fact.is_optional for fact in gold),
        missed=tuple(fact for fact in left if not fact.is_optional),
        wrong=tuple(wrong),
        unquoted=tuple(fact for fact in reading.facts if _fold(fact.quote) not in text),
        time_s=time_s,
    )


def sum_up(judgements: Sequence[CvJudgement]) -> dict[str, float]:
    """Return the figures over several CVs: each fact counts the same, whichever CV it's from."""
    right = sum(one.right for one in judgements)
    return {
        "cvs": len(judgements),
        "facts": sum(one.wanted for one in judgements),
        "precision": right / max(sum(one.found for one in judgements), 1),
        "recall": right / max(sum(one.wanted for one in judgements), 1),
        "unquoted": sum(len(one.unquoted) for one in judgements),
        "slowest_s": max((one.time_s for one in judgements), default=0.0),
        "mean_s": statistics.fmean(one.time_s for one in judgements) if judgements else 0.0,
    }


def _fold(text: str) -> str:
    return " ".join(text.split())


def _is_same_subject(wanted: str, found: str) -> bool:
    """Tell whether two subjects are the same, but for what follows a comma in one of them."""
    one, other = (_fold(text).casefold() for text in (wanted, found))
    return one == other or one.split(",")[0] == other or other.split(",")[0] == one


def _share_words(wanted: str, found: str) -> bool:
    """Tell whether two quotes are the same words, or one of them holds the other."""
    one, other = (re.findall(r"[\w+#%]+", text.casefold()) for text in (wanted, found))
    shorter, longer = sorted((one, other), key=len)
    joined = f" {' '.join(longer)} "
    if shorter and f" {' '.join(shorter)} " in joined:
        return True
    return len(set(one) & set(other)) >= _SHARED_WORDS * max(len(set(one)), len(set(other)), 1)


def describe(fact: Fact | GoldFact) -> str:
    """Return a fact in one line, to be looked at."""
    values = fact.model_dump() if isinstance(fact, GoldFact) else fact.to_dict()
    told = {key: value for key, value in values.items() if value not in (None, "", True, False)}
    return json.dumps(told, ensure_ascii=False)
