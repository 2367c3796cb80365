import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup, Tag

from coach import Amount, Answer, Citation, Ladder, RangeBar, RangeChart, Step
from ui.pictures import describe_picture, render_picture
from ui.render import render_answer

EVIL = (
    "\"'><script>alert(1)</script></title></svg><img src=x onerror=alert(2)>\x00\x1b[31m&lt;b&gt;\n"
)


def amount(name: str, said: str, least: float, most: float = 0, more: bool = False) -> Amount:
    return Amount(name, said, least, most or least, more)


HEAD = RangeBar(
    "Head",
    amount("Low", "$188,000", 188_000),
    amount("Average", "$259,000", 259_000),
    amount("High", "$330,000", 330_000),
    is_asked=True,
)
SPREAD = RangeBar("Lead", None, amount("Average", "$100,000 to $200,000", 100_000, 200_000), None)
OPEN = RangeBar(
    "Chief", amount("Low", "$266,395", 266_395), None, amount("High", "$400,000+", 400_000, 0, True)
)
CHART = RangeChart("Pay", "US market, 2024", "$", (HEAD, SPREAD, OPEN), 1)
LADDER = Ladder("The Track", (Step("Engineer"), Step("Lead", is_asked=True), Step("Head")), 1)
MARKER = '<span class="marker">1</span>'


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def draw(picture: RangeChart | Ladder) -> BeautifulSoup:
    return soup(render_picture(picture, "k", MARKER))


def per_cent(mark: Tag, name: str) -> float:
    return float(mark[name].removesuffix("%"))


def words(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())


def test_marks_lie_in_proportion_to_their_figures() -> None:
    head, lead, chief = draw(CHART).select("svg.bar")
    bar = head.select_one(".range")
    low, width = per_cent(bar, "x"), per_cent(bar, "width")
    unit = low / 188_000
    assert width / unit == pytest.approx(330_000 - 188_000, rel=1e-3)
    assert per_cent(head.select_one(".middle"), "cx") / unit == pytest.approx(259_000, rel=1e-3)
    spread = lead.select_one("rect.middle")
    assert per_cent(spread, "x") / unit == pytest.approx(100_000, rel=1e-3)
    assert per_cent(spread, "width") / unit == pytest.approx(100_000, rel=1e-3)
    assert not lead.select(".range")
    end = per_cent(chief.select_one("svg.end"), "x")
    assert end / unit == pytest.approx(400_000, rel=1e-3)
    assert end < 100
    assert not head.select(".end")
    assert not chief.select(".middle")


def test_the_scale_names_round_figures_where_they_lie() -> None:
    page = draw(CHART)
    ticks = {text.text: per_cent(text, "x") for text in page.select("svg.scale text")}
    assert list(ticks) == ["$0", "$200,000"]
    assert ticks["$0"] == 0
    low = per_cent(page.select_one("svg.bar .range"), "x")
    assert ticks["$200,000"] / 200_000 == pytest.approx(low / 188_000, rel=1e-3)
    grid = {per_cent(line, "x1") for line in page.select(".bar")[0].select(".grid")}
    assert grid == set(ticks.values())


@pytest.mark.parametrize(
    ("unit", "figures", "ticks"),
    [
        ("months", (3, 12), ["0 months", "10 months"]),
        ("%", (20, 35), ["10%", "20%", "30%"]),
        ("chf", (95_000, 130_000), ["CHF 50,000", "CHF 100,000"]),
        ("", (0.25, 0.5), ["0", "0.1", "0.2", "0.3", "0.4", "0.5"]),
        ("$ hour", (20, 90), ["$0", "$20", "$40", "$60", "$80"]),
        ("full-time employees", (1, 9), ["0", "2", "4", "6", "8"]),
        ("$", (1, 10**15), ["$0"]),
    ],
)
def test_the_scale_speaks_the_table_s_unit(unit: str, figures, ticks: list[str]) -> None:
    low, high = (amount(name, "x", figure) for name, figure in zip("ab", figures, strict=True))
    page = draw(RangeChart("t", None, unit, (RangeBar("x", low, None, high),), 1))
    shown = [text.text for text in page.select("svg.scale text")]
    assert shown == ticks


def test_figures_that_lie_close_are_not_measured_from_zero() -> None:
    low, high = amount("Low", "96%", 96), amount("High", "99%", 99)
    chart = RangeChart("t", None, "%", (RangeBar("x", low, None, high),), 1)
    bar = draw(chart).select_one("svg.bar .range")
    assert per_cent(bar, "width") > 40
    assert per_cent(bar, "x") > 0


