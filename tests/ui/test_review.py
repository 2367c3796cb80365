"""The review of the FAQ on the page: who may, what it stores, and what it refuses."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from coach import Coach, Settings
from coach.faq.entries import Entry, make_entry
from tests.ui.visiting import ANNS, BOBS, add_users, open_window, sign_in
from ui.people import People, let_one_in, open_people
from ui.review import name_version, review_routes

PAY = "What does a Head of Machine Learning earn?"
TRACK = "How do I rise on the AI Research Track?"
LOOPBACK = "http://localhost:7860"

Take = Callable[..., httpx2.Response]


@pytest.fixture
def entry(own: Coach) -> Entry:
    """Return an entry that waits for its review; another one waits behind it."""
    entries = [make_entry(text, own.ask(text), date(2026, 11, 26)) for text in (PAY, TRACK)]
    own.reviews.take_in(entries)
    return entries[0]


def app_of(coach: Coach, people: People) -> FastAPI:
    app = FastAPI()
    people.guard(app)
    app.router.routes.extend(review_routes(coach, people))
    return app


def open_alone(coach: Coach) -> httpx2.AsyncClient:
    return open_window(app_of(coach, let_one_in()), "127.0.0.1", LOOPBACK)


def reviewed(entry: Entry, verdict: str, **fields: str) -> dict[str, str]:
    sent = {"entry": entry.id, "seen": name_version(entry), "state": entry.state}
    return sent | {"verdict": verdict} | fields


async def test_entries_are_shown_with_what_they_rest_on(own: Coach, entry: Entry) -> None:
    async with open_alone(own) as window:
        page = (await window.get("/review")).text
    assert page.index(PAY) < page.index(TRACK)
    assert "$259,000" in page
    assert entry.sources[0].quote.split("|")[1].strip() in page
    assert "Put together from the documents on 2026-11-26" in page


@pytest.mark.parametrize(("verdict", "state"), [("approve", "approved"), ("reject", "rejected")])
async def test_a_verdict_is_stored_and_the_next_entry_comes(
    own: Coach, entry: Entry, verdict: str, state: str
) -> None:
    async with open_alone(own) as window:
        sent = reviewed(entry, verdict, answer="not looked at")
        response = await window.post("/review", data=sent, follow_redirects=True)
        assert response.status_code == 200
        assert PAY not in response.text
        assert TRACK in response.text
        assert PAY in (await window.get(f"/review?state={state}")).text
    found = own.reviews.find(entry.id)
    assert found is not None
    assert (found.state, found.answer) == (state, entry.answer)
    assert (own.ask(PAY, "c1").writer == "extractive, approved by the reviewer") == (
        state == "approved"
    )


async def test_an_edited_answer_is_held_against_its_sources(own: Coach, entry: Entry) -> None:
    true = "On average a Head of Machine Learning earns $259,000. [1]"
    false = "A Head of Machine Learning earns $400,000 & <b>more</b>. [1]"
    async with open_alone(own) as window:
        refused = await window.post("/review", data=reviewed(entry, "edit", answer=false))
        assert refused.status_code == 422
        assert "It cannot be stored so:" in refused.text
        assert "&lt;b&gt;more&lt;/b&gt;. [1]</textarea>" in refused.text, "what was typed is kept"
        assert own.reviews.find(entry.id) == entry
        empty = await window.post("/review", data=reviewed(entry, "edit", answer=" "))
        assert empty.status_code == 422
        assert own.reviews.find(entry.id) == entry
        stored = await window.post("/review", data=reviewed(entry, "edit", answer=true))
        assert stored.status_code == 303
    found = own.reviews.find(entry.id)
    assert found is not None
    assert (found.state, found.answer, found.is_edited) == ("approved", true, True)
    assert found.sources == entry.sources


async def test_what_somebody_else_changed_meanwhile_is_shown_and_not_undone(
    own: Coach, entry: Entry
) -> None:
    async with open_alone(own) as window:
        await window.post("/review", data=reviewed(entry, "reject"))
        late = await window.post("/review", data=reviewed(entry, "approve"))
        gone = await window.post("/review", data=reviewed(entry, "approve") | {"entry": "no"})
    assert late.status_code == gone.status_code == 422
    assert "changed this entry meanwhile" in late.text
    assert PAY in late.text
    assert "not there any more" in gone.text
    found = own.reviews.find(entry.id)
    assert found is not None
    assert found.state == "rejected"


async def test_what_people_and_documents_wrote_stays_text(own: Coach) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    made = make_entry(evil, own.ask(PAY), date(2026, 11, 26))
    own.reviews.take_in([made])
    async with open_alone(own) as window:
        page = await window.get("/review")
    assert "<script" not in page.text
    assert "<img" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


async def test_an_empty_list_says_how_to_fill_it(own: Coach) -> None:
    async with open_alone(own) as window:
        assert "coach faq build" in (await window.get("/review")).text
        assert "No entry is rejected yet" in (await window.get("/review?state=rejected")).text
        assert (await window.get("/review?state=%00nonsense")).status_code == 200


async def test_only_named_reviewers_may(own: Coach, entry: Entry, tmp_path: Path) -> None:
    users = add_users(tmp_path / "users")
    settings = Settings(home=tmp_path, auth=str(users.path), reviewers="cem, ann ,")
    people = open_people(settings)
    app = app_of(own, people)
    try:
        async with open_window(app) as window:
            assert (await window.get("/review")).status_code == 303, "to the sign-in"
            await sign_in(window, "bob", BOBS)
            for method, data in (("GET", None), ("POST", reviewed(entry, "approve"))):
                refused = await window.request(method, "/review", data=data)
                assert refused.status_code == 403
                assert "COACH_REVIEWERS" in refused.text
                assert PAY not in refused.text
        assert own.reviews.find(entry.id) == entry
        async with open_window(app) as window:
            await sign_in(window, "ann", ANNS)
            await window.post("/review", data=reviewed(entry, "approve"))
        found = own.reviews.find(entry.id)
        assert found is not None
        assert (found.state, found.reviewer) == ("approved", "ann")
    finally:
        people.close()


def test_no_stranger_may_review(tmp_path: Path) -> None:
    people = open_people(Settings(home=tmp_path, reviewers="ann"), allow_anonymous=True)
    assert not people.may_review("anonymous:ann")
    assert not people.may_review("anonymous:")
    assert not people.has_reviewers


async def test_a_failure_is_told_without_its_cause(
    own: Coach, entry: Entry, caplog: pytest.LogCaptureFixture
) -> None:
    own.reviews.close()
    (Path(str(own.settings.locate_conversations()).removeprefix("sqlite:///"))).write_bytes(b"x")
    async with open_alone(own) as window:
        response = await window.get("/review")
    assert response.status_code == 503
    assert re.search(r'role="alert">The conversations in', response.text)
    assert entry.question not in caplog.text
