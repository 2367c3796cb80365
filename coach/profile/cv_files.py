"""A CV's file into lines in reading order, or one line that says why not."""

import io
import zipfile
from pathlib import PurePath

from coach.errors import ProfileError
from coach.profile.cv_lines import MAX_CHARACTERS, TOO_LONG, Line, read_markdown_lines
from coach.profile.cv_pdf import read_pdf_lines
from index.formats import Unreadable, to_markdown

MAX_MB = 10
SUFFIXES = (".pdf", ".docx", ".md", ".markdown", ".txt", ".text")

_MAX_BYTES_A_CHARACTER = 4
_MAX_XML_MB = 10  # that a DOCX unpacks to; its text is a small part of it
_ANEW = "save your CV anew as PDF, DOCX, Markdown or plain text, and give that"


def check_size(size_bytes: int) -> None:
    """Refuse a file that is larger than a CV may be.

    Raises:
        ProfileError: it is.
    """
    if size_bytes > MAX_MB * 1_000_000:
        raise ProfileError(
            f"The CV is larger than {MAX_MB} MB, the most that can be read: save it without its "
            "pictures."
        )


def read_cv_lines(name: str, content: bytes) -> tuple[Line, ...]:
    """Return what is written in a CV, line by line in reading order.

    Raises:
        ProfileError: it's too large, of no format that can be read, broken, or holds no text.
    """
    check_size(len(content))
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise ProfileError(
            f"{name} cannot be read: give a CV as PDF, DOCX (Word), Markdown or plain text, with "
            "the suffix .pdf, .docx, .md or .txt."
        )
    try:
        return _read(suffix, content)
    except Unreadable as error:
        reason = str(error)
        remedy = "" if ";" in reason else f"; {_ANEW}"
        # Not chained: nothing of what is in the file may come into a log.
        raise ProfileError(f"{name} cannot be read: {reason}{remedy}.") from None


def _read(suffix: str, content: bytes) -> tuple[Line, ...]:
    if not content:
        raise Unreadable("it is empty")
    if suffix == ".pdf":
        return read_pdf_lines(content)
    if suffix == ".docx":
        _check_docx(content)
    elif len(content) > _MAX_BYTES_A_CHARACTER * MAX_CHARACTERS:
        raise Unreadable(TOO_LONG)
    return read_markdown_lines(to_markdown(content, suffix))


def _check_docx(content: bytes) -> None:
    """Refuse what unpacks to more than a CV; what is no archive is told by whoever reads it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            xml = [one.file_size for one in archive.infolist() if one.filename.endswith(".xml")]
    except zipfile.BadZipFile:
        return
    if sum(xml) > _MAX_XML_MB * 1_000_000:
        raise Unreadable(TOO_LONG)
