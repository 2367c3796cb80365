"""Signing in by the form, before the real gate and an app that says whom it takes one for."""

import asyncio
import logging
import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import httpx2
import pytest

from coach import Settings
from coach.errors import SettingsError
from tests.ui.visiting import ANNS, BOBS, CHEAP, app_of, open_window, sign_in
from ui.accounts import Accounts
from ui.people import People, open_people
from ui.sessions import Session, Sessions
from ui.sign_in import safe_path


@pytest.fixture
def window(people: People) -> Callable[..., httpx2.AsyncClient]:
    """Open browsers that share nothing, before an app that says who it takes the visitor for."""
    app = app_of(people)
    return lambda **options: open_window(app, **options)


async def test_the_unknown_are_sent_to_the_form_and_from_there_back(window) -> None:
    async with window() as browser:
        asked = await browser.get("/talk?conversation=1&x=%2F")
        assert asked.status_code == 303
        form = await browser.get(asked.headers["location"])
        assert form.status_code == 200
        (next_path,) = re.findall(r'name="next" value="(.*?)"', form.text)
        done = await sign_in(browser, next=next_path.replace("&amp;", "&"))
        assert (done.status_code, done.headers["location"]) == (303, "/talk?conversation=1&x=%2F")
        assert (await browser.get("/")).text == "user:ann"


async def test_a_wrong_password_and_an_unknown_name_look_the_same(window) -> None:
    async with window() as browser:
        wrong = await sign_in(browser, "ann", "wrong")
        unknown = await sign_in(browser, "eve", "wrong")
        assert wrong.status_code == unknown.status_code == 401
        assert wrong.text.replace("ann", "eve") == unknown.text
        assert re.search(
            r'role="alert">That name and password don\'t go together',
            wrong.text.replace("&#x27;", "'"),
        )
        assert "wrong" not in wrong.text
        assert "set-cookie" not in wrong.headers
        assert (await browser.get("/")).status_code == 303


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"name": "ann"},
        {"password": ANNS},
        {"name": "", "password": ""},
        {"name": "ann", "password": "x" * 300},
        {"name": "ann" * 1000, "password": ANNS},
        {"name": "李雷\x00\n", "password": "\udcff".encode("utf-8", "surrogatepass")},
        {"name": '"><script>alert(1)</script>', "password": "x"},
    ],
)
async def test_odd_input_is_refused_kindly(window, fields: dict[str, str]) -> None:
    async with window() as browser:
        response = await browser.post("/sign-in", data=fields)
        assert response.status_code == 401
        assert 'role="alert"' in response.text
        assert "<script" not in response.text


async def test_a_form_that_is_too_big_is_not_read_to_its_end(window) -> None:
    async with window() as browser:
        assert (await sign_in(browser, password="x" * 1_000_000)).status_code == 413


async def test_the_cookie_is_for_no_script_and_by_https_for_this_host_only(people: People) -> None:
    app = app_of(people)
    async with open_window(app) as browser:
        plain = (await sign_in(browser)).headers["set-cookie"]
    async with open_window(app, base="https://coach.test") as browser:
        encrypted = (await sign_in(browser)).headers["set-cookie"]
        assert (await browser.get("/")).text == "user:ann"
    assert plain.startswith("headway=")
    assert "Secure" not in plain
    assert encrypted.startswith("__Host-headway=")
    assert encrypted.endswith("; HttpOnly; SameSite=Lax; Secure")
    assert plain.endswith("; HttpOnly; SameSite=Lax")


async def test_signing_out_ends_the_session_also_for_a_copy_of_the_cookie(window) -> None:
    async with window() as browser, window() as thief, window() as other:
        await sign_in(browser)
        await sign_in(other)
        thief.cookies = browser.cookies
        assert (await thief.get("/")).text == "user:ann"
        copy = dict(browser.cookies)
        done = await browser.post("/sign-out")
        assert (done.status_code, done.headers["location"]) == (303, "/sign-in")
        assert "Max-Age=0" in done.headers["set-cookie"]
        for name, value in copy.items():
            thief.cookies.set(name, value)
        assert (await thief.get("/")).status_code == 303
        assert (await other.get("/")).text == "user:ann", "the other device stays"


async def test_a_link_of_another_site_signs_nobody_in_or_out(window) -> None:
    async with window() as browser:
        await sign_in(browser)
        foreign = {"origin": "http://evil.example"}
        assert (await browser.post("/sign-out", headers=foreign)).status_code == 403
        assert (await browser.get("/sign-out")).status_code != 303
        assert (await browser.get("/")).text == "user:ann"
    async with window() as browser:
        data = {"name": "ann", "password": ANNS}
        assert (await browser.post("/sign-in", data=data, headers=foreign)).status_code == 403


async def test_a_session_that_was_planted_is_not_taken_over(window) -> None:
    async with window() as attacker, window() as victim:
        await sign_in(attacker, "bob", BOBS)
        planted = attacker.cookies["headway"]
        victim.cookies.set("headway", planted)
        await sign_in(victim)
        assert (await victim.get("/")).text == "user:ann"
        assert (await attacker.get("/")).status_code == 303
    async with window() as victim:
        victim.cookies.set("headway", "chosen-by-an-attacker")
        done = await sign_in(victim)
        assert "chosen-by-an-attacker" not in done.headers["set-cookie"]


async def test_a_tampered_cookie_is_nobody(window) -> None:
    async with window() as browser:
        await sign_in(browser)
        token = browser.cookies["headway"]
    last = "A" if token[-1] != "A" else "B"
    for forged in (token[:-1] + last, token + "x", token.swapcase(), "", "user:ann", "' OR 1=1 --"):
        async with window() as browser:
            response = await browser.get(
                "/config", headers={"cookie": f'headway="{forged}"', "accept": "*/*"}
            )
            assert response.status_code == 401, forged


