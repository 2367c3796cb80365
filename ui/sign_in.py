"""Signing in and out: the form and its limits, and how a session begins and ends."""

import asyncio
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from coach.errors import CoachError
from ui.gate import SIGN_IN_PATH
from ui.limits import RateLimit, write_wait
from ui.sessions import Session, Sessions
from ui.sign_in_page import SignInPage, respond
from ui.visitors import Person, read_cookie, write_cookie

if TYPE_CHECKING:
    from ui.accounts import Account, Accounts

_LIFETIME = timedelta(days=14)
_MAX_FORM_BYTES = 16_384
_HASHING_THREADS = 2
"""Each takes a core and 64 MiB; the others wait."""

_FEW_SECONDS = 300
_PER_NAME_AND_ADDRESS = 5
_PER_ADDRESS = 60
"""Many people may share an address."""
_PER_NAME = 100
"""High, as it lets others keep a person out."""

_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
_WRONG = "That name and password don't go together. Check both and try again."
_BROKEN = "Nobody can sign in right now. Please tell whoever runs this page."

_logger = logging.getLogger(__name__)


class PasswordSignIn:
    """The form for a name and a password, and what becomes of it."""

    def __init__(self, accounts: "Accounts", sessions: Sessions) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._attempts = _Attempts()
        self._hashing = ThreadPoolExecutor(_HASHING_THREADS, "sign-in")

    def routes(self) -> list[Route]:
        """Return the routes of the form."""
        return [
            Route(SIGN_IN_PATH, self._show, methods=["GET"]),
            Route(SIGN_IN_PATH, self._try, methods=["POST"]),
        ]

    def is_valid(self, session: Session) -> bool:
        """Whether the person of a session is still there, with the same password."""
        account = self._accounts.find(session.name)
        return account is not None and session == _session(account)

    async def _show(self, request: Request) -> Response:
        next_path = safe_path(request.query_params.get("next", "/"))
        if is_known(request):
            return RedirectResponse(next_path, 303)
        return respond(SignInPage(next_path))

    async def _try(self, request: Request) -> Response:
        form = await _read_form(request)
        if form is None:
            return respond(SignInPage(error=_WRONG), 413)
        # Not one character of a password goes back to the page.
        page = SignInPage(safe_path(form.get("next", "/")), name=form.get("name", "").strip()[:64])
        address = _address(request)
        if seconds := self._attempts.take(page.name, address):
            error = f"Too many attempts in a short time: try again in {write_wait(seconds)}."
            page = SignInPage(page.next_path, error, page.name)
            return respond(page, 429, wait_seconds=seconds)
        try:
            account = await asyncio.get_running_loop().run_in_executor(
                self._hashing, self._accounts.check, page.name, form.get("password", "")
            )
            if account is None:
                return respond(SignInPage(page.next_path, _WRONG, page.name), 401)
            self._attempts.forget(page.name, address)
            return begin_session(
                request, self._sessions, _session(account), _LIFETIME, page.next_path
            )
        except CoachError as error:
            _logger.error("Nobody can sign in: %s", error)
            return respond(SignInPage(page.next_path, _BROKEN, page.name), 503)


class _Attempts:
    """How often somebody may try: by name, by address, and by both."""

    def __init__(self) -> None:
        self._both = RateLimit(_PER_NAME_AND_ADDRESS, _FEW_SECONDS)
        self._address = RateLimit(_PER_ADDRESS, _FEW_SECONDS)
        self._name = RateLimit(_PER_NAME, _FEW_SECONDS)

    def take(self, name: str, address: str) -> int:
        """Count an attempt before it is checked, so that many at once don't all get through."""
        name = name.casefold()
        return (
            self._address.take(address) or self._both.take(name, address) or self._name.take(name)
        )

    def forget(self, name: str, address: str) -> None:
        self._both.forget(name.casefold(), address)


def shared_routes(sessions: Sessions) -> list[Route]:
    """Return the routes that every kind of sign-in has: the way out, and who is signed in."""

    async def sign_out(request: Request) -> Response:
        if token := read_cookie(request):
            sessions.end(token)
        response = RedirectResponse(SIGN_IN_PATH, 303)
        response.headers.append("Set-Cookie", write_cookie(request, "", timedelta()))
        return response

    async def show_account(request: Request) -> Response:
        person: Person = request.state.person
        return JSONResponse({"name": person.name}, headers={"Cache-Control": "no-store"})

    return [
        Route("/sign-out", sign_out, methods=["POST"]),
        Route("/account", show_account, methods=["GET"]),
    ]


def begin_session(
    request: Request,
    sessions: Sessions,
    session: Session,
    lifetime: timedelta,
    next_path: str,
) -> Response:
    """Begin a session with a new token, whatever the browser came with, and go on.

    Raises:
        SettingsError: the sessions cannot be kept.
    """
    if old := read_cookie(request):
        sessions.end(old)
    token = sessions.begin(session, lifetime)
    response = RedirectResponse(next_path, 303)
    response.headers.append("Set-Cookie", write_cookie(request, token, lifetime))
    return response


def is_known(connection: HTTPConnection) -> bool:
    """Whether the gate knows who it is."""
    return hasattr(connection.state, "person")


def safe_path(path: str) -> str:
    """Return a path of this server as it is, and the front page for whatever leads elsewhere."""
    is_own = _PATH.fullmatch(path) and not path.startswith(SIGN_IN_PATH)
    return path if is_own else "/"


def _session(account: "Account") -> Session:
    return Session(f"user:{account.name}", account.name, account.fingerprint)


async def _read_form(request: Request) -> dict[str, str] | None:
    """The first value of each field; None when the form is too big."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _MAX_FORM_BYTES:
            return None
    fields = parse_qs(body.decode("latin-1"), keep_blank_values=True, errors="replace")
    return {name: values[0] for name, values in fields.items()}


def _address(request: Request) -> str:
    """Where it comes from; of IPv6 the network, as each home has one with many addresses."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((int(address) >> 64 << 64, 64)))
    return host
