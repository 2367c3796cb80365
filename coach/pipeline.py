"""One turn: rewrite, search, coverage, write, next.

The steps are plain functions in a row. A graph engine would add its import to every command and
has nothing to branch or loop over here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coach.answer import Answer, Status
from coach.caveats import UNKNOWN_AMOUNT, say_gaps
from coach.coverage import find_gaps, has_unknown_amount, is_covered, is_near_text
from coach.errors import QuestionError
from coach.extractive import Part, write_answer
from coach.followup import About, has_pronoun, stand_alone
from coach.parts import split_question
from coach.scope import Scope
from coach.suggestions import suggest_questions
from coach.talk import recognise, reply, without_greeting
from coach.vocabulary import expand
from index.search import Search

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


def answer_question(
    asked: str, history: Sequence[Answer], search: Search, scope: Scope, limits: Limits
) -> Answer:
    """Answer what a person says next.

    Args:
        history: the answers before it in the conversation, oldest first.

    Raises:
        QuestionError: the question is empty or too long.
        StoreError: the index fails.
    """
    asked = check_question(asked)
    if talk := recognise(asked):
        return Answer(asked, reply(talk, scope), "talk", follow_ups=scope.examples[:_FOLLOW_UPS])
    last = next((answer for answer in reversed(history) if answer.status != "talk"), None)
    question = stand_alone(without_greeting(asked), last, scope, _about(search))
    parts = [
        Part(part, search.search(expand(part), limits.passages))
        for part in split_question(question)
    ]
    covered = [part for part in parts if is_covered(part.question, part.found)]
    gaps = [gap for part in covered for gap in find_gaps(part.question, part.found)]
    if gaps:
        # What lacks its particulars and is only like a question that is answered, is neither.
        covered = [part for part in covered if is_near_text(part.question, part.found)]
    if not covered:
        return _decline(question, scope)
    draft = write_answer(question, covered, search.below, limits.words)
    # "Is it any help there?" asks for nothing of its own.
    missing = [p.question for p in parts if p not in covered and not has_pronoun(p.question)]
    caveat = say_gaps(gaps, missing)
    status: Status = "partial" if caveat else "answered"
    if not caveat and any(has_unknown_amount(part.question, part.found) for part in covered):
        caveat = UNKNOWN_AMOUNT
    cited = {citation.passage_id for citation in draft.citations}
    others = [r.passage for part in covered for r in part.found if r.passage.id not in cited]
    return Answer(
        question=question,
        text=f"{caveat}\n\n{draft.text}" if caveat else draft.text,
        status=status,
        citations=draft.citations,
        follow_ups=suggest_questions(others, _FOLLOW_UPS),
        caveat=caveat,
    )


def _about(search: Search) -> About:
    def about(phrase: str) -> str | None:
        found = search.search(expand(phrase), 1)
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
