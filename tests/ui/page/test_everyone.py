"""The page for everyone: keyboard alone, a screen reader, contrast, and windows of any width."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from coach import Answer, Citation, Coach
from tests.ui.browsing import (
    CONTRASTS,
    OFF_SUBJECT,
    OVERFLOW,
    PAY,
    ScriptedCoach,
    serving,
    violations,
)


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_window_scrolls_sideways(visit, width: int) -> None:
    row = "| " + " | ".join(["$1,000,000,000"] * 12) + " |"
    wide = f"{row}\n{row.replace('$1,000,000,000', '---')}\n{row}\n\n    {'code ' * 40}"
    citation = Citation(1, "Pay > " + "W" * 90, "W" * 90, "a.md", None, row, wide, "0" * 32, 1.0)
    answer = Answer("q", f"Paid [1].\n\n{wide}", "answered", (citation,), ("W" * 90,))
    with serving(ScriptedCoach(end=answer)) as address:
        visitor = visit(address, viewport={"width": width, "height": 740})
        assert visitor.page.evaluate(OVERFLOW) <= 0
        visitor.ask("W" * 120)
        visitor.newest.locator("button.marker").first.click()
        assert visitor.page.evaluate(OVERFLOW) <= 0
        text = visitor.newest.locator(".text").bounding_box()
        panel = visitor.page.get_by_role("dialog")
        assert panel.evaluate("e => e.scrollWidth - e.clientWidth") <= 0
        place = panel.bounding_box()
    assert text["x"] >= 0
    assert text["width"] <= min(46 * 16, width)
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= width
    if width == 360:
        assert place["y"] > 200, "the panel stands below"
    if width == 1440:
        assert place["x"] >= text["x"] + text["width"], "the panel stands beside"


def test_the_box_stays_in_sight(address: str, visit) -> None:
    visitor = visit(address, viewport={"width": 360, "height": 500})
    expect(visitor.box).to_be_in_viewport(ratio=1)
    visitor.ask(PAY)
    expect(visitor.box).to_be_in_viewport(ratio=1)
    expect(visitor.newest.get_by_role("heading", name=PAY)).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read(address: str, visit, scheme: str) -> None:
    visitor = visit(address, color_scheme=scheme)
    found = visitor.page.evaluate(CONTRASTS)
    visitor.ask(OFF_SUBJECT)
    visitor.ask(PAY)
    visitor.newest.locator("button.marker").first.click()
    found += visitor.page.evaluate(CONTRASTS)
    assert len(found) > 40
    assert [text for ratio, text in found if ratio < 4.5] == []
    background = visitor.page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", background)[:3])) < 200) == (scheme == "dark")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_serious_on_any_screen(
    address: str, visit, width: int, scheme: str
) -> None:
    visitor = visit(address, viewport={"width": width, "height": 800}, color_scheme=scheme)
    assert violations(visitor.page) == [], "the first screen"
    visitor.ask(PAY)
    visitor.newest.locator("button.marker").first.click()
    assert violations(visitor.page) == [], "an answer and its source"
    visitor.page.keyboard.press("Escape")
    visitor.ask("What does a Head of Machine Learning earn in Peru?")
    visitor.ask(OFF_SUBJECT)
    assert violations(visitor.page) == [], "partial and declined"
    visitor.button("Not a good answer").click()
    visitor.button("Edit this question").click()
    if width == 360:
        visitor.page.get_by_role("button", name="Your conversations").click()
    visitor.page.locator("#history").get_by_role("button", name=re.compile("Rename")).first.focus()
    assert violations(visitor.page) == [], "forms and the list"


@pytest.fixture
def own_address(own: Coach) -> Iterator[str]:
    with serving(own) as address:
        yield address


def test_the_keyboard_alone_suffices(own_address: str, visit) -> None:
    visitor = visit(own_address)
    keyboard, focused = visitor.page.keyboard, visitor.page.locator(":focus")
    keyboard.press("/")
    expect(visitor.box).to_be_focused()
    keyboard.type("what/not")
    expect(visitor.box).to_have_value("what/not")
    visitor.box.fill(PAY)
    keyboard.press("Enter")
    visitor.wait()
    names = set()
    for _ in range(60):
        keyboard.press("Shift+Tab")
        if focused.count() == 0:
            break
        names.add(focused.evaluate("e => e.ariaLabel || e.textContent"))
        outline = focused.evaluate("e => getComputedStyle(e).outlineStyle")
        assert outline != "none" or focused.get_attribute("id") == "question"
        if focused.get_attribute("class") == "skip":
            break
    assert {
        "Edit this question",
        "Source 1: Salary Ranges",
        "Copy",
        "Answer this question again",
        "Good answer",
        "Not a good answer",
        "New conversation",
        "Search in your conversations",
        PAY,
        f"Rename {PAY}",
        f"Delete {PAY}",
        "Save this conversation as Markdown",
    } <= names
    keyboard.press("Enter")
    expect(visitor.box).to_be_focused()


def test_escape_stops_an_answer(visit) -> None:
    script = ScriptedCoach("Half ", "an answer.", end=Answer("q", "whole", "answered"))
    script.allowed = 1
    with serving(script) as address:
        visitor = visit(address)
        visitor.send("pay?")
        expect(visitor.newest.locator(".text")).to_have_text("Half")
        visitor.page.keyboard.press("Escape")
        expect(visitor.newest.locator(".note")).to_have_text("You stopped this answer.")
        visitor.wait()


def test_a_screen_reader_hears_each_sentence_once_and_no_marker(visit) -> None:
    end = Answer("q", "It pays **well** [1]. It grows, too. Yes.", "answered", (CITATION,))
    script = ScriptedCoach("It pays **well** [1]. It ", "grows, too. ", "Yes.", end=end)
    with serving(script) as address:
        visitor = visit(address)
        spoken = visitor.page.get_by_role("log")
        expect(spoken).to_have_attribute("aria-live", "polite")
        script.allowed = 0
        visitor.send("pay?")
        expect(spoken.locator("p")).to_have_text(["Looking through the documents."])
        script.allowed = 1
        expect(spoken.locator("p").last).to_have_text("It pays well .")
        script.allowed = 100
        visitor.wait()
        heard = " ".join(spoken.locator("p").all_inner_texts()[1:])
        assert heard.split() == ["It", "pays", "well", ".", "It", "grows,", "too.", "Yes."]


CITATION = Citation(1, "Pay", "Guide", "a.md", None, "well", "It pays well.", "0" * 32, 1.0)