def test_one_end_of_a_range_is_a_mark_and_no_bar() -> None:
    bar = RangeBar("x", amount("Low", "$10", 10), None, None)
    other = RangeBar("y", amount("Low", "$10", 10), None, amount("High", "$20", 20))
    alone, whole = draw(replace(CHART, bars=(bar, other))).select("svg.bar")
    assert [mark.name for mark in alone.select(".range")] == ["circle"]
    assert [mark.name for mark in whole.select(".range")] == ["rect"]


def test_a_picture_can_be_read_without_being_seen() -> None:
    page = draw(CHART)
    figure = page.find("figure")
    assert words(page.find(id=figure["aria-labelledby"])) == "Pay US market, 2024 1"
    rows = page.select("ul.bars[role=list] > li")
    assert [words(row.select_one(".name")) for row in rows] == ["Head", "Lead", "Chief"]
    assert words(rows[0].select_one(".amounts")) == "Average $259,000 Low $188,000 High $330,000"
    assert words(rows[1].select_one(".amounts")) == "Average $100,000 to $200,000"
    for image in page.select("svg:not([aria-hidden])"):
        if image["class"] == ["end"]:
            continue
        assert image["role"] == "img"
        title, desc = (page.find(id=name) for name in image["aria-labelledby"].split())
        assert (title.name, desc.name) == ("title", "desc")
    assert page.find("desc").text == (
        "Average $259,000, Low $188,000, High $330,000. The scale begins at $0."
    )
    assert describe_picture(CHART).splitlines() == [
        "Pay (US market, 2024)",
        "Head: Average $259,000, Low $188,000, High $330,000",
        "Lead: Average $100,000 to $200,000",
        "Chief: Low $266,395, High $400,000+",
    ]


def test_a_ladder_is_a_list_from_its_first_step_on() -> None:
    page = draw(LADDER)
    assert [words(name) for name in page.select("ol > li .name")] == ["Engineer", "Lead", "Head"]
    heights = [int(step["height"]) for step in page.select("svg.step")]
    assert heights == [heights[0], 2 * heights[0], 3 * heights[0]]
    assert [words(title) for title in page.find_all("title")] == [
        "Step 1 of 3",
        "Step 2 of 3, which you named",
        "Step 3 of 3",
    ]
    assert words(page.select_one("li.asked .name")) == "Lead"
    assert describe_picture(LADDER) == "The Track\n1. Engineer\n2. Lead\n3. Head"
    assert page.select_one("ol.stairs")
    assert draw(replace(LADDER, steps=LADDER.steps * 2)).select_one("ol.rungs")


def test_what_was_asked_for_stands_out() -> None:
    assert [words(li.select_one(".name")) for li in draw(CHART).select(".bars .asked")] == ["Head"]


def test_the_marks_are_named_in_the_table_s_own_words() -> None:
    assert [words(item) for item in draw(CHART).select(".legend li")] == ["Low to High", "Average"]
    spread = replace(CHART, bars=(SPREAD,))
    assert [words(item) for item in draw(spread).select(".legend li")] == ["Average"]


def test_nothing_in_a_picture_becomes_active() -> None:
    bar = RangeBar(EVIL, amount(EVIL, EVIL, 1), amount(EVIL, EVIL, 2), amount(EVIL, EVIL, 3, 4))
    for picture in (
        RangeChart(EVIL, EVIL, EVIL, (bar,), 1),
        Ladder(EVIL, (Step(EVIL), Step("b")), 1),
    ):
        html = render_picture(picture, "k", MARKER)
        page = soup(html)
        assert not page.find_all(["script", "img", "a", "style", "use", "image", "foreignobject"])
        for element in page.find_all(True):
            active = [n for n in element.attrs if n.startswith("on") or n in ("href", "style")]
            assert not active, element
        assert not re.search(r"[\x00-\x1f]", html)
        assert "&lt;script&gt;alert(1)" in html
        assert "&amp;lt;b&amp;gt;" in html


def test_pictures_stand_between_the_text_and_its_sources() -> None:
    citation = Citation(1, "Pay", "Guide", "a.md", None, "x", "x", "0" * 32, 1.0)
    answer = Answer("q", "Paid [1].", "answered", (citation,), pictures=(CHART, LADDER))
    page = soup(render_answer(answer, "turn-4"))
    kinds = [child["class"][0] for child in page.find("div").find_all(recursive=False)]
    assert kinds == ["text", "picture", "picture", "sources", "panel"]
    for marker in page.select("figcaption button.marker"):
        assert marker["popovertarget"] == "turn-4-source-1"
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))
