"""What a language model writes, taken apart while it arrives: sentences, list items, table rows.

Only a small safe part of Markdown survives: paragraphs, bullets, numbered lists, tables, bold and
citation markers. Tags, links and images are taken out, and what is left of their signs is escaped,
so nothing that is put together from the units can become active.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from index.sentences import split_sentences

Kind = Literal["sentence", "bullet", "step", "row", "heading"]

_NUMBERS = r"\d{1,3}(?:\s*[-–,;&]\s*\d{1,3})*"  # noqa: RUF001
_MARKER_FORMS = re.compile(
    rf"\[(?:\^|#|passages?|sources?|refs?\.?|documents?)?\s*#?({_NUMBERS})\]|【({_NUMBERS})[^】\n]*】",
    re.IGNORECASE,
)
_MARKER = re.compile(r"\[(\d+)\]")
_MARKER_GROUP = re.compile(r"\[\d+\](?:\s*\[\d+\])*")
_STOP_BEFORE_MARKERS = re.compile(
    r"([.!?…]+)([\"”’)]*)((?:\s*\[\d+\])+)[.]?(?=\s*(?:\Z|[^\Wa-z]|[\"“(*]))"  # noqa: RUF001
)
_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])?")
_LINK = re.compile(r"\[([^\[\]]*)\](?:\([^)]*\)|\[[^\[\]]*[^\[\]\d][^\[\]]*\])")
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<[a-zA-Z/!?][^<>]*(?:>|\Z)", re.DOTALL)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_ITALICS = re.compile(r"(?<!\*)\*(?!\*)|\*{3,}|__|(?<!\w)_|_(?!\w)|`|~~")
_SIGNS = re.compile(r"[\\\[\]<>|]")
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]*:/|\bwww\.|\b(?:javascript|vbscript|data|mailto|tel):\S|\S@\S+\.\w",
    re.IGNORECASE,
)
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)

_STRUCTURAL_STARTS = "-*+•–#>|`~_0123456789"  # noqa: RUF001
_FENCE = re.compile(r"\s*(?:```|~~~)")
_RULE = re.compile(r"\s*(?:[-*_]\s*){3,}$")
_HEADING = re.compile(r"\s*#{1,6}\s+(.+?)[\s#]*$|\s*\*\*([^*]+)\*\*:?\s*$")
_BULLET = re.compile(r"\s*[-*+•–]\s+(.*)")  # noqa: RUF001
_STEP = re.compile(r"\s*\d{1,3}[.)]\s+(.*)")
_FRAME = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_MAY_END = re.compile(r"[.!?…。！？]")  # noqa: RUF001
_ENDED = re.compile(r"(?:[.!?…:]|\[\d+\])[\"”’)*]*\s*$")  # noqa: RUF001


Clause = tuple[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest thing that is kept or removed.

    Attributes:
        text: safe Markdown without its list sign; of a row the cells, joined by " | ".
        plain: what it says, without markers and markup; of a row "Header: value; Header: value".
        markers: the numbers that it cites, in order.
        clauses: `plain` cut behind its markers, and which each part cites.
        block: units of one paragraph, list or table share it.
        headers: of a row, the table's column headers.
        has_address: a link's address or an e-mail address is left in it.
    """

    kind: Kind
    text: str
    plain: str
    markers: tuple[int, ...]
    clauses: tuple[Clause, ...]
    block: int
    headers: tuple[str, ...] = ()
    has_address: bool = False


