"""The bytes of a file into Markdown, or into one line that says why not.

Libraries for one format take tenths of a second to import and most corpora are Markdown, so each
is imported by the function that needs it.
"""

import codecs
import io
import logging
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from index.plaintext import escape, escape_inline, mark_up

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

MAX_UNPACKED_MB = 200  # of a DOCX, a ZIP archive; kilobytes can unpack to more than the memory

_ZIP = "a ZIP archive or an Office file"
_OLD_WORD = "an old Word file"
_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", _ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLD_WORD),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"{\\rtf", "an RTF file"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
_DECLARED = re.compile(
    # A page whose declaration can be read as it stands is not in UTF-16, whatever it declares.
    rb"(?i)<(?:meta\s[^>]{0,200}?charset=|\?xml\s[^>]{0,100}?encoding=)[\"']?(?!utf-?16)([\w.:-]+)"
)
# Ligatures, and the code that some fonts have for a bullet.
_GLYPHS = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0x7F: "•"}
_NOT_CONTENT = (
    "audio, button, canvas, dialog, embed, footer, head, iframe, img, input, map, nav, noscript, "
    "object, script, select, style, svg, template, textarea, title, video, "
    "a[href^='#footnote'], a[href^='#endnote']"
)
_BLOCKS_IN_CELL = ", ".join(
    f"{cell} > {block}"
    for cell in ("td", "th")
    for block in ("ul", "ol", "h1", "h2", "h3", "p + p")
)
_INLINE = re.compile(
    "a|abbr|b|cite|code|del|dfn|em|font|i|ins|kbd|label|mark|q|s|samp|small|span|strong|su[bp]|u"
)
_WORD_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p:fresh
"""


class Unreadable(Exception):
    """A file gives no text; the message says why, without naming the file."""


def to_markdown(data: bytes, suffix: str) -> str:
    """Bring a file's bytes to Markdown; `suffix` is one of `SUFFIXES`, in lower case.

    Raises:
        Unreadable: the bytes are not what the suffix promises, or hold no text.
    """
    if not data:
        raise Unreadable("empty")
    return _READERS[suffix](data)


def _read_plain(data: bytes) -> str:
    return mark_up(_read_text(data))


def _read_text(data: bytes, declared: str = "") -> str:
    kind = _kind_of(data)
    if kind:
        raise Unreadable(f"{kind}, not text; rename it")
    text = _decode(data, declared)
    if len(_CONTROL.findall(text)) > 0.02 * len(text):
        raise Unreadable("binary, not text")
    if not text.strip():
        raise Unreadable("nothing but white space")
    return _CONTROL.sub("", text)


def _kind_of(data: bytes) -> str:
    return next((kind for magic, kind in _MAGIC if data.startswith(magic)), "")


def _decode(data: bytes, declared: str) -> str:
    encodings = [encoding for bom, encoding in _BOMS if data.startswith(bom)][:1]
    if not encodings and b"\0" in data:
        # UTF-16 without a mark: in Latin script every second byte is zero.
        zeros = data[0::2].count(0), data[1::2].count(0)
        if max(zeros) < 0.4 * (len(data) // 2) or min(zeros) > 0.1 * max(zeros):
            raise Unreadable("binary, not text")
        encodings = ["utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"]
    for encoding in encodings or ["utf-8", declared]:
        try:
            return data.decode(encoding).removeprefix("\ufeff")
        except (UnicodeError, LookupError):
            continue
    if encodings:
        raise Unreadable(f"not the {encodings[0].upper()} that it begins as")
    return _decode_by_guess(data)


def _decode_by_guess(data: bytes) -> str:
    from charset_normalizer import from_bytes  # costs 0.1 s, for the few files that are not UTF-8

    # Short texts in Western languages are taken for anything, so Western is asked for first.
    guess = from_bytes(data, cp_isolation=["cp1252", "latin_1"]).best() or from_bytes(data).best()
    if guess is None:
        raise Unreadable("in no encoding that can be told, or binary; save it as UTF-8 text")
    return str(guess)


def _read_html(data: bytes) -> str:
    declared = _DECLARED.search(data[:2048])
    return _html_to_markdown(_read_text(data, declared[1].decode() if declared else ""))


def _html_to_markdown(html: str) -> str:
    from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
    from bs4.exceptions import ParserRejectedMarkup

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)  # so XHTML is, on purpose
            soup = BeautifulSoup(html, "html.parser")
        markdown = _convert_content(_keep_content(soup))
    except RecursionError as error:
        raise Unreadable("its HTML is nested too deeply") from error
    except ParserRejectedMarkup as error:
        raise Unreadable("its HTML is broken") from error
    if not re.search(r"\w", markdown):
        raise Unreadable("no text inside")
    return markdown


def _keep_content(soup: "BeautifulSoup") -> "Tag":
    """Take out what is not the text, and see to it that one heading is the title."""
    from bs4.element import PreformattedString

    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    for tag in soup.select(_NOT_CONTENT):
        tag.decompose()
    for comment in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        comment.extract()
    for terms in soup.find_all("dl"):
        _make_list(terms)
    for table in soup.find_all("table"):
        if table.select(_BLOCKS_IN_CELL):
            _unwrap_table(table)

    content = soup.find("main") or soup.body or soup
    headline = content.select_one("h1.title")
    if not headline and title and sum(bool(tag.get_text(strip=True)) for tag in content("h1")) != 1:
        headline = soup.new_tag("h1", string=title)
        content.insert(0, headline)
    for level in range(5, 0, -1) if headline else ():
        for tag in content.find_all(f"h{level}"):
            if tag is not headline:
                tag.name = f"h{level + 1}"
    return content


def _unwrap_table(table: "Tag") -> None:
    """Leave out a table that only lays out a page, cell after cell; what is in it stays."""
    for part in table.find_all(["table", "thead", "tbody", "tfoot", "tr", "colgroup"]):
        part.unwrap()
    for cell in table.find_all(["td", "th"]):
        cell.name = "div"
    table.unwrap()


def _make_list(terms: "Tag") -> None:
    """Turn a definition list, which Markdown lacks, into bullets of "term: definition"."""
    terms.name = "ul"
    term = ""
    for part in terms.find_all(["dt", "dd"]):
        following = part.find_next_sibling(["dt", "dd"])
        if part.name == "dt" and following and following.name == "dd":
            term = part.get_text(" ", strip=True).rstrip(":") + ": "
            part.decompose()
        else:
            part.insert(0, term if part.name == "dd" else "")
            part.name = "li"


def _convert_content(content: "Tag") -> str:
    from bs4.element import Tag
    from markdownify import ATX, MarkdownConverter

    for text in content.find_all(string=True):
        if text.find_parent(["pre", "code", "kbd", "samp"]):
            continue
        before, bare = text.previous_sibling, text.lstrip()
        begins_line = not isinstance(before, Tag) or not _INLINE.fullmatch(before.name)
        escaped = escape(bare) if begins_line else escape_inline(bare)
        if text.find_parent(["td", "th"]):
            escaped = escaped.replace("|", "\\|")
        if escaped != bare:
            text.replace_with(text[: len(text) - len(bare)] + escaped)
    converter = MarkdownConverter(
        heading_style=ATX,
        bullets="-",
        strip=["a"],
        table_infer_header=True,
        escape_asterisks=False,
        escape_underscores=False,
        # Without a width this joins a text's lines, so that none begins with what reads as markup.
        wrap=True,
        wrap_width=None,
    )
    return str(converter.convert_soup(content))


def _read_docx(data: bytes) -> str:
    import mammoth

    kind = _kind_of(data)
    if kind == _OLD_WORD:
        raise Unreadable(f"password-protected or {kind}; save it as .docx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        fault = (
            "damaged or cut short" if kind == _ZIP else f"{kind or 'something else'}, not a DOCX"
        )
        raise Unreadable(fault) from error
    if unpacked > MAX_UNPACKED_MB * 1_000_000:
        raise Unreadable(f"unpacks to more than {MAX_UNPACKED_MB} MB")
    try:
        file = io.BytesIO(data)
        html = mammoth.convert_to_html(file, style_map=_WORD_STYLES, convert_image=lambda _: [])
    # Whatever the XML of a stranger's file makes mammoth raise: KeyError, ExpatError, ValueError.
    except Exception as error:
        raise Unreadable("damaged, or not a Word document") from error
    return _html_to_markdown(html.value)


def _read_pdf(data: bytes) -> str:
    from pypdf import PdfReader

    if b"%PDF-" not in data[:1024]:
        raise Unreadable(f"{_kind_of(data) or 'something else'}, not a PDF")
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL)  # its remarks on broken files would go to the terminal
    try:
        reader = PdfReader(io.BytesIO(data))
        is_locked = reader.is_encrypted and not reader.decrypt("")
        pages = [] if is_locked else [page.extract_text() for page in reader.pages]
    # pypdf documents that broken files may raise any exception, not only its own.
    except Exception as error:
        raise Unreadable("damaged or cut short") from error
    finally:
        logger.setLevel(level)
    if is_locked:
        raise Unreadable("password-protected; save it without a password")
    lines = [_CONTROL.sub(" ", page.translate(_GLYPHS)).strip().split("\n") for page in pages]
    text = "\n\n".join("\n".join(page) for page in _fold_margins(lines))
    text = re.sub(r"(?<![.!?:])\n\n(?=[a-z])", "\n", text)  # a sentence that runs on overleaf
    if not re.search(r"\w", text):
        raise Unreadable("no text inside (a scan?); run OCR over it first")
    return mark_up(text)


def _fold_margins(pages: list[list[str]]) -> list[list[str]]:
    """Leave out up to two first and last lines that pages share, but for the page's number."""
    most = max(2, len(pages) / 2)
    shifts: Counter[int] = Counter()
    for at, page in enumerate(pages):
        numbers = re.findall(r"(?<!\S)\d{1,4}(?!\S)", "\n".join(page[:1] + page[-1:]))
        shifts.update({int(number) - at for number in numbers})
    shift = next((shift for shift, times in shifts.items() if times > most), None)
    for edge in (0, -1, 0, -1):
        lines = [page[edge].split() if page else [] for page in pages]
        for at, words in enumerate(lines):
            if shift is not None and str(at + shift) in words:
                words[words.index(str(at + shift))] = "#"
        times = Counter(map(tuple, lines))
        for page, words in zip(pages, lines, strict=True):
            if page and times[tuple(words)] > (1 if "#" in words else most):
                page.pop(edge)
    return pages


_READERS: dict[str, Callable[[bytes], str]] = {
    ".md": _read_text,
    ".markdown": _read_text,
    ".txt": _read_plain,
    ".text": _read_plain,
    ".html": _read_html,
    ".htm": _read_html,
    ".pdf": _read_pdf,
    ".docx": _read_docx,
}
SUFFIXES = frozenset(_READERS)
