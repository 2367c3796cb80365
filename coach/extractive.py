"""Writes an answer from Points, with no language model.

The passages decide the answer's form: a sentence or a small table for figures, numbered steps for
a path, the headings of a section for a question about the whole of it, and otherwise Points under
their headings. Every statement is a Point, a table row said as a sentence, or a heading.
"""

import re
from collections.abc import Callable, Sequence

from coach.drafts import Cited, Draft, Part
from coach.figures import lay_out, rows_named, say_row
from coach.naming import names_in_full
from coach.particulars import asks_for_figures, tells_of_another_thing
from coach.paths import is_path, name_step, steps_of
from coach.selection import Group, count_words, select_groups
from index.documents import Point
from index.passages import Passage
from index.search import RankedPassage

Below = Callable[[Passage], tuple[Passage, ...]]

# A table or a path that is nearly as good as the best passage sets the answer's form.
_SETS_FORM = 0.8
# A subsection that is this near to the best, the section that it's in, is what is asked about.
_AS_NEAR = 0.9
_MARKUP = re.compile(r"([\\`*_\[\]<>|~#])")
_BRACKETS = re.compile(r"\([^)]*\)")
_ASKS_FOR_PATH = re.compile(
    r"\b(?:path|track|ladder|route|road|steps?|stages?|become|becoming|get (?:from|to|there)"
    r"|from .+ to|progress|promoted|promotion|career|rise|move up|grow into|after|before|end up"
    r"|start)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_ASKS_FOR_ONE_FACT = re.compile(
    r"\b(?:how (?:much|many|long|often|big)|(?:what|which) (?:share|percentage|number|year))\b"
    r"|^(?:and |so |by )?(?:when|who)\b",
    re.IGNORECASE,
)


class _Page:
    """The answer as it's written: blocks of Markdown, and the passages that they cite."""

    def __init__(self) -> None:
        self._cited: dict[str, Passage] = {}
        self._quoted: dict[str, list[Point]] = {}
        self.blocks: list[str] = []

    def cite(self, passage: Passage, points: Sequence[Point] = ()) -> str:
        """Return the passage's marker; citing it again adds to what is quoted of it."""
        self._cited.setdefault(passage.id, passage)
        self._quoted.setdefault(passage.id, []).extend(points)
        return f"[{list(self._cited).index(passage.id) + 1}]"

    def draft(self) -> Draft:
        """Return what was written."""
        cited = (Cited(p, tuple(self._quoted[p.id])) for p in self._cited.values())
        return Draft("\n\n".join(self.blocks), tuple(cited))


