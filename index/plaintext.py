"""Plain text, as people type it, into Markdown.

Structure is taken from the form alone: how long a line is, how it begins and ends, and what stands
above and below it. Where the form is not clear a line stays what it is, text.
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

HEADING_WORDS = 10
PROSE_WORDS = 8
"""A line of so many words is text that can have a heading, not an address or a name."""
LONG_LINE = 100  # characters; what is longer is a paragraph by itself, not a line of one
WRAP_SLACK = 0.85  # lines wrapped at a width end somewhere above this share of it

_LINE_END = re.compile(r"\r\n|[\n\r\f\v\x85\u2028\u2029]")
_BULLET = re.compile(r"[-*+\u2013•‣▪▫●○◦■□·\uf0b7]\s+(?=\S)|[•‣▪●◦■\uf0b7]\Z")
_STEP = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
_NUMBERED = re.compile(r"\d{1,2}((?:\.\d{1,2})+)\.?\s+(?=[^\W\d_])")
_RULE = re.compile(r"([=\-_*~#])(?:\s*\1){2,}")
_SENTENCE_END = re.compile(r"[.!?:…][\"'”’)\]]*$")  # noqa: RUF001
_NO_TITLE = re.compile(r"\s\s|[@={}<>|\\]|[.,;:!?…]$")
_SMALL_WORD = re.compile(
    r"an?|and|as|at|but|by|for|from|in|into|of|on|or|per|the|to|vs|via|with|your?", re.IGNORECASE
)


@dataclass(slots=True)
class _Line:
    """A line of the text, joined with what was wrapped below it."""

    kind: Literal["text", "bullet", "step"]
    marker: str
    text: str
    indent: int
    is_apart: bool
    """Whether it has a blank line above it, or nothing."""
    width: int
    """Of what it ends with as it was wrapped, in characters."""
    level: int = 0
    """As a heading; 0 while it is none."""

    @property
    def words(self) -> list[str]:
        return self.text.split()

    @property
    def is_title(self) -> bool:
        """Whether it looks like a heading that nothing marks as one."""
        return self.is_plain and _is_title(self.text)

    @property
    def is_capitals(self) -> bool:
        return self.is_title and self.text.isupper() and sum(map(str.isalpha, self.text)) > 4

    @property
    def ends_sentence(self) -> bool:
        return bool(_SENTENCE_END.search(self.text[-8:]))

    @property
    def is_prose(self) -> bool:
        words = len(self.words)
        return self.kind == "text" and (words >= PROSE_WORDS or (self.ends_sentence and words > 2))

    @property
    def names_group(self) -> bool:
        return self.text.endswith(":") and len(self.words) <= HEADING_WORDS

    @property
    def is_plain(self) -> bool:
        return self.kind == "text" and not self.level


def mark_up(text: str) -> str:
    """Write plain text as Markdown: headings, lists and paragraphs, nothing else.

    A heading is a short line of its own with text below it. Its level comes from an underline, a
    number or capitals, else from what stands below: a paragraph makes a section, bullets make a
    subsection, another heading makes a group of subsections.
    """
    lines = _read_lines(text)
    _mark_numbered_headings(lines)
    _mark_bare_headings(lines)
    _mark_groups(lines)
    return "\n".join(_write(lines)).strip() + "\n"


def escape(text: str) -> str:
    """Write one line of plain text so that Markdown reads it as that text.

    Backslashes are put only where a character would be taken for markup, so that "$644,261+"
    and "snake_case" stay as they are.
    """
    text = escape_inline(text)
    text = re.sub(r"^(#{1,6}(?!\S)|>|[-+*](?!\S)|~~~|[-=]+$|(?:-\s*){3,}$)", r"\\\1", text)
    text = re.sub(r"^[|:-][-|:\s]+$", r"\\\g<0>", text)
    return re.sub(r"^(\d{1,9})([.)](?!\S))", r"\1\\\2", text)


def escape_inline(text: str) -> str:
    """Do as `escape` does for text that does not begin a line."""
    text = re.sub(r"\\(?=[!-/:-@\[-`{-~]|$)", r"\\\\", text)
    text = re.sub(r"(?<!\S)\*(?!\s)|(?<=\S)\*", r"\\*", text)
    text = re.sub(r"(?<![^\W_])_|_(?![^\W_])", r"\\_", text)
    return re.sub(r"`|<(?=[A-Za-z/!?])|&(?=#?\w+;)|\](?=[(\[:])", r"\\\g<0>", text)


def _read_lines(text: str) -> list[_Line]:
    """Take the text apart, join what was wrapped, and find the underlined headings."""
    raw = [line.expandtabs(4).rstrip() for line in _LINE_END.split(text.replace("\u00ad", ""))]
    width = _wrap_width(raw)
    compounds = _Compounds(raw)
    lines: list[_Line] = []
    is_apart = True
    for line, below in pairwise([*raw, ""]):
        text = line.strip()
        if not text or _RULE.fullmatch(text):
            is_apart = True
            continue
        new = _read_line(text, len(line) - len(line.lstrip()), is_apart, len(line))
        underline = re.fullmatch(r"\s*([=~-])\1{2,}", below)
        last = None if is_apart or not lines else lines[-1]
        is_short = len(new.words) <= HEADING_WORDS and not re.search(r"\s\s|[.,;:]$", text)
        if underline and is_apart and is_short:
            new.level = 2 if underline[1] == "=" else 3
            new.text = text
            lines.append(new)
        elif last and (not last.text or _continues(last, new, width)):
            last.text = compounds.join(last.text, new.text)
            last.width = new.width
        else:
            lines.append(new)
        is_apart = False
    return lines


def _read_line(text: str, indent: int, is_apart: bool, width: int) -> _Line:
    bullet, step = _BULLET.match(text), _STEP.match(text)
    if bullet:
        return _Line("bullet", "-", text[bullet.end() :], indent, is_apart, width)
    if step:
        return _Line("step", f"{step[1]}.", text[step.end() :], indent, is_apart, width)
    return _Line("text", "", text, indent, is_apart, width)


def _wrap_width(raw: list[str]) -> int | None:
    """Find at how many characters the text was wrapped: the longest line that visibly runs on."""
    running = [len(line) for line, below in pairwise(raw) if line and below.strip()[:1].islower()]
    width = max(running, default=0)
    longer = sum(len(line) > 1.25 * width for line in raw)
    return width if width and longer <= 0.1 * sum(map(bool, raw)) else None


def _continues(last: _Line, new: _Line, width: int | None) -> bool:
    """Tell whether `new` was a part of `last` before the text was wrapped."""
    if new.kind != "text" or last.level:
        return False
    if last.kind != "text" and new.indent > last.indent:
        return True
    if new.text[0].islower() and not last.ends_sentence:
        return True
    # Where the next word would have fitted, the line was broken on purpose.
    is_full = width is not None and last.width + 1 + len(new.words[0]) > WRAP_SLACK * width
    return is_full and not (last.ends_sentence and new.is_title)


class _Compounds:
    """Tells a hyphen that belongs to a word from one that only divides it at a line's end."""

    def __init__(self, raw: list[str]) -> None:
        self.seen = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", " ".join(raw).lower()))
        divided = sum(bool(re.search(r"[^\W\d_]-$", line)) for line in raw)
        self.is_hyphenated = divided > max(2, 0.03 * len(raw))

    def join(self, upper: str, lower: str) -> str:
        head, tail = re.search(r"([^\W\d_]+)-$", upper[-40:]), re.match(r"[^\W\d_]+", lower)
        if not head or not tail or not tail[0][0].islower():
            return f"{upper} {lower}".strip()
        whole, compound = f"{head[1]}{tail[0]}".lower(), f"{head[1]}-{tail[0]}".lower()
        keep = self.seen[compound] or not (self.seen[whole] or self.is_hyphenated)
        return (upper if keep else upper[:-1]) + lower


