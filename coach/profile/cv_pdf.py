"""A PDF's lines in reading order, by where its characters stand: columns one after the other.

The order of a file's text says nothing: what Word or a browser writes as two columns often goes
across both of them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from coach.profile.cv_lines import BOLD, Line
from coach.profile.pdf_runs import SAME_LINE, Run, read_runs
from coach.profile.periods import find_period
from coach.profile.signs import fold_signs
from index.formats import Unreadable

_BULLET = re.compile(
    r"^(?:[•‣▪▫●○◦■□·∙➢➤►✓✔❖\uf0b7\uf0a7\u2023\u2043-]|o(?=\s[A-Z]))\s+(?=\S)|"
    r"^[•‣▪●○◦■\uf0b7\uf0a7]\s*"
)
_BARE_BULLET = re.compile(r"[•‣▪▫●○◦■□·∙➢➤►✓✔❖\uf0b7\uf0a7\u2023\u2043-]|o")
_OPEN_END = re.compile(r"(?i)(?:[,:&(/-]|\b(?:and|or|of|the|an?|for|in|with|to|by|from|on))$")
_PROSE_WORDS = 5
_HEADING_WORDS = 10
# Shares of the type's size.
_SPACE = 0.18
_COLUMN_ROWS = 5
_COLUMN_SHARE = 0.3  # of the page's rows
_DATES_SHARE = 0.5


@dataclass(slots=True)
class _Row:
    """What stands on one line of one column."""

    runs: list[Run] = field(default_factory=list)

    @property
    def text(self) -> str:
        pieces = [self.runs[0].text]
        for last, run in pairwise(self.runs):
            gap = run.left - last.right
            pieces += [" " if gap > _SPACE * run.size else "", run.text]
        return " ".join("".join(pieces).split())

    @property
    def left(self) -> float:
        return self.runs[0].left

    @property
    def right(self) -> float:
        return self.runs[-1].right

    @property
    def base(self) -> float:
        return self.runs[0].base

    @property
    def size(self) -> float:
        return max(run.size for run in self.runs)

    @property
    def is_bold(self) -> bool:
        return all(run.is_bold for run in self.runs if run.text.strip())

    @property
    def look(self) -> tuple[float, bool, tuple[int, int, int]]:
        run = max(self.runs, key=lambda run: len(run.text))
        return round(run.size, 1), run.is_bold, run.colour


def read_pdf_lines(data: bytes) -> tuple[Line, ...]:
    """Return a PDF's lines, the columns of each page one after the other.

    Raises:
        Unreadable: it's no PDF, broken, locked or too long, or holds no text.
    """
    pages = read_runs(data)
    columns = [column for page in pages for column in _columns(page)]
    if not any(re.search(r"\w", row.text) for column in columns for row in column):
        raise Unreadable(
            "there is no text inside (a scan?); run OCR over it, or give it as DOCX or text"
        )
    levels = _levels([row for column in columns for row in column])
    return tuple(line for column in columns for line in _lines(column, levels))


def _columns(page: list[Run]) -> Iterator[list[_Row]]:
    """Yield the columns of a page, with what stands above and below them, as they are read."""
    runs = [replace(run, text=run.text.strip()) for run in page]
    gutter = _find_gutter(runs)
    if gutter is None:
        yield _rows(runs)
        return
    at, top, bottom = gutter
    inside = [run for run in runs if bottom <= run.base <= top]
    for part in (
        [run for run in runs if run.base > top],
        [run for run in inside if run.left < at],
        [run for run in inside if run.left >= at],
        [run for run in runs if run.base < bottom],
    ):
        if part:
            yield _rows(part)


def _rows(runs: Sequence[Run]) -> list[_Row]:
    rows: list[_Row] = []
    for run in sorted(runs, key=lambda run: (-run.base, run.left)):
        is_beside = rows and abs(rows[-1].base - run.base) < SAME_LINE * max(
            rows[-1].size, run.size
        )
        # What is written over something else is no part of its line.
        if is_beside and not any(_overlap(run, other) for other in rows[-1].runs):
            rows[-1].runs.append(run)
        else:
            rows.append(_Row([run]))
    for row in rows:
        row.runs.sort(key=lambda run: run.left)
    return rows


def _overlap(one: Run, other: Run) -> bool:
    return min(one.right, other.right) - max(one.left, other.left) > one.size


def _find_gutter(runs: Sequence[Run]) -> tuple[float, float, float] | None:
    """Find the gap between two columns: its place, and how far up and down it reaches.

    Dates or labels beside what they belong to are no column: they are read along their row.
    """
    rows = _rows(runs)
    best, most = None, 0
    for at in sorted({round(run.left - 1) for run in runs}):
        stretch: list[_Row] = []
        for row in [*rows, None]:
            if row is not None and not any(
                run.left < at - 1 < at + 1 < run.right for run in row.runs
            ):
                stretch.append(row)
                continue
            left = [[run for run in one.runs if run.left < at] for one in stretch]
            right = [[run for run in one.runs if run.left >= at] for one in stretch]
            score = min(sum(map(bool, left)), sum(map(bool, right)))
            if score > most and _are_columns(left, right, len(rows)):
                best, most = (float(at), *_below_head(stretch, left, right)), score
            stretch = []
    return best


def _below_head(
    stretch: list[_Row], left: list[list[Run]], right: list[list[Run]]
) -> tuple[float, float]:
    """Return how far up and down two columns reach, without what stands alone above them."""
    first = max(next(n for n, runs in enumerate(side) if runs) for side in (left, right))
    # One column's first line may stand a little higher than the other's.
    if first and stretch[first - 1].base - stretch[first].base < 2 * stretch[first].size:
        first -= 1
    bases = [run.base for row in stretch[first:] for run in row.runs]
    return max(bases) + 0.1, min(bases) - 0.1


def _are_columns(left: list[list[Run]], right: list[list[Run]], rows: int) -> bool:
    for side, other in ((left, right), (right, left)):
        filled = [row for row in side if row]
        if len(filled) < max(_COLUMN_ROWS, _COLUMN_SHARE * min(rows, 40)):
            return False
        dates = sum(_is_date(row) for row in filled)
        if dates >= _DATES_SHARE * len(filled):
            return False
        alone = sum(bool(row) and not beside for row, beside in zip(side, other, strict=True))
        words = sum(len(run.text.split()) for row in filled for run in row)
        # A label beside each row, and never one without: a table.
        if alone == 0 and words < 3 * len(filled):
            return False
    return True


def _is_date(row: list[Run]) -> bool:
    text = fold_signs(" ".join(run.text for run in row))
    period = find_period(text)
    return period is not None and len(text) - (period.end - period.start) <= 4


def _levels(rows: list[_Row]) -> dict[float, int]:
    """Give each size of type that is larger than the text's a level, the largest the first."""
    letters: Counter[float] = Counter()
    for row in rows:
        letters[row.look[0]] += len(row.text)
    body = letters.most_common(1)[0][0]
    larger = sorted((size for size in letters if size > body + 0.6), reverse=True)
    return {size: min(level, BOLD - 1) for level, size in enumerate(larger, 1)}


