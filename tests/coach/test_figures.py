from dataclasses import replace

from coach.figures import ask_for_row, lay_out, rows_named, say_row
from index.documents import Cell, Point
from index.passages import Passage

PASSAGE = Passage(
    id="0" * 32,
    heading_path=("Salary Ranges",),
    text="",
    points=(),
    subheadings=(),
    path="pay.md",
    source="A guide",
    as_of="US market, 2024",
    position=(0, 0),
)


def row(role: str, average: str, low: str, high: str) -> Point:
    values = {"Role": role, "Average": average, "Low": low, "High": high}
    cells = tuple(Cell(header, value) for header, value in values.items())
    return Point("row", "", "", 0, cells=cells)


HEAD = row("Head of Machine Learning", "$259,000", "$188,000", "$330,000")


def test_a_row_is_said_with_its_range_place_and_year() -> None:
    assert say_row(HEAD, PASSAGE) == (
        "A Head of Machine Learning earns $259,000 on average "
        "(range $188,000 to $330,000; US market, 2024)."
    )


def test_what_is_not_stated_is_not_said() -> None:
    director = row("Director of Data Science", "$253,919", "not stated", "-")
    said = say_row(director, PASSAGE)
    assert said == "A Director of Data Science earns $253,919 on average (US market, 2024)."


def test_a_row_without_an_average_says_its_range() -> None:
    said = say_row(row("ML Executive", "n/a", "$266,395", "$644,261+"), PASSAGE)
    assert said == "An ML Executive earns $266,395 to $644,261+ (US market, 2024)."


def test_a_high_alone_is_said_as_a_limit() -> None:
    said = say_row(row("Analyst", "$90", "", "$120"), replace(PASSAGE, as_of=None))
    assert said == "An Analyst earns $90 on average (up to $120)."


def test_a_table_that_is_not_about_pay_earns_nothing() -> None:
    costs = replace(PASSAGE, heading_path=("Costs",), as_of=None)
    said = say_row(row("Cluster", "$10", "$5", "$20"), costs)
    assert said == "Cluster: $10 on average (range $5 to $20)."
    assert ask_for_row(HEAD, costs) == "Tell me about Head of Machine Learning."


def test_rows_are_known_by_their_initialisms() -> None:
    rows = [HEAD, row("Head of Data Science", "$1", "$1", "$1")]
    assert rows_named("what does a head of ML make?", rows) == [HEAD]
    assert rows_named("what does a baker make?", rows) == []


def test_a_table_has_a_marker_in_each_row() -> None:
    lines = lay_out([HEAD, HEAD], "[3]").splitlines()
    assert lines[0] == "| Role | Average | Low | High |"
    assert lines[2:] == ["| Head of Machine Learning [3] | $259,000 | $188,000 | $330,000 |"] * 2
