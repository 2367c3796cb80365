"""An FAQ laid out: which entries stand under which section, and what each is linked by."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from coach.faq.entries import Entry

OTHER = "Other questions"
"""The section of entries that cite no document of the corpus any more."""

_ANCHOR_CHARACTERS = 80

Read = Callable[[Iterable[str]], Iterator[Entry]]
"""Walks over the entries of these ids, in their order, one in memory at a time."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a table of contents knows of an entry.

    Attributes:
        anchor: names it in a page's address; the same in each FAQ that has the question.
    """

    id: str
    question: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Section:
    """The entries of one section."""

    title: str
    anchor: str
    heads: tuple[Head, ...]


@dataclass(frozen=True, slots=True)
class Faq:
    """What there is to write.

    Attributes:
        sections: those that have entries, in reading order.
        writers: who wrote any of the answers, by name, sorted.
        day: when the newest answer was made; None without any.
    """

    title: str
    sections: tuple[Section, ...]
    writers: tuple[str, ...]
    day: date | None
    read: Read

    @property
    def count(self) -> int:
        """How many entries it has."""
        return sum(len(section.heads) for section in self.sections)

    def entries(self) -> Iterator[Entry]:
        """Walk over all entries, section by section."""
        for section in self.sections:
            yield from self.read(head.id for head in section.heads)


def lay_out(
    entries: Iterable[Entry],
    read: Read,
    topics: Sequence[str],
    title: str = "Questions and answers",
) -> Faq:
    """Lay out those entries that are answered.

    Args:
        entries: in the order that they are to have within their sections.
        topics: the sections' titles in reading order; others follow in the order of the entries.
    """
    by_section: dict[str, list[Head]] = {topic: [] for topic in topics}
    anchors: set[str] = set()
    writers: set[str] = set()
    days: set[date] = set()
    for entry in entries:
        if not entry.is_answered:
            continue
        anchor = make_anchor(entry.question)
        if not anchor or anchor in anchors:
            anchor = f"{anchor}-{entry.id}".strip("-")
        anchors.add(anchor)
        writers.add(entry.writer)
        days.add(entry.date)
        head = Head(entry.id, entry.question, anchor)
        by_section.setdefault(entry.section or OTHER, []).append(head)
    sections = [
        Section(name, f"section-{make_anchor(name) or number}", tuple(heads))
        for number, (name, heads) in enumerate(by_section.items(), start=1)
        if heads
    ]
    return Faq(title, tuple(sections), tuple(sorted(writers)), max(days, default=None), read)


def hold(entries: Iterable[Entry]) -> tuple[list[Entry], Read]:
    """Return entries that are in memory, and what reads them by their ids."""
    held = list(entries)
    by_id = {entry.id: entry for entry in held}
    return held, lambda ids: (by_id[entry_id] for entry_id in ids)


def make_anchor(text: str) -> str:
    """Return letters, digits and hyphens that tell a person what a link leads to."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]", "", plain)).strip("-")  # noqa: RUF001
    return words[:_ANCHOR_CHARACTERS].rstrip("-")
