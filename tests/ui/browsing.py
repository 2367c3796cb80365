"""A visitor at the page: a real browser, a real server, and a coach with a script."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Response, expect
from starlette.types import ASGIApp

from coach import Answer, AnswerEvent, Citation, RestartEvent, TextEvent
from coach.scope import Scope, Theme
from ui.people import People
from ui.web import build_app

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
TRACK = "What are the steps of the AI Research Track?"
OFF_SUBJECT = "How do I bake sourdough bread?"
EVIL = (
    '<script>window.hit=1</script><img src="http://192.0.2.1/a.png" onerror="window.hit=2">'
    '"\'><svg onload="window.hit=3"> ![x](http://192.0.2.1/b.png) [y](javascript:window.hit=4)'
    " {{constructor}} ${window.hit=5} `</article>"
)

# A busy machine takes its time.
expect.set_options(timeout=20_000)

OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"

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


def violations(page: Page) -> list[str]:
    """Return what axe finds serious or critical."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def hostile_answer() -> Answer:
    """Return an answer that is hostile in every place that takes text."""
    citation = Citation(1, f"Pay > {EVIL}", EVIL, "a.md", EVIL, EVIL, f"- {EVIL}", "0" * 32, 1.0)
    return Answer(EVIL, f"{EVIL} [1]", "answered", (citation,), (EVIL,))


class NoConversations:
    """Stores nothing."""

    def conversations(self, _owner: str, _words: str) -> tuple[()]:
        return ()


class ScriptedCoach:
    """Answers from a script: the pieces, and then an answer or an error.

    It holds back what comes after `allowed` pieces, and waits for `askers` to have asked.
    """

    conversations = NoConversations()

    def __init__(
        self, *pieces: str | RestartEvent, end: Answer | Exception, askers: int = 0
    ) -> None:
        questions = ("What is paid?",)
        self.scope = Scope(("Pay",), questions, ((), (), ()), (Theme("Pay", questions),))
        self.pieces, self.end = pieces, end
        self.allowed = 100
        self.missing = askers
        self.asked: list[tuple[str, str, str]] = []
        self.left = 0

    def relate(self, answer: Answer, owner: str) -> tuple[()]:  # noqa: ARG002
        return ()

    async def stream(
        self, question: str, conversation: str, *, owner: str, replacing: str | None = None
    ):
        assert replacing is None
        self.asked.append((owner, conversation, question))
        self.missing -= 1
        try:
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
        except (asyncio.CancelledError, GeneratorExit):
            self.left += 1
            raise


def serving(coach: object, people: People | None = None) -> contextlib.AbstractContextManager[str]:
    """Serve the page; yield its address."""
    return serving_app(lambda: build_app(coach, people))


@contextlib.contextmanager
def serving_app(build: Callable[[], ASGIApp], port: int = 0) -> Iterator[str]:
    """Serve an application on a free port; yield its address."""
    servers: list[uvicorn.Server] = []

    async def run(listener: socket.socket) -> None:
        config = uvicorn.Config(build(), log_level="critical", timeout_graceful_shutdown=0)
        servers.append(uvicorn.Server(config))
        await servers[0].serve([listener])

    with socket.create_server(("127.0.0.1", port)) as listener:
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


class Visit:
    """A visitor's own browser window, and what it asked the network for."""

    def __init__(self, browser: Browser, address: str, **options: object) -> None:
        options.setdefault("viewport", {"width": 1280, "height": 900})
        self.context = browser.new_context(**options)
        self.hosts: set[str] = set()
        self.failures: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self.page.on("response", self._note_failure)
        self.page.on("pageerror", lambda error: self.failures.append(str(error)))
        self.open(address)

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.page.wait_for_selector("body[data-ready]")

    @property
    def box(self) -> Locator:
        return self.page.get_by_label("Your question", exact=True)

    @property
    def turns(self) -> Locator:
        return self.page.locator("#turns > .turn:visible")

    @property
    def newest(self) -> Locator:
        return self.turns.last

    @property
    def titles(self) -> Locator:
        return self.page.locator("#history .open")

    def _note_failure(self, response: Response) -> None:
        if response.status >= 400:
            self.failures.append(f"{response.status} {response.url}")

    def button(self, name: str) -> Locator:
        """The newest turn's button of that name."""
        return self.newest.get_by_role("button", name=name, exact=True)

    def ask(self, question: str) -> None:
        self.send(question)
        self.wait()

    def send(self, question: str) -> None:
        before = self.turns.count()
        self.box.fill(question)
        self.box.press("Enter")
        expect(self.turns).to_have_count(before + 1)
        expect(self.newest.locator(".question")).to_have_text(question.strip())
        expect(self.box).to_have_value("")

    def wait(self) -> None:
        expect(self.page.get_by_role("button", name="Ask", exact=True)).to_be_visible(
            timeout=30_000
        )
        expect(self.newest).to_have_attribute("aria-busy", "false")
