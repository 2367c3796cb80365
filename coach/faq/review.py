"""What a reviewer does to an entry: approve it, reject it, or write it anew.

An edited answer is held against the passages that it cites, as a chat model's is: what it says must
stand there. What the answer said before without standing there, such as what the documents lack,
it may go on saying.
"""

from dataclasses import dataclass, replace
from datetime import date

from coach.citations import Reason, Removed, check
from coach.errors import FaqError
from coach.faq.entries import Entry
from coach.faq.freshness import find_passages
from index.passages import Passage
from index.search import Search

MAX_ANSWER_CHARACTERS = 20_000

_FAULTS: dict[Reason, str] = {
    "no citation": "it cites no source",
    "invented citation": "there is no source of that number",
    "number": "that number does not stand in the source",
    "name": "that name does not stand in the source",
    "quote": "those words do not stand in the source",
    "not supported": "the source does not say so",
    "denied": "the source does not deny that",
    "address": "an answer holds no addresses",
    "prompt": "it repeats an instruction",
    "repeated": "it stands there twice",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A statement of an edited answer that does not hold, and why."""

    statement: str
    reason: str


def approve(entry: Entry, reviewer: str) -> Entry:
    """Return the entry as approved."""
    return replace(entry, state="approved", reviewer=reviewer)


def reject(entry: Entry, reviewer: str) -> Entry:
    """Return the entry as rejected."""
    return replace(entry, state="rejected", reviewer=reviewer)


def edit(entry: Entry, answer: str, reviewer: str, day: date) -> Entry:
    """Return the entry with another answer, approved by whoever wrote it; its sources stay.

    The caller has found no faults in it.

    Raises:
        FaqError: there is nothing in it, or too much.
    """
    answer = answer.strip()
    if not answer:
        raise FaqError("There is no answer left: write one, or reject the entry.")
    if len(answer) > MAX_ANSWER_CHARACTERS:
        raise FaqError(
            f"The answer has {len(answer):,} characters; "
            f"shorten it to {MAX_ANSWER_CHARACTERS:,} or fewer."
        )
    if answer == entry.answer:
        return approve(entry, reviewer)
    return replace(
        approve(entry, reviewer), answer=answer, writer=reviewer, is_edited=True, date=day
    )


def find_faults(entry: Entry, answer: str, search: Search) -> list[Fault]:
    """Return what of an edited answer does not stand in the entry's passages.

    Raises:
        FaqError: a passage of the entry is no longer there.
        StoreError: the index fails.
    """
    passages = _passages(entry, search)
    if entry.caveat and not answer.startswith(entry.caveat):
        return [Fault(entry.caveat, "it must stay in front: the documents lack that")]
    before, after = check(entry.answer, passages), check(answer, passages)
    tolerated = {removed.sentence for removed in before.removed}
    faults = [_word(removed) for removed in after.removed if removed.sentence not in tolerated]
    if not after.kept and not faults:
        return [Fault(answer.split("\n")[0], _FAULTS["no citation"])]
    return faults


def _passages(entry: Entry, search: Search) -> list[Passage]:
    found = find_passages([entry], search)
    if missing := [source.section for source in entry.sources if source.content not in found]:
        raise FaqError(
            f"“{missing[0]}” has changed since this was answered: run `coach faq refresh` first."
        )
    return [found[source.content] for source in entry.sources]


def _word(removed: Removed) -> Fault:
    detail = f" ({removed.detail})" if removed.detail else ""
    return Fault(removed.sentence, f"{_FAULTS[removed.reason]}{detail}")
