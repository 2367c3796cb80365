"""Makes the PDF and DOCX files of the set from their sources: `python -m tests.evals.cvs.build`.

A source has a line for each paragraph: `# ` the name, `## ` a heading, `### ` a line in bold,
`- ` a bullet, `<<< side` and `<<< main` what goes into which column, the first of them on the
left; a tab puts the rest of its line at the right margin.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import docx
from docx.shared import Cm
from docx.text.paragraph import Paragraph
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

FOLDER = Path(__file__).parent
Layout = Literal["one column", "columns", "rows", "styled", "bold", "table"]
LAYOUTS: dict[str, Layout] = {
    "lukas-brandt": "rows",
    "ingrid-solberg": "one column",
    "mei-ling-tan": "styled",
    "david-mensah": "bold",
    "priya-raghunathan": "columns",
    "fatima-el-idrissi": "one column",
    "hannah-goldberg": "table",
    "noah-kahananui": "bold",
}
"""How each is set. "rows": in two columns, written row by row across both, as tables are;
"columns": in two columns, one after the other. "bold": a DOCX whose headings are only bold."""

WIDTH, HEIGHT = A4
MARGIN, GUTTER, SIDE = 45.0, 22.0, 150.0
SIZES = {"# ": 20.0, "## ": 12.0, "### ": 10.5, "- ": 9.5, "": 9.5}


@dataclass(frozen=True)
class Line:
    """A line of a page: where it stands, in points from the lower left corner, and what it says."""

    page: int
    x: float
    y: float
    font: str
    size: float
    text: str


def main() -> None:
    """Make all files anew."""
    for name, layout in LAYOUTS.items():
        source = (FOLDER / "sources" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        if layout in ("one column", "columns", "rows"):
            write_pdf(source, layout, FOLDER / f"{name}.pdf")
        else:
            write_docx(source, layout, FOLDER / f"{name}.docx")


def write_pdf(source: list[str], layout: Layout, file: Path) -> None:
    """Set a source as a PDF, line by line."""
    full = WIDTH - 2 * MARGIN
    head, columns = split_columns(source)
    lines, below = set_column(head, MARGIN, full, HEIGHT - MARGIN)
    if columns:
        main_x = MARGIN + SIDE + GUTTER
        places = {"side": (MARGIN, SIDE), "main": (main_x, full - SIDE - GUTTER)}
        if next(iter(columns)) == "main":
            places = {
                "main": (MARGIN, full - SIDE - GUTTER),
                "side": (MARGIN + full - SIDE, SIDE),
            }
        for column, (x, width) in places.items():
            lines += set_column(columns[column], x, width, below - 10)[0]
    if layout == "rows":
        lines.sort(key=lambda line: (line.page, -line.y, line.x))
    canvas = Canvas(str(file), pagesize=A4, invariant=1)
    page = 0
    for line in sorted(lines, key=lambda line: line.page):
        while page < line.page:
            canvas.showPage()
            page += 1
        canvas.setFont(line.font, line.size)
        canvas.drawString(line.x, line.y, line.text)
    canvas.save()


def split_columns(source: list[str]) -> tuple[list[str], dict[str, list[str]]]:
    """Return the lines above the columns, and those of each."""
    head: list[str] = []
    columns: dict[str, list[str]] = {}
    lines = head
    for line in source:
        if line.startswith("<<< "):
            lines = columns.setdefault("side" if line[4:].startswith("side") else "main", [])
        else:
            lines.append(line)
    return head, columns


def set_column(source: list[str], x: float, width: float, top: float) -> tuple[list[Line], float]:
    """Wrap a column's paragraphs; return its lines, and how far down they reach."""
    lines: list[Line] = []
    page, y = 0, top
    for prefix, text in read_source(source):
        size = SIZES[prefix]
        font = "Helvetica-Bold" if prefix.startswith("#") else "Helvetica"
        indent = 10.0 if prefix == "- " else 0.0
        y -= 8 if prefix == "## " else 3
        left, _, right = text.partition("\t")
        wrapped = simpleSplit(left, font, size, width - indent)
        for number, piece in enumerate(wrapped):
            y -= size * 1.25
            if y < MARGIN:
                page, y = page + 1, HEIGHT - MARGIN - size
            if indent and number == 0:
                lines.append(Line(page, x, y, "Helvetica", size, "•"))
            lines.append(Line(page, x + indent, y, font, size, piece))
        if right:
            at = x + width - stringWidth(right, "Helvetica", size)
            lines.append(Line(page, at, y, "Helvetica", size, right))
    return lines, y


def read_source(source: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each paragraph with what it begins with: `# `, `## `, `### `, `- ` or nothing."""
    for line in filter(None, map(str.rstrip, source)):
        prefix = next(
            prefix for prefix in sorted(SIZES, key=len, reverse=True) if line.startswith(prefix)
        )
        yield prefix, line[len(prefix) :]


def write_docx(source: list[str], layout: Layout, file: Path) -> None:
    """Set a source as a Word document."""
    document = docx.Document()
    head, columns = split_columns(source)
    if layout == "table" and columns:
        for prefix, text in read_source(head):
            style_paragraph(document.add_paragraph(), prefix, text, layout)
        table = document.add_table(rows=1, cols=2)
        cells = dict(zip(columns, table.rows[0].cells, strict=True))
        for column, cell in cells.items():
            for prefix, text in read_source(columns[column]):
                style_paragraph(cell.add_paragraph(), prefix, text, layout)
    else:
        for prefix, text in read_source(source):
            style_paragraph(document.add_paragraph(), prefix, text, layout)
    document.save(str(file))


def style_paragraph(paragraph: Paragraph, prefix: str, text: str, layout: Layout) -> None:
    """Give a paragraph its text and its look."""
    if prefix == "- ":
        paragraph.style = "List Bullet"
    elif prefix.startswith("#") and layout != "bold":
        paragraph.style = {"# ": "Title", "## ": "Heading 1", "### ": "Heading 2"}[prefix]
    if "\t" in text:
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(15))
    paragraph.add_run(text).bold = prefix.startswith("#") or None


if __name__ == "__main__":
    main()
