"""The Markdown page of a roadmap, read back: its steps with the numbers of their lines.

What is not understood is named by its line and left alone.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from coach.errors import RoadmapError
from coach.roadmap.markdown import Written

MAX_BYTES = 2_000_000

_STEP = re.compile(r"[-*+] (?:\[(?P<box>[^\]]{0,3})\] ?)?(?P<text>.*)")
_ID = re.compile(r"\s*<!-- ?(?P<id>[0-9a-f]{8}) ?-->\s*$")
_FIELD = re.compile(r"\s+[-*+] (?P<label>[A-Za-z]+): ?(?P<said>.*)")
_HEADING = re.compile(r"##+ +(?P<title>.+?)[ #]*")
_HEAD = re.compile(r"# .*|\*\*(?:Track|Pace|Goal|Days):\*\* .*")
_DIGESTS = re.compile(r"(?P<id>[0-9a-f]{8}) (?P<digests>[0-9a-f]{6}(?:-[0-9a-f]{6}){5})")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>|~#&])")
_BOXES = {" ": " ", "x": "x", "X": "x", "-": "-"}
_FIELDS = {"Date": "day", "Proof": "proof", "Done": "done", "Note": "note"}
_FIXED = ("Closes", "How", "Source")


@dataclass(frozen=True, slots=True)
class Trouble:
    """A line that was not understood or cannot be followed, and why; nothing was done with it."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A step as it stands in the file.

    Attributes:
        id: None of a step that was added by hand.
        lines: the number of each field's line, the step's own among them as "text".
        fixed: the lines that cannot be changed, with their numbers.
    """

    id: str | None
    stage: str
    written: Written
    lines: Mapping[str, int]
    fixed: tuple[tuple[int, str], ...]

    @property
    def line(self) -> int:
        """The number of its first line."""
        return self.lines["text"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file holds.

    Attributes:
        digests: of the fields as they were written, by step; empty when that comment is gone.
    """

    entries: tuple[Entry, ...]
    digests: Mapping[str, tuple[str, ...]]
    troubles: tuple[Trouble, ...]


def read_sheet(text: str) -> Sheet:
    """Read a roadmap's Markdown.

    Raises:
        RoadmapError: it is none: nothing in it is a step.
    """
    reading = _Reading()
    for number, line in enumerate(text.split("\n"), start=1):
        reading.take(number, line.rstrip("\r").rstrip())
    reading.end_step()
    if not reading.entries:
        raise RoadmapError(
            "There is no step in it: import what `coach roadmap export -o FILE.md` wrote."
        )
    return Sheet(tuple(reading.entries), reading.digests, tuple(reading.troubles))


def unescape(text: str) -> str:
    """Undo what `escape` did."""
    return _ESCAPED.sub(r"\1", text).strip()


@dataclass(slots=True)
class _Reading:
    """Reads line by line."""

    entries: list[Entry] = field(default_factory=list)
    digests: dict[str, tuple[str, ...]] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    _stage: str | None = None
    _is_comment: bool = False
    _is_passed_over: bool = False
    _id: str | None = None
    _text: str = ""
    _box: str | None = None
    _fields: dict[str, str | None] = field(default_factory=dict)
    _lines: dict[str, int] = field(default_factory=dict)
    _fixed: list[tuple[int, str]] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def take(self, number: int, line: str) -> None:
        if self._is_comment:
            self._read_comment(line)
        elif not line or (self._stage is None and _HEAD.fullmatch(line)):
            pass
        elif line.startswith("<!--"):
            self._is_comment = "-->" not in line
        elif heading := _HEADING.fullmatch(line):
            self.end_step()
            self._stage = unescape(heading["title"])
        elif step := _STEP.fullmatch(line):
            self._begin(number, step["box"], step["text"])
        elif (said := _FIELD.fullmatch(line)) and self._is_passed_over:
            pass
        elif said and self._lines:
            self._note(number, line, said["label"].capitalize(), said["said"])
        else:
            self._doubt(number, f"“{_shorten(line)}” is not understood")

    def end_step(self) -> None:
        """Take the step as whole."""
        if self._lines:
            written = Written(self._box, self._text, **self._fields)
            entry = Entry(self._id, self._stage or "", written, self._lines, tuple(self._fixed))
            self.entries.append(entry)
        self._fields, self._lines, self._fixed = {}, {}, []

    def _begin(self, number: int, box: str | None, text: str) -> None:
        self.end_step()
        if box is not None and box not in _BOXES:
            self._doubt(number, f"the box [{box}] is none of [ ], [x] and [-]; it counts as before")
        found = _ID.search(text)
        step_id = found["id"] if found else None
        said = unescape(_ID.sub("", text))
        self._is_passed_over = True
        if step_id in self._seen:
            self._doubt(number, "this step stands there twice; the first one counts")
            return
        if not said:
            self._doubt(number, "a step needs words; the plan's own stay")
        if said or step_id:
            self._is_passed_over = False
            self._id, self._text, self._box = step_id, said, _BOXES.get(box or "")
            self._seen.update({step_id} if step_id else ())
            self._lines = {"text": number}

    def _note(self, number: int, line: str, label: str, said: str) -> None:
        if label in _FIXED:
            self._fixed.append((number, line))
        elif label not in _FIELDS:
            self._doubt(number, f"“{_shorten(label)}” is nothing that a step has")
        elif _FIELDS[label] in self._fields:
            self._doubt(number, f"the step has a second line for {label}; the first one counts")
        else:
            self._fields[_FIELDS[label]] = unescape(said)
            self._lines[_FIELDS[label]] = number

    def _read_comment(self, line: str) -> None:
        if found := _DIGESTS.fullmatch(line):
            self.digests[found["id"]] = tuple(found["digests"].split("-"))
        self._is_comment = "-->" not in line

    def _doubt(self, number: int, reason: str) -> None:
        self.troubles.append(Trouble(number, reason))


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}..."
