import io
import logging
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document as WordDocument
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from index import formats
from index.formats import Unreadable, to_markdown
from index.markdown import parse_markdown

PROSE = "The keeper looks after the hives from spring to autumn, and counts the bees."


def make_pdf(*pages: str) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(400, 400))
    for page in pages:
        text = canvas.beginText(20, 380)
        text.textLines(page)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def lock_pdf(data: bytes, user: str, owner: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(user, owner, algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def make_docx(fill: Callable[[WordDocument], object]) -> bytes:
    document = docx.Document()
    fill(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def make_zip(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def outline_of(data: bytes, suffix: str) -> tuple[str, list[tuple[str, list[str]]]]:
    outline = parse_markdown(to_markdown(data, suffix), name="File")
    return outline.title, [
        (" > ".join(section.heading_path), [point.text for point in section.points])
        for section in outline.sections
    ]


def fault_of(data: bytes, suffix: str) -> str:
    with pytest.raises(Unreadable) as caught:
        to_markdown(data, suffix)
    message = str(caught.value)
    assert "\n" not in message
    return message


class TestEncodings:
    @pytest.mark.parametrize(
        "encoding",
        ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"],
    )
    def test_text_is_read_in_any_usual_encoding(self, encoding: str) -> None:
        text = "Zoë's naïve café résumé costs £90,000 to write.\n"
        assert to_markdown(text.encode(encoding), ".md") == text

    def test_other_scripts_are_told_apart(self) -> None:
        text = "Привет, это обычный русский текст. Он достаточно длинный."
        assert to_markdown(text.encode("cp1251"), ".md") == text

    def test_html_may_declare_its_encoding(self) -> None:
        html = '<meta http-equiv="x" content="text/html; charset=koi8-r"><p>Привет</p>'
        assert to_markdown(html.encode("koi8-r"), ".html").strip() == "Привет"

    @pytest.mark.parametrize("declared", ["nonsense", "hex", "utf-16"])
    def test_a_wrong_declaration_is_no_obstacle(self, declared: str) -> None:
        html = f'<meta charset="{declared}"><p>Café au lait</p>'
        assert to_markdown(html.encode("cp1252"), ".html").strip() == "Café au lait"


class TestHtml:
    def test_structure_and_text(self) -> None:
        html = f"""<!DOCTYPE html><html><head><title>Site</title><style>p {{}}</style></head><body>
        <nav>Menu</nav><h1>The <em>Hive</em></h1><script>alert(1)</script><!-- no -->
        <p>{PROSE}
        More <a href="http://a.b">here</a>.</p><template>none</template><img src="x" alt="pic">
        <h3>Gear</h3><ul><li>Smoker<ul><li>copper</li></ul></li><li><b>Veil:</b> white</li></ul>
        <dl><dt>Wax</dt><dd>for candles</dd></dl>
        <table><tr><th>Tool</th><th>Price</th></tr><tr><td>S|x</td><td>£5</td></tr></table>
        <footer>Imprint</footer></body></html>"""
        assert outline_of(html.encode(), ".html") == (
            "The Hive",
            [
                ("The Hive", [PROSE, "More here."]),
                (
                    "The Hive > Gear",
                    ["Smoker", "copper", "Veil: white", "Wax: for candles", "Tool: S|x; Price: £5"],
                ),
            ],
        )

    def test_only_the_main_part_of_a_page(self) -> None:
        html = b"<title>T</title><h2>Login</h2><main><h1>Hive</h1><p>Bees live in it.</p></main>"
        assert outline_of(html, ".htm") == ("Hive", [("Hive", ["Bees live in it."])])

    def test_a_page_without_one_main_heading_has_the_title_of_its_head(self) -> None:
        html = b"<title>Hive</title><h1>Bees</h1><p>They fly.</p><h1>Wax</h1><p>It melts.</p>"
        assert outline_of(html, ".html") == (
            "Hive",
            [("Hive > Bees", ["They fly."]), ("Hive > Wax", ["It melts."])],
        )

    def test_text_that_looks_like_markup_stays_text(self) -> None:
        html = b"""<p># one</p><p>- two
        - three<br>1. four</p><p>a*b*c &lt;b&gt; [d](e) &amp;amp; <b>f</b> - g</p>
        <table><tr><td>h</td></tr><tr><td>i|j</td></tr></table>"""
        assert outline_of(html, ".html")[1] == [
            (
                "File",
                ["# one", "- two - three", "1. four", "a*b*c <b> [d](e) &amp; f - g", "h: i|j"],
            )
        ]

    def test_a_table_that_only_lays_out_the_page_is_left_out(self) -> None:
        html = f"""<h1>Hive</h1><table><tr><td><h2>Gear</h2><ul><li>Smoker</li></ul></td>
        <td><h2>Work</h2><p>{PROSE}</p><p>It is quiet.</p></td></tr></table>"""
        assert outline_of(html.encode(), ".html") == (
            "Hive",
            [("Hive > Gear", ["Smoker"]), ("Hive > Work", [PROSE, "It is quiet."])],
        )

    def test_xhtml_gives_no_warning(self) -> None:
        html = b'<?xml version="1.0" encoding="utf-8"?><html><body><p>Bees fly.</p></body></html>'
        assert to_markdown(html, ".html").strip() == "Bees fly."

    @pytest.mark.parametrize("html", [b"<p> </p>", b"<script>x</script>", b"<img src='a'>"])
    def test_no_text(self, html: bytes) -> None:
        assert fault_of(html, ".html") == "no text inside"

    def test_too_deep(self) -> None:
        assert "nested too deeply" in fault_of(b"<div>" * 5000 + b"x", ".html")


class TestDocx:
    def test_structure_and_text(self) -> None:
        def fill(document: WordDocument) -> None:
            document.add_heading("Hive", 0)
            document.add_heading("Gear", 1)
            document.add_paragraph(PROSE)
            item = document.add_paragraph(style="List Bullet")
            item.add_run("Veil:").bold = True
            item.add_run(" white")
            document.add_heading("Prices", 2)
            table = document.add_table(rows=2, cols=2)
            for cell, text in zip(table._cells, ("Tool", "Price", "Saw", "£5"), strict=True):
                cell.text = text
            document.add_heading("Bees", 1)
            document.add_paragraph("1. no list")

        assert outline_of(make_docx(fill), ".docx") == (
            "Hive",
            [
                ("Hive > Gear", [PROSE, "Veil: white"]),
                ("Hive > Gear > Prices", ["Tool: Saw; Price: £5"]),
                ("Hive > Bees", ["1. no list"]),
            ],
        )

    def test_a_locked_one_is_named_as_such(self) -> None:
        assert fault_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".docx") == (
            "password-protected or an old Word file; save it as .docx without a password"
        )

    def test_one_without_text(self) -> None:
        assert fault_of(make_docx(lambda document: document), ".docx") == "no text inside"

    def test_a_truncated_one(self) -> None:
        data = make_docx(lambda document: document.add_paragraph(PROSE))
        assert fault_of(data[: len(data) // 2], ".docx") == "damaged or cut short"

    def test_a_damaged_one(self) -> None:
        for part in (b"<broken", b"", b"<a>" * 5000):
            data = make_zip(**{"word/document.xml": part})
            assert fault_of(data, ".docx") == "damaged, or not a Word document"
        assert "not a Word document" in fault_of(make_zip(a=b"b"), ".docx")

    def test_one_that_unpacks_to_more_than_the_memory(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(formats, "MAX_UNPACKED_MB", 1)
        data = make_zip(**{"word/document.xml": bytes(1_500_000)})
        assert len(data) < 5000
        assert fault_of(data, ".docx") == "unpacks to more than 1 MB"

    @pytest.mark.parametrize("data", [b"plain text", make_pdf(PROSE)])
    def test_another_format(self, data: bytes) -> None:
        assert fault_of(data, ".docx").endswith(", not a DOCX")


class TestPdf:
    def test_wrapped_text_headings_and_bullets(self) -> None:
        page = (
            "The Hive\nA hive is what bees live in, and a keeper looks after it from\n"
            "spring to autumn. Cross-\npollination is done by bees.\n"
            "Gear\n\u2022 A smoker, which calms the bees before the keeper opens\n"
            "the hive\n\u2022 A veil\n"
        )
        assert outline_of(make_pdf(page), ".pdf")[1] == [
            (
                "The Hive",
                [
                    "A hive is what bees live in, and a keeper looks after it from spring to "
                    "autumn.",
                    "Cross-pollination is done by bees.",
                ],
            ),
            (
                "The Hive > Gear",
                [
                    "A smoker, which calms the bees before the keeper opens the hive",
                    "A veil",
                ],
            ),
        ]

    def test_headers_and_footers_are_left_out(self) -> None:
        prices = ("costs £188", "costs £224", "costs £266", "is free")
        pages = [
            f"The Bee Book\nChapter {number}\nThe bee of page {number}\n{price}\nPage {number} of 4"
            for number, price in enumerate(prices, 1)
        ]
        text = to_markdown(make_pdf(*pages), ".pdf")
        assert "Bee Book" not in text
        assert "of 4" not in text
        assert all(price in text for price in prices)

    def test_running_titles_and_page_numbers_are_told_from_numbered_headings(self) -> None:
        pages = [f"Lesson {number}\nBees do {number} things." for number in (1, 2, 2, 3, 3, 4, 5)]
        pages[2:5] = [f"On Wax {number}\n{page}" for number, page in enumerate(pages[2:5], 9)]
        pages = [f"{page}\n{number}" for number, page in enumerate(pages, 7)]
        text = to_markdown(make_pdf(*pages), ".pdf")
        assert "Wax" not in text
        assert [word for word in text.split() if word.isdigit()] == list("11222233334455")

    def test_a_sentence_runs_on_from_page_to_page(self) -> None:
        data = make_pdf("The keeper looks after", "the bees all summer. He rests.", "He reads.")
        assert outline_of(data, ".pdf")[1] == [
            ("File", ["The keeper looks after the bees all summer.", "He rests.", "He reads."])
        ]

    def test_one_that_anybody_may_open(self) -> None:
        assert "bees" in to_markdown(lock_pdf(make_pdf(PROSE), "", "owner"), ".pdf")

    def test_one_with_a_password(self) -> None:
        data = lock_pdf(make_pdf(PROSE), "secret", "owner")
        assert fault_of(data, ".pdf") == "password-protected; save it without a password"

    def test_a_scan(self) -> None:
        assert fault_of(make_pdf("", ""), ".pdf") == (
            "no text inside (a scan?); run OCR over it first"
        )

    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
    def test_a_truncated_one_is_told_and_not_logged(
        self, share: float, caplog: pytest.LogCaptureFixture
    ) -> None:
        data = make_pdf(*[f"{PROSE} {number}" for number in range(30)])
        assert fault_of(data[: int(len(data) * share)], ".pdf") == "damaged or cut short"
        assert not caplog.records
        assert logging.getLogger("pypdf").level == logging.NOTSET

    def test_garbage(self) -> None:
        assert fault_of(b"%PDF-1.7\n" + bytes(range(256)) * 20, ".pdf") == "damaged or cut short"

    @pytest.mark.parametrize(
        ("data", "fault"),
        [
            (make_zip(a=b"b"), "a ZIP archive or an Office file, not a PDF"),
            (b"\x89PNG\r\n\x1a\n" + bytes(50), "a PNG image, not a PDF"),
            (b"Just text.", "something else, not a PDF"),
        ],
    )
    def test_another_format(self, data: bytes, fault: str) -> None:
        assert fault_of(data, ".pdf") == fault


@pytest.mark.parametrize("suffix", [".md", ".txt", ".html"])
class TestText:
    def test_empty(self, suffix: str) -> None:
        assert fault_of(b"", suffix) == "empty"

    def test_white_space(self, suffix: str) -> None:
        assert fault_of(b"\xef\xbb\xbf \n\t\n", suffix) == "nothing but white space"

    @pytest.mark.parametrize(
        "data",
        [
            bytes(1000),
            bytes(range(256)) * 8,
            bytes(range(1, 32)) * 30,
            b"text" + bytes(100) + b"text",
            bytes((number * number * 31 + 7 * number) % 251 + 1 for number in range(4000)),
            b"\xff\xfe\x00\xd8\x00",
        ],
    )
    def test_binary(self, suffix: str, data: bytes) -> None:
        assert fault_of(data, suffix)

    @pytest.mark.parametrize(
        ("data", "fault"),
        [
            (make_pdf(PROSE), "a PDF, not text; rename it"),
            (make_zip(a=b"b"), "a ZIP archive or an Office file, not text; rename it"),
            (b"{\\rtf1 Bees}", "an RTF file, not text; rename it"),
        ],
    )
    def test_another_format(self, suffix: str, data: bytes, fault: str) -> None:
        assert fault_of(data, suffix) == fault