@dataclass(slots=True)
class Splitter:
    """Takes text in pieces and gives units back as soon as each is complete."""

    _line: str = ""
    _paragraph: str = ""
    _is_plain: bool = False
    _block: int = 0
    _last_kind: str = ""
    _headers: tuple[str, ...] = ()
    _first_row: str = ""
    _started: bool = False
    _thought: str = field(default="", repr=False)

    def feed(self, text: str) -> Iterator[Unit]:
        """Take the next piece."""
        for piece in re.split(r"(\n)", self._without_thoughts(text)):
            if piece == "\n":
                yield from self._end_line()
            elif self._is_plain:
                self._paragraph += piece
            else:
                self._line += piece
                start = self._line.lstrip()
                if start and start[0] not in _STRUCTURAL_STARTS:
                    yield from self._open_paragraph()
                    self._paragraph += self._line
                    self._line, self._is_plain = "", True
        yield from self._sentences(is_last=False)

    def finish(self) -> Iterator[Unit]:
        """Give what is left: the last unit, which nothing followed."""
        yield from self._end_line()
        yield from self._close_paragraph()

    def _without_thoughts(self, text: str) -> str:
        """Leave out what a reasoning model thinks before it answers."""
        if self._started:
            return text.replace("\r", "")
        self._thought += text
        head = self._thought.lstrip()
        if not head or "<think>".startswith(head):
            return ""
        if head.startswith("<think>") and "</think>" not in head:
            return ""
        self._started = True
        return _THOUGHT.sub("", head).replace("\r", "").lstrip()

    def _end_line(self) -> Iterator[Unit]:
        line, self._line = self._line, ""
        if self._is_plain:
            self._is_plain = False
            if _ENDED.search(self._paragraph):
                yield from self._sentences(is_last=True)
            else:
                self._paragraph += " "
        elif not line.strip():
            yield from self._close_paragraph()
        elif not _FENCE.match(line) and not (_RULE.match(line) and not self._first_row):
            yield from self._structural(line)

    def _structural(self, line: str) -> Iterator[Unit]:
        if line.lstrip().startswith("|"):
            yield from self._row(line)
            return
        line = re.sub(r"^\s*(?:>\s*)+", "", line)
        if heading := _HEADING.match(line):
            yield from self._close_paragraph()
            yield self._unit("heading", heading[1] or heading[2])
        elif item := _BULLET.match(line):
            yield from self._item("bullet", item[1])
        elif item := _STEP.match(line):
            yield from self._item("step", item[1])
        else:
            yield from self._open_paragraph()
            self._paragraph += line
            self._is_plain = True
            yield from self._end_line()

    def _item(self, kind: Kind, text: str) -> Iterator[Unit]:
        if heading := _HEADING.match(text):
            yield from self._close_paragraph()
            yield self._unit("heading", heading[1] or heading[2])
            return
        if self._last_kind != kind or self._paragraph:
            yield from self._close_paragraph()
        self._last_kind = kind
        yield self._unit(kind, text)

    def _row(self, line: str) -> Iterator[Unit]:
        if self._last_kind != "row" or self._paragraph:
            yield from self._close_paragraph()
            self._last_kind, self._headers, self._first_row = "row", (), line
            return
        if _FRAME.match(line):
            self._headers = tuple(_tidy(cell).plain for cell in _cells(self._first_row))
        else:
            if self._first_row and not self._headers:
                yield self._unit("row", self._first_row)
            yield self._unit("row", line)
        self._first_row = ""

    def _open_paragraph(self) -> Iterator[Unit]:
        if self._last_kind != "sentence":
            yield from self._close_paragraph()
        self._last_kind = "sentence"

    def _close_paragraph(self) -> Iterator[Unit]:
        yield from self._sentences(is_last=True)
        if self._first_row:
            row, self._first_row = self._first_row, ""
            yield self._unit("row", row)
        self._block += 1
        self._last_kind = ""

    def _sentences(self, *, is_last: bool) -> Iterator[Unit]:
        if not is_last and not _MAY_END.search(self._paragraph):
            return
        # A line that is still coming is cut only where the next sentence has begun.
        text = _place_markers(self._paragraph)
        done = 0
        for start, end in split_sentences(text):
            following = text[end:].lstrip()
            if not is_last and (not following or following[0] in "[【(^"):
                break
            yield self._unit("sentence", text[start:end])
            done = end
        self._paragraph = "" if is_last else text[done:].lstrip() if done else self._paragraph

    def _unit(self, kind: Kind, raw: str) -> Unit:
        if kind != "row":
            tidied = _tidy(_place_markers(raw))
            return Unit(
                kind,
                tidied.text,
                tidied.plain,
                tidied.markers,
                tidied.clauses,
                self._block,
                has_address=tidied.has_address,
            )
        cells = [_tidy(_place_markers(cell)) for cell in _cells(raw)]
        headers = [*self._headers, *[""] * len(cells)]
        said = [f"{h}: {c.plain}" if h else c.plain for h, c in zip(headers, cells, strict=False)]
        markers = tuple(dict.fromkeys(number for cell in cells for number in cell.markers))
        return Unit(
            kind,
            " | ".join(cell.text for cell in cells),
            "; ".join(said),
            markers,
            (("; ".join(said), markers),),
            self._block,
            self._headers,
            any(cell.has_address for cell in cells),
        )


@dataclass(frozen=True, slots=True)
class _Tidied:
    text: str
    plain: str
    markers: tuple[int, ...]
    clauses: tuple[Clause, ...]
    has_address: bool


def _tidy(raw: str) -> _Tidied:
    # Format characters hide words and turn them round.
    text = "".join(c for c in raw if unicodedata.category(c) not in ("Cc", "Cf", "Cs") or c == "\t")
    text = _ESCAPED.sub(r"\1", text)
    text = _TAG.sub("", _IMAGE.sub("", text))
    text = _LINK.sub(lambda m: f"[{m[1]}]" if m[1].strip().isdigit() else m[1], text)
    text = _ITALICS.sub("", _MARKER_FORMS.sub(_spell_markers, text))
    if text.count("**") % 2:
        text = text.replace("**", "")
    text = " ".join(text.split())
    pieces = re.split(r"(\[\d+\])", text)
    safe = "".join(p if _MARKER.fullmatch(p) else _SIGNS.sub(r"\\\g<0>", p) for p in pieces)
    said = " ".join(_MARKER.sub("", text).replace("**", "").split())
    plain = re.sub(r"\s+([.,;:!?])", r"\1", said)
    markers = tuple(dict.fromkeys(int(number) for number in _MARKER.findall(text)))
    return _Tidied(safe, plain, markers, _cut(text), bool(_ADDRESS.search(text)))


def _cut(text: str) -> tuple[Clause, ...]:
    """Cut a text behind its groups of markers; what follows the last belongs to it."""
    groups = list(_MARKER_GROUP.finditer(text))
    clauses: list[Clause] = []
    for place, group in enumerate(groups):
        start = groups[place - 1].end() if place else 0
        rest = text[group.end() :] if group is groups[-1] else ""
        numbers = tuple(int(number) for number in _MARKER.findall(group[0]))
        clauses.append(((text[start : group.start()] + rest).replace("**", ""), numbers))
    return tuple(clauses)


def _place_markers(text: str) -> str:
    """Write markers in one way, and before the full stop of what they stand for."""
    text = _MARKER_FORMS.sub(_spell_markers, text)
    return _STOP_BEFORE_MARKERS.sub(lambda m: f"{m[2]} {m[3].strip()}{m[1]}", text)


def _spell_markers(match: re.Match[str]) -> str:
    numbers: list[int] = []
    for part in re.split(r"[,;&]", match[1] or match[2]):
        first, *last = [int(number) for number in re.split(r"[-–]", part)]  # noqa: RUF001
        # Nobody cites more than a few passages in a row.
        end = min(last[0], first + 9) if last else first
        numbers.extend(range(first, max(end, first) + 1))
    return "".join(f"[{number}]" for number in dict.fromkeys(numbers))


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", inner)]
