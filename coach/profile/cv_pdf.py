"""A PDF's lines in reading order, by where its characters stand: columns one after the other.

The order of a file's text says nothing: what Word or a browser writes as two columns often goes
across both of them.
"""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING

from coach.profile.cv_lines import BOLD, Line
from coach.profile.periods import find_period
from coach.profile.signs import fold_signs
from index.formats import Unreadable

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

MAX_PAGES = 30

_BULLET = re.compile(
    r"^(?:[•‣▪▫●○◦■□·∙➢➤►✓✔❖\uf0b7\uf0a7\u2023\u2043-]|o(?=\s[A-Z]))\s+(?=\S)|"
    r"^[•‣▪●○◦■\uf0b7\uf0a7]\s*"
)
_BARE_BULLET = re.compile(r"[•‣▪▫●○◦■□·∙➢➤►✓✔❖\uf0b7\uf0a7\u2023\u2043-]|o")
_OPEN_END = re.compile(r"(?i)(?:[,:&(/-]|\b(?:and|or|of|the|an?|for|in|with|to|by|from|on))$")
_PROSE_WORDS = 5
_HEADING_WORDS = 10
_BOLD_WEIGHT = 600
# Shares of the type's size.
_SAME_LINE, _SPACE, _GAP = 0.4, 0.18, 1.6
_COLUMN_ROWS = 5
_COLUMN_SHARE = 0.3  # of the page's rows
_DATES_SHARE = 0.5
_ONE_AT_A_TIME = Lock()  # PDFium must not be used by two threads at once


@dataclass(slots=True)
class _Run:
    """Characters that follow one another on a line; in points from the lower left corner."""

    text: str
    left: float
    right: float
    base: float
    size: float
    is_bold: bool
    colour: tuple[int, int, int]


@dataclass(slots=True)
class _Row:
    """What stands on one line of one column."""

    runs: list[_Run] = field(default_factory=list)

    @property
    def text(self) -> str:
        pieces = [self.runs[0].text]
        for last, run in pairwise(self.runs):
            gap = run.left - last.right
            pieces += [" " if gap > _SPACE * run.size else "", run.text]
        return " ".join("".join(pieces).split())

    @property
    def left(self) -> float:
        return self.runs[0].left

    @property
    def right(self) -> float:
        return self.runs[-1].right

    @property
    def base(self) -> float:
        return self.runs[0].base

    @property
    def size(self) -> float:
        return max(run.size for run in self.runs)

    @property
    def is_bold(self) -> bool:
        return all(run.is_bold for run in self.runs if run.text.strip())

    @property
    def look(self) -> tuple[float, bool, tuple[int, int, int]]:
        run = max(self.runs, key=lambda run: len(run.text))
        return round(run.size, 1), run.is_bold, run.colour


def read_pdf_lines(data: bytes) -> tuple[Line, ...]:
    """Return a PDF's lines, the columns of each page one after the other.

    Raises:
        Unreadable: it's no PDF, broken, locked or too long, or holds no text.
    """
    if b"%PDF-" not in data[:1024]:
        raise Unreadable(
            "it is not a PDF, whatever its name says; give the file that it was made from"
        )
    with _ONE_AT_A_TIME:
        pages = _read_pages(data)
    columns = [column for page in pages for column in _columns(page)]
    if not any(re.search(r"\w", row.text) for column in columns for row in column):
        raise Unreadable(
            "there is no text inside (a scan?); run OCR over it, or give it as DOCX or text"
        )
    levels = _levels([row for column in columns for row in column])
    return tuple(line for column in columns for line in _lines(column, levels))


def _read_pages(data: bytes) -> list[list[_Run]]:
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise Unreadable("it is password-protected; save it without a password") from None
        raise Unreadable("it is damaged or cut short; save it anew") from None
    try:
        return _read_document(document)
    # Of a broken page nothing more is said than that it cannot be loaded.
    except pypdfium2.PdfiumError:
        raise Unreadable("it is damaged or cut short; save it anew") from None
    finally:
        document.close()


def _read_document(document: "PdfDocument") -> list[list[_Run]]:
    if len(document) > MAX_PAGES:
        raise Unreadable(
            f"it has {len(document)} pages, and {MAX_PAGES} is the most; give your CV alone"
        )
    pages = []
    for page in document:
        pages.append(list(_runs(page)))
        page.close()
    return pages


