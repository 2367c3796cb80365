import asyncio
import contextlib
import logging
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, Response, expect, sync_playwright
from starlette.types import ASGIApp

from coach import (
    Amount,
    Answer,
    AnswerEvent,
    Citation,
    Coach,
    Ladder,
    RangeBar,
    RangeChart,
    RestartEvent,
    Step,
    TextEvent,
)
from coach.errors import QuestionError, SettingsError, StoreError
from ui.people import People
from ui.web import build_app, build_page, serve

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAY = "What does a Head of Machine Learning earn?"
OFF_SUBJECT = "How do I bake sourdough bread?"
EVIL = (
    '<script>window.hit=1</script><img src="http://192.0.2.1/a.png" onerror="window.hit=2">'
    '"\'><svg onload="window.hit=3"> ![x](http://192.0.2.1/b.png) [y](javascript:window.hit=4)'
    " {{constructor}} ${window.hit=5} `</article>"
)

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}"),
    # Gradio counts its events with pandas in a way that pandas gives up.
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]


class ScriptedCoach:
    """Answers from a script: the pieces, and then an answer or an error.

    It holds back what comes after `allowed` pieces, and waits for `askers` to have asked.
    """

    def __init__(
        self, *pieces: str | RestartEvent, end: Answer | Exception, askers: int = 0
    ) -> None:
        self.scope = SimpleNamespace(topics=("Pay",), examples=("What is paid?",))
        self.pieces, self.end = pieces, end
        self.allowed = 100
        self.missing = askers

    async def stream(self, _question: str, _conversation: str, *, owner: str):
        assert owner
        self.missing -= 1
        while self.missing > 0:
            await asyncio.sleep(0.01)
        for number, piece in enumerate([*self.pieces, self.end]):
            while number >= self.allowed:
                await asyncio.sleep(0.01)
            if isinstance(piece, Exception):
                raise piece
            if isinstance(piece, RestartEvent):
                yield piece
            else:
                yield AnswerEvent(piece) if isinstance(piece, Answer) else TextEvent(piece)


def serving(coach: object, people: People | None = None) -> contextlib.AbstractContextManager[str]:
    return serving_app(lambda: build_app(build_page(coach, people), people))


@contextlib.contextmanager
def serving_app(build: Callable[[], ASGIApp]) -> Iterator[str]:
    servers: list[uvicorn.Server] = []

    async def run(listener: socket.socket) -> None:
        config = uvicorn.Config(build(), log_level="critical", timeout_graceful_shutdown=0)
        servers.append(uvicorn.Server(config))
        await servers[0].serve([listener])

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=lambda: asyncio.run(run(listener)))
        thread.start()
        try:
            while not (servers and servers[0].started):
                assert thread.is_alive()
                time.sleep(0.05)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            for server in servers:
                server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(coach: Coach) -> Iterator[str]:
    with serving(coach) as address:
        yield address


