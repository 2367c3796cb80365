"""One visitor in a real browser: when the page can be used, and when first words are painted.

    python -m tests.bench.browsing ADDRESS VISITS QUESTIONS PAUSE_S

From a click on send to the frame in which the answer's first words are painted; each visit is a
new window with nothing in its cache. Prints one line of JSON.
"""

import json
import sys
import time

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.questions import read_questions
from tests.ui.browsing import ARGUMENTS, CHROMIUM

# Twice, for the first callback comes before the paint of its frame.
_WATCH = """() => {
    const send = document.querySelector("#composer .send");
    send.addEventListener("click", () => (window.clicked = performance.now()), true);
    new MutationObserver(() => {
        const text = document.querySelector("#turns > .turn:last-child .text");
        if (!window.clicked || !text?.textContent.trim()) return;
        const clicked = window.clicked;
        window.clicked = 0;
        requestAnimationFrame(() => requestAnimationFrame(() =>
            (window.painted = performance.now() - clicked)));
    }).observe(document.querySelector("#turns"), { childList: true, subtree: true });
}"""
_IS_IDLE = "window.painted && !document.querySelector('#turns [aria-busy=true]')"


def open_page(browser: Browser, address: str) -> tuple[Page, float]:
    """Return the page and the milliseconds until it could be used."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    started = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector("body[data-ready]")
    return page, 1000 * (time.perf_counter() - started)


def main(address: str, visits: int, questions: int, pause_s: float) -> None:
    """Visit and ask."""
    ready_ms: list[float] = []
    painted_ms: list[float] = []
    asked = read_questions()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for _ in range(visits):
            page, took_ms = open_page(browser, address)
            ready_ms.append(took_ms)
            page.context.close()
        page, _ = open_page(browser, address)
        page.evaluate(_WATCH)
        for number in range(questions):
            page.wait_for_timeout(1000 * pause_s)
            page.get_by_label("Your question", exact=True).fill(asked[number % len(asked)])
            page.get_by_role("button", name="Ask", exact=True).click()
            page.wait_for_function(_IS_IDLE)
            painted_ms.append(page.evaluate("window.painted"))
            page.evaluate("window.painted = 0")
        browser.close()
    print(json.dumps({"ready_ms": ready_ms, "painted_ms": painted_ms}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
