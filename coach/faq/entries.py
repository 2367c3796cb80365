"""An entry of an FAQ, and its line of JSON."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from coach.answer import Answer, Citation, Status
from coach.errors import FaqError
from coach.focus import Focus

_TRAILING = " ?!."

State = Literal["new", "approved", "rejected"]
"""What a reviewer has said of an entry; "new" is nothing yet."""


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that an entry rests on; its place among the others is its number in the answer.

    Attributes:
        section: the heading path, joined by " > ".
        source: what the document calls itself.
        path: the document's file, relative to the corpus.
        quote: what the entry rests on, to the letter as in the passage.
        passage_id: the passage's name in the index that the answer was made from.
        content: the hash of what the passage says (`hash_content`).
    """

    section: str
    source: str
    path: str
    as_of: str | None
    quote: str
    passage_id: str
    content: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A question and its answer.

    Attributes:
        id: 16 hexadecimal digits, a hash of the question (`name_question`).
        answer: Markdown; statements carry markers, [1], [2].
        section: the title of the document that its first source is in; "" without sources.
        writer: "extractive", a chat model's name, or who has edited the answer.
        is_edited: whether a person wrote the answer, or a part of it.
        caveat: how the answer begins when the documents lack something that was asked for.
        failure: why no chat model wrote it although one was to; else empty.
        also_asked: questions that were merged into this one.
        asked: how often it was asked, when it comes from conversations.
        reviewer: who has approved or rejected it.
        focus: what of the documents it was to be answered from, when that was known.
    """

    id: str
    question: str
    answer: str
    status: Status
    section: str
    sources: tuple[Source, ...]
    writer: str
    date: date
    caveat: str = ""
    failure: str = ""
    also_asked: tuple[str, ...] = ()
    asked: int | None = None
    state: State = "new"
    reviewer: str = ""
    is_edited: bool = False
    focus: Focus | None = None

    @property
    def is_answered(self) -> bool:
        """Whether it belongs into an FAQ: the documents say something about it."""
        return self.status in ("answered", "partial")

    @property
    def is_failed(self) -> bool:
        """Whether the chat model failed at it."""
        return bool(self.failure)

    def to_line(self) -> str:
        """Return it as a line of JSON, with its end."""
        return json.dumps(asdict(self), default=date.isoformat, ensure_ascii=False) + "\n"


_entries = TypeAdapter(Entry)


def name_question(question: str) -> str:
    """Return the id of a question's entry: the same for any capitals, spaces and end."""
    plain = " ".join(question.casefold().split()).rstrip(_TRAILING)
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()[:16]


def hash_content(section: str, text: str, as_of: str | None) -> str:
    """Return 16 hexadecimal digits that change when what a passage says does.

    That is its headings, its text, and the place and date that it holds for. The questions that its
    document lists as answered are a part of `Passage.id`, and say nothing.
    """
    return hashlib.sha256(json.dumps([section, text, as_of]).encode()).hexdigest()[:16]


def make_entry(question: str, answer: Answer, day: date, focus: Focus | None = None) -> Entry:
    """Make an entry of what the coach said."""
    first = answer.citations[0] if answer.citations else None
    return Entry(
        id=name_question(question),
        question=question,
        answer=answer.text,
        status=answer.status,
        section=first.section.split(" > ")[0] if first else "",
        sources=tuple(_source(citation) for citation in answer.citations),
        writer=answer.writer,
        date=day,
        caveat=answer.caveat,
        failure=answer.note,
        focus=focus,
    )


def read_line(line: str | bytes) -> Entry:
    """Return the entry of a line.

    Raises:
        ValueError: it holds none.
    """
    try:
        return _entries.validate_json(line)
    except ValidationError as error:
        # Not chained: pydantic's message quotes what people wrote.
        raise ValueError(f"{error.error_count()} fields are not as they should be") from None


def read_entries(file: Path) -> Iterator[Entry]:
    """Walk over the entries of a JSONL file.

    Raises:
        FaqError: it cannot be read, or a line holds no entry.
    """
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _read_numbered(file, number, line)
    except OSError as error:
        reason = error.strerror or str(error)
        raise FaqError(
            f"{file} cannot be read ({reason}): name an FAQ that `coach faq build` wrote as .jsonl."
        ) from None


def _read_numbered(file: Path, number: int, line: bytes) -> Entry:
    try:
        return read_line(line)
    except ValueError as error:
        raise FaqError(
            f"Line {number} of {file} is no entry of an FAQ ({error}): mend it, or write the file "
            "anew with `coach faq build`."
        ) from None


def _source(citation: Citation) -> Source:
    return Source(
        section=citation.section,
        source=citation.source,
        path=citation.path,
        as_of=citation.as_of,
        quote=citation.quote,
        passage_id=citation.passage_id,
        content=hash_content(citation.section, citation.passage, citation.as_of),
    )
