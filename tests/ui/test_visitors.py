"""Who it is, and whom the gate lets in: with the real gate, without Gradio."""

import os
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI, Request
from starlette.responses import HTMLResponse, Response

from coach import Settings
from coach.errors import SettingsError
from ui.people import People, let_one_in, open_people

PAGE = {"accept": "text/html,*/*;q=0.8"}


def visit(
    people: People, base: str = "http://localhost:7860", address: str = "127.0.0.1"
) -> httpx2.AsyncClient:
    """A browser of its own before an app that says who it takes the visitor for."""
    app = FastAPI()
    people.guard(app)

    @app.api_route("/{path:path}", methods=["GET", "POST", "OPTIONS"])
    def page(request: Request) -> Response:
        return HTMLResponse(request.state.person.owner)

    transport = httpx2.ASGITransport(app, client=(address, 1))
    return httpx2.AsyncClient(transport=transport, base_url=base)


@pytest.fixture
def anonymous(tmp_path: Path) -> People:
    return open_people(Settings(home=tmp_path), allow_anonymous=True)


@pytest.mark.parametrize(
    "base",
    ["http://localhost:7860", "http://127.0.0.1:7860", "http://[::1]:7860", "http://laptop:7860"],
)
async def test_on_this_machine_it_is_one_person_in_any_browser(base: str) -> None:
    people = let_one_in("laptop")
    for _ in range(2):
        async with visit(people, base) as browser:
            response = await browser.get("/")
            assert (response.status_code, response.text) == (200, "local")
            assert "set-cookie" not in response.headers


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "192.168.1.2", "", "[", "a@b"],
)
async def test_a_name_that_another_site_made_lead_here_is_refused(host: str) -> None:
    async with visit(let_one_in()) as browser:
        response = await browser.get("/", headers={"host": host})
        assert response.status_code == 421
        assert response.text != "local"
        assert "localhost" in response.text


CROSS = [
    ("POST", {"sec-fetch-site": "cross-site"}, 403),
    ("POST", {"sec-fetch-site": "same-site"}, 403),
    ("POST", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 403),
    ("GET", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
    ("POST", {"origin": "http://evil.example"}, 403),
    ("POST", {"origin": "http://localhost:3000"}, 403),
    ("POST", {"origin": "null"}, 403),
    ("GET", {"origin": "http://evil.example"}, 403),
    ("OPTIONS", {"origin": "http://evil.example", "access-control-request-method": "POST"}, 403),
    ("GET", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 200),
    ("POST", {"sec-fetch-site": "same-origin", "origin": "http://localhost:7860"}, 200),
    ("POST", {"origin": "http://localhost:7860"}, 200),
    ("POST", {}, 200),
    ("GET", {"sec-fetch-site": "none"}, 200),
]


@pytest.mark.parametrize(("method", "headers", "status"), CROSS)
async def test_other_sites_may_link_here_and_nothing_else(
    method: str, headers: dict[str, str], status: int
) -> None:
    async with visit(let_one_in()) as browser:
        assert (await browser.request(method, "/x", headers=headers)).status_code == status


async def test_every_response_says_what_browsers_may_do_with_it(anonymous: People) -> None:
    async with visit(anonymous) as browser:
        responses = [
            await browser.get("/", headers=PAGE),
            await browser.get("/x"),
            await browser.post("/", headers={"origin": "http://evil.example"}),
        ]
    for response in responses:
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["x-frame-options"] == "DENY"
        assert response.headers["referrer-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    assert responses[0].headers["cache-control"] == "no-store"


async def test_a_stranger_is_known_again_by_a_cookie_that_no_script_reads(
    anonymous: People,
) -> None:
    async with visit(anonymous) as browser:
        first = await browser.get("/", headers=PAGE)
        cookie = first.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/;" in cookie
        assert "Secure" not in cookie
        assert first.text.startswith("anonymous:")
        assert len(first.text) == len("anonymous:") + 32
        again = [await browser.get("/", headers=PAGE), await browser.post("/gradio_api/queue/join")]
        assert [response.text for response in again] == [first.text] * 2
    async with visit(anonymous) as other:
        assert (await other.get("/", headers=PAGE)).text != first.text


async def test_by_https_the_cookie_is_for_https_and_this_host_only(anonymous: People) -> None:
    async with visit(anonymous, "https://coach.example.org") as browser:
        first = await browser.get("/", headers=PAGE)
        assert first.headers["set-cookie"].startswith("__Host-headway=")
        assert "; Secure" in first.headers["set-cookie"]
        assert (await browser.get("/")).text == first.text


async def test_without_a_page_and_its_cookie_nothing_is_served(anonymous: People) -> None:
    async with visit(anonymous) as browser:
        assert (await browser.post("/gradio_api/queue/join")).status_code == 401
        assert (await browser.get("/config")).status_code == 401


async def test_a_tampered_cookie_is_a_new_stranger(anonymous: People, tmp_path: Path) -> None:
    async with visit(anonymous) as browser:
        first = await browser.get("/", headers=PAGE)
        value = browser.cookies["headway"]
    visitor, signature = value.rsplit(".", 1)
    other_key = open_people(Settings(home=tmp_path / "other"), allow_anonymous=True)
    async with visit(other_key) as browser:
        await browser.get("/", headers=PAGE)
        foreign = browser.cookies["headway"]
    flipped = ("b" if visitor[0] == "a" else "a") + visitor[1:]
    for forged in (f"{flipped}.{signature}", visitor, f"{visitor}.", foreign, "local", "x" * 4000):
        async with visit(anonymous) as browser:
            headers = {"cookie": f"headway={forged}"}
            assert (await browser.get("/x", headers=headers)).status_code == 401
            page = await browser.get("/", headers={**headers, **PAGE})
            assert page.text not in (first.text, f"anonymous:{flipped}", "local")
            assert "set-cookie" in page.headers


async def test_strangers_are_known_after_a_restart(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    async with visit(open_people(settings, allow_anonymous=True)) as browser:
        first = await browser.get("/", headers=PAGE)
        cookies = browser.cookies
    async with visit(open_people(settings, allow_anonymous=True)) as browser:
        browser.cookies = cookies
        assert (await browser.get("/")).text == first.text


def test_the_signing_key_is_made_once_and_for_nobody_else(tmp_path: Path) -> None:
    key = tmp_path / "home" / "signing-key"
    for _ in range(2):
        open_people(Settings(home=key.parent), allow_anonymous=True)
        made = key.read_text()
    assert len(made.strip()) >= 43
    assert key.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in key.parent.iterdir()] == ["signing-key"]
    assert key.read_text() == made
    key.chmod(0o644)
    with pytest.raises(SettingsError, match=r"Others .* can read .* COACH_SECRET"):
        open_people(Settings(home=key.parent), allow_anonymous=True)


MAKE = """
import sys
from pathlib import Path
from ui.signing_key import read_signing_key
print(read_signing_key(Path(sys.argv[1]), None))
"""


def test_servers_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    command = [sys.executable, "-c", MAKE, str(tmp_path / "signing-key")]
    path = os.pathsep.join(sys.path)
    starting = [
        subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path})
        for _ in range(4)
    ]
    keys = {process.communicate(timeout=60)[0] for process in starting}
    assert len(keys) == 1
    assert all(keys)


