"""A roadmap to files and back, in the form that each file's name asks for."""

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from coach.errors import RoadmapError
from coach.roadmap.importing import Import, take_in
from coach.roadmap.roadmap import Roadmap
from coach.roadmap.sheet import MAX_BYTES, read_sheet

_OWNER_ONLY = 0o600
_MARKDOWN, _CALENDAR = ".md", ".ics"


def _make_markdown(roadmap: Roadmap, today: date) -> bytes:
    from coach.roadmap.markdown import to_markdown

    return to_markdown(roadmap, today).encode()


def _make_pdf(roadmap: Roadmap, today: date) -> bytes:
    from coach.roadmap.pdf import to_pdf

    return to_pdf(roadmap, today)


def _make_calendar(roadmap: Roadmap, _today: date) -> bytes:
    from coach.roadmap.calendar import to_calendar

    return to_calendar(roadmap, datetime.now(UTC))


FORMS: Mapping[str, Callable[[Roadmap, date], bytes]] = {
    _MARKDOWN: _make_markdown,
    ".pdf": _make_pdf,
    _CALENDAR: _make_calendar,
}
"""What makes a file, by the ending of its name."""


def write_files(roadmap: Roadmap, files: Sequence[Path], today: date) -> None:
    """Write each file whole or not at all; nobody else may read a new one.

    Raises:
        RoadmapError: a name asks for no known form, or a file cannot be written.
    """
    if not files:
        raise RoadmapError("Name a file to write: -o roadmap.md, .pdf or .ics, or several.")
    for file in files:
        if file.suffix.lower() not in FORMS:
            raise RoadmapError(f"{file} is of no known form: name a .md, .pdf or .ics file.")
    made = {file: FORMS[file.suffix.lower()](roadmap, today) for file in files}
    for file, content in made.items():
        _write(file, content)


def read_content(file: Path) -> bytes:
    """Read a file that was exported.

    Raises:
        RoadmapError: it cannot be read, or is of no form that is read back.
    """
    if file.suffix.lower() not in (_MARKDOWN, _CALENDAR):
        raise RoadmapError(f"{file} is of no form that is read back: name a .md or .ics file.")
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RoadmapError(f"{file} cannot be read ({reason}): name another file.") from None
    return content


def take_in_content(roadmap: Roadmap, form: str, content: bytes, today: date) -> Import:
    """Follow what was changed in a file's content.

    Args:
        form: the ending of the file's name.

    Raises:
        RoadmapError: the content is none of a roadmap, or too large for one.
    """
    if len(content) > MAX_BYTES:
        raise RoadmapError("The file is larger than a roadmap can be: name another one.")
    if form.lower() == _CALENDAR:
        from coach.roadmap.calendar import take_in_calendar

        return take_in_calendar(roadmap, content, today)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RoadmapError("The file is no text in UTF-8: save it so, or name another.") from None
    return take_in(roadmap, read_sheet(text), today)


def _write(file: Path, content: bytes) -> None:
    fresh = file.with_name(f".{file.name}.{uuid4().hex[:8]}")
    try:
        fresh.touch(mode=_OWNER_ONLY)
        with fresh.open("wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        fresh.replace(file)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RoadmapError(f"{file} cannot be written ({reason}): name another file.") from None
    finally:
        with suppress(OSError):
            fresh.unlink()
