"""A CV's file into lines in reading order, or one line that says why not."""

from pathlib import PurePath

from coach.errors import ProfileError
from coach.profile.cv_lines import Line, read_markdown_lines
from coach.profile.cv_pdf import read_pdf_lines
from index.formats import Unreadable, to_markdown

MAX_MB = 10
SUFFIXES = (".pdf", ".docx", ".md", ".markdown", ".txt", ".text")


def check_size(size_bytes: int) -> None:
    """Refuse a file that is larger than a CV may be.

    Raises:
        ProfileError: it is.
    """
    if size_bytes > MAX_MB * 1_000_000:
        raise ProfileError(
            f"The CV has {size_bytes / 1e6:.1f} MB, and {MAX_MB} MB is the most that can be "
            f"read: "
            "save it without its pictures."
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
        if suffix == ".pdf":
            if not content:
                raise Unreadable("empty")
            return read_pdf_lines(content)
        return read_markdown_lines(to_markdown(content, suffix))
    except Unreadable as error:
        raise ProfileError(f"{name} cannot be read: {error}.") from None
