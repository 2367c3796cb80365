"""What the documents no longer say: entries whose passages have changed or gone since.

An entry keeps a hash of what each of its passages says. Entries that rest on what has changed are
answered again, and those alone.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from difflib import unified_diff

from coach.answer import Answer
from coach.batch import Question
from coach.faq.entries import Entry, hash_content, make_entry
from index.passages import Passage
from index.search import Search

Ask = Callable[[Iterable[Question]], Iterator[tuple[int, Answer]]]
"""Answers questions and yields each one's place and answer, in any order."""


@dataclass(frozen=True, slots=True)
class Stale:
    """An entry that rests on what the documents no longer say.

    Attributes:
        changed: the headings of passages that now say something else.
        gone: the headings of passages that are no longer there.
    """

    entry: Entry
    changed: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """An entry as it was, and as the coach answers it now."""

    before: Entry
    after: Entry

    def difference(self) -> str:
        """Return the lines that went and came, as `diff -u` shows them; "" when none did."""
        old, new = self.before.answer.splitlines(), self.after.answer.splitlines()
        return "\n".join(list(unified_diff(old, new, lineterm="", n=1))[2:])


def find_stale(entries: Iterable[Entry], search: Search) -> list[Stale]:
    """Return the entries that rest on what the documents no longer say, in their order.

    Raises:
        StoreError: the index fails.
    """
    kept = [entry for entry in entries if entry.sources]
    said = find_passages(kept, search).keys()
    missing = [entry for entry in kept if not said >= {s.content for s in entry.sources}]
    if not missing:
        return []
    headings = {(_section(passage), passage.path) for passage in search.all_passages()}
    return [_describe(entry, said, headings) for entry in missing]


def find_passages(entries: Iterable[Entry], search: Search) -> dict[str, Passage]:
    """Return the passages that entries rest on and that still say the same, by `Source.content`.

    Raises:
        StoreError: the index fails.
    """
    wanted = {source.content: source.passage_id for e in entries for source in e.sources}
    found = {_hash(passage): passage for passage in search.passages(set(wanted.values()))}
    if not found.keys() >= wanted.keys():
        # One may say the same under another name: the questions of its document are a part of that.
        found |= {_hash(passage): passage for passage in search.all_passages()}
    return {content: found[content] for content in wanted if content in found}


def refresh(stale: Sequence[Entry], ask: Ask, day: date) -> list[Refreshed]:
    """Answer entries again.

    What comes out the same to the letter keeps its review; anything else has none yet.

    Raises:
        CoachError: the index or the engine that answers fails.
    """
    questions = [Question(entry.question, focus=entry.focus) for entry in stale]
    answers = dict(ask(questions))
    return [
        Refreshed(before, _answered_again(before, answers[place], day))
        for place, before in enumerate(stale)
    ]


def _answered_again(before: Entry, answer: Answer, day: date) -> Entry:
    after = make_entry(before.question, answer, day, before.focus)
    after = replace(after, also_asked=before.also_asked, asked=before.asked)
    if (after.answer, after.status) == (before.answer, before.status):
        return replace(after, state=before.state, reviewer=before.reviewer)
    return after


def _describe(entry: Entry, said: Set[str], headings: set[tuple[str, str]]) -> Stale:
    changed: dict[str, None] = {}
    gone: dict[str, None] = {}
    for source in entry.sources:
        if source.content not in said:
            is_there = (source.section, source.path) in headings
            (changed if is_there else gone)[source.section] = None
    return Stale(entry, tuple(changed), tuple(gone))


def _hash(passage: Passage) -> str:
    return hash_content(_section(passage), passage.text, passage.as_of)


def _section(passage: Passage) -> str:
    return " > ".join(passage.heading_path)