def _mark_numbered_headings(lines: list[_Line]) -> None:
    for number, line in enumerate(lines[:-1]):
        above, below = lines[number - 1] if number else None, lines[number + 1]
        numbered = _NUMBERED.match(line.text) if line.kind == "text" else None
        title = line.text[numbered.end() :] if numbered else line.text
        is_listed = below.kind == "step" or (above and above.kind == "step" and not above.level)
        if line.level or not (numbered or (line.kind == "step" and not is_listed)):
            continue
        is_alone = line.is_apart and (numbered or (below.is_apart and below.indent <= line.indent))
        if (
            (_is_title(title) or (is_alone and _is_title(title, share=0)))
            and (line.is_apart or not above or not above.is_plain or above.ends_sentence)
            and (below.is_prose or below.kind == "bullet" or _NUMBERED.match(below.text))
        ):
            line.level = 2 + (numbered[1].count(".") if numbered else 0)
            line.text = f"{line.marker} {line.text}".strip()


def _mark_bare_headings(lines: list[_Line]) -> None:
    """Find the headings that only their form and their neighbours show, and their levels."""
    found: set[int] = set()
    for number, (line, below) in enumerate(pairwise(lines)):
        has_text = below.kind != "text" or below.level or below.is_prose
        is_strong = line.is_capitals and line.is_apart and not below.is_capitals
        if is_strong or (line.is_title and not below.is_title and has_text):
            found.update(_headings_above(lines, number))
    capitals = {number for number in found if lines[number].is_capitals}
    has_both = 0 < len(capitals) < len(found)
    all_headings = found | {number for number, line in enumerate(lines) if line.level}
    below_of = {n: "heading" if n + 1 in all_headings else lines[n + 1].kind for n in found}
    top = max(1, *(line.level for line in lines)) + 1 if lines else 2
    base, in_part, in_group = top + has_both, 0, 0
    for number in sorted(found):
        below_it, below_that = below_of[number], below_of.get(number + 1, "text")
        if number == 0 and below_it == "heading" and below_that in ("heading", "text"):
            lines[number].level = 1  # the document's title
        elif has_both and number in capitals:
            lines[number].level, in_part, in_group = top, 0, 0
        elif below_it == "text":
            lines[number].level, in_group = base + in_part, 0
        elif below_it != "heading":
            lines[number].level = base + in_part + 1 + in_group
        elif below_that not in ("heading", "text"):
            lines[number].level, in_group = base + in_part + 1, 1
        else:
            lines[number].level, in_part, in_group = base, 1, 0


