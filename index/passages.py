"""Sections to passages: what is embedded, found and cited.

A passage never straddles two sections. It is embedded together with its heading path, because
"Balance costs against requirements" says little without "Budget Management" above it. A section
that the embedding model could not read whole is split by LangChain's splitter into pieces of half
its window, counted in the model's own word pieces.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from index.documents import Document, Point, Section

PASSAGE_FORMAT = 3
"""Part of an index's fingerprint: raise it when what is embedded or stored changes."""

# Those that a model puts before and behind a text.
_SPECIAL_TOKENS = 2
# Of a section that has to be cut: smaller pieces hold less beside what is asked for, and say it
# nearly as often (`python -m tests.bench --chunking`).
_PIECE_TOKENS = 128
# A piece of fewer says nothing; nor does it help where a single word is longer.
_SMALLEST_TOKENS = 16


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of one section.

    Attributes:
        id: 32 hexadecimal digits, a hash of all that is embedded, and of the text.
        heading_path: from the document's title down.
        text: Markdown, to the letter as in the document.
        points: their `start` counts from the beginning of `text`.
        subheadings: of a section's first passage, the headings directly below it.
        asked_as: of a section's first passage, questions that it answers.
        path: the document's file, relative to the corpus.
        position: the place in reading order, as (document, passage in the document).
    """

    id: str
    heading_path: tuple[str, ...]
    text: str
    points: tuple[Point, ...]
    subheadings: tuple[str, ...]
    path: str
    source: str
    as_of: str | None
    position: tuple[int, int]
    asked_as: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """The innermost heading."""
        return self.heading_path[-1]

    @property
    def searchable_text(self) -> str:
        """What is embedded for the passage as a whole."""
        body = _body(self.text, self.points)
        return "\n".join([" > ".join(self.heading_path), body, *self.subheadings])

    @property
    def searchable_details(self) -> tuple[str, ...]:
        """What is embedded for each of its Points, and then for each question that it answers.

        Questions bring a passage near to those who don't know its words (Nogueira et al., "Document
        Expansion by Query Prediction", 2019).
        """
        return (*(f"{self.heading}: {point.text}" for point in self.points), *self.asked_as)


def build_passages(
    documents: tuple[Document, ...], count_tokens: Callable[[str], int], max_tokens: int
) -> list[Passage]:
    """Cut documents into passages of at most `max_tokens` word pieces, headings included.

    A passage that stands twice, heading and text alike, is kept once.
    """
    passages: dict[str, Passage] = {}
    for number, document in enumerate(documents):
        for ordinal, passage in enumerate(_cut(document, count_tokens, max_tokens)):
            passages.setdefault(passage.id, replace(passage, position=(number, ordinal)))
    return list(passages.values())


def _cut(
    document: Document, count_tokens: Callable[[str], int], max_tokens: int
) -> Iterator[Passage]:
    subheadings = _subheadings(document)
    for section in document.sections:
        for start, text, points in _fit(section, count_tokens, max_tokens):
            below = () if start else tuple(subheadings.get(section.heading_path, ()))
            asked_as = () if start else section.asked_as
            yield Passage(
                id=_hash(section.heading_path, text, points, below, asked_as),
                heading_path=section.heading_path,
                text=text,
                points=points,
                subheadings=below,
                asked_as=asked_as,
                path=document.path,
                source=document.source,
                as_of=document.as_of,
                position=(0, 0),
            )


def _subheadings(document: Document) -> dict[tuple[str, ...], dict[str, None]]:
    """By heading path, the headings directly below it, in order."""
    below: dict[tuple[str, ...], dict[str, None]] = {}
    for section in document.sections:
        path = section.heading_path
        for depth in range(1, len(path)):
            below.setdefault(path[:depth], {})[path[depth]] = None
    return below


def _fit(
    section: Section, count_tokens: Callable[[str], int], max_tokens: int
) -> list[tuple[int, str, tuple[Point, ...]]]:
    """Split a section so that the model reads all of each piece: (offset, text, Points).

    What is embedded can be longer than the text: each row of a table repeats the headers.
    """
    outline = " > ".join(section.heading_path)
    # A heading path that fills the model's window would leave no room for the text.
    room = max(max_tokens - _SPECIAL_TOKENS - count_tokens(outline), max_tokens // 2)
    whole = max(count_tokens(section.text), count_tokens(_body(section.text, section.points)))
    limit = room if whole <= room else min(room, _PIECE_TOKENS)
    while True:
        pieces = [
            (start, text, tuple(_points_within(section.points, start, text)))
            for start, text in _split(section.text, count_tokens, limit)
        ]
        longest = max(count_tokens(_body(text, points)) for _, text, points in pieces)
        if longest <= room or limit <= _SMALLEST_TOKENS:
            return pieces
        limit = max(_SMALLEST_TOKENS, min(limit * 9 // 10, limit * room // longest))


def _body(text: str, points: tuple[Point, ...]) -> str:
    return "\n".join(point.text for point in points) or text


def _split(text: str, count_tokens: Callable[[str], int], limit: int) -> list[tuple[int, str]]:
    """Return (offset, piece) pairs; the pieces are slices of `text`."""
    if count_tokens(text) <= limit:
        return [(0, text)]
    # Only a long section pays for this import.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=limit,
        chunk_overlap=0,
        length_function=count_tokens,
        separators=[r"\n\n", r"\n", r"(?<=[.!?])\s+", r"\s+", ""],
        is_separator_regex=True,
        add_start_index=True,
    )
    pieces = splitter.create_documents([text])
    return [(piece.metadata["start_index"], piece.page_content) for piece in pieces]


def _points_within(points: tuple[Point, ...], start: int, text: str) -> Iterator[Point]:
    """The Points of a piece, moved to its offsets; of one that is cut, the part in the piece."""
    for point in points:
        begin = max(point.start - start, 0)
        end = min(point.start - start + len(point.quote), len(text))
        part = text[begin:end] if begin < end else ""
        quote = part.strip()
        if quote == point.quote:
            yield replace(point, start=begin)
        elif re.search(r"\w", quote):
            yield Point(
                # Part of a row does not say what the row says.
                kind="sentence" if point.kind == "row" else point.kind,
                text=" ".join(quote.split()),
                quote=quote,
                start=begin + len(part) - len(part.lstrip()),
                label=point.label,
            )


def _hash(
    heading_path: tuple[str, ...],
    text: str,
    points: tuple[Point, ...],
    subheadings: tuple[str, ...],
    asked_as: tuple[str, ...],
) -> str:
    said = [point.text for point in points]
    content = json.dumps([heading_path, text, said, subheadings, asked_as])
    return hashlib.sha256(content.encode()).hexdigest()[:32]
