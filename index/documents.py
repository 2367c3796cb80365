"""Files of several formats, read into documents, sections and Points.

Everything is brought to Markdown first (`index.formats`, `index.plaintext`), then one parser
(`index.markdown`) finds the structure, so a heading is a heading wherever it came from.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from index.errors import CorpusError

MAX_FILE_MB = 50
_FORMATS = "Markdown, text, HTML, PDF or DOCX"


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
        label: its own lead-in ("Technical Proficiency: ..."), else the parent bullet, else "".
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
        asked_as: questions that it answers, from the front matter; the first is fit to be shown.
    """

    heading_path: tuple[str, ...]
    text: str
    points: tuple[Point, ...]
    asked_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One file.

    Attributes:
        path: relative to the corpus's folder, with "/" (the file's name when the corpus is a file).
        title: from the front matter, else the heading above all others, else the file's name.
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
    """Read a file, or every readable file below a folder, hidden ones left out.

    Links are followed. A file of a format that is not read is passed over in silence; one that
    should be readable and is not goes into `Corpus.skipped`, and the others are read.

    Raises:
        CorpusError: `root` is not there, or nothing in it can be read.
    """
    # Imported here because it builds the types above, and asking for a type loads no parser.
    from index.formats import Unreadable

    files = list(_walk(root))
    base = root if root.is_dir() else root.parent
    documents: list[Document] = []
    skipped: list[Skipped] = []
    for path, fault in files:
        name = path.relative_to(base).as_posix().encode("utf-8", "replace").decode()
        try:
            if fault:
                raise Unreadable(fault)
            documents.append(_read_document(path, name))
        except Unreadable as error:
            skipped.append(Skipped(name, str(error)))
        except OSError as error:
            skipped.append(Skipped(name, _explain(error)))
    documents.sort(key=lambda read: (read.order is None, read.order or 0, read.path))
    skipped.sort(key=lambda file: file.path)
    if not documents:
        raise CorpusError(_describe_failure(root, skipped))
    return Corpus(tuple(documents), tuple(skipped))


def list_files(root: Path) -> tuple[Path, ...]:
    """List, sorted, the files that `read_corpus` opens; a missing `root` is a CorpusError."""
    return tuple(sorted(path for path, fault in _walk(root) if not fault))


def _walk(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield the files of the formats that are read, each with what keeps it from being opened."""
    from index.formats import SUFFIXES

    try:
        is_folder, is_there = root.is_dir(), root.exists()
    except OSError as error:
        raise CorpusError(f"{root} {_explain(error)}; choose another corpus folder") from error
    if not is_there:
        raise CorpusError(f"there is no {root}; choose a corpus folder with {_FORMATS} files")
    if not is_folder and root.suffix.lower() not in SUFFIXES:
        raise CorpusError(f"{root} is no {_FORMATS} file; choose one, or a corpus folder")
    if not is_folder:
        yield root, _fault_of(root)
        return
    folders, seen = [root], set()
    while folders:
        folder = folders.pop()
        try:
            stat = folder.stat()
            if (stat.st_dev, stat.st_ino) in seen:
                continue  # a link may lead back to where it stands
            seen.add((stat.st_dev, stat.st_ino))
            entries = [(entry, entry.is_dir()) for entry in sorted(folder.iterdir())]
        except OSError as error:
            yield folder, _explain(error)
            continue
        for entry, is_folder in entries:
            if entry.name.startswith("."):
                continue
            if is_folder:
                folders.append(entry)
            elif entry.suffix.lower() in SUFFIXES:
                yield entry, _fault_of(entry)


def _fault_of(path: Path) -> str:
    try:
        str(path).encode()  # a name that is not UTF-8 could not be printed or stored
        if not path.is_file():
            return "a link to nothing" if path.is_symlink() else "not a regular file"
        is_large = path.stat().st_size > MAX_FILE_MB * 1_000_000
    except UnicodeEncodeError:
        return "its name is not UTF-8; rename it"
    except OSError as error:
        return _explain(error)
    return f"larger than {MAX_FILE_MB} MB; split it" if is_large else ""


def _explain(error: OSError) -> str:
    return f"cannot be opened ({(error.strerror or 'unknown error').lower()})"


def _read_document(path: Path, name: str) -> Document:
    from index.formats import Unreadable, to_markdown
    from index.markdown import parse_markdown

    markdown = to_markdown(path.read_bytes(), path.suffix.lower())
    fields: dict[str, object] = {}
    if path.suffix.lower() in (".md", ".markdown"):
        fields, markdown = _split_front_matter(markdown)
    title, order = _text_of(fields, "title"), fields.get("order")
    if order is not None and type(order) is not int:
        raise Unreadable("its front matter's order is not a whole number")
    words = re.sub(r"[\s._-]+", " ", path.stem).strip() or path.stem
    outline = parse_markdown(markdown, title=title, name=words[:1].upper() + words[1:])
    if not outline.sections:
        raise Unreadable("no text inside")
    asked_as = _read_asked_as(fields)
    return Document(
        path=name,
        title=outline.title,
        source=_text_of(fields, "source") or name,
        as_of=_text_of(fields, "as_of") or None,
        order=order,
        sections=tuple(
            replace(section, asked_as=asked_as.get(section.heading_path[-1], ()))
            for section in outline.sections
        ),
    )


def _split_front_matter(markdown: str) -> tuple[dict[str, object], str]:
    from index.formats import Unreadable

    text = markdown.lstrip()
    if not re.match(r"-{3,}\s*\n", text):
        return {}, markdown
    import yaml  # with python-frontmatter 30 ms, which most files need not wait for
    from frontmatter.default_handlers import YAMLHandler

    below = text.split("\n", 1)[1]
    if not re.search(r"(?m)^-{3,}\s*$", below):
        if re.match(r"\s*\w+\s*:", below):
            raise Unreadable("its front matter has no closing ---")
        return {}, markdown
    handler = YAMLHandler()
    head, body = handler.split(text)
    try:
        fields = handler.load(head)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark else ""
        raise Unreadable(f"its front matter is not YAML{where}") from error
    # Anything else is a paragraph between two rules.
    return (fields or {}, body) if isinstance(fields, dict | None) else ({}, markdown)


def _read_asked_as(fields: dict[str, object]) -> dict[str, tuple[str, ...]]:
    """By heading, the questions that what stands under it answers."""
    from index.formats import Unreadable

    asked_as = fields.get("asked_as") or {}
    if not isinstance(asked_as, dict) or not all(isinstance(q, list) for q in asked_as.values()):
        raise Unreadable("its front matter's asked_as is not a list of questions by heading")
    return {
        str(heading): tuple(str(question) for question in questions)
        for heading, questions in asked_as.items()
    }


def _text_of(fields: dict[str, object], key: str) -> str:
    from index.formats import Unreadable

    value = fields.get(key) if fields.get(key) is not None else ""
    if not isinstance(value, str | int | float | date):
        raise Unreadable(f"its front matter's {key} is not a text")
    return " ".join(str(value).split())


def _describe_failure(root: Path, skipped: list[Skipped]) -> str:
    remedy = f"put {_FORMATS} files there or choose another corpus folder"
    if not skipped:
        return f"nothing to read in {root}; {remedy}"
    faults = "; ".join(f"{file.path}: {file.reason}" for file in skipped[:3])
    more = f"; and {len(skipped) - 3} more" if len(skipped) > 3 else ""
    return f"nothing in {root} can be read, of {len(skipped)} tried ({faults}{more}); {remedy}"