def _runs(page: "PdfPage") -> Iterator[_Run]:
    """Yield what stands together on a page, in the file's order."""
    from pypdfium2 import raw

    textpage = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    box = raw.FS_RECTF()
    shades = [ctypes.c_uint() for _ in range(4)]
    run: _Run | None = None
    for at in range(raw.FPDFText_CountChars(textpage)):
        sign = chr(raw.FPDFText_GetUnicode(textpage, at))
        if sign in "\r\n" or raw.FPDFText_IsGenerated(textpage, at) == 1:
            if run:
                run.text += " "
            continue
        if sign < " " or sign in "\ufffe\uffff\u200b\u00ad":
            continue
        raw.FPDFText_GetCharOrigin(textpage, at, x, y)
        raw.FPDFText_GetLooseCharBox(textpage, at, box)
        raw.FPDFText_GetFillColor(textpage, at, *shades)
        size = abs(box.top - box.bottom) or raw.FPDFText_GetFontSize(textpage, at) or 1.0
        is_bold = raw.FPDFText_GetFontWeight(textpage, at) >= _BOLD_WEIGHT or _is_named_bold(
            textpage, at
        )
        new = _Run(
            sign,
            x.value,
            max(box.right, x.value),
            y.value,
            size,
            is_bold,
            (shades[0].value, shades[1].value, shades[2].value),
        )
        if run and _continues(run, new):
            run.text += sign
            run.right = max(run.right, new.right)
            continue
        if run and run.text.strip():
            yield run
        run = new if sign.strip() else None
    if run and run.text.strip():
        yield run
    textpage.close()


def _is_named_bold(textpage: object, at: int) -> bool:
    from pypdfium2 import raw

    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(textpage, at, name, 128, ctypes.c_int())
    return b"bold" in name.value.lower()


def _continues(run: _Run, new: _Run) -> bool:
    gap = new.left - run.right
    return (
        abs(new.base - run.base) < _SAME_LINE * run.size
        and -0.5 * run.size < gap < _GAP * run.size
        and new.is_bold == run.is_bold
        and new.colour == run.colour
        and abs(new.size - run.size) < 0.5
    )


def _columns(page: list[_Run]) -> Iterator[list[_Row]]:
    """Yield the columns of a page, with what stands above and below them, as they are read."""
    runs = [replace(run, text=run.text.strip()) for run in page]
    gutter = _find_gutter(runs)
    if gutter is None:
        yield _rows(runs)
        return
    at, top, bottom = gutter
    inside = [run for run in runs if bottom <= run.base <= top]
    for part in (
        [run for run in runs if run.base > top],
        [run for run in inside if run.left < at],
        [run for run in inside if run.left >= at],
        [run for run in runs if run.base < bottom],
    ):
        if part:
            yield _rows(part)


def _rows(runs: Sequence[_Run]) -> list[_Row]:
    rows: list[_Row] = []
    for run in sorted(runs, key=lambda run: (-run.base, run.left)):
        if rows and abs(rows[-1].base - run.base) < _SAME_LINE * max(rows[-1].size, run.size):
            rows[-1].runs.append(run)
        else:
            rows.append(_Row([run]))
    for row in rows:
        row.runs.sort(key=lambda run: run.left)
    return rows


def _find_gutter(runs: Sequence[_Run]) -> tuple[float, float, float] | None:
    """Find the gap between two columns: its place, and how far up and down it reaches.

    Dates or labels beside what they belong to are no column: they are read along their row.
    """
    rows = _rows(runs)
    best, most = None, 0
    for at in sorted({round(run.left - 1) for run in runs}):
        stretch: list[_Row] = []
        for row in [*rows, None]:
            if row is not None and not any(
                run.left < at - 1 < at + 1 < run.right for run in row.runs
            ):
                stretch.append(row)
                continue
            left = [[run for run in one.runs if run.left < at] for one in stretch]
            right = [[run for run in one.runs if run.left >= at] for one in stretch]
            score = min(sum(map(bool, left)), sum(map(bool, right)))
            if score > most and _are_columns(left, right, len(rows)):
                # What only one column holds at either end may as well stand above or below both.
                both = _trim(stretch, left, right)
                best, most = (float(at), both[0].base + 0.1, both[-1].base - 0.1), score
            stretch = []
    return best


