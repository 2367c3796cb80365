"""A PDF's characters, with their places and looks, as PDFium reads them: those that can be seen."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from coach.profile.cv_lines import MAX_CHARACTERS, TOO_LONG
from index.formats import Unreadable

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

MAX_PAGES = 30
SAME_LINE = 0.4
"""How far two base lines may be apart and be one, as a share of the type's size."""

_Box = tuple[float, float, float, float]  # left, bottom, right, top
_WHITE = 245  # of 255: from here on a colour is not told from the paper's
_SMALLEST = 2.0  # points
_GAP = 1.6  # likewise, between two characters of one run
_BOLD_WEIGHT = 600
_ONE_AT_A_TIME = Lock()  # PDFium must not be used by two threads at once


@dataclass(slots=True)
class Run:
    """Characters that follow one another on a line; in points from the lower left corner."""

    text: str
    left: float
    right: float
    base: float
    size: float
    is_bold: bool
    colour: tuple[int, int, int]


def read_runs(data: bytes) -> list[list[Run]]:
    """Return what stands together on a line, page by page, in the file's order.

    What is hidden is left out: white type on white paper, and type too small to be read.

    Raises:
        Unreadable: it's no PDF, broken, locked or too long.
    """
    if b"%PDF-" not in data[:1024]:
        raise Unreadable(
            "it is not a PDF, whatever its name says; give the file that it was made from"
        )
    with _ONE_AT_A_TIME:
        return _read_pages(data)


def _read_pages(data: bytes) -> list[list[Run]]:
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


def _read_document(document: "PdfDocument") -> list[list[Run]]:
    if len(document) > MAX_PAGES:
        raise Unreadable(
            f"it has {len(document)} pages, and {MAX_PAGES} is the most; give your CV alone"
        )
    pages: list[list[Run]] = []
    left = MAX_CHARACTERS
    for page in document:
        textpage = page.get_textpage()
        left -= textpage.count_chars()
        if left < 0:
            raise Unreadable(TOO_LONG)
        grounds = list(_grounds(page))
        pages.append([run for run in _runs(textpage) if not _is_hidden(run, grounds)])
        textpage.close()
        page.close()
    return pages


def _grounds(page: "PdfPage") -> Iterator[_Box]:
    """Yield where a page has a ground that white type can be seen on."""
    from pypdfium2 import PdfiumError, raw

    kinds = (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING)
    shades = [ctypes.c_uint() for _ in range(4)]
    for thing in page.get_objects(filter=kinds):
        has_colour = raw.FPDFPageObj_GetFillColor(thing, *shades)
        if has_colour and all(shade.value >= _WHITE for shade in shades[:3]):
            continue
        try:
            yield thing.get_bounds()
        except PdfiumError:
            continue


def _is_hidden(run: Run, grounds: list[_Box]) -> bool:
    """Tell whether nobody sees a text: white on white, or too small."""
    if run.size < _SMALLEST:
        return True
    if min(run.colour) < _WHITE:
        return False
    x, y = (run.left + run.right) / 2, run.base + run.size / 4
    return not any(left < x < right and low < y < high for left, low, right, high in grounds)


def _runs(textpage: "PdfTextPage") -> Iterator[Run]:
    """Yield what stands together on a page, in the file's order."""
    from pypdfium2 import raw

    x, y = ctypes.c_double(), ctypes.c_double()
    box = raw.FS_RECTF()
    shades = [ctypes.c_uint() for _ in range(4)]
    run: Run | None = None
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
        new = Run(
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


def _is_named_bold(textpage: object, at: int) -> bool:
    from pypdfium2 import raw

    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(textpage, at, name, 128, ctypes.c_int())
    return b"bold" in name.value.lower()


def _continues(run: Run, new: Run) -> bool:
    gap = new.left - run.right
    return (
        abs(new.base - run.base) < SAME_LINE * run.size
        and -0.5 * run.size < gap < _GAP * run.size
        and new.is_bold == run.is_bold
        and new.colour == run.colour
        and abs(new.size - run.size) < 0.5
    )
