"""What the tests of people share: users, an app that says who it takes a visitor for, windows."""

from pathlib import Path

import httpx2
from argon2 import PasswordHasher
from fastapi import FastAPI, Request
from starlette.responses import PlainTextResponse, Response

from ui.accounts import Accounts
from ui.people import People

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
BASE = "http://coach.test"
PAGE = {"accept": "text/html"}
ANNS = "correct horse"
BOBS = "battery staple"


def add_users(path: Path) -> Accounts:
    """Write a users file with Ann and Bob in it."""
    accounts = Accounts(path, CHEAP)
    accounts.add("ann", ANNS)
    accounts.add("bob", BOBS)
    return accounts


def app_of(people: People) -> FastAPI:
    app = FastAPI()
    people.guard(app)

    @app.get("/{path:path}")
    def page(request: Request) -> Response:
        return PlainTextResponse(request.state.person.owner)

    return app


def open_window(app: FastAPI, address: str = "192.0.2.1", base: str = BASE) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app, client=(address, 1))
    return httpx2.AsyncClient(transport=transport, base_url=base, headers=PAGE)


async def sign_in(
    window: httpx2.AsyncClient, name: str = "ann", password: str = ANNS, **fields: str
) -> httpx2.Response:
    return await window.post("/sign-in", data={"name": name, "password": password, **fields})
