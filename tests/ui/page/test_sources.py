"""Where an answer's statements come from, and its pictures, in a real browser."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from coach import Amount, Coach, Ladder, RangeBar, RangeChart, Step
from tests.ui.browsing import (
    CONTRASTS,
    EVIL,
    OVERFLOW,
    PAY,
    TRACK,
    ScriptedCoach,
    hostile_answer,
    serving,
)


def test_a_marker_opens_its_passage_with_the_quote_highlighted(
    coach: Coach, address: str, visit
) -> None:
    visitor = visit(address)
    visitor.ask(PAY)
    citation = coach.ask(PAY).citations[0]
    visitor.newest.locator("button.marker").first.click()
    panel = visitor.page.get_by_role("dialog")
    expect(panel).to_be_visible()
    expect(panel.get_by_role("heading")).to_have_text(citation.section.split(" > ")[-1])
    expect(panel).to_contain_text(citation.source)
    expect(panel).to_contain_text(citation.as_of)
    words = re.findall(r"\w+", citation.quote)
    marked = " ".join(panel.locator("mark").all_inner_texts())
    assert re.findall(r"\w+", marked) == words
    assert panel.bounding_box()["x"] > visitor.newest.bounding_box()["x"] + 400

    panel.get_by_role("button", name="Close the source").click()
    expect(panel).to_be_hidden()


def test_the_keyboard_opens_and_closes_a_source(address: str, visit) -> None:
    visitor = visit(address)
    visitor.ask(PAY)
    marker = visitor.newest.locator("button.marker").first
    marker.scroll_into_view_if_needed()
    visitor.newest.get_by_role("heading", name=PAY).focus()
    visitor.page.keyboard.press("Tab")
    expect(visitor.button("Edit this question")).to_be_focused()
    visitor.page.keyboard.press("Tab")
    expect(marker).to_be_focused()
    visitor.page.keyboard.press("Enter")
    panel = visitor.page.get_by_role("dialog")
    expect(panel).to_be_focused()
    visitor.page.keyboard.press("Tab")
    expect(panel.get_by_role("button", name="Close the source")).to_be_focused()
    visitor.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(marker).to_be_focused()


def test_a_marker_that_is_pointed_at_shows_the_quoted_words(address: str, visit) -> None:
    visitor = visit(address)
    visitor.ask(PAY)
    marker = visitor.newest.locator("button.marker").first
    hint = visitor.page.get_by_role("tooltip")
    expect(hint).to_be_hidden()
    for point in (marker.hover, marker.focus):
        point()
        expect(hint).to_be_visible()
        expect(hint.get_by_text("Salary Ranges")).to_be_visible()
        inside = hint.locator("> div").evaluate(
            """(body) => {
                const place = (e) => e.getBoundingClientRect();
                const [a, b] = [place(body), place(body.querySelector("mark"))];
                return b.top >= a.top - 1 && b.bottom <= a.bottom + 1;
            }"""
        )
        assert inside, "the quoted words are in sight"
        visitor.page.keyboard.press("Escape")
        expect(hint).to_be_hidden()
        visitor.box.hover()
        visitor.box.focus()


def test_an_earlier_answer_keeps_its_sources(coach: Coach, address: str, visit) -> None:
    visitor = visit(address)
    visitor.ask(PAY)
    visitor.ask(TRACK)
    earlier = visitor.turns.first
    expect(earlier.get_by_role("heading", name=PAY)).to_be_visible()
    earlier.locator("button.marker").first.click()
    panel = visitor.page.get_by_role("dialog")
    expect(panel).to_contain_text(coach.ask(PAY).citations[0].source)
    expect(panel.locator("mark").first).to_contain_text("Head of Machine Learning")
    panel.press("Escape")
    visitor.newest.locator("button.marker").first.click()
    expect(visitor.page.get_by_role("dialog").get_by_role("heading")).to_have_text(
        "AI Research Track"
    )


def test_an_open_source_stays_open_and_focused_when_the_answer_ends(visit) -> None:
    script = ScriptedCoach("Well ", "paid.", end=hostile_answer())
    with serving(script) as address:
        visitor = visit(address)
        visitor.ask("first")
        script.allowed = 1
        visitor.send("second")
        visitor.turns.first.locator("button.marker").first.click()
        panel = visitor.page.get_by_role("dialog")
        expect(panel).to_be_focused()
        script.allowed = 100
        visitor.wait()
        expect(panel).to_be_focused()


PLACES = """(figure) => {
    const box = (e) => e.getBoundingClientRect();
    const all = (selector, within = figure) => [...within.querySelectorAll(selector)];
    const touch = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
        && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    const texts = all(".name, .amounts > span, .legend li, .scale text, figcaption").map(box);
    return {
        outside: all("*").filter((e) => e.checkVisibility() && box(e).width)
            .filter((e) => box(e).right > box(figure).right || box(e).left < box(figure).left)
            .map((e) => e.outerHTML.slice(0, 80)),
        touching: texts.filter((a, i) => texts.some((b, j) => i < j && touch(a, b))).length,
        bars: all("svg.bar").map((bar) => all("rect.range", bar).map((r) =>
            [(box(r).left - box(bar).left) / box(bar).width, box(r).width / box(bar).width])),
        steps: all("svg.step").map((step) => [box(step).left, box(step).top, box(step).height]),
        heights: all("svg.bar").map((bar) => box(bar).height),
    };
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_pictures_fit_and_keep_proportion(address: str, visit, width: int, scheme: str) -> None:
    visitor = visit(address, viewport={"width": width, "height": 900}, color_scheme=scheme)
    visitor.ask(PAY)
    chart = visitor.newest.locator("figure.ranges").evaluate(PLACES)
    assert (chart["outside"], chart["touching"]) == ([], 0)
    assert min(chart["heights"]) > 15
    (head,), (science,), (research,), none, (chief,) = chart["bars"]
    assert none == []
    unit = head[0] / 188_000
    for (start, length), low, high in (
        (head, 188_000, 330_000),
        (science, 110_000, 330_000),
        (research, 266_395, 644_261),
        (chief, 266_395, 644_261),
    ):
        # The line around a bar is a pixel wide.
        assert start / unit == pytest.approx(low, rel=0.03)
        assert length / unit == pytest.approx(high - low, rel=0.04)
    fills = [
        visitor.newest.locator(f"svg.bar {mark}").first.evaluate("e => getComputedStyle(e).fill")
        for mark in ("rect.range", "circle.middle")
    ]
    assert fills[0] != fills[1]
    found = visitor.page.evaluate(CONTRASTS)
    assert [text for ratio, text in found if ratio < 4.5] == []

    visitor.ask(TRACK)
    ladder = visitor.newest.locator("figure.ladder").evaluate(PLACES)
    assert (ladder["outside"], ladder["touching"]) == ([], 0)
    lefts, tops, heights = zip(*ladder["steps"], strict=True)
    assert list(tops) == sorted(set(tops), reverse=True), "the goal is the highest"
    if width == 1440:
        assert list(lefts) == sorted(set(lefts))
        assert heights[3] == pytest.approx(4 * heights[0])
    else:
        assert len(set(lefts)) == 1
        assert max(heights) - min(heights) < 2
        assert visitor.page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("width", [360, 1440])
def test_huge_and_hostile_words_stay_in_their_picture(visit, width: int) -> None:
    amounts = [
        Amount(f"{EVIL} {name}", f"${value:,} " + "W" * 50, value, value, True)
        for name, value in (("low", 10**8), ("middle", 10**9), ("high", 10**10))
    ]
    bars = (RangeBar("W" * 90, *amounts), RangeBar(EVIL * 3, *amounts, is_asked=True))
    steps = tuple(Step(name) for name in ("W" * 90, EVIL, "语" * 60, "x"))
    pictures = (
        RangeChart(EVIL, "W" * 90, "$", bars, 1),
        Ladder("W" * 90, steps, 1),
        Ladder(EVIL, steps * 3, 1),
    )
    answer = replace(hostile_answer(), pictures=pictures)
    with serving(ScriptedCoach(end=answer)) as address:
        visitor = visit(address, viewport={"width": width, "height": 900})
        visitor.ask("pay?")
        figures = visitor.newest.locator("figure.picture")
        expect(figures).to_have_count(3)
        for number in range(3):
            places = figures.nth(number).evaluate(PLACES)
            assert (places["outside"], places["touching"]) == ([], 0)
        assert visitor.page.evaluate("window.hit") is None
        assert visitor.hosts == {urlsplit(address).netloc}
        assert visitor.page.evaluate(OVERFLOW) <= 0
