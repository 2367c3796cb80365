"""A roadmap as a PDF to print or to hand on, in whatever script people write.

Noto Sans is embedded; Chinese, Japanese and Korean are set in fonts that PDF readers bring along.
What neither can show is printed as a question mark, and the last line says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from coach.roadmap.roadmap import Roadmap, RoadmapStep
from coach.roadmap.wording import say_advice, say_done, say_gap, say_head, say_source, say_title

if TYPE_CHECKING:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Flowable

_FONT = "NotoSans"
_CHINESE, _JAPANESE, _KOREAN = "STSong-Light", "HeiseiMin-W3", "HYSMyeongJo-Medium"
_BOXES = {"open": "\u274f", "done": "\u2714", "skipped": "\u2718"}
_MARGIN_MM = 20
_GREY = "#555555"
_MISSING = "?"
_UNSHOWN = "A character that this PDF's fonts lack is printed as “?”; the Markdown page has it."


def to_pdf(roadmap: Roadmap, today: date) -> bytes:
    """Return the PDF, on A4."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.platypus import SimpleDocTemplate

    _register_fonts()
    setting = _Setting()
    page = BytesIO()
    document = SimpleDocTemplate(
        page,
        pagesize=A4,
        leftMargin=_MARGIN_MM * mm,
        rightMargin=_MARGIN_MM * mm,
        topMargin=_MARGIN_MM * mm,
        bottomMargin=_MARGIN_MM * mm,
        title=setting.known(say_title(roadmap)),
        creator="Headway",
        invariant=1,
    )
    document.build(list(_flow(roadmap, today, setting)))
    return page.getvalue()


@dataclass(slots=True)
class _Setting:
    """Sets text in the fonts that have its characters, and remembers whether some lack."""

    lacks: bool = field(default=False)

    def known(self, text: str) -> str:
        """Return text with what cannot be shown replaced."""
        return "".join(character if _font_of(character) else _MISSING for character in text)

    def set(self, text: str) -> str:
        """Return text as a paragraph's markup."""
        runs = []
        for font, characters in groupby(text, key=_font_of):
            run = "".join(characters)
            if font is None:
                self.lacks = True
                runs.append(_MISSING * len(run))
            elif font == _FONT:
                runs.append(escape(run))
            else:
                runs.append(f'<font name="{font}">{escape(run)}</font>')
        return "".join(runs)


def _flow(roadmap: Roadmap, today: date, setting: _Setting) -> "Iterator[Flowable]":
    from reportlab.platypus import KeepTogether, Paragraph

    styles = _styles()
    yield Paragraph(setting.set(say_title(roadmap)), styles["title"])
    for label, said in say_head(roadmap, today):
        yield Paragraph(setting.set(f"{label}: {said}"), styles["small"])
    sections = [*roadmap.stages(), ("Later", roadmap.later), ("Left out", roadmap.skipped)]
    for heading, steps in sections:
        for place, step in enumerate(steps):
            top = [] if place else [Paragraph(setting.set(heading), styles["heading"])]
            yield KeepTogether([*top, *_step(step, setting, styles)])
    if setting.lacks:
        yield Paragraph(_UNSHOWN, styles["small"])


def _step(
    step: RoadmapStep, setting: _Setting, styles: "dict[str, ParagraphStyle]"
) -> "Iterator[Flowable]":
    from reportlab.platypus import Paragraph

    box = f'<font name="ZapfDingbats">{_BOXES[step.state]}</font>'
    due = say_done(step) if step.state == "done" else f"by\u00a0{step.day}"
    when = "" if step.state == "skipped" else f' <font color="{_GREY}">{setting.set(due)}</font>'
    yield Paragraph(f"{box} {setting.set(step.text)}{when}", styles["step"])
    for line in _details(step):
        yield Paragraph(setting.set(line), styles["small"])


def _details(step: RoadmapStep) -> Iterator[str]:
    if not step.is_later:
        yield f"Proof: {step.proof}"
    if step.note:
        yield f"Note: {step.note}"
    if step.gap:
        yield f"Closes: {say_gap(step.gap)}"
    if not step.is_later:
        for advice in step.advice:
            yield f"How: {say_advice(advice)}"
    yield f"Source: {say_source(step)}"


def _styles() -> "dict[str, ParagraphStyle]":
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle

    body = ParagraphStyle("body", fontName=_FONT, fontSize=10, leading=14)
    return {
        "title": ParagraphStyle("title", body, fontSize=18, leading=24, spaceAfter=8),
        "heading": ParagraphStyle(
            "heading", body, fontSize=13, leading=18, spaceBefore=14, spaceAfter=2
        ),
        "step": ParagraphStyle("step", body, spaceBefore=8, spaceAfter=1),
        "small": ParagraphStyle(
            "small", body, fontSize=8.5, leading=12, leftIndent=14, textColor=HexColor(_GREY)
        ),
    }


@cache
def _register_fonts() -> frozenset[int]:
    """Register the fonts with reportlab, and return the characters that Noto Sans has."""
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    # One file holds all weights; reportlab takes its default, the regular one.
    with as_file(files("fontpkg_noto_sans") / "files" / "NotoSans[wdth,wght].ttf") as path:
        font = TTFont(_FONT, str(path))
    registerFont(font)
    for name in (_CHINESE, _JAPANESE, _KOREAN):
        registerFont(UnicodeCIDFont(name))
    return frozenset(font.face.charToGlyph)


@cache
def _font_of(character: str) -> str | None:
    """Return the font that shows a character, None where none does."""
    code = ord(character)
    if code in _register_fonts():
        return _FONT
    if 0x3040 <= code <= 0x30FF:
        return _JAPANESE
    if 0xAC00 <= code <= 0xD7A3 or 0x1100 <= code <= 0x11FF:
        return _KOREAN
    if 0x3000 <= code <= 0x303F or 0x3400 <= code <= 0x9FFF or 0xFF00 <= code <= 0xFF5E:
        return _CHINESE
    return None
