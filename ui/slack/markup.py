"""An answer's Markdown in the markups that Slack reads: mrkdwn, plain text, and what it streams.

Slack's mrkdwn has no headings, lists, tables or links with a text that a reader could trust; they
become bold lines, bullets, one bullet a row, and the address in brackets. What anybody wrote stays
text: Slack makes mentions of <...> only, and `write_text` leaves none.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from ui.slack.encoding import write_text

_PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_PARSER.disable(["autolink", "html_block", "html_inline"])
_EMPHASIS = re.compile(r"([\\`*_~])")
# Where an address, or Markdown's link, would begin to be one.
_LINK = re.compile(r"(?<=\w)(?=://|@|\.[A-Za-z]{2})|(?<=\])(?=\()")
_WORD_JOINER = "\u2060"
_NO_SPACE = "\u200b"
_INDENT = "    "


def _write_markdown(text: str) -> str:
    """Escape Markdown, and keep what looks like a link from becoming one."""
    return _EMPHASIS.sub(r"\\\1", write_text(_LINK.sub(_WORD_JOINER, text)))


@dataclass(frozen=True, slots=True)
class Markup:
    """How a text is marked up.

    Attributes:
        encode: makes a text one that stays text.
        needs_borders: a mark counts only between spaces and punctuation.
    """

    bold: str
    italic: str
    strike: str
    code: str
    fence: str
    bullets: tuple[str, str]
    encode: Callable[[str], str]
    needs_borders: bool = False


MRKDWN = Markup("*", "_", "~", "`", "```", ("•", "◦"), write_text, needs_borders=True)
PLAIN = Markup("", "", "", "", "", ("•", "◦"), write_text)
STREAMED = Markup("**", "_", "~~", "`", "```", ("-", "-"), _write_markdown)
"""Of a message that is streamed Slack reads standard Markdown."""


def write_paragraphs(markdown: str, markup: Markup = MRKDWN) -> list[str]:
    """Return a text's paragraphs; what leads up to a list or a table stands with it in one."""
    paragraphs: list[str] = []
    is_lead = False
    for node in SyntaxTreeNode(_PARSER.parse(markdown)).children:
        written = "\n".join(_write_block(node, markup))
        if not written:
            continue
        if is_lead and node.type in ("bullet_list", "ordered_list", "table"):
            # Markdown needs the empty line, or the list would belong to the paragraph.
            paragraphs[-1] += ("\n\n" if markup is STREAMED else "\n") + written
        else:
            paragraphs.append(written)
        is_lead = node.type in ("paragraph", "heading")
    return paragraphs


def _write_block(node: SyntaxTreeNode, markup: Markup, depth: int = 0) -> Iterator[str]:
    """The lines of a block."""
    match node.type:
        case "heading":
            yield _mark(_write_inline(node, markup, is_bold=True), markup.bold)
        case "bullet_list" | "ordered_list":
            yield from _write_list(node, markup, depth)
        case "table":
            yield from _write_table(node, markup)
        case "fence" | "code_block":
            # Nothing in it may end it.
            code = write_text(node.content.rstrip("\n").replace("```", "'''"))
            yield from filter(None, (markup.fence, code, markup.fence))
        case "blockquote":
            for number, child in enumerate(node.children):
                if number:
                    yield ">"
                for line in "\n".join(_write_block(child, markup)).split("\n"):
                    yield f"> {line}"
        case "hr":
            yield "———"
        case _:
            yield _write_inline(node, markup)


def _write_list(node: SyntaxTreeNode, markup: Markup, depth: int) -> Iterator[str]:
    number = int(node.attrs.get("start", 1))
    for item in node.children:
        bullet = markup.bullets[min(depth, 1)]
        if node.type == "ordered_list":
            bullet, number = f"{number}.", number + 1
        indent = _INDENT * depth
        is_first = True
        for child in item.children:
            if child.type in ("bullet_list", "ordered_list"):
                yield from _write_list(child, markup, depth + 1)
                continue
            for line in "\n".join(_write_block(child, markup)).split("\n"):
                yield f"{indent}{bullet} {line}" if is_first else f"{indent}{_INDENT}{line}"
                is_first = False


def _write_table(node: SyntaxTreeNode, markup: Markup) -> Iterator[str]:
    """A bullet for each row: the first cell, then the others, each after its column's name."""
    rows = [
        [_write_inline(cell, markup, is_bold=not place) for place, cell in enumerate(row.children)]
        for part in node.children
        for row in part.children
    ]
    names, *rows = rows
    bullet = markup.bullets[0]
    for first, *others in rows:
        said = [
            f"{name}: {cell}" if name else cell
            for name, cell in zip(names[1:], others, strict=False)
            if cell
        ]
        yield f"{bullet} {_mark(first, markup.bold)}" + (f" — {' · '.join(said)}" if said else "")
    if not rows:
        yield " · ".join(filter(None, names))


def _write_inline(node: SyntaxTreeNode, markup: Markup, *, is_bold: bool = False) -> str:
    """The text of a block or of a mark in it; what is bold already isn't marked again."""
    pieces: list[tuple[str, bool]] = []
    for child in node.children:
        match child.type:
            case "inline":
                pieces.append((_write_inline(child, markup, is_bold=is_bold), False))
            case "text":
                pieces.append((markup.encode(child.content), False))
            case "softbreak":
                pieces.append((" ", False))
            case "hardbreak":
                pieces.append(("\n", False))
            case "strong":
                inner = _write_inline(child, markup, is_bold=True)
                pieces.append((inner if is_bold else _mark(inner, markup.bold), not is_bold))
            case "em":
                inner = _write_inline(child, markup, is_bold=is_bold)
                pieces.append((_mark(inner, markup.italic), True))
            case "s":
                inner = _write_inline(child, markup, is_bold=is_bold)
                pieces.append((_mark(inner, markup.strike), True))
            case "code_inline":
                # Nothing in it may end it.
                code = write_text(child.content.replace("`", "'"))
                pieces.append((_mark(code, markup.code), True))
            case "link":
                pieces.append((_write_link(child, markup, is_bold=is_bold), False))
            case "image":
                pieces.append((markup.encode(child.content), False))
            case _:
                pieces.append((markup.encode(child.content), False))
    return _join(pieces) if markup.needs_borders else "".join(text for text, _ in pieces)


def _write_link(node: SyntaxTreeNode, markup: Markup, *, is_bold: bool) -> str:
    """Say where a link leads and don't make it one: who wrote it, and why, is not known here."""
    text = _write_inline(node, markup, is_bold=is_bold)
    address = str(node.attrs.get("href", ""))
    written = markup.encode(address)
    is_elsewhere = address.startswith(("http://", "https://", "mailto:"))
    return f"{text} ({written})" if is_elsewhere and written != text else text


def _mark(text: str, mark: str) -> str:
    return f"{mark}{text}{mark}" if text.strip() else text


def _join(pieces: Sequence[tuple[str, bool]]) -> str:
    """Put borders that nobody sees between a mark and the letters that touch it."""
    joined = ""
    was_marked = False
    for text, is_marked in pieces:
        if (
            joined
            and text
            and ((is_marked and joined[-1].isalnum()) or (was_marked and text[0].isalnum()))
        ):
            joined += _NO_SPACE
        joined += text
        was_marked = is_marked
    return joined