def _lines(column: list[_Row], levels: dict[float, int]) -> Iterator[Line]:
    edge = max(row.right for row in column)
    line: list[_Row] = []
    for row in column:
        if line and not _runs_on(line, row, edge):
            yield _line(line, levels)
            line = []
        line.append(row)
    if line:
        yield _line(line, levels)


def _runs_on(line: list[_Row], row: _Row, edge: float) -> bool:
    """Tell whether a row goes on with what the row above it says."""
    last, first = line[-1], line[0]
    if row.look != last.look and not _is_bullet(first):
        return False
    if row.runs[-1].colour != last.runs[-1].colour or abs(row.size - last.size) > 0.6:
        return False
    if _is_bullet(row) or last.base - row.base > 1.75 * last.size:
        return False
    if _is_bullet(first):
        return row.left > first.left + 1
    # What is set at both margins is no running text.
    if _is_spread(last) or _is_spread(row):
        return False
    word = row.text.split()[0]
    is_full = edge - last.right < (len(word) * 0.55 + 0.3) * row.size
    is_open = row.text[:1].islower() or row.text[:1] in "(&" or _OPEN_END.search(last.text)
    is_prose = len(line) > 1 or len(last.text.split()) >= _PROSE_WORDS
    return is_full and abs(row.left - last.left) < 2 and bool(is_open or is_prose)


def _is_spread(row: _Row) -> bool:
    return any(run.left - last.right > 2 * run.size for last, run in pairwise(row.runs))


def _is_bullet(row: _Row) -> bool:
    return bool(_BULLET.match(row.text)) or bool(_BARE_BULLET.fullmatch(row.runs[0].text))


def _line(rows: list[_Row], levels: dict[float, int]) -> Line:
    text = rows[0].text
    for row in rows[1:]:
        is_divided = re.search(r"[^\W\d_]-$", text) and row.text[:1].islower()
        text = f"{text}{row.text}" if is_divided else f"{text} {row.text}"
    size = rows[0].look[0]
    if _is_bullet(rows[0]):
        return Line("bullet", _BULLET.sub("", text).strip())
    if size in levels and len(text.split()) <= _HEADING_WORDS:
        return Line("heading", text, levels[size])
    if rows[0].is_bold and len(text.split()) <= _HEADING_WORDS:
        return Line("heading", text, BOLD)
    return Line("text", text)
