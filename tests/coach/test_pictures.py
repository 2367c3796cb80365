"""Pictures of tables and paths: of the shipped corpus, and of others with other words."""

import json
from dataclasses import asdict, replace

import pytest
from pydantic import TypeAdapter

from coach import Amount, Answer, Coach, Ladder, RangeBar, RangeChart, Step
from coach.amounts import Reading, read_amount
from coach.citations import check
from coach.drafts import Cited, Draft
from coach.pictures import draw_pictures
from coach.pipeline import Plan, adopt, finish_answer
from index.markdown import parse_markdown
from index.passages import Passage

PASSAGE = Passage(
    id="0" * 32,
    heading_path=("Guide", "Pay"),
    text="",
    points=(),
    subheadings=(),
    path="pay.md",
    source="A guide",
    as_of="Mars, 2031",
    position=(0, 0),
)


def read(markdown: str) -> Passage:
    (section,) = parse_markdown(markdown, title="Pay", name="pay").sections
    return replace(PASSAGE, text=section.text, points=section.points)


def write_table(header: str, *rows: str) -> str:
    rule = " | ".join(["---"] * (header.count("|") + 1))
    return "\n".join(f"| {line} |" for line in (header, rule, *rows))


def cite(passage: Passage, *asked: int) -> Cited:
    """Cite the Points at these places, else all."""
    points = [passage.points[place] for place in asked] or passage.points
    return Cited(passage, tuple(points))


def draw(header: str, *rows: str) -> RangeChart | None:
    pictures = draw_pictures("", [cite(read(write_table(header, *rows)))])
    return pictures[0] if pictures else None


def places(chart: RangeChart) -> list[tuple[float | None, ...]]:
    """Where the low, the middle and the high of each bar lie."""
    ends = ((bar.low, bar.middle, bar.high) for bar in chart.bars)
    return [tuple(amount and amount.least for amount in amounts) for amounts in ends]


def test_the_pay_of_one_role_is_drawn_among_the_others_of_its_table(coach: Coach) -> None:
    answer = coach.ask("What does a Head of Machine Learning earn?")
    (chart,) = answer.pictures
    assert (chart.title, chart.as_of, chart.unit) == ("Salary Ranges", "US market, 2024", "$")
    assert answer.citations[chart.citation - 1].section == "Salary Ranges"
    head, science, research, director, chief = chart.bars
    assert head == RangeBar(
        "Head of Machine Learning",
        Amount("Low", "$188,000", 188_000, 188_000),
        Amount("Average", "$259,000", 259_000, 259_000),
        Amount("High", "$330,000", 330_000, 330_000),
        is_asked=True,
    )
    assert not any(bar.is_asked for bar in (science, research, director, chief))
    assert (science.middle.least, science.middle.most) == (224_539, 273_280)
    assert research.high.is_open
    assert research.low is None
    assert director.amounts == (Amount("Average", "$253,919", 253_919, 253_919),)
    assert chief.middle is None


def test_a_path_is_drawn_with_the_step_that_the_question_names(coach: Coach) -> None:
    answer = coach.ask("I'm a senior ML engineer, what's next?")
    (ladder,) = answer.pictures
    assert ladder.title == "Machine Learning Engineering Track"
    assert answer.citations[ladder.citation - 1].section.endswith(ladder.title)
    assert ladder.steps == (
        Step("Machine Learning Engineer"),
        Step("Senior ML Engineer", is_asked=True),
        Step("ML Engineering Manager"),
        Step("Head of Machine Learning"),
    )


def test_tracks_in_the_plural_are_all_drawn(coach: Coach) -> None:
    pictures = coach.ask("What career tracks are there?").pictures
    assert [(p.kind, len(p.steps), p.citation) for p in pictures] == [
        ("ladder", 4, 1),
        ("ladder", 4, 2),
        ("ladder", 4, 3),
    ]


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("What does a Head of Machine Learning earn in Germany?", "partial"),
        ("Who won the World Cup?", "declined"),
        ("Hello", "talk"),
        ("What soft skills do I need?", "answered"),
    ],
)
def test_no_picture_is_taken_for_what_the_documents_do_not_say(
    coach: Coach, question: str, status: str
) -> None:
    answer = coach.ask(question)
    assert answer.status == status
    assert answer.pictures == ()


def test_a_partial_answer_draws_nothing_although_it_cites_a_table() -> None:
    cited = (cite(read(write_table("Job | Low | High", "Pilot | $1 | $3"))),)
    plan = Plan("q", (), "answered", "")
    assert finish_answer(plan, Draft("x [1]", cited), "model").pictures
    assert not finish_answer(replace(plan, status="partial"), Draft("x [1]", cited), "m").pictures