def _headings_above(lines: list[_Line], last: int) -> list[int]:
    """List the headings that stand directly above one another, down to `last`.

    Two are a group and its first subsection; the title may come on top of that. More of them are
    something else: an address, a list of names, a table of contents.
    """
    found: list[int] = []
    while last >= 0 and lines[last].is_title:
        first = last
        while not lines[first].is_apart and lines[first - 1].is_title:
            first -= 1
        above = None if lines[first].is_apart else lines[first - 1]
        is_amid_text = above is not None and above.is_plain and not above.ends_sentence
        room = (2 if first else 3) - len(found)
        if is_amid_text or last - first + 1 > min(2, room):
            break
        found = [*range(first, last + 1), *found]
        last = first - 1
    return found


def _mark_groups(lines: list[_Line]) -> None:
    """Make each bullet that only names the bullets after it the heading of those."""
    level = 1
    for is_list, group in groupby(lines, key=lambda line: line.kind == "bullet"):
        run = list(group)
        if not is_list:
            level = [level, *(line.level for line in run if line.level)][-1]
        elif run[0].names_group and len({line.indent for line in run}) == 1:
            for line, below in pairwise(run):
                if line.names_group and not below.names_group:
                    line.level, line.text = level + 1, line.text.rstrip(": ")


def _write(lines: list[_Line]) -> list[str]:
    written: list[str] = []
    inside: list[tuple[int, int]] = []
    for last, line in pairwise([_Line("text", "", "", 0, is_apart=True, width=0, level=1), *lines]):
        if line.level:
            written += ["", "#" * min(line.level, 6) + " " + escape_inline(line.text)]
        elif line.kind == "text":
            if line.is_apart or not last.is_plain or len(last.text) > LONG_LINE:
                written.append("")
            elif not last.ends_sentence:
                written[-1] += "  "  # the line break that Markdown keeps
            written.append(escape(line.text))
        else:
            if last.level or last.kind == "text":
                written.append("")
                inside = []
            inside = [(indent, margin) for indent, margin in inside if indent < line.indent]
            margin = inside[-1][1] if inside else 0
            inside.append((line.indent, margin + len(line.marker) + 1))
            written.append(" " * margin + f"{line.marker} {escape(line.text)}")
    return written


def _is_title(text: str, share: float = 0.7) -> bool:
    """Tell whether a line looks like a heading: short, no sentence, mostly in Title Case."""
    if _NO_TITLE.search(text) or len(text.split()) > HEADING_WORDS or not text[:1].isupper():
        return False
    words = re.findall(r"[^\W_][\w'’&+/-]*", text)  # noqa: RUF001
    telling = [word for word in words if not _SMALL_WORD.fullmatch(word)]
    capitals = [word for word in telling if not word[0].islower()]
    return sum(map(str.isalpha, text)) > 2 and len(capitals) >= share * len(telling)
