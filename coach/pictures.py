"""Pictures of what an answer cites: the ranges of a table's rows, and the ladder of a path.

They are made from the tables and steps of whatever corpus there is; nothing here knows a role, a
currency or a track.
"""

from collections.abc import Iterator, Sequence

from coach.answer import Amount, Ladder, Picture, RangeBar, RangeChart, Step
from coach.columns import Column, Kind, merge_headers, read_columns
from coach.drafts import Cited
from coach.naming import find_mentions
from coach.paths import is_path, name_step, steps_of
from index.documents import Point
from index.passages import Passage

# More of them are a wall, and some of them a choice that nobody asked for.
_MOST_PICTURES = 3
# A longer table is drawn as far as the answer rests on it.
_MOST_BARS = 12
_MOST_STEPS = 12


def draw_pictures(question: str, cited: Sequence[Cited]) -> tuple[Picture, ...]:
    """Draw the tables and paths that an answer rests on; none when there are too many.

    Of a table all rows of the passage are drawn, because a figure alone says little; a passage of
    which the answer cites no row or step is not drawn.
    """
    pictures: list[Picture] = []
    for number, one in enumerate(cited, start=1):
        pictures.extend(_draw_charts(number, one))
        if ladder := _draw_ladder(question, number, one):
            pictures.append(ladder)
    return tuple(pictures) if len(pictures) <= _MOST_PICTURES else ()


def _draw_charts(number: int, cited: Cited) -> Iterator[RangeChart]:
    for rows in _tables(cited.passage):
        asked = [row for row in rows if row in cited.points]
        if chart := _draw_chart(number, cited.passage, rows, asked):
            yield chart


def _tables(passage: Passage) -> list[list[Point]]:
    """Part the rows of a passage by table: those of one stand on lines that follow each other."""
    tables: list[list[Point]] = []
    end = 0
    for row in (point for point in passage.points if point.kind == "row"):
        # A row's headers don't tell: it has none for a cell that is empty.
        if tables and passage.text[end : row.start].count("\n") == 1:
            tables[-1].append(row)
        else:
            tables.append([row])
        end = row.start + len(row.quote)
    return tables


def _draw_chart(
    number: int, passage: Passage, rows: Sequence[Point], asked: Sequence[Point]
) -> RangeChart | None:
    name, *headers = merge_headers(rows)
    # What has no name could be told of by none.
    rows = [row for row in rows if row.cells[0].header == name]
    columns = read_columns(headers, rows)
    # To ask for all of them is to ask for none before the others.
    is_choice = len(asked) < len(rows)
    bars = [
        (row, bar)
        for place, row in enumerate(rows)
        if (bar := _make_bar(row, columns, place, is_choice and row in asked))
    ]
    if len(bars) > _MOST_BARS:
        bars = [(row, bar) for row, bar in bars if row in asked]
    places = {place for _, bar in bars for place in bar.extent}
    is_about_asked = any(row in asked for row, _ in bars)
    # A single figure has nothing to be compared with.
    if len(places) < 2 or len(bars) > _MOST_BARS or not is_about_asked:
        return None
    unit = next(r.unit for column in columns.values() for r in column.readings if r)
    drawn = tuple(bar for _, bar in bars)
    return RangeChart(passage.heading, passage.as_of, unit, drawn, number)


def _make_bar(
    row: Point, columns: dict[Kind, Column], place: int, is_asked: bool
) -> RangeBar | None:
    """Return the bar of a row; None when it states nothing that could be drawn."""
    values = {cell.header: cell.value for cell in row.cells}
    amounts: dict[Kind, Amount] = {}
    for kind, column in columns.items():
        reading = column.readings[place]
        if reading is None:
            continue
        name, said = column.header, values[column.header]
        amount = Amount(name, said, reading.least, reading.most, reading.is_open)
        if kind != "range":
            amounts[kind] = amount
        else:
            amounts["low"] = Amount(name, said, reading.least, reading.least)
            amounts["high"] = Amount(name, said, reading.most, reading.most, reading.is_open)
    if not amounts:
        return None
    low, middle, high = (amounts.get(kind) for kind in ("low", "middle", "high"))
    return RangeBar(row.cells[0].value, low, middle, high, is_asked)


def _draw_ladder(question: str, number: int, cited: Cited) -> Ladder | None:
    passage = cited.passage
    steps = steps_of(passage)
    if not is_path(passage) or len(steps) > _MOST_STEPS:
        return None
    if not any(step in cited.points for step in steps):
        return None
    names = [name_step(step) for step in steps]
    # "A senior ML engineer" names that step, and not the ML engineer within it.
    asked = {mention.name for mention in find_mentions(question, names)}
    return Ladder(passage.heading, tuple(Step(name, name in asked) for name in names), number)