async def test_the_kept_file_lets_nobody_in(window, tmp_path: Path) -> None:
    async with window() as browser:
        await sign_in(browser)
        token = browser.cookies["headway"]
    kept = tmp_path / "sessions.sqlite"
    assert token.encode() not in kept.read_bytes()
    assert kept.stat().st_mode & 0o777 == 0o600


async def test_who_is_removed_is_out_at_once_and_stays_out(window, users: Accounts) -> None:
    async with window() as ann, window() as bob:
        await sign_in(ann)
        await sign_in(bob, "bob", BOBS)
        users.remove("ann")
        assert (await ann.get("/")).status_code == 303
        assert (await bob.get("/")).text == "user:bob"
        users.add("ann", ANNS)
        assert (await ann.get("/")).status_code == 303, "a new password, also the same one"
        assert (await sign_in(ann)).status_code == 303
        assert (await ann.get("/")).text == "user:ann"


async def test_a_session_survives_a_restart_and_not_its_time(
    people: People, users: Accounts, tmp_path: Path
) -> None:
    async with open_window(app_of(people)) as browser:
        await sign_in(browser)
        cookies = browser.cookies
    again = open_people(Settings(home=tmp_path, auth=str(users.path)))
    async with open_window(app_of(again)) as browser:
        browser.cookies = cookies
        assert (await browser.get("/")).text == "user:ann"
    again.close()
    sessions = Sessions(tmp_path / "own.sqlite")
    session = Session("user:ann", "ann", "f")
    token = sessions.begin(session, timedelta(seconds=0.2))
    assert sessions.find(token) == session
    time.sleep(0.25)
    assert sessions.find(token) is None
    sessions.close()


async def test_a_users_file_that_breaks_lets_nobody_in_and_says_why_in_the_log_only(
    window, users: Accounts, caplog
) -> None:
    async with window() as browser:
        await sign_in(browser)
        users.path.write_text("broken: secret\n")
        with caplog.at_level(logging.ERROR):
            for response in (await browser.get("/"), await browser.post("/gradio_api/queue/join")):
                assert response.status_code == 503
                assert "secret" not in response.text
                assert "users" not in response.text
    async with window() as browser:
        tried = await sign_in(browser)
        assert tried.status_code == 503
        assert 'role="alert"' in tried.text
    assert "line 1 is not a user" in caplog.text
    assert "secret" not in caplog.text


def test_sessions_that_cannot_be_kept_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "sessions.sqlite").write_text("no database at all, but long enough to look at" * 9)
    Accounts(tmp_path / "users", CHEAP).add("ann", ANNS)
    with pytest.raises(SettingsError, match="delete the file"):
        open_people(Settings(home=tmp_path, auth=str(tmp_path / "users")))


async def test_attempts_are_limited_and_told_the_time_to_wait(window) -> None:
    async with window() as browser:
        for _ in range(5):
            assert (await sign_in(browser, "ann", "wrong")).status_code == 401
        refused = await sign_in(browser, "Ann", ANNS)
        assert refused.status_code == 429
        assert re.search(
            r'role="alert">Too many attempts .* try again in 5 minutes\.', refused.text
        )
        assert 290 <= int(refused.headers["retry-after"]) <= 300
        assert (await sign_in(browser, "bob", BOBS)).status_code == 303
    async with window(address="192.0.2.2") as elsewhere:
        assert (await sign_in(elsewhere)).status_code == 303, "others cannot keep her out"


async def test_an_address_that_tries_many_names_is_limited(window) -> None:
    async with window(address="2001:db8::1") as browser, window(address="2001:db8::2") as next_door:
        tried = [await sign_in(browser, f"user{n}", "wrong") for n in range(30)]
        tried += [await sign_in(next_door, f"user{n}", "wrong") for n in range(30, 61)]
        statuses = [response.status_code for response in tried]
        assert statuses == [401] * 60 + [429]
    async with window(address="2001:db8:1::1") as elsewhere:
        assert (await sign_in(elsewhere)).status_code == 303


async def test_attempts_at_once_do_not_slip_through(window) -> None:
    async with window() as browser:
        tried = await asyncio.gather(*(sign_in(browser, "ann", "wrong") for _ in range(20)))
        assert sorted(response.status_code for response in tried) == [401] * 5 + [429] * 15


async def test_signing_in_well_begins_the_count_anew(window) -> None:
    async with window() as browser:
        for _ in range(3):
            for _ in range(4):
                await sign_in(browser, "ann", "wrong")
            assert (await sign_in(browser)).status_code == 303


@pytest.mark.parametrize("path", ["/", "/?a=1", "/talk/1?q=%2F%2Fevil#x", "/a//b"])
def test_a_path_of_this_server_is_kept(path: str) -> None:
    assert safe_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        "/ /evil.example",
        "/a\r\nSet-Cookie: x=1",
        "evil.example",
        "",
        "/sign-in?next=/sign-in",
    ],
)
async def test_next_leads_nowhere_else(window, path: str) -> None:
    async with window() as browser:
        done = await sign_in(browser, next=path)
        assert done.headers["location"] == "/"
        shown = await browser.get(f"/sign-in?{urlencode({'next': path})}")
        assert shown.headers["location"] == "/", "who is known already goes on"


async def test_no_password_and_no_token_is_logged(window, caplog) -> None:
    with caplog.at_level(logging.DEBUG):
        async with window() as browser:
            await sign_in(browser, "ann", "a wrong password")
            await sign_in(browser)
            token = browser.cookies["headway"]
            await browser.get("/")
    for secret in ("a wrong password", ANNS, token):
        assert secret not in caplog.text
