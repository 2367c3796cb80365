"""Signing in at an issuer: a stand-in on loopback that speaks the real protocol."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import httpx2
import pytest
from fastapi import FastAPI

from coach import Settings
from tests.servers.oidc_server import CLIENT_ID, CLIENT_SECRET, OTHER_KEY, OidcServer
from tests.ui.visiting import BASE, add_users, app_of, open_window
from ui.people import open_people


@contextmanager
def issuer(tmp_path: Path, **settings: str) -> Iterator[tuple[OidcServer, FastAPI]]:
    with OidcServer(f"{BASE}/sign-in/return", "https://coach.test/sign-in/return") as server:
        given = {
            "auth": server.url,
            "auth_client_id": CLIENT_ID,
            "auth_client_secret": CLIENT_SECRET,
            **settings,
        }
        people = open_people(Settings(home=tmp_path, **given))
        try:
            yield server, app_of(people)
        finally:
            people.close()


async def go_to_issuer(browser: httpx2.AsyncClient, next_path: str = "/") -> str:
    """Begin, and return where the issuer sends the browser back to."""
    begun = await browser.get(f"/sign-in/start?{urlencode({'next': next_path})}")
    assert begun.status_code == 302, begun.text
    async with httpx2.AsyncClient() as at_issuer:
        return (await at_issuer.get(begun.headers["location"])).headers["location"]


async def test_at_an_issuer_a_person_signs_in_and_comes_back(tmp_path: Path) -> None:
    with issuer(tmp_path) as (server, app):
        async with open_window(app) as browser:
            page = await browser.get((await browser.get("/talk?x=1")).headers["location"])
            assert "Sign in with 127.0.0.1" in page.text
            (link,) = re.findall(r'<a class="button" href="(.*?)"', page.text)
            assert link == "/sign-in/start?next=%2Ftalk%3Fx%3D1"
            back = await go_to_issuer(browser, "/talk?x=1")
            done = await browser.get(back)
            assert (done.status_code, done.headers["location"]) == (303, "/talk?x=1")
            assert (await browser.get("/")).text == f"oidc:{server.url}#248289761001"
            assert (await browser.get("/account")).json() == {"name": "Ann"}
            assert server.paths == [
                "/.well-known/openid-configuration",
                "/authorize",
                "/token",
                "/jwks",
            ]
            await browser.post("/sign-out")
            assert (await browser.get("/")).status_code == 303


async def test_two_people_of_an_issuer_are_two(tmp_path: Path) -> None:
    with issuer(tmp_path) as (server, app):
        owners = []
        for subject in ("1", "2", "x" * 255):
            server.does.person = {"sub": subject, "preferred_username": "Ann", "email": "a@b.c"}
            async with open_window(app) as browser:
                await browser.get(await go_to_issuer(browser))
                owners.append((await browser.get("/")).text)
    assert len(set(owners)) == 3
    assert all(owner.startswith("oidc:") and len(owner) <= 255 for owner in owners)


@pytest.mark.parametrize(
    "lie",
    [
        {"lies": {"iss": "https://evil.example"}},
        {"lies": {"aud": "another client"}},
        {"lies": {"exp": 1_000_000_000}},
        {"lies": {"nonce": "another"}},
        {"lies": {"nonce": None}},
        {"lies": {"sub": None}},
        {"lies": {"sub": " "}},
        {"lies": {"sub": 7}},
        {"lies": {"sub": "a\x00b"}},
        {"key": OTHER_KEY},
    ],
)
async def test_an_id_token_that_does_not_hold_lets_nobody_in(
    tmp_path: Path, lie: dict[str, object]
) -> None:
    with issuer(tmp_path) as (server, app):
        for name, value in lie.items():
            setattr(server.does, name, value)
        async with open_window(app) as browser:
            refused = await browser.get(await go_to_issuer(browser))
            assert refused.status_code == 400
            assert re.search(r'role="alert">That sign-in could not be checked', refused.text)
            assert not [c for c in browser.cookies if c == "headway"]
            assert (await browser.get("/")).status_code == 303


async def test_what_goes_wrong_at_the_issuer_is_said_kindly(tmp_path: Path) -> None:
    with issuer(tmp_path) as (server, app):
        async with open_window(app) as browser:
            server.does.denies = True
            denied = await browser.get(await go_to_issuer(browser))
            assert (denied.status_code, "You were not signed in" in denied.text) == (400, True)
            server.does.denies = False
            server.does.token_status = 500
            down = await browser.get(await go_to_issuer(browser))
            assert (down.status_code, "cannot be reached" in down.text) == (503, True)
            server.does.token_status = 200
            assert (await browser.get(await go_to_issuer(browser))).status_code == 303


async def test_a_way_back_that_was_not_begun_here_lets_nobody_in(tmp_path: Path) -> None:
    with issuer(tmp_path) as (_, app):
        async with open_window(app) as attacker, open_window(app) as victim:
            back = await go_to_issuer(attacker)
            for _ in range(2):
                refused = await victim.get(back)
                assert refused.status_code == 400
                assert "began in another window" in refused.text
                await go_to_issuer(victim)
            assert (await victim.get("/")).status_code == 303
            assert (await attacker.get(back)).status_code == 303
            again = await attacker.get(back)
            assert again.status_code == 400, "each way back is for one time"


async def test_a_wrong_secret_lets_nobody_in_and_is_not_shown(tmp_path: Path, caplog) -> None:
    with issuer(tmp_path, auth_client_secret="a wrong secret") as (_, app):
        async with open_window(app) as browser:
            with caplog.at_level(logging.DEBUG):
                refused = await browser.get(await go_to_issuer(browser))
    assert refused.status_code == 400
    assert "a wrong secret" not in refused.text + caplog.text


async def test_an_issuer_that_cannot_be_reached_or_is_another_one_is_told(
    tmp_path: Path, caplog
) -> None:
    with issuer(tmp_path) as (server, app):
        server.does.calls_itself = "https://evil.example"
        async with open_window(app) as browser:
            other = await browser.get("/sign-in/start")
            assert (other.status_code, "Nobody can sign in" in other.text) == (503, True)
            assert "evil.example" not in other.text
            assert "COACH_AUTH must name the same" in caplog.text
    with issuer(tmp_path) as (server, app):
        pass
    async with open_window(app) as browser:
        down = await browser.get("/sign-in/start")
        assert (down.status_code, "cannot be reached" in down.text) == (503, True)


async def test_an_issuers_next_leads_nowhere_else(tmp_path: Path) -> None:
    with issuer(tmp_path) as (_, app):
        async with open_window(app) as browser:
            done = await browser.get(await go_to_issuer(browser, "//evil.example"))
            assert done.headers["location"] == "/"


async def test_the_cookie_of_a_sign_in_under_way_is_secure_by_https(tmp_path: Path) -> None:
    with issuer(tmp_path) as (_, app):
        async with open_window(app, base="https://coach.test") as browser:
            begun = await browser.get("/sign-in/start")
            assert "secure" in begun.headers["set-cookie"].lower()
            assert "httponly" in begun.headers["set-cookie"].lower()


async def test_another_issuer_ends_the_sessions_of_the_one_before(tmp_path: Path) -> None:
    with issuer(tmp_path) as (_, app):
        async with open_window(app) as browser:
            await browser.get(await go_to_issuer(browser))
            cookies = browser.cookies
    users = add_users(tmp_path / "users")
    users_now = open_people(Settings(home=tmp_path, auth=str(users.path)))
    async with open_window(app_of(users_now)) as browser:
        browser.cookies = cookies
        assert (await browser.get("/")).status_code == 303
    users_now.close()
