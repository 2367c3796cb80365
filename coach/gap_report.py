"""What people asked in vain: declined, answered in part, or disliked; grouped by what it asks.

For whoever keeps the documents: what is asked most stands first, and says what to write next. It
knows nothing of where turns are stored. Personal details are masked (`coach.masking`) before
anything else is done, so neither the groups nor the sections found know of them.
"""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field

from coach.conversations import RatedTurn
from coach.grouping import MAX_QUESTIONS, group_questions
from coach.masking import mask
from coach.vocabulary import expand
from index.search import Search

MAX_WORDINGS = 3
MAX_REASONS = 5
MAX_CHARACTERS = 200

_TRAILING = " ?!."
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&])|^([-+=])|^(\d+)([.)])")


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Questions that ask the same.

    Attributes:
        count: how often it was asked, in all wordings.
        people: how many owners asked it; a thread that several people write in is one.
        disliked: how many of the answers somebody rated down, whatever their status.
        wordings: up to three, the most frequent one first; standalone questions.
        reasons: up to five of those given with a rating down.
        nearest_section: the best find for the first wording; None when nothing is indexed.
    """

    count: int
    people: int
    declined: int
    partial: int
    disliked: int
    wordings: tuple[str, ...]
    reasons: tuple[str, ...]
    nearest_section: str | None


@dataclass(frozen=True, slots=True)
class GapReport:
    """All groups, most asked first.

    Attributes:
        turns: how many turns were looked at.
        left_out: how many wordings, the rarest, are in no group: there were too many.
    """

    turns: int
    left_out: int
    groups: tuple[GapGroup, ...]

    def to_json(self) -> str:
        """Return the whole as one JSON object."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2)

    def to_markdown(self) -> str:
        """Return a page to read."""
        return "\n\n".join(_write(self)) + "\n"


@dataclass(slots=True)
class _Asked:
    """All times that one question was asked, to the letter but for capitals."""

    spellings: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    people: set[str] = field(default_factory=set)
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def wording(self) -> str:
        return min(self.spellings, key=lambda spelling: (-self.spellings[spelling], spelling))


def find_gaps(turns: Iterable[RatedTurn], search: Search) -> GapReport:
    """Group what was asked in vain, and find the section that comes nearest to each group.

    Raises:
        CoachError: the turns cannot be read, or the index fails.
    """
    asked: dict[str, _Asked] = defaultdict(_Asked)
    read = 0
    for rated in turns:
        read += 1
        _note(rated, asked)
    ranked = sorted(asked.values(), key=lambda one: (-one.spellings.total(), one.wording))
    kept = ranked[:MAX_QUESTIONS]
    positions = group_questions([one.wording for one in kept], search.embedder.embed)
    groups = [_describe([kept[p] for p in group], search) for group in positions]
    groups.sort(key=lambda group: (-group.count, -group.people, group.wordings))
    return GapReport(read, len(ranked) - len(kept), tuple(groups))


def _note(rated: RatedTurn, asked: dict[str, _Asked]) -> None:
    answer = rated.turn.answer
    dislikes = [opinion for opinion in rated.feedback if opinion.rating == "down"]
    if answer.status not in ("declined", "partial") and not dislikes:
        return
    wording = _tidy(answer.question)
    one = asked[wording.casefold().rstrip(_TRAILING)]
    one.spellings[wording] += 1
    one.people.add(rated.owner)
    one.statuses[answer.status] += 1
    one.statuses["disliked"] += bool(dislikes)
    for opinion in dislikes:
        if said := ": ".join(filter(None, (opinion.reason, opinion.comment))):
            one.reasons[_tidy(said)] += 1


def _tidy(text: str) -> str:
    """One line without personal details and what would steer a terminal, not too long."""
    visible = "".join(" " if unicodedata.category(c) == "Cc" else c for c in mask(text))
    folded = " ".join(visible.split())
    return folded if len(folded) <= MAX_CHARACTERS else folded[: MAX_CHARACTERS - 1] + "…"


def _describe(group: Sequence[_Asked], search: Search) -> GapGroup:
    """Sum up a group whose members come most asked first."""
    statuses: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for one in group:
        statuses += one.statuses
        reasons += one.reasons
    wordings = tuple(one.wording for one in group[:MAX_WORDINGS])
    return GapGroup(
        count=sum(one.spellings.total() for one in group),
        people=len(set[str]().union(*(one.people for one in group))),
        declined=statuses["declined"],
        partial=statuses["partial"],
        disliked=statuses["disliked"],
        wordings=wordings,
        reasons=tuple(reason for reason, _ in reasons.most_common(MAX_REASONS)),
        nearest_section=_nearest_section(wordings[0], search),
    )


def _nearest_section(question: str, search: Search) -> str | None:
    found = search.search(question, 1, words=expand(question))
    return " > ".join(found[0].passage.heading_path) if found else None


def _write(report: GapReport) -> Iterator[str]:
    yield "# What people asked in vain"
    groups = report.groups
    if not groups:
        yield f"Nothing, in {_count(report.turns, 'answer')}."
        return
    total = sum(group.count for group in groups)
    yield (
        f"{total} of {_count(report.turns, 'answer')}, in {_count(len(groups), 'group')}. E-mail "
        "addresses, links and long numbers are masked; names are not, so keep this to yourself."
    )
    if report.left_out:
        yield f"There was too much to compare: {report.left_out} rare questions are left out."
    for number, group in enumerate(groups, start=1):
        first, *others = (_escape(wording) for wording in group.wordings)
        yield f"## {number}. {first}"
        yield _sum_up(group)
        if others:
            yield "\n".join(["Also asked as:", "", *(f"- {wording}" for wording in others)])
        if group.reasons:
            said = (f"- {_escape(reason)}" for reason in group.reasons)
            yield "\n".join(["What people said of the answers:", "", *said])


def _sum_up(group: GapGroup) -> str:
    kinds = (
        (group.declined, "declined"),
        (group.partial, "answered in part"),
        (group.disliked, "disliked"),
    )
    statuses = ", ".join(f"{count} {kind}" for count, kind in kinds if count)
    times = {1: "once", 2: "twice"}.get(group.count, f"{group.count} times")
    people = "1 person" if group.people == 1 else f"{group.people} people"
    nearest = _escape(group.nearest_section) if group.nearest_section else "none"
    return f"Asked {times}, by {people}: {statuses}. Nearest section: {nearest}."


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _escape(text: str) -> str:
    """Write people's words so that Markdown shows them as they are."""
    return _MARKUP.sub(lambda m: f"{m[3]}\\{m[4]}" if m[3] else f"\\{m[0]}", text)
