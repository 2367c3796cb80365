"""The conversations on the page, in a real browser: kept, found, renamed, deleted, saved."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy
from playwright.sync_api import expect

from coach import Coach, Settings
from tests.ui.browsing import OFF_SUBJECT, PAY, TRACK, Visit, serving_app
from ui.people import People, open_people
from ui.web import build_app


@pytest.fixture
def people(tmp_path: Path) -> People:
    """Return strangers: each window has conversations of its own, and keeps them."""
    return open_people(Settings(home=tmp_path), allow_anonymous=True)


@pytest.fixture
def own_address(own: Coach, people: People) -> Iterator[str]:
    with serving_app(lambda: build_app(own, people)) as address:
        yield address


def test_it_survives_a_reload_and_a_restart_of_the_server(
    own: Coach, people: People, visit
) -> None:
    with serving_app(lambda: build_app(own, people)) as address:
        visitor = visit(address)
        visitor.ask(PAY)
        visitor.ask("and a Director of Data Science?")
        link = visitor.page.url
        visitor.page.reload()
        expect(visitor.page.locator(".question")).to_have_text(
            [PAY, "and a Director of Data Science?"]
        )
        expect(visitor.newest.locator("button.marker").first).to_be_visible()
    with serving_app(lambda: build_app(own, people), urlsplit(address).port):
        visitor.open(link)
        expect(visitor.turns).to_have_count(2)
        expect(visitor.titles).to_have_text([PAY])
        visitor.ask("and a Head of Data Science?")
        expect(visitor.newest.locator(".text").first).to_contain_text("$224,539")


def test_an_open_page_goes_on_after_a_restart(own: Coach, people: People, visit) -> None:
    with serving_app(lambda: build_app(own, people)) as address:
        visitor = visit(address)
        visitor.ask(PAY)
    with serving_app(lambda: build_app(own, people), urlsplit(address).port):
        visitor.ask("and a Director of Data Science?")
        expect(visitor.newest.locator(".text").first).to_contain_text("$253,919")


def test_a_link_opens_for_its_owner_only(own_address: str, visit) -> None:
    owner, other = visit(own_address), visit(own_address)
    owner.ask(PAY)
    other.open(owner.page.url)
    expect(other.page.locator(".foot").get_by_role("alert")).to_contain_text("isn't yours")
    expect(other.page.locator(".welcome")).to_be_visible()
    expect(other.titles).to_have_count(0)
    assert "?c=" not in other.page.url
    other.ask(TRACK)
    owner.page.reload()
    expect(owner.page.locator(".question")).to_have_text([PAY])


def test_conversations_are_listed_by_day_and_opened(
    own_address: str, visit, own_home: Path
) -> None:
    visitor = visit(own_address)
    first = make_conversations(visitor, PAY, TRACK, OFF_SUBJECT)
    engine = sqlalchemy.create_engine(f"sqlite:///{own_home}/own.sqlite")
    for question, days in ((TRACK, 1), (PAY, 400)):
        moment = datetime.now(UTC) - timedelta(days=days)
        with engine.begin() as connection:
            connection.execute(
                sqlalchemy.text("UPDATE conversations SET changed = :moment WHERE title = :title"),
                {"moment": moment.strftime("%Y-%m-%d %H:%M:%S.%f"), "title": question},
            )
    engine.dispose()
    visitor.page.reload()
    expect(visitor.titles).to_have_text([OFF_SUBJECT, TRACK, PAY])
    days = visitor.page.locator("#history h2").all_inner_texts()
    assert days[:2] == ["Today", "Yesterday"]
    assert re.fullmatch(r"[A-Z][a-z]+ \d{1,2}, 20\d\d", days[2])
    visitor.titles.last.click()
    expect(visitor.page.locator(".question")).to_have_text([PAY])
    expect(visitor.titles.last).to_have_attribute("aria-current", "page")
    assert visitor.page.url == first
    visitor.page.go_back()
    expect(visitor.page.locator(".question")).to_have_text([OFF_SUBJECT])


def make_conversations(visitor: Visit, *questions: str) -> str:
    """Ask each in a conversation of its own; return the first one's address."""
    addresses = []
    for question in questions:
        visitor.page.get_by_role("button", name="New conversation").click()
        visitor.ask(question)
        expect(visitor.titles.first).to_have_text(question)
        addresses.append(visitor.page.url)
    return addresses[0]


def test_a_search_finds_words_of_answers(own_address: str, visit) -> None:
    visitor = visit(own_address)
    make_conversations(visitor, PAY, TRACK)
    search = visitor.page.get_by_label("Search in your conversations")
    search.fill("chief RESEARCH scientist")
    expect(visitor.titles).to_have_text([TRACK])
    search.fill("xylophone")
    expect(visitor.titles).to_have_count(0)
    expect(visitor.page.locator("#history .none")).to_have_text("No conversation has these words.")
    search.fill("")
    expect(visitor.titles).to_have_text([TRACK, PAY])