def test_a_key_of_ones_own_is_used_and_a_short_one_refused_unseen(tmp_path: Path) -> None:
    open_people(Settings(home=tmp_path, secret="k" * 32), allow_anonymous=True)
    assert not list(tmp_path.iterdir())
    with pytest.raises(SettingsError, match="COACH_SECRET has 5 characters") as caught:
        open_people(Settings(home=tmp_path, secret="short"), allow_anonymous=True)
    assert "short" not in str(caught.value)


@pytest.mark.parametrize(
    ("values", "anonymous", "said"),
    [
        ({"auth": "users"}, False, "There are no users in users: `coach user add NAME`"),
        ({"auth": "users"}, True, "choose one"),
        ({"auth": "https://login.example.com"}, False, "set COACH_AUTH_CLIENT_ID"),
        ({"auth": "http://login.example.com", "auth_client_id": "x"}, False, "https://"),
        ({"auth": "ftp://login.example.com", "auth_client_id": "x"}, False, "https://"),
        ({"auth": "https://", "auth_client_id": "x"}, False, "https://"),
        ({"auth_client_id": "x"}, False, "belong to an issuer"),
        ({"auth": "users", "auth_client_secret": "x"}, False, "belong to an issuer"),
    ],
)
def test_settings_that_do_not_go_together_are_one_line(
    values: dict[str, str], anonymous: bool, said: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError) as caught:
        open_people(Settings(home=tmp_path, **values), allow_anonymous=anonymous)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.2", "10.0.0.1"])
def test_an_open_page_is_for_loopback_only(address: str, anonymous: People) -> None:
    with pytest.raises(SettingsError) as caught:
        let_one_in().check_address(address)
    assert all(
        remedy in str(caught.value) for remedy in ("127.0.0.1", "COACH_AUTH", "--allow-anonymous")
    )
    anonymous.check_address(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.1.2.3", "::1"])
def test_loopback_needs_no_sign_in(address: str) -> None:
    let_one_in().check_address(address)