def test_what_a_model_wrote_is_drawn_from_what_holds_of_it() -> None:
    plan = Plan("What is a pilot's low?", (), "answered", "")
    passage = read(write_table("Job | Low | High", "Pilot | $100 | $300", "Cook | $50 | $90"))
    (chart,) = adopt(plan, check("A pilot's low is $100 [1].", [passage]), "m").pictures
    assert [(bar.label, bar.is_asked) for bar in chart.bars] == [("Pilot", True), ("Cook", False)]
    assert not adopt(plan, check("A pilot's low is $999 [1].", [passage]), "m").pictures


def test_an_answer_with_pictures_is_the_same_after_json(coach: Coach) -> None:
    answers = TypeAdapter(Answer)
    for question in ("What does a Head of ML earn?", "What career tracks are there?"):
        answer = coach.ask(question)
        stored = json.dumps(asdict(answer), allow_nan=False)
        assert answers.validate_json(stored) == answer
        fields = json.loads(stored)
        assert {p["kind"] for p in fields["pictures"]} < {"ranges", "ladder"}
        # As it was stored before there were pictures.
        del fields["pictures"]
        assert answers.validate_python(fields) == replace(answer, pictures=())


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Job | Minimum | Midpoint | Maximum", (10, 20, 30)),
        ("Job | From | Typical | To", (10, 20, 30)),
        ("Job | 10th percentile | 50th percentile | 90th percentile", (10, 20, 30)),
        ("Job | P25 | Median | P75", (10, 20, 30)),
        # Its numbers lie between the others.
        ("Job | Lowest | Offer | Highest", (10, 20, 30)),
        # No word is known: the numbers rise from left to right.
        ("Beruf | Einstieg | Mitte | Spitze", (10, 20, 30)),
    ],
)
def test_a_column_is_known_by_its_header_and_its_numbers(
    header: str, expected: tuple[int, ...]
) -> None:
    chart = draw(header, "Pilot | 10 days | 20 days | 30 days", "Cook | 11 days | - | 31 days")
    assert chart.unit == "days"
    assert places(chart) == [expected, (11, None, 31)]
    assert [amount.name for amount in chart.bars[0].amounts] == [
        header.split(" | ")[place] for place in (2, 1, 3)
    ]


def test_a_range_in_one_cell_is_a_bar() -> None:
    chart = draw("Job | Salary range | Town", "Pilot | €110k–€330k | Rome")  # noqa: RUF001
    assert places(chart) == [(110_000, None, 330_000)]
    assert [amount.said for amount in chart.bars[0].amounts] == ["€110k–€330k"]  # noqa: RUF001


def test_figures_without_a_range_are_compared() -> None:
    chart = draw("Team | Share", "Data | 20%", "Web | 35%")
    assert places(chart) == [(None, 20, None), (None, 35, None)]


@pytest.mark.parametrize(
    "lines",
    [
        ("Job | Average", "Pilot | $10"),  # nothing to compare it with
        ("Job | Low | High", "Pilot | $10 | $10"),
        ("Job | Low | High", "Pilot | - | not stated"),
        ("Job | Low | High", "Pilot | $30 | $10", "Cook | $1 | $2"),  # contradicts its header
        ("Job | Low | High", "Pilot | $10 | €30"),  # two scales
        ("Job | Low | High", "Pilot | $10 per hour | $90 per day"),
        ("Job | Base | Bonus", "Pilot | $100 | $30", "Cook | $50 | $10"),
        ("Job | Bonus | Base", "Pilot | $3 | $100", "Cook | $1 | $50"),
        ("Job | Openings in 2023 | Openings in 2024", "Pilot | 10 | 20", "Cook | 3 | 4"),
        ("Event | Year", "Founded | 2019", "Sold | 2024"),
        ("Tool | Stars | Licence", "One | 10 | MIT", "Two | 20 | Apache"),
        ("Job | Low | High", "Pilot | $1 | $3", "Cook | depends | lots", "Clerk | varies | few"),
        ("Job | Time to hire | Level", "Pilot | 3 of 12 weeks | 1", "Cook | 4 of 12 weeks | 2"),
        ("Job | Low | High", "Pilot | -5% | 10%", "Cook | -3% | 4%"),
        ("Job | Low | High", f"Pilot | $1 | ${'9' * 400}"),
        ("Job", "Pilot"),
        ("Job | Low | High", " | $1 | $3", " | $2 | $4"),
    ],
)
def test_what_is_no_table_of_ranges_is_not_drawn(lines: tuple[str, ...]) -> None:
    assert draw(*lines) is None


