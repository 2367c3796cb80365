"""Markdown into sections and Points, each with its place in the text, to the letter.

The parser says which lines a block has, but not which characters. `_Source.read` walks a block's
tokens along its lines, and so knows where each character of the plain text was written.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, pairwise
from typing import Literal

from markdown_it import MarkdownIt, rules_inline
from markdown_it.rules_inline.state_inline import StateInline
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from index.documents import Cell, Point, Section
from index.sentences import split_sentences

LABEL_WORDS = 5  # in a "Label:" that is taken for one without being bold
BOLD_LABEL_WORDS = 10
HEADING_WORDS = 20  # in an "underlined" one; a longer paragraph stands above a formula or a rule
CODE_LINES = 5  # in a code block worth citing; a longer one stays in the text only

Kind = Literal["sentence", "bullet", "step", "row"]
Blocks = list[SyntaxTreeNode]
MAX_NESTING = 100  # the parser's own 20 would drop what stands eleven lists deep

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_LABEL = re.compile(r"([^\s:.!?;,][^:.!?;]*):(?=\s|\Z)")
_AFTER_BOLD_LABEL = re.compile(r"\s*:|\s+[-\u2013\u2014]\s")
_TASK = re.compile(r"^\[[ xX]\]\s+")
_BREAK = re.compile(r" *\\?\n[ \t]*")
_BR = re.compile(r"(?i)<br\b")
_SILENT_HTML = re.compile(r"(?i)\s*<(?:script|style|[!?](?!--))")


@dataclass(frozen=True, slots=True)
class Outline:
    """What a Markdown text holds."""

    title: str
    sections: tuple[Section, ...]


def parse_markdown(markdown: str, *, title: str = "", name: str = "") -> Outline:
    """Cut `markdown` (no front matter) at its headings, and its text into Points.

    Without a `title` it is the only first-level heading, else the heading that the text begins
    with, if it stands above all others, else `name`.
    """
    source = _Source(markdown.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd"))
    tokens = _parser().parse(source.text)
    for token in tokens:
        # Out of the tree: `_Source.read_inline` wants them flat, and emphasis nests without limit.
        token.meta["inline"], token.children = token.children, None
    blocks = SyntaxTreeNode(tokens).children
    starts = [number for number, block in enumerate(blocks) if source.is_heading(block)]
    named = None if title else _title_heading(blocks, starts)
    title = title or (source.read(named).plain if named else "") or name

    sections: list[Section] = []
    above: list[tuple[int, str]] = []
    for start, end in pairwise([-1, *starts, len(blocks)]):
        if start >= 0:
            level, heading = int(blocks[start].tag[1]), source.read(blocks[start]).plain
            above = [upper for upper in above if upper[0] < level]
            is_top = not above and (level == 1 or blocks[start] is named)
            if heading and not (is_top and heading.casefold() == title.casefold()):
                above.append((level, heading))
        first = _lines(blocks[start])[1] if start >= 0 else 0
        last = _lines(blocks[end])[0] if end < len(blocks) else len(source.lines)
        path = (title, *(heading for _, heading in above))
        section = source.cut(path, blocks[start + 1 : end], first, last)
        if re.search(r"\w", _COMMENT.sub("", section.text)):
            sections.append(section)
    return Outline(title, tuple(sections))


def _title_heading(blocks: Blocks, starts: list[int]) -> SyntaxTreeNode | None:
    tags = [blocks[start].tag for start in starts]
    if tags.count("h1") == 1:
        return blocks[starts[tags.index("h1")]]
    return blocks[0] if starts[:1] == [0] and tags[0] < min(tags[1:], default="h7") else None


@dataclass(frozen=True, slots=True)
class _Inline:
    """The text of one block: plain, and where each of its characters stands in the document."""

    text: str
    """White space is not folded yet; a line that is broken on purpose ends with a line feed."""
    places: tuple[tuple[int, int], ...]
    span: tuple[int, int]
    bold: int
    """How many characters of `text` are bold from its beginning."""

    @property
    def plain(self) -> str:
        return _fold(self.text)

    @property
    def label(self) -> str:
        """The bold lead-in, else ""."""
        lead, rest = _fold(self.text[: self.bold]), self.text[self.bold :]
        closed = lead.endswith(":") or (lead.endswith(".") and rest.strip())
        if len(lead.split()) > BOLD_LABEL_WORDS or not (closed or _AFTER_BOLD_LABEL.match(rest)):
            return ""
        return lead.rstrip(" :.")

    @property
    def plain_label(self) -> str:
        """The words before a colon, when they look like a label, else ""."""
        match = _LABEL.match(self.plain)
        words = match[1] if match else ""
        return "" if len(words.split()) > LABEL_WORDS or words[:1].islower() else words

    @property
    def name(self) -> str:
        """All that it says, when that is no more than the label of what follows, else ""."""
        plain = self.plain
        if len(plain.split()) <= BOLD_LABEL_WORDS and not self.text[self.bold :].strip(" :"):
            return plain.rstrip(" :")
        is_label = plain.endswith(":") and len(plain.split()) <= LABEL_WORDS
        return plain.rstrip(" :") if is_label else ""


class _Source:
    """A document's Markdown, and what stands where in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.offsets = [0, *accumulate(len(line) + 1 for line in self.lines)]

    def cut(self, path: tuple[str, ...], blocks: Blocks, first: int, last: int) -> Section:
        raw = self.text[self.offsets[first] : self.offsets[last]]
        start = self.offsets[first] + len(raw) - len(raw.lstrip())
        points = (replace(point, start=point.start - start) for point in self.points(blocks))
        return Section(path, raw.strip(), tuple(points))

    def is_heading(self, block: SyntaxTreeNode) -> bool:
        """Whether it's one, and no paragraph above a line that looks like an underline."""
        if block.type != "heading":
            return False
        is_underlined = block.markup in ("=", "-")
        return not is_underlined or len(self.read(block).plain.split()) <= HEADING_WORDS

    def points(self, blocks: Blocks, label: str = "") -> Iterator[Point]:
        """Yield the Points of blocks that stand side by side, below `label`."""
        list_label = ""
        for number, block in enumerate(blocks):
            if block.type in ("paragraph", "heading"):
                inline = self.read(block)
                following = blocks[number + 1].type if number + 1 < len(blocks) else ""
                list_label = inline.name if following.endswith("_list") else ""
                if not list_label:
                    yield from self.sentences(inline, inline.label or label)
            elif block.type.endswith("_list"):
                yield from self.items(block, list_label or label)
            elif block.type == "blockquote":
                yield from self.points(block.children, label)
            elif block.type == "table":
                yield from self.rows(block, label)
            elif block.type in ("fence", "code_block"):
                yield from self.code(block, label)
            elif block.type == "html_block" and not _SILENT_HTML.match(block.content):
                token = _parser().parseInline(block.content)[0]
                token.map, token.meta["inline"] = list(_lines(block)), token.children
                yield from self.sentences(self.read_inline(token, tag=" "), label)

    def sentences(self, inline: _Inline, label: str) -> Iterator[Point]:
        for begin, end in split_sentences(inline.text):
            # What opens or closes beside a sentence (emphasis, a link's address) belongs to it.
            start = inline.places[begin - 1][1] if begin else inline.span[0]
            stop = inline.places[end][0] if end < len(inline.text) else inline.span[1]
            yield from self.point("sentence", _fold(inline.text[begin:end]), start, stop, label)

    def items(self, block: SyntaxTreeNode, label: str) -> Iterator[Point]:
        kind: Kind = "step" if block.type == "ordered_list" else "bullet"
        for item in block.children:
            if not item.children or item.children[0].type != "paragraph":
                yield from self.points(item.children, label)
                continue
            head, *rest = item.children
            inline = self.read(head)
            is_parent = any(child.type.endswith("_list") for child in rest)
            if not (is_parent and inline.name and kind == "bullet"):
                own = inline.label or inline.plain_label or label
                yield from self.point(kind, _TASK.sub("", inline.plain), *inline.span, own)
            group = inline.label or inline.plain_label or inline.plain.rstrip(" :")
            yield from self.points(rest, (group if is_parent else "") or label)

    def rows(self, table: SyntaxTreeNode, label: str) -> Iterator[Point]:
        head, *body = table.children
        headers = [self.read(cell).plain for cell in head.children[0].children]
        for row in body[0].children if body else []:
            values = [self.read(cell).plain for cell in row.children]
            cells = tuple(Cell(*pair) for pair in zip(headers, values, strict=True) if pair[1])
            text = "; ".join(f"{c.header}: {c.value}" if c.header else c.value for c in cells)
            number = _lines(row)[0]
            start = self.find(number, self.lines[number].lstrip(" \t>"))
            for point in self.point("row", text, start, self.offsets[number + 1] - 1, label):
                yield replace(point, cells=cells)

    def code(self, block: SyntaxTreeNode, label: str) -> Iterator[Point]:
        first = _lines(block)[0] + (block.type == "fence")
        lines = [row for row in enumerate(block.content.split("\n"), first) if row[1].strip()]
        if 0 < len(lines) <= CODE_LINES:
            start, stop = self.find(*lines[0]), self.find(*lines[-1]) + len(lines[-1][1].rstrip())
            yield from self.point("sentence", _fold(block.content), start, stop, label)

    def point(self, kind: Kind, text: str, start: int, stop: int, label: str) -> Iterator[Point]:
        """Yield the Point, or nothing when it says nothing."""
        raw = self.text[start:stop]
        if re.search(r"\w", text):
            yield Point(kind, text, raw.strip(), start + len(raw) - len(raw.lstrip()), label)

    def find(self, number: int, content: str) -> int:
        """Find where a line's content begins, its containers' markers being cut off in front."""
        indent = len(content) - len(content.lstrip())
        return self.offsets[number] + max(self.lines[number].rfind(content.strip()), 0) - indent

    def read(self, block: SyntaxTreeNode) -> _Inline:
        return self.read_inline(block.children[0].token or Token("inline", "", 0))

    def read_inline(self, token: Token, tag: str = "") -> _Inline:
        """Read a block's text; `tag` stands for each of its HTML tags."""
        content = token.content
        rows = content.split("\n")
        first, last = token.map or (0, 0)
        while first < last - len(rows) and rows[0].strip() not in self.lines[first]:
            first += 1  # past a line of nothing but no-break spaces, which the parser strips
        place: list[int] = []
        for number, line in enumerate(rows, first):
            start = self.find(number, line)
            place.extend(range(start, start + len(line) + 1))
        parts: list[str] = []
        places: list[tuple[int, int]] = []
        at, bold, bold_level = 0, 0, -1

        def add(text: str, start: int, end: int) -> None:
            """Add the text of `content[start:end]`, character by character if they correspond."""
            parts.append(text)
            if len(text) == end - start:
                places.extend(pairwise(place[start : end + 1]))
            else:
                places.extend([(place[start], place[end])] * len(text))

        for child in token.meta.get("inline") or []:
            end = child.meta.get("end", at + len(child.markup or child.content))
            if child.type in ("text", "text_special"):
                add(child.content, at, end)
            elif child.type == "code_inline":
                marks = len(child.markup)
                padding = (end - at - 2 * marks - len(child.content)) // 2
                add(child.content, at + marks + padding, end - marks - padding)
            elif child.type in ("softbreak", "hardbreak"):
                line_break = _BREAK.match(content, at)
                end = line_break.end() if line_break else at
                add("\n" if child.type == "hardbreak" else " ", at, end)
            elif child.type == "html_inline":
                add("\n" if _BR.match(child.content) else tag, at, end)
            elif child.type == "link_open":
                end = at + 1
            elif child.type == "strong_open" and bold_level < 0:
                bold_level = MAX_NESTING if any(map(str.strip, parts)) else child.level
            elif child.type == "strong_close" and not bold and child.level == bold_level:
                bold = len(places)
            at = end
        return _Inline("".join(parts), tuple(places), (place[0], place[-1]), bold)


def _lines(block: SyntaxTreeNode) -> tuple[int, int]:
    """Give a block's first line and the one behind its last."""
    return block.map or (0, 0)


def _fold(text: str) -> str:
    return " ".join(text.split())


@cache
def _parser() -> MarkdownIt:
    """Make the parser: CommonMark with tables; HTML is recognised, so as to leave out its tags."""
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING})
    parser.enable("table").disable("text_join")
    for rule in (rules_inline.link, rules_inline.image, rules_inline.autolink):
        parser.inline.ruler.at(rule.__name__, _note_end(rule))
    parser.inline.ruler.at("backticks", _note_end(rules_inline.backtick))
    return parser


def _note_end(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """Make an inline rule note, in the last of its tokens, where its source ends."""

    def noting(state: StateInline, silent: bool) -> bool:
        before = len(state.tokens)
        is_found = rule(state, silent)
        if len(state.tokens) > before:
            state.tokens[-1].meta["end"] = state.pos
        return is_found

    return noting
