"""The lines of a CV in reading order, whatever file they come from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from coach.profile.periods import find_period
from coach.profile.signs import fold_signs
from index.formats import Unreadable

BOLD = 7
"""The level of a line that is a heading by its bold type alone, below all that are marked as "
"one."""

MAX_CHARACTERS = 120_000
"""The most that a CV may have; thirty full pages have fewer."""
TOO_LONG = f"it has more than {MAX_CHARACTERS:,} characters of text; give your CV alone"

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
    """Return the lines of a Markdown text, without its markup.

    Raises:
        Unreadable: it's longer than a CV may be.
    """
    if len(markdown) > 2 * MAX_CHARACTERS:
        raise Unreadable(TOO_LONG)
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


def _is_wrapped(text: str, length: int, below: Token | None) -> bool:
    """Tell whether a line of a paragraph only ends because it was long enough."""
    if length < _WRAPPED_CHARACTERS or below is None or below.type == "strong_open":
        return False
    # An entry with its date is whole.
    is_new = below.content[:1].isupper() or below.content[:1].isdigit()
    return not (is_new and find_period(fold_signs(text)))


def _inline_lines(token: Token) -> Iterator[tuple[str, bool]]:
    """Yield the lines of a paragraph, and whether each is bold from end to end."""
    text, bold, depth, raw = "", 0, 0, 0
    children = [c for c in token.children or () if c.type != "text" or c.content]
    for child, below in zip(children, [*children[1:], None], strict=True):
        if child.type == "strong_open":
            depth += 1
        elif child.type == "strong_close":
            depth -= 1
        elif child.type in ("text", "code_inline"):
            text += child.content
            raw += len(child.content)
            bold += len(child.content.strip()) if depth else 0
        elif child.type == "hardbreak" or (
            child.type == "softbreak" and not _is_wrapped(text, raw, below)
        ):
            if folded := " ".join(text.split()):
                yield folded, bold >= len(text.strip())
            text, bold, raw = "", 0, 0
        elif child.type == "softbreak":
            text, raw = text + " ", 0
    if folded := " ".join(text.split()):
        yield folded, bold >= len(text.strip())
