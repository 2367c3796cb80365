"""Entries to files, of the form that each file's name asks for, whole or not at all."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TextIO
from uuid import uuid4

from coach.errors import FaqError
from coach.faq.layout import Faq

Write = Callable[[Faq, TextIO], None]


def _write_jsonl(faq: Faq, file: TextIO) -> None:
    for entry in faq.entries():
        file.write(entry.to_line())


def _write_markdown(faq: Faq, file: TextIO) -> None:
    from coach.faq.markdown import write_markdown

    write_markdown(faq, file)


def _write_html(faq: Faq, file: TextIO) -> None:
    from coach.faq.page import write_page

    write_page(faq, file)


def _write_csv(faq: Faq, file: TextIO) -> None:
    from coach.faq.spreadsheet import write_spreadsheet

    write_spreadsheet(faq, file)


_FORMS: dict[str, Write] = {
    ".jsonl": _write_jsonl,
    ".md": _write_markdown,
    ".html": _write_html,
    ".csv": _write_csv,
}
# A spreadsheet takes a file without this mark for something else than UTF-8.
_ENCODINGS = {".csv": "utf-8-sig"}


def check_outputs(files: Sequence[Path]) -> None:
    """Find out before a long run whether its files can be written.

    Raises:
        FaqError: a name asks for no known form, two are the same, or a folder is not there.
    """
    if not files:
        raise FaqError("Name a file to write: -o faq.md, .html, .jsonl or .csv, or several.")
    for file in files:
        if file.suffix.lower() not in _FORMS:
            raise FaqError(f"{file} is of no known form: name a .jsonl, .md, .html or .csv file.")
        if file.is_dir() or not os.access(file.absolute().parent, os.W_OK | os.X_OK):
            raise FaqError(f"{file} cannot be written: name a file in a folder that is there.")
    if len({file.absolute() for file in files}) < len(files):
        raise FaqError("The same file is named twice: name another one.")


def write_files(writers: dict[Path, Callable[[TextIO], None]]) -> None:
    """Write files by what writes each, and put them in place when all are whole.

    Raises:
        FaqError: one cannot be written; then none has changed.
    """
    with ExitStack() as fresh:
        written = {
            file: fresh.enter_context(_fresh_file(file, write)) for file, write in writers.items()
        }
        for file, whole in written.items():
            with _disk_errors(file):
                whole.replace(file)


@contextmanager
def _fresh_file(file: Path, write: Callable[[TextIO], None]) -> Iterator[Path]:
    fresh = file.with_name(f".{file.name}.{uuid4().hex[:8]}")
    encoding = _ENCODINGS.get(file.suffix.lower(), "utf-8")
    try:
        with _disk_errors(file), fresh.open("w", encoding=encoding, newline="") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        yield fresh
    finally:
        with suppress(OSError):
            fresh.unlink()


def writer_of(file: Path, faq: Faq) -> Callable[[TextIO], None]:
    """Return what writes an FAQ in the form that a file's name asks for."""
    write = _FORMS[file.suffix.lower()]
    return lambda stream: write(faq, stream)


@contextmanager
def _disk_errors(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise FaqError(f"{file} cannot be written ({reason}): name another file.") from None
