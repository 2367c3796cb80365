"""Questions that people really asked, grouped by meaning, without what would tell who they are.

A question comes into an FAQ when at least three people asked it, each in words of their own. Such
words can name somebody, so what fewer than three people wrote to the letter is taken only if it
names nobody and nothing that the lists of names and the documents don't know.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from coach.conversations import RatedTurn
from coach.errors import QuestionError
from coach.evidence import content_stems
from coach.faq.rows import Row
from coach.grouping import MAX_QUESTIONS, group_questions
from coach.masking import mask
from coach.narrowing import find_narrowing_names
from coach.pipeline import check_question
from coach.proper_nouns import find_names
from index.embedding import Vectors

LEAST_PEOPLE = 3

_MASKED = re.compile(r"\[(?:e-mail|link|number)\]")
_TRAILING = " ?!."


@dataclass(slots=True)
class _Asked:
    """All times that one question was asked, to the letter but for capitals."""

    spellings: Counter[str] = field(default_factory=Counter)
    people: set[str] = field(default_factory=set)

    @property
    def wording(self) -> str:
        return min(self.spellings, key=lambda spelling: (-self.spellings[spelling], spelling))


def gather_questions(
    turns: Iterable[RatedTurn],
    embed: Callable[[list[str]], Vectors],
    known: frozenset[str] = frozenset(),
) -> list[Row]:
    """Return the questions that at least three people asked, most asked first, with their counts.

    Args:
        known: stems of the words that the documents use.

    Raises:
        CoachError: the turns cannot be read, or the embedding model fails.
    """
    asked: dict[str, _Asked] = defaultdict(_Asked)
    for rated in turns:
        _note(rated, asked)
    ranked = sorted(asked.values(), key=lambda one: (-one.spellings.total(), one.wording))
    kept = ranked[:MAX_QUESTIONS]
    groups = group_questions([one.wording for one in kept], embed)
    found = [_sum_up([kept[place] for place in group], known) for group in groups]
    rows = sorted((one for one in found if one), key=lambda one: (-one[0], one[1]))
    return [Row(number, text, count) for number, (count, text) in enumerate(rows, start=1)]


def _note(rated: RatedTurn, asked: dict[str, _Asked]) -> None:
    answer = rated.turn.answer
    if answer.status == "talk":
        return
    try:
        question = check_question(mask(answer.question))
    except QuestionError:
        return
    one = asked[question.casefold().rstrip(_TRAILING)]
    one.spellings[question] += 1
    # One person may ask in three channels, and three people in one.
    one.people.add(rated.asker or rated.owner)


def _sum_up(group: Sequence[_Asked], known: frozenset[str]) -> tuple[int, str] | None:
    """Return how often a group was asked and its wording; None when it must stay unsaid."""
    people = set[str]().union(*(one.people for one in group))
    if len(people) < LEAST_PEOPLE:
        return None
    fit = [one for one in group if _may_be_said(one, known)]
    if not fit:
        return None
    best = max(fit, key=lambda one: (len(one.people), one.spellings.total(), one.wording))
    return sum(one.spellings.total() for one in group), best.wording


def _may_be_said(one: _Asked, known: frozenset[str]) -> bool:
    if _MASKED.search(one.wording):
        return False
    if len(one.people) >= LEAST_PEOPLE:
        return True
    listed = frozenset(
        stem for name in find_narrowing_names(one.wording) for stem in content_stems(name.spelled)
    )
    return all(
        any(frozenset(reading) <= known | listed for reading in name.readings)
        for name in find_names(one.wording)
    )