def write_answer(question: str, parts: Sequence[Part], below: Below, words: int) -> Draft:
    """Write an answer of about `words` words at the most, shared out over the parts.

    Args:
        question: all of it; a part may lean on what another one names ("and the pay?").
        parts: what is asked, each with passages found for it.
        below: returns the passages under a passage's heading, in reading order.
    """
    page = _Page()
    for part in parts:
        _write_part(page, part, question, below, words // len(parts))
    return page.draft()


def _write_part(page: _Page, part: Part, whole: str, below: Below, words: int) -> None:
    found = _telling_of_it(part.question, _named_first(part))
    best = found[0].passage
    best_score = max(ranked.score for ranked in found)
    leading = [r.passage for r in found if r.score >= _SETS_FORM * best_score]
    table = next((passage for passage in leading if _rows(passage)), None)
    rows = (
        (rows_named(part.question, _rows(table)) or rows_named(whole, _rows(table)))
        if table
        else []
    )
    asks_for_path = bool(_ASKS_FOR_PATH.search(part.question))
    paths = [p for p in leading if is_path(p) and (p is best or asks_for_path)]
    if table and (rows or table is best):
        _write_figures(page, table, rows)
    elif paths and _asks_for_all(part.question, paths[0]):
        parent = paths[0].heading_path[:-1]
        every = [r.passage for r in found if is_path(r.passage)]
        _write_paths(page, [path for path in every if path.heading_path[:-1] == parent])
    elif paths:
        words -= _write_path(page, paths[0])
        others = [r for r in found if not is_path(r.passage) and not _rows(r.passage)]
        _write_points(page, select_groups(others, words, best_score))
    elif best.subheadings and not _is_about_one(best, found):
        _write_overview(page, best, below(best), words)
    elif _ASKS_FOR_ONE_FACT.search(part.question):
        _write_fact(page, found, words)
    else:
        _write_points(page, select_groups(found, words, best_score))


def _is_about_one(top: Passage, found: list[RankedPassage]) -> bool:
    """Tell whether a passage under a section's heading is about as near as the whole section."""
    depth = len(top.heading_path)
    return any(
        ranked.score >= _AS_NEAR * found[0].score
        and ranked.passage.path == top.path
        and len(ranked.passage.heading_path) > depth
        and ranked.passage.heading_path[:depth] == top.heading_path
        for ranked in found[1:]
    )


def _named_first(part: Part) -> list[RankedPassage]:
    """Put a passage first whose heading the question names in full."""
    # What stands in brackets was put there for a pronoun, and says only what it's about.
    own_words = _BRACKETS.sub("", part.question)

    def is_named(ranked: RankedPassage) -> bool:
        passage = ranked.passage
        return not passage.subheadings and names_in_full(own_words, passage.heading)

    return sorted(part.found, key=lambda ranked: not is_named(ranked))


def _telling_of_it(question: str, found: list[RankedPassage]) -> list[RankedPassage]:
    """Leave out tables that have a row for what is named, and not what is asked of it."""

    def tells(passage: Passage) -> bool:
        rows = _rows(passage)
        if not rows_named(question, rows):
            return not rows or not tells_of_another_thing(question, passage)
        return asks_for_figures(question, passage)

    return [ranked for ranked in found if tells(ranked.passage)] or found


def _asks_for_all(question: str, path: Passage) -> bool:
    """Tell whether a question speaks of such paths in the plural: "which tracks are there?"."""
    kind = re.escape(path.heading.split()[-1])
    return bool(re.search(rf"\b(?:{kind}|path|ladder|route)s\b", question, re.IGNORECASE))


def _write_figures(page: _Page, passage: Passage, rows: list[Point]) -> None:
    """Say one row as a sentence, several as a table; all of them when none is named."""
    if len(rows) == 1:
        page.blocks.append(f"{_say(say_row(rows[0], passage))} {page.cite(passage, rows)}")
        return
    rows = rows or _rows(passage)
    scope = f" ({passage.as_of})" if passage.as_of else ""
    page.blocks.append(f"**{_say(passage.heading)}**{_say(scope)}")
    page.blocks.append(lay_out(rows, page.cite(passage, rows)))


def _write_path(page: _Page, path: Passage) -> int:
    """Number the steps of a path; return the words that it took."""
    steps = steps_of(path)
    marker = page.cite(path, steps)
    lines = [f"{n}. {_say_point(step, path)} {marker}" for n, step in enumerate(steps, 1)]
    page.blocks.append(f"The **{_say(path.heading)}** has {len(steps)} steps {marker}:")
    page.blocks.append("\n".join(lines))
    return count_words(page.blocks[-2:])


def _write_paths(page: _Page, paths: list[Passage]) -> None:
    """Give each of several paths a line."""
    lines = [
        f"- **{_say(path.heading)}**: {_chain(path)} {page.cite(path, steps_of(path))}"
        for path in sorted(paths, key=lambda path: path.position)
    ]
    page.blocks.append("\n".join(lines))


def _write_overview(page: _Page, top: Passage, below: tuple[Passage, ...], words: int) -> None:
    """Begin with the section's introduction, then a line for each of its headings."""
    lead = top.points[:1]
    if lead:
        page.blocks.append(f"{_say_point(lead[0], top)} {page.cite(top, lead)}")
    left = words - count_words(point.text for point in lead)
    depth = len(top.heading_path)
    lines: list[str] = []
    for heading in top.subheadings:
        parts = [p for p in below if p.heading_path[depth] == heading]
        own = [p for p in parts if len(p.heading_path) == depth + 1]
        line = f"- **{_say(heading)}**"
        if own and is_path(own[0]):
            line += f": {_chain(own[0])} {page.cite(own[0], steps_of(own[0]))}"
        elif own and (labels := _labels(own[0])):
            line += f": {_say(', '.join(labels))} {page.cite(own[0], own[0].points)}"
        elif own and left > 0:
            point = own[0].points[:1]
            line += f": {_say_point(point[0], own[0]) if point else ''} {page.cite(own[0], point)}"
            left -= count_words(p.text for p in point)
        elif parts:
            names = ", ".join(_say(p.heading) for p in parts if p not in own)
            markers = "".join(page.cite(p) for p in parts)
            line += f": {names} {markers}" if names else f" {markers}"
        lines.append(line)
    page.blocks.append("\n".join(lines))


def _write_points(page: _Page, groups: list[Group]) -> None:
    for group in groups:
        if group.points:
            marker = page.cite(group.passage, group.points)
            lines = [f"- {_say_point(p, group.passage)} {marker}" for p in group.points]
            page.blocks.append("\n".join([f"**{_say(group.passage.heading)}**", "", *lines]))


def _write_fact(page: _Page, found: list[RankedPassage], words: int) -> None:
    """Say first the Point that is nearest to the question, then what stands beside it."""
    scored = [
        (similarity + ranked.score, ranked, point)
        for ranked in found
        for similarity, point in zip(ranked.point_similarities, ranked.passage.points, strict=True)
    ]
    _, ranked, lead = max(scored, key=lambda candidate: candidate[0])
    passage = ranked.passage
    page.blocks.append(f"{_say_point(lead, passage)} {page.cite(passage, [lead])}")
    group = select_groups([ranked], words, ranked.score)[0]
    beside = tuple(point for point in group.points if point is not lead)
    _write_points(page, [Group(passage, beside)])


def _say_point(point: Point, passage: Passage) -> str:
    """A Point as Markdown; figures carry the place and date that they hold for."""
    if point.cells:
        text = _say(say_row(point, passage))
    elif point.label and point.text.startswith(f"{point.label}:"):
        rest = point.text.removeprefix(f"{point.label}:").strip()
        text = f"**{_say(point.label)}:** {_say(rest)}"
    else:
        text = _say(point.text)
    if passage.as_of and not point.cells and _DIGIT.search(point.text):
        text = f"{text.rstrip('.')} ({_say(passage.as_of)})."
    return text


def _say(text: str) -> str:
    """Escape what Markdown would take for markup, so that a document stays text."""
    return _MARKUP.sub(r"\\\1", text)


def _labels(passage: Passage) -> list[str]:
    """What its Points are called, when each has a name and they don't say more than the names."""
    labels = [point.label for point in passage.points if point.kind == "bullet"]
    return labels if labels and all(labels) else []


def _rows(passage: Passage) -> list[Point]:
    return [point for point in passage.points if point.kind == "row"]


def _chain(path: Passage) -> str:
    return _say(" → ".join(name_step(step) for step in steps_of(path)))