class Visit:
    """A visitor's own browser window, and what it asked the network for."""

    def __init__(self, browser: Browser, address: str, **options: object) -> None:
        options.setdefault("viewport", {"width": 1280, "height": 900})
        self.context = browser.new_context(**options)
        self.page: Page = self.context.new_page()
        self.hosts: set[str] = set()
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self.failures: list[str] = []
        self.page.on("response", self._note_failure)
        self.page.on("pageerror", lambda error: self.failures.append(str(error)))
        self.page.goto(address)
        self.newest = self.page.locator("#newest .turn")
        self.box = self.page.get_by_label("Your question")
        expect(self.box).to_be_visible()
        self.page.wait_for_selector("body[data-ready]")

    def _note_failure(self, response: Response) -> None:
        if response.status >= 400:
            self.failures.append(f"{response.status} {response.url}")

    def ask(self, question: str) -> None:
        self.send(question)
        self.wait()

    def send(self, question: str) -> None:
        asked = self.page.get_by_role("heading", name=question)
        before = asked.count()
        self.box.fill(question)
        self.box.press("Enter")
        expect(asked).to_have_count(before + 1, timeout=30_000)
        expect(self.box).to_have_value("")

    def wait(self) -> None:
        expect(self.page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
        expect(self.page.locator("#newest [aria-busy=false]")).to_be_visible()


@pytest.fixture
def visit(browser: Browser) -> Iterator:
    visits: list[Visit] = []

    def open_page(address: str, **options: object) -> Visit:
        visits.append(Visit(browser, address, **options))
        return visits[-1]

    yield open_page
    for opened in visits:
        opened.context.close()


def test_the_first_screen_says_what_the_coach_knows(coach: Coach, address: str, visit) -> None:
    page = visit(address).page
    welcome = page.locator(".welcome p").inner_text()
    assert all(topic in welcome for topic in coach.scope.topics)
    buttons = page.locator(".examples").get_by_role("button")
    assert buttons.all_inner_texts() == list(coach.scope.examples)
    assert page.title() == "Headway"


def test_enter_asks_and_the_answer_is_cited(coach: Coach, address: str, visit) -> None:
    visitor = visit(address)
    visitor.ask(PAY)
    answer = coach.ask(PAY)
    assert answer.status == "answered"
    expect(visitor.newest.get_by_role("heading", name=PAY)).to_be_visible()
    expect(visitor.newest.locator(".answer.answered")).to_contain_text("$259,000")
    expect(visitor.newest.locator("button.marker").first).to_have_text("1")
    sources = visitor.newest.locator(".sources button").all_inner_texts()
    assert [text.split(maxsplit=1)[0] for text in sources] == [
        str(citation.number) for citation in answer.citations
    ]


def test_shift_enter_makes_a_line(address: str, visit) -> None:
    visitor = visit(address)
    visitor.box.fill("one")
    visitor.box.press("Shift+Enter")
    visitor.box.press_sequentially("two")
    assert visitor.box.input_value() == "one\ntwo"
    expect(visitor.page.locator(".turn")).to_have_count(0)


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
    expect(marker).to_be_focused()
    visitor.page.keyboard.press("Enter")
    panel = visitor.page.get_by_role("dialog")
    expect(panel).to_be_focused()
    visitor.page.keyboard.press("Tab")
    expect(panel.get_by_role("button", name="Close the source")).to_be_focused()
    visitor.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(marker).to_be_focused()


def test_an_earlier_answer_keeps_its_sources(coach: Coach, address: str, visit) -> None:
    visitor = visit(address)
    visitor.ask(PAY)
    visitor.ask("What are the steps of the AI Research Track?")
    earlier = visitor.page.locator("#past .turn")
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
        visitor.box.fill("second")
        visitor.box.press("Enter")
        expect(visitor.page.locator("#past .turn")).to_be_visible()
        visitor.page.locator("#past button.marker").first.click()
        panel = visitor.page.get_by_role("dialog")
        expect(panel).to_be_focused()
        script.allowed = 100
        visitor.wait()
        expect(panel).to_be_focused()


def test_an_example_is_asked_by_a_click(coach: Coach, address: str, visit) -> None:
    visitor = visit(address)
    visitor.box.fill("a draft")
    example = coach.scope.examples[0]
    visitor.page.get_by_role("button", name=example).click()
    visitor.wait()
    expect(visitor.newest.get_by_role("heading", name=example)).to_be_focused()
    expect(visitor.newest.locator(".answer.answered")).to_be_visible()
    assert visitor.box.input_value() == "a draft"
    expect(visitor.page.locator(".welcome")).to_have_count(0)


def test_follow_ups_stand_under_the_newest_answer_only(coach: Coach, address: str, visit) -> None:
    visitor = visit(address)
    visitor.ask(PAY)
    follow_ups = coach.ask(PAY).follow_ups
    buttons = visitor.page.locator(".follow-ups").get_by_role("button")
    assert tuple(buttons.all_inner_texts()) == follow_ups
    assert 0 < len(follow_ups) <= 3
    buttons.first.click()
    expect(visitor.newest.get_by_role("heading", name=follow_ups[0])).to_be_visible()
    visitor.wait()
    expect(visitor.page.locator("#past .follow-ups")).to_have_count(0)


def test_a_declined_answer_looks_different(address: str, visit) -> None:
    visitor = visit(address)
    visitor.ask(OFF_SUBJECT)
    answer = visitor.newest.locator(".answer.declined")
    expect(answer.locator(".label")).to_have_text("Not in my documents")
    expect(answer).to_have_css("border-top-width", "1px")
    expect(visitor.newest.locator("button.marker")).to_have_count(0)
    visitor.ask(PAY)
    expect(visitor.newest.locator(".answer.answered")).to_have_css("border-top-width", "0px")


def test_the_answer_streams_and_can_be_stopped(visit) -> None:
    script = ScriptedCoach("Paid ", "well ", "indeed", end=hostile_answer())
    with serving(script) as address:
        visitor = visit(address)
        script.allowed = 0
        visitor.box.fill("pay?")
        visitor.box.press("Enter")
        expect(visitor.newest).to_contain_text("Looking through the documents")
        for script.allowed, text in ((1, "Paid"), (2, "Paid well")):
            expect(visitor.newest.locator(".text")).to_have_text(text)
            visitor.page.wait_for_timeout(100)  # Pieces that come closer are shown together.
        visitor.page.get_by_role("button", name="Stop").click()
        visitor.wait()
        expect(visitor.newest.locator(".note")).to_have_text("You stopped this answer.")
        script.allowed = 100
        visitor.page.wait_for_timeout(500)
        expect(visitor.newest.locator(".text")).to_have_text("Paid well")
        visitor.ask("again?")
        expect(visitor.newest.locator(".answer.answered")).to_be_visible()


def test_visitors_share_nothing_and_do_not_wait_for_each_other(visit) -> None:
    with serving(ScriptedCoach(end=hostile_answer(), askers=2)) as address:
        one, other = visit(address), visit(address)
        for visitor, question in ((one, "mine"), (other, "theirs")):
            visitor.box.fill(question)
            visitor.box.press("Enter")
        for visitor, question in ((one, "mine"), (other, "theirs")):
            visitor.wait()
            expect(visitor.page.locator(".question")).to_have_text(question)
        expect(visit(address).page.locator(".turn")).to_have_count(0)


def test_an_answer_can_be_copied_with_its_sources(coach: Coach, address: str, visit) -> None:
    visitor = visit(address, permissions=["clipboard-read", "clipboard-write"])
    visitor.ask(PAY)
    visitor.newest.get_by_role("button", name="Copy").click()
    expect(visitor.newest.get_by_role("button", name="Copied")).to_be_visible()
    copied = visitor.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(coach.ask(PAY).text)
    assert "Sources:\n\n1. Salary Ranges" in copied


def test_a_follow_up_leans_on_what_was_said_on_the_page(address: str, visit) -> None:
    visitor = visit(address)
    visitor.ask("What does a Head of Machine Learning earn?")
    visitor.ask("and for a Director of Data Science?")
    expect(visitor.newest.locator(".text").first).to_contain_text("$253,919")


def test_what_a_model_wrote_in_vain_is_taken_back_with_a_word_about_it(visit) -> None:
    note = "The model took too long."
    end = Answer("q", "From the documents.", "answered", note=note)
    scripted = ScriptedCoach("In vain.", RestartEvent(), "From the documents.", end=end)
    with serving(scripted) as own:
        visitor = visit(own)
        visitor.ask("What is paid?")
        expect(visitor.newest.locator(".text")).to_have_text("From the documents.")
        expect(visitor.newest.locator(".note")).to_have_text(note)


def test_nothing_is_asked_of_another_host(address: str, visit) -> None:
    visitor = visit(address)
    visitor.ask(PAY)
    visitor.newest.locator("button.marker").first.click()
    visitor.ask(OFF_SUBJECT)
    assert visitor.hosts == {urlsplit(address).netloc}
    assert not visitor.failures
    blocked = visitor.page.evaluate(
        """() => new Promise((resolve) => {
            document.addEventListener("securitypolicyviolation", (e) => resolve(e.blockedURI));
            fetch("http://192.0.2.1/").catch(() => {});
            setTimeout(resolve, 3000, "nothing");
        })"""
    )
    assert blocked.startswith("http://192.0.2.1")


def test_the_box_stays_in_sight(address: str, visit) -> None:
    visitor = visit(address, viewport={"width": 360, "height": 500})
    expect(visitor.box).to_be_in_viewport(ratio=1)
    visitor.ask(PAY)
    expect(visitor.box).to_be_in_viewport(ratio=1)
    expect(visitor.newest.get_by_role("heading", name=PAY)).to_be_in_viewport()


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_window_scrolls_sideways(visit, width: int) -> None:
    row = "| " + " | ".join(["$1,000,000,000"] * 12) + " |"
    wide = f"{row}\n{row.replace('$1,000,000,000', '---')}\n{row}\n\n    {'code ' * 40}"
    citation = Citation(1, "Pay > " + "W" * 90, "W" * 90, "a.md", None, row, wide, "0" * 32, 1.0)
    answer = Answer("q", f"Paid [1].\n\n{wide}", "answered", (citation,), ("W" * 90,))
    with serving(ScriptedCoach(end=answer)) as address:
        visitor = visit(address, viewport={"width": width, "height": 740})
        overflow = "document.documentElement.scrollWidth - window.innerWidth"
        assert visitor.page.evaluate(overflow) <= 0
        visitor.ask("W" * 120)
        visitor.newest.locator("button.marker").first.click()
        assert visitor.page.evaluate(overflow) <= 0
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

    visitor.ask("What are the steps of the AI Research Track?")
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
    overflow = "document.documentElement.scrollWidth - window.innerWidth"
    assert visitor.page.evaluate(overflow) <= 0


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
        overflow = "document.documentElement.scrollWidth - window.innerWidth"
        assert visitor.page.evaluate(overflow) <= 0


CONTRASTS = """() => {
    const parse = (c) => c.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b]
        .map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = (e) => {
        for (; e; e = e.parentElement) {
            const color = parse(getComputedStyle(e).backgroundColor);
            if (color.length === 3 || color[3] === 1) return color;
        }
        return [255, 255, 255];
    };
    const found = [];
    for (const e of document.querySelectorAll(".gradio-container *")) {
        const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
        if (!(own || e.tagName === "TEXTAREA") || !e.checkVisibility()) continue;
        const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        found.push([ratio, e.tagName + "." + e.className + ": " + e.textContent.slice(0, 30)]);
    }
    return found;
}"""


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


def hostile_answer() -> Answer:
    citation = Citation(1, f"Pay > {EVIL}", EVIL, "a.md", EVIL, EVIL, f"- {EVIL}", "0" * 32, 1.0)
    return Answer(EVIL, f"{EVIL} [1]", "answered", (citation,), (EVIL,))


def test_hostile_text_stays_text(visit) -> None:
    script = ScriptedCoach(EVIL, end=hostile_answer())
    script.scope = SimpleNamespace(topics=(EVIL,), examples=(EVIL,))
    with serving(script) as address:
        visitor = visit(address)
        expect(visitor.page.locator(".welcome p")).to_contain_text(EVIL)
        visitor.page.locator("button.ask").click()
        visitor.wait()
        visitor.ask(EVIL)
        expect(visitor.newest.locator(".question")).to_have_text(EVIL)
        visitor.newest.locator("button.marker").click()
        expect(visitor.page.get_by_role("dialog")).to_contain_text("window.hit=1")
        assert visitor.page.evaluate("window.hit") is None
        assert visitor.page.locator(":is(.turn, .panel) :is(img, script, svg, a)").count() == 0
        assert visitor.hosts == {urlsplit(address).netloc}


def test_a_failure_that_the_coach_knows_is_one_kind_line(visit) -> None:
    error = StoreError("The index cannot be reached: start it and ask again.")
    with serving(ScriptedCoach(end=error)) as address:
        visitor = visit(address)
        visitor.ask("pay?")
        expect(visitor.newest.locator(".question")).to_have_text("pay?")
        expect(visitor.newest.get_by_role("alert")).to_have_text(
            "I can't answer right now. The index cannot be reached: start it and ask again."
        )


def test_any_other_failure_is_told_without_its_cause(visit, caplog) -> None:
    with serving(ScriptedCoach("Half an ", end=ZeroDivisionError("secret"))) as address:
        visitor = visit(address)
        with caplog.at_level(logging.ERROR, "ui.web"):
            visitor.ask("pay?")
        expect(visitor.newest.get_by_role("alert")).to_contain_text("went wrong on my side")
        assert "secret" not in visitor.page.content()
        assert "ZeroDivisionError: secret" in caplog.text
        assert visitor.failures == []


def test_a_question_that_is_too_long_stays_in_the_box(address: str, visit) -> None:
    visitor = visit(address)
    visitor.ask(PAY)
    visitor.box.fill("why? " * 1000)
    visitor.box.press("Enter")
    expect(visitor.page.get_by_role("alert")).to_contain_text("shorten it")
    expect(visitor.box).to_have_value("why? " * 1000)
    expect(visitor.page.locator(".turn")).to_have_count(1)
    visitor.ask(OFF_SUBJECT)
    expect(visitor.page.get_by_role("alert")).to_have_count(0)


def test_a_question_that_fails_first_leaves_the_first_screen(visit) -> None:
    with serving(ScriptedCoach(end=QuestionError("Too long: shorten it."))) as address:
        visitor = visit(address)
        visitor.box.fill("x")
        visitor.box.press("Enter")
        expect(visitor.page.get_by_role("alert")).to_have_text("Too long: shorten it.")
        expect(visitor.box).to_have_value("x")
        expect(visitor.page.locator(".welcome")).to_be_visible()


def test_nothing_typed_asks_nothing(address: str, visit) -> None:
    visitor = visit(address)
    visitor.box.fill("   ")
    visitor.box.press("Enter")
    visitor.page.wait_for_timeout(500)
    expect(visitor.page.locator(".welcome")).to_be_visible()
    expect(visitor.page.get_by_role("alert")).to_have_count(0)


SERVE = """
import sys
from types import SimpleNamespace
from ui.web import serve

coach = SimpleNamespace(scope=SimpleNamespace(topics=("Pay",), examples=()))
serve(coach, "127.0.0.1", 0, on_ready=lambda address: print(address, flush=True))
print("ended")
"""


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_cleanly(visit, ending: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        address = process.stdout.readline().strip()
        visit(address)  # An open page holds a connection.
        process.send_signal(ending)
        out, err = process.communicate(timeout=60)
    assert (out, err, process.returncode) == ("ended\n", "", 0)


def test_a_taken_port_is_told_with_its_remedy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"port {port} .*--port or COACH_PORT"):
            serve(ScriptedCoach(end=hostile_answer()), "127.0.0.1", port, on_ready=print)
