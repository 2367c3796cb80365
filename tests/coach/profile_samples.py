"""CVs that the tests of the profile share, made as people's programs make them."""

import io
from collections.abc import Callable, Sequence

import docx
from docx.document import Document as WordDocument
from reportlab.pdfgen.canvas import Canvas

from coach.profile.facts import Fact

CV = """# Ann Lee

ann.lee@example.org, +44 20 5550 1234

## Summary

Data scientist with 5 years of experience in retail.

## Experience

### Senior Data Scientist, Acme
*Jan 2020 - Present*

- Built a demand forecast for 40 shops
- Lead a team of 3 data scientists

### Data Analyst, Corner Shop
*2017 - 2019*

- Wrote the weekly sales report

## Education

- MSc Statistics, University of Leeds, 2015 - 2017

## Skills

Python, SQL, Airflow

## Languages

English (native), French (B1)
"""

Text = tuple[float, float, str]
"""Where a line stands on a page, in points from the lower left corner, and what it says."""


def facts_of(facts: Sequence[Fact]) -> list[tuple[str, str, str]]:
    """Return what matters of facts when two CVs should say the same."""
    return [(fact.kind, fact.statement, fact.quote) for fact in facts]


def make_pdf(*pages: Sequence[Text], hidden: Sequence[Text] = ()) -> bytes:
    """Set lines on pages; those that are hidden in white, on the first one."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1)
    for number, page in enumerate(pages):
        canvas.setFont("Helvetica", 10)
        for x, y, text in page:
            canvas.drawString(x, y, text)
        canvas.setFillColorRGB(1, 1, 1)
        for x, y, text in hidden if number == 0 else ():
            canvas.drawString(x, y, text)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def column(x: float, top: float, text: str, step: float = 14) -> list[Text]:
    """Return the lines of a text, one below the other."""
    return [(x, top - step * number, line) for number, line in enumerate(text.splitlines())]


def make_docx(fill: Callable[[WordDocument], object]) -> bytes:
    document = docx.Document()
    fill(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
