"""Files of several formats, read into documents, sections and Points.

Everything is brought to Markdown first (`index.formats`, `index.plaintext`), then one parser
(`index.markdown`) finds the structure, so a heading is a heading wherever it came from.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a table row, with the header of its column."""

    header: str
    value: str


@dataclass(frozen=True, slots=True)
class Point:
    """The smallest thing worth citing: a bullet, a numbered step, a table row or a sentence.

    Attributes:
        text: plain text without markup, white space folded; a row reads "Role: X; Average: Y".
        quote: where it stands in `Section.text`, to the letter, without its list marker.
        start: the quote's offset in `Section.text`, in characters.
        label: the bold lead-in or the parent bullet ("Technical Proficiency"), else "".
        cells: the row's cells in column order; empty for the other kinds.
    """

    kind: Literal["sentence", "bullet", "step", "row"]
    text: str
    quote: str
    start: int
    label: str = ""
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading, up to the next heading of any level.

    Attributes:
        heading_path: from the document's title down to this heading; never empty.
        text: the Markdown between this heading and the next, to the letter, stripped at both ends.
    """

    heading_path: tuple[str, ...]
    text: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One file.

    Attributes:
        path: relative to the corpus's folder, with "/" (the file's name when the corpus is a file).
        title: from the front matter, else the first heading, else the file's name in words.
        source: from the front matter, else the path.
        as_of: the place and date that its figures hold for ("US market, 2024"), when it says.
        order: from the front matter; documents without one come after those with one, by path.
    """

    path: str
    title: str
    source: str
    as_of: str | None
    order: int | None
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that could not be read, and in one line why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """What was read of a folder or file, in reading order."""

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]


def read_corpus(root: Path) -> Corpus:
    """Read a file, or every readable file below a folder, hidden files left out.

    Raises:
        CorpusError: `root` is not there, or nothing in it can be read.
    """
    raise NotImplementedError