def _trim(stretch: list[_Row], left: list[list[_Run]], right: list[list[_Run]]) -> list[_Row]:
    first = next(n for n in range(len(stretch)) if any(left[: n + 1]) and any(right[: n + 1]))
    # One row of either may stand higher than the other's first.
    first = (
        max(first - 1, 0)
        if first and stretch[first - 1].base - stretch[first].base < 2 * stretch[first].size
        else first
    )
    return stretch[first:]


def _are_columns(left: list[list[_Run]], right: list[list[_Run]], rows: int) -> bool:
    for side, other in ((left, right), (right, left)):
        filled = [row for row in side if row]
        if len(filled) < max(_COLUMN_ROWS, _COLUMN_SHARE * min(rows, 40)):
            return False
        dates = sum(_is_date(row) for row in filled)
        if dates >= _DATES_SHARE * len(filled):
            return False
        alone = sum(bool(row) and not beside for row, beside in zip(side, other, strict=True))
        words = sum(len(run.text.split()) for row in filled for run in row)
        # A label beside each row, and never one without: a table.
        if alone == 0 and words < 3 * len(filled):
            return False
    return True


def _is_date(row: list[_Run]) -> bool:
    text = fold_signs(" ".join(run.text for run in row))
    period = find_period(text)
    return period is not None and len(text) - (period.end - period.start) <= 4


def _levels(rows: list[_Row]) -> dict[float, int]:
    """Give each size of type that is larger than the text's a level, the largest the first."""
    letters: Counter[float] = Counter()
    for row in rows:
        letters[row.look[0]] += len(row.text)
    body = letters.most_common(1)[0][0]
    larger = sorted((size for size in letters if size > body + 0.6), reverse=True)
    return {size: min(level, BOLD - 1) for level, size in enumerate(larger, 1)}


def _lines(column: list[_Row], levels: dict[float, int]) -> Iterator[Line]:
    edge = max(row.right for row in column)
    line: list[_Row] = []
    for row in column:
        if line and not _runs_on(line, row, edge):
            yield _line(line, levels)
            line = []
        line.append(row)
    if line:
        yield _line(line, levels)


def _runs_on(line: list[_Row], row: _Row, edge: float) -> bool:
    """Tell whether a row goes on with what the row above it says."""
    last, first = line[-1], line[0]
    if row.look != last.look and not _is_bullet(first):
        return False
    if row.runs[-1].colour != last.runs[-1].colour or abs(row.size - last.size) > 0.6:
        return False
    if _is_bullet(row) or last.base - row.base > 1.75 * last.size:
        return False
    if _is_bullet(first):
        return row.left > first.left + 1
    # What is set at both margins is no running text.
    if _is_spread(last) or _is_spread(row):
        return False
    word = row.text.split()[0]
    is_full = edge - last.right < (len(word) * 0.55 + 0.3) * row.size
    is_open = row.text[:1].islower() or row.text[:1] in "(&" or _OPEN_END.search(last.text)
    is_prose = len(line) > 1 or len(last.text.split()) >= _PROSE_WORDS
    return is_full and abs(row.left - last.left) < 2 and bool(is_open or is_prose)


def _is_spread(row: _Row) -> bool:
    return any(run.left - last.right > 2 * run.size for last, run in pairwise(row.runs))


def _is_bullet(row: _Row) -> bool:
    return bool(_BULLET.match(row.text)) or bool(_BARE_BULLET.fullmatch(row.runs[0].text))


def _line(rows: list[_Row], levels: dict[float, int]) -> Line:
    text = rows[0].text
    for row in rows[1:]:
        is_divided = re.search(r"[^\W\d_]-$", text) and row.text[:1].islower()
        text = f"{text}{row.text}" if is_divided else f"{text} {row.text}"
    size = rows[0].look[0]
    if _is_bullet(rows[0]):
        return Line("bullet", _BULLET.sub("", text).strip())
    if size in levels and len(text.split()) <= _HEADING_WORDS:
        return Line("heading", text, levels[size])
    if rows[0].is_bold and len(text.split()) <= _HEADING_WORDS:
        return Line("heading", text, BOLD)
    return Line("text", text)
