"""The lines of a CV in reading order, whatever file they come from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

BOLD = 7
"""The level of a line that is a heading by its bold type alone, below all that are marked as "
"one."""

_WRAPPED_CHARACTERS = 60  # a shorter line was ended on purpose
_HEADING_WORDS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A heading, a bullet, or a line or paragraph of text.

    Attributes:
        text: as it's written, without what marks a bullet; white space is folded.
        level: of a heading, 1 for the highest; 0 of others.
    """

    kind: Literal["heading", "bullet", "text"]
    text: str
    level: int = 0


def join_lines(lines: tuple[Line, ...]) -> str:
    """Return the text of a whole CV, a line for each."""
    return "\n".join(line.text for line in lines)


def read_markdown_lines(markdown: str) -> tuple[Line, ...]:
    """Return the lines of a Markdown text, without its markup."""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    return tuple(_walk(tokens))


def _walk(tokens: list[Token]) -> Iterator[Line]:
    level, items, is_first = 0, 0, False
    cells: list[str] | None = None
    for token in tokens:
        match token.type:
            case "heading_open":
                level = int(token.tag[1])
            case "heading_close":
                level = 0
            case "list_item_open":
                items, is_first = items + 1, True
            case "list_item_close":
                items -= 1
            case "tr_open":
                cells = []
            case "tr_close":
                if cells and any(cells):
                    yield Line("text", " | ".join(filter(None, cells)))
                cells = None
            case "inline" if cells is not None:
                cells.append(" ".join(text for text, _ in _inline_lines(token)))
            case "inline":
                for text, is_bold in _inline_lines(token):
                    if level:
                        yield Line("heading", text, level)
                    elif items and is_first:
                        yield Line("bullet", text)
                    elif is_bold and len(text.split()) <= _HEADING_WORDS:
                        yield Line("heading", text, BOLD)
                    else:
                        yield Line("text", text)
                    is_first = False
            case "fence" | "code_block" | "html_block":
                for text in token.content.splitlines():
                    if bare := " ".join(re.sub(r"<[^>]*>", " ", text).split()):
                        yield Line("text", bare)


def _inline_lines(token: Token) -> Iterator[tuple[str, bool]]:
    """Yield the lines of a paragraph, and whether each is bold from end to end."""
    text, bold, depth, raw = "", 0, 0, 0
    for child in token.children or ():
        if child.type == "strong_open":
            depth += 1
        elif child.type == "strong_close":
            depth -= 1
        elif child.type in ("text", "code_inline"):
            text += child.content
            raw += len(child.content)
            bold += len(child.content.strip()) if depth else 0
        elif child.type == "hardbreak" or (child.type == "softbreak" and raw < _WRAPPED_CHARACTERS):
            if folded := " ".join(text.split()):
                yield folded, bold >= len(text.strip())
            text, bold, raw = "", 0, 0
        elif child.type == "softbreak":
            text, raw = text + " ", 0
    if folded := " ".join(text.split()):
        yield folded, bold >= len(text.strip())
