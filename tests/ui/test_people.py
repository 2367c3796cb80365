"""The real page, for those who sign in and for one person, in a real browser."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from coach import Answer, AnswerEvent
from tests.ui.browsing import (
    ARGUMENTS,
    CHROMIUM,
    CONTRASTS,
    ScriptedCoach,
    hostile_answer,
    serving,
    serving_app,
    violations,
)
from tests.ui.visiting import ANNS, BOBS, app_of, open_window, sign_in
from ui.accounts import Accounts
from ui.people import People, let_one_in
from ui.web import build_app

pytestmark = pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


in_browser = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}")


async def test_no_route_of_gradio_is_open_to_who_is_not_signed_in(people: People) -> None:
    coach = ScriptedCoach(end=hostile_answer())
    app = build_app(coach, people)
    paths = {route.path for route in app.routes if hasattr(route, "path")}
    for mounted in app.routes:
        paths |= {getattr(route, "path", "/") for route in getattr(mounted, "routes", [])}
    api = (
        "call/answer cancel component_server file=/etc/passwd heartbeat/x info proxy=x queue/data"
        " queue/join queue/status reset run/predict startup-events stream/x/1/2 upload user"
    )
    paths |= {f"/gradio_api/{name}" for name in api.split()}
    closed = paths - {"/sign-in", "/sign-out"}
    assert len(closed) > 35
    async with open_window(app) as browser:
        browser.headers["accept"] = "*/*"
        for path in closed:
            for method in ("GET", "POST"):
                response = await browser.request(method, path, json={})
                assert response.status_code == 401, (method, path)
        await sign_in(browser)
        assert (await browser.get("/config")).json()["username"] == "user:ann"
        assert (await browser.get("/gradio_api/user")).json() == "user:ann"


class RememberingCoach(ScriptedCoach):
    """Answers whatever is asked."""

    def __init__(self) -> None:
        super().__init__(end=hostile_answer())

    async def stream(
        self, question: str, conversation: str, *, owner: str, replacing: str | None = None
    ):
        assert replacing is None
        self.asked.append((owner, conversation, question))
        yield AnswerEvent(Answer(question, f"About {question}.", "answered"))


def ask(page: Page, question: str) -> None:
    box = page.get_by_label("Your question", exact=True)
    page.wait_for_selector("body[data-ready]")
    box.fill(question)
    box.press("Enter")
    expect(page.locator(".turn:last-child .text")).to_have_text(f"About {question}.")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()


def type_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


@in_browser
def test_ann_signs_in_asks_and_signs_out_and_bob_sees_nothing(
    people: People,
    browser: Browser,
) -> None:
    coach = RememberingCoach()
    with serving(coach, people) as address:
        context = browser.new_context()
        page = context.new_page()
        hosts: set[str] = set()
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        page.goto(address)
        expect(page).to_have_title("Sign in to Headway")
        expect(page.get_by_label("Name")).to_be_focused()
        type_in(page, "ann", "wrong password")
        expect(page.get_by_role("alert")).to_contain_text("don't go together")
        expect(page.get_by_label("Name")).to_have_value("ann")
        expect(page.get_by_label("Password")).to_be_focused()
        expect(page.get_by_label("Password")).to_have_value("")
        type_in(page, "ann", ANNS)
        expect(page.locator(".account .name")).to_have_text("ann")
        ask(page, "my own pay")
        page.get_by_role("button", name="Sign out").click()
        expect(page).to_have_title("Sign in to Headway")
        page.go_back()
        expect(page).to_have_title("Sign in to Headway")
        assert "my own pay" not in page.content()
        type_in(page, "bob", BOBS)
        expect(page.locator(".account .name")).to_have_text("bob")
        expect(page.locator(".welcome")).to_be_visible()
        assert "my own pay" not in page.content()
        ask(page, "another thing")
        context.close()
        assert hosts == {urlsplit(address).netloc}
    (ann, first, _), (bob, second, _) = coach.asked
    assert (ann, bob) == ("user:ann", "user:bob")
    assert first != second


@in_browser
def test_who_is_removed_while_the_page_is_open_is_asked_to_sign_in(
    people: People,
    users: Accounts,
    browser: Browser,
) -> None:
    coach = RememberingCoach()
    with serving(coach, people) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(address)
        type_in(page, "ann", ANNS)
        ask(page, "one")
        users.remove("ann")
        page.get_by_label("Your question", exact=True).fill("two")
        page.get_by_label("Your question", exact=True).press("Enter")
        expect(page).to_have_title("Sign in to Headway")
        context.close()
    assert [question for _, _, question in coach.asked] == ["one"]


@in_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_sign_in_can_be_read_and_fits(
    people: People,
    browser: Browser,
    scheme: str,
    width: int,
) -> None:
    with serving_app(lambda: app_of(people)) as address:
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 600})
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(address)
        page.get_by_label("Name").fill("w" * 64)
        page.get_by_label("Password").fill("wrong password")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_be_visible()
        described = page.get_by_label("Name").get_attribute("aria-describedby")
        expect(page.locator(f"#{described}")).to_contain_text("don't go together")
        found = page.evaluate(CONTRASTS.replace(".gradio-container *", "body *"))
        assert len(found) >= 6
        assert [text for ratio, text in found if ratio < 4.5] == []
        overflow = "document.documentElement.scrollWidth - window.innerWidth"
        assert page.evaluate(overflow) <= 0
        background = page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
        assert (sum(map(int, re.findall(r"\d+", background)[:3])) < 200) == (scheme == "dark")
        assert violations(page) == []
        assert [text for text in complaints if "401" not in text] == []
        context.close()


@in_browser
def test_one_too_many_questions_stays_in_the_box_with_the_time_to_wait(
    browser: Browser,
) -> None:
    coach = RememberingCoach()
    with serving(coach, let_one_in(per_minute=1)) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(address)
        ask(page, "one")
        page.get_by_label("Your question", exact=True).fill("two")
        page.get_by_label("Your question", exact=True).press("Enter")
        expect(page.get_by_role("alert")).to_contain_text(re.compile(r"ask again in \d+ seconds\."))
        expect(page.get_by_label("Your question", exact=True)).to_have_value("two")
        context.close()
    assert [(owner, question) for owner, _, question in coach.asked] == [("local", "one")]
