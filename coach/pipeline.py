"""One turn: rewrite, search, coverage, write, next.

The steps are plain functions in a row. A graph engine would add its import to every command and
has nothing to branch or loop over here.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from coach.answer import EXTRACTIVE, Answer, Status
from coach.caveats import UNKNOWN_AMOUNT, say_gaps
from coach.coverage import has_unknown_amount, is_covered
from coach.drafts import Draft, Part, cite_all
from coach.errors import QuestionError
from coach.extractive import write_answer
from coach.finding import Finder
from coach.followup import About, has_pronoun, stand_alone
from coach.particulars import find_gaps
from coach.parts import split_question
from coach.pictures import draw_pictures
from coach.scope import Scope
from coach.suggestions import suggest_questions
from coach.talk import recognise, reply, without_greeting
from coach.told import answer_told
from index.passages import Passage

if TYPE_CHECKING:
    from coach.citations import Checked

MAX_QUESTION_CHARACTERS = 4_000
_FOLLOW_UPS = 3
_NOT_SAID = re.compile(r"<!--.*?(?:-->|\Z)|\x00", re.DOTALL)
# A phrase this near to a passage names its subject by itself.
_SURE_SIMILARITY = 0.45


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an answer may take in and say."""

    passages: int
    words: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What an answer is to be written from, whoever writes it.

    Attributes:
        question: as it stands alone.
        parts: what is asked and covered, each with its passages; at least one.
        caveat: how the answer begins when the documents lack something; else empty.
    """

    question: str
    parts: tuple[Part, ...]
    status: Status
    caveat: str

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages of all parts, each once, the best of each part first."""
        ranks = zip_longest(*(part.found for part in self.parts))
        found = [ranked.passage for rank in ranks for ranked in rank if ranked is not None]
        return tuple({passage.id: passage for passage in found}.values())


FindReady = Callable[[str], Answer | None]
"""Returns the answer that is ready to a question that stands alone; None without one."""

Narrow = Callable[[Plan], Plan]
"""Leaves out of a plan what a caller does not want the answer to be written from."""


def answer_question(
    asked: str,
    history: Sequence[Answer],
    finder: Finder,
    scope: Scope,
    limits: Limits,
    *,
    find_ready: FindReady | None = None,
    narrow: Narrow | None = None,
) -> Answer:
    """Answer what a person says next, without a language model.

    Args:
        history: the answers before it in the conversation, oldest first.
        find_ready: looks for an answer before one is written.
        narrow: what the answer must not be written from.

    Raises:
        QuestionError: the question is empty or too long.
        StoreError: the index fails.
    """
    asked = check_question(asked)
    if said := answer_talk(asked, scope):
        return said
    question = resolve(asked, history, finder, scope)
    if find_ready and (ready := find_ready(question)):
        return ready
    plan = plan_answer(question, finder, scope, limits)
    if isinstance(plan, Answer):
        return plan
    return write_extract(narrow(plan) if narrow else plan, finder, limits)


def answer_talk(asked: str, scope: Scope) -> Answer | None:
    """Answer small talk, or who tells of themselves; None when something is asked."""
    talk = recognise(asked)
    if talk is None:
        return answer_told(asked)
    return Answer(asked, reply(talk, scope), "talk", follow_ups=scope.examples[:_FOLLOW_UPS])


def resolve(asked: str, history: Sequence[Answer], finder: Finder, scope: Scope) -> str:
    """Return the question as it stands alone, by rules."""
    last = next((answer for answer in reversed(history) if answer.status != "talk"), None)
    return stand_alone(without_greeting(asked), last, scope, _about(finder))


def plan_answer(question: str, finder: Finder, scope: Scope, limits: Limits) -> Plan | Answer:
    """Find the passages and what they cover; when that is nothing, the answer is to decline."""
    parts = [finder.find(part, limits.passages) for part in split_question(question)]
    covered = [part for part in parts if is_covered(part)]
    gaps = [gap for part in covered for gap in find_gaps(part.question, part.found)]
    if gaps:
        covered = [part for part in covered if is_covered(part, lacks_particulars=True)]
    if not covered:
        return _decline(question, scope)
    # "Is it any help there?" asks for nothing of its own.
    missing = [p.question for p in parts if p not in covered and not has_pronoun(p.question)]
    caveat = say_gaps(gaps, missing)
    status: Status = "partial" if caveat else "answered"
    if not caveat and any(has_unknown_amount(part.question, part.found) for part in covered):
        caveat = UNKNOWN_AMOUNT
    return Plan(question, tuple(covered), status, caveat)


def write_extract(plan: Plan, finder: Finder, limits: Limits, note: str = "") -> Answer:
    """Write the answer from Points.

    Args:
        note: why it isn't a chat model that writes it, when one was to.
    """
    draft = write_answer(plan.question, plan.parts, finder.search.below, limits.words)
    return finish_answer(plan, draft, EXTRACTIVE, note)


def adopt(plan: Plan, checked: "Checked", writer: str) -> Answer:
    """Make an answer of what a chat model wrote and what of it holds."""
    return finish_answer(plan, Draft(checked.text, checked.cited), writer)


def finish_answer(plan: Plan, draft: Draft, writer: str, note: str = "") -> Answer:
    """Put the caveat in front of what was written, and what could be asked next behind it."""
    cited = {one.passage.id for one in draft.cited}
    others = [passage for passage in plan.passages if passage.id not in cited]
    return Answer(
        question=plan.question,
        text=f"{plan.caveat}\n\n{draft.text}" if plan.caveat else draft.text,
        status=plan.status,
        citations=cite_all(draft, plan.parts),
        follow_ups=suggest_questions(others, _FOLLOW_UPS),
        writer=writer,
        caveat=plan.caveat,
        note=note,
        # A picture is looked at before the words that limit it are read: of what is lacking, such
        # as the pay in another country, that of what is there would be taken for the answer.
        pictures=draw_pictures(plan.question, draft.cited) if plan.status == "answered" else (),
    )


def _about(finder: Finder) -> About:
    def about(phrase: str) -> str | None:
        found = finder.find(phrase, 1).found
        sure = bool(found) and found[0].similarity >= _SURE_SIMILARITY
        return found[0].passage.heading_path[0] if sure else None

    return about


def check_question(question: str) -> str:
    """Return the question with its white space folded, without HTML comments and NULs.

    Raises:
        QuestionError: there is nothing in it, or too much.
    """
    folded = " ".join(_NOT_SAID.sub(" ", question).split())
    if not folded:
        raise QuestionError("There is no question: type one, like 'What does the role ask for?'")
    if len(folded) > MAX_QUESTION_CHARACTERS:
        raise QuestionError(
            f"The question has {len(folded):,} characters; "
            f"shorten it to {MAX_QUESTION_CHARACTERS:,} or fewer."
        )
    return folded


def _decline(question: str, scope: Scope) -> Answer:
    topics = ", ".join(topic.lower() for topic in scope.topics)
    text = (
        "My documents don't say anything about that, so I'd rather not guess. "
        f"What they do cover: {topics}."
    )
    return Answer(
        question=question, text=text, status="declined", follow_ups=scope.examples[:_FOLLOW_UPS]
    )