def test_a_title_can_be_changed(own_address: str, visit) -> None:
    visitor = visit(own_address)
    make_conversations(visitor, PAY)
    for key, expected in (("Escape", PAY), ("Enter", "My <b>plan</b>")):
        visitor.titles.first.hover()
        visitor.page.get_by_role("button", name=f"Rename {PAY}").click()
        title = visitor.page.get_by_label("Title")
        expect(title).to_have_value(PAY)
        title.fill("My <b>plan</b>")
        title.press(key)
        expect(visitor.titles).to_have_text([expected])
    expect(visitor.page.locator(".masthead .title")).to_have_text("My <b>plan</b>")
    visitor.page.reload()
    expect(visitor.titles).to_have_text(["My <b>plan</b>"])


def test_a_deleted_one_can_be_brought_back(own: Coach, own_address: str, visit) -> None:
    visitor = visit(own_address)
    make_conversations(visitor, PAY, TRACK)
    visitor.titles.first.hover()
    visitor.page.get_by_role("button", name=f"Delete {TRACK}").click()
    expect(visitor.titles).to_have_text([PAY])
    expect(visitor.page.locator(".welcome")).to_be_visible()
    toast = visitor.page.locator("#toast")
    expect(toast).to_contain_text(f"Deleted “{TRACK}”.")
    toast.get_by_role("button", name="Undo").click()
    expect(visitor.titles).to_have_text([TRACK, PAY])
    visitor.titles.first.click()
    expect(visitor.page.locator(".question")).to_have_text([TRACK])
    visitor.titles.first.hover()
    visitor.page.get_by_role("button", name=f"Delete {TRACK}").click()
    expect(visitor.titles).to_have_text([PAY])
    assert own.conversations.purge(datetime.now(UTC)) == 1
    toast.get_by_role("button", name="Undo").click()
    expect(visitor.page.locator(".foot").get_by_role("alert")).to_contain_text("was deleted")
    expect(visitor.titles).to_have_text([PAY])


def test_it_can_be_saved(own_address: str, visit) -> None:
    visitor = visit(own_address)
    visitor.ask(PAY)
    saved = {}
    for kind in ("Markdown", "JSON"):
        with visitor.page.expect_download() as download:
            visitor.page.get_by_role("button", name=f"Save this conversation as {kind}").click()
        saved[kind] = download.value
    assert saved["Markdown"].suggested_filename == "What-does-a-Head-of-Machine-Learning-earn-.md"
    text = Path(saved["Markdown"].path()).read_text(encoding="utf-8")
    assert text.startswith(f"# {PAY}\n")
    assert "$259,000" in text
    data = json.loads(Path(saved["JSON"].path()).read_text(encoding="utf-8"))
    assert [turn["asked"] for turn in data["turns"]] == [PAY]
    assert data["turns"][0]["answer"]["citations"][0]["quote"]


def test_on_a_phone_the_list_lies_over_the_page(own_address: str, visit) -> None:
    visitor = visit(own_address, viewport={"width": 360, "height": 740}, has_touch=True)
    visitor.ask(PAY)
    history = visitor.page.locator("#history")
    expect(history).to_be_hidden()
    opener = visitor.page.get_by_role("button", name="Your conversations")
    opener.tap()
    expect(history).to_be_visible()
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(visitor.page.get_by_role("button", name=f"Delete {PAY}")).to_be_visible()
    visitor.page.keyboard.press("Escape")
    expect(history).to_be_hidden()
    expect(opener).to_be_focused()
    opener.tap()
    visitor.titles.first.tap()
    expect(history).to_be_hidden()


@pytest.mark.parametrize(
    "sent",
    [{}, {"act": "purge"}, {"act": "open"}, {"act": "list", "owner": "local"}, None, "x" * 9999],
)
def test_an_act_that_the_page_does_not_know_is_refused_kindly(
    own_address: str, visit, sent: object
) -> None:
    visitor = visit(own_address)
    reply = visitor.page.evaluate(
        """async (sent) => {
            const wire = window.gradio_config.components.find((c) => c.props.elem_id === "wire");
            const body = { data: sent, component_id: wire.id, fn_name: "act", session_hash: "x" };
            const response = await fetch("gradio_api/component_server/", {
                method: "POST",
                headers: { "Content-Type": "application/json" },
                body: JSON.stringify(body),
            });
            return response.json();
        }""",
        sent,
    )
    assert "reload" in reply["error"]