def test_a_row_without_a_figure_is_left_out_and_is_no_reason_for_a_chart() -> None:
    rows = ("Pilot | $1 | $3", "Cook | - | ?", "Clerk | $2 | $4")
    passage = read(write_table("Job | Low | High", *rows))
    (chart,) = draw_pictures("", [cite(passage)])
    assert [bar.label for bar in chart.bars] == ["Pilot", "Clerk"]
    assert not any(bar.is_asked for bar in chart.bars), "all were asked for"
    assert not draw_pictures("", [cite(passage, 1)])


def test_only_a_table_whose_rows_are_cited_is_drawn() -> None:
    pay = write_table("Job | Low | High", "Pilot | $1 | $3")
    leave = write_table("Job | Least days | Highest days", "Pilot | 20 | 30", "Cook | 9 | 12")
    passage = read(f"Pay varies.\n\n{pay}\n\n{leave}")
    assert not draw_pictures("", [cite(passage, 0)])
    (chart,) = draw_pictures("", [cite(passage, 1)])
    assert [amount.said for amount in chart.bars[0].amounts] == ["$1", "$3"]
    (chart,) = draw_pictures("", [cite(passage, 3)])
    assert [(bar.label, bar.is_asked) for bar in chart.bars] == [("Pilot", False), ("Cook", True)]
    assert len(draw_pictures("", [cite(passage)])) == 2


def test_rows_with_empty_cells_are_of_one_table() -> None:
    rows = ("Pilot | $1 | $2 | $3", "Cook | | $4 | $5", "Clerk | $2 | | $4", " | $1 | $2 | $3")
    full = [(1, 2, 3), (None, 4, 5), (2, None, 4)]
    for order in ((0, 1, 2, 3), (1, 2, 3, 0), (2, 3, 1, 0)):
        chart = draw("Job | Low | Average | High", *(rows[place] for place in order))
        assert places(chart) == [full[place] for place in order if place < 3]
    # No word is known, and the order of the columns decides.
    chart = draw("Beruf | Einstieg | Mitte | Spitze", *(rows[place] for place in (1, 2, 0)))
    assert places(chart) == [full[place] for place in (1, 2, 0)]


def test_of_a_long_table_only_what_is_asked_for_is_drawn() -> None:
    rows = (f"Job {n} | ${n} | ${n + 9}" for n in range(1, 41))
    passage = read(write_table("Job | Low | High", *rows))
    (chart,) = draw_pictures("", [cite(passage, 7, 30)])
    assert [bar.label for bar in chart.bars] == ["Job 8", "Job 31"]
    assert not draw_pictures("", [cite(passage)])


def test_one_row_is_enough_for_a_range() -> None:
    assert places(draw("Job | Average | Low | High", "Pilot | $20 | $10 | $30")) == [(10, 20, 30)]


def test_more_pictures_than_can_be_looked_at_are_none() -> None:
    ladders = [cite(read(f"1. Start {n}\n2. End {n}")) for n in range(4)]
    assert len(draw_pictures("", ladders[:3])) == 3
    assert draw_pictures("", ladders) == ()


def test_any_path_is_a_ladder_and_a_paragraph_is_none() -> None:
    steps = "1. Apprentice: where you begin.\n2. Journeyman.\n3. Master."
    (ladder,) = draw_pictures("How does an apprentice become a master?", [cite(read(steps))])
    asked = (Step("Apprentice", True), Step("Journeyman"), Step("Master", True))
    assert ladder == Ladder("Pay", asked, 1)
    assert not draw_pictures("", [cite(read(f"{steps}\n\nOne. Two more. Three more. Four."))])
    assert not draw_pictures("", [Cited(read(steps), ())])


@pytest.mark.parametrize(
    ("cell", "reading"),
    [
        ("$259,000", Reading(259_000, 259_000, False, "$")),
        ("$224,539 to $273,280", Reading(224_539, 273_280, False, "$")),
        ("$644,261+", Reading(644_261, 644_261, True, "$")),
        ("more than 12 months", Reading(12, 12, True, "months")),
        ("188-330k", Reading(188_000, 330_000, False, "")),
        ("90.000 €", Reading(90_000, 90_000, False, "€")),
        ("1.250.000 €", Reading(1_250_000, 1_250_000, False, "€")),
        ("$120/hour", Reading(120, 120, False, "$ hour")),
        ("**35%**", Reading(35, 35, False, "%")),
        ("$9 or €10", None),
        ("½", None),
        ("1 to 2 to 3", None),
        ("ranges from 5 to 9 depending on the town", None),
        ("10th", None),
        ("$9 [1]", None),
        ("", None),
    ],
)
def test_a_cell_is_read_whole_or_not_at_all(cell: str, reading: Reading | None) -> None:
    assert read_amount(cell) == reading
