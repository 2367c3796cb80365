"""The gate before the page: it lets in whom the visitors' book knows, and no other site.

Gradio checks who it is on most of its routes, not on all (cancel, stream and heartbeat are open);
here nothing passes unchecked but the sign-in itself.
"""

import logging
from collections.abc import Collection
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coach.errors import CoachError
from ui.visitors import Visitors, opens_page

SIGN_IN_PATH = "/sign-in"

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # With "no-referrer" a form would come from the origin "null".
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_SAFE_METHODS = ("GET", "HEAD")

_logger = logging.getLogger(__name__)


class Gate:
    """ASGI middleware; what it lets through finds its person in `request.state.person`."""

    def __init__(self, app: ASGIApp, visitors: Visitors, open_paths: Collection[str] = ()) -> None:
        """Guard `app`.

        Args:
            open_paths: what may be asked for without being known, such as the sign-in; when there
                are any, the unknown are sent to the sign-in.
        """
        self._app = app
        self._visitors = visitors
        self._open_paths = frozenset(open_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or answer it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        answer, cookie = self._judge(HTTPConnection(scope))
        if answer is not None and scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _guard(MutableHeaders(scope=message), cookie)
            await send(message)

        await (answer or self._app)(scope, receive, send_guarded)

    def _judge(self, connection: HTTPConnection) -> tuple[Response | None, str | None]:
        """An answer in place of the app's, if any, and a cookie to give with it."""
        if refusal := self._turn_away(connection):
            return refusal, None
        try:
            visit = self._visitors.find(connection)
        except CoachError as error:
            _logger.error("Nobody can be let in: %s", error)
            message = "Headway cannot check who you are right now. Please tell whoever runs it."
            return PlainTextResponse(message, 503), None
        if visit is not None:
            connection.state.person = visit.person
            return None, visit.cookie
        if connection.scope["path"] in self._open_paths:
            return None, None
        return self._ask_in(connection), None

    def _turn_away(self, connection: HTTPConnection) -> Response | None:
        host = connection.headers.get("host", "")
        if not self._visitors.accepts_host(_name(host)):
            return PlainTextResponse(
                "Headway answers at localhost only: open the address that `coach chat` printed.",
                421,
            )
        if _is_foreign(connection, host):
            return PlainTextResponse("Headway answers its own page only.", 403)
        return None

    def _ask_in(self, connection: HTTPConnection) -> Response:
        if not self._open_paths:
            return JSONResponse({"detail": "Open the page first, and allow its cookie."}, 401)
        if not opens_page(connection):
            return JSONResponse({"detail": "Sign in first."}, 401)
        asked = connection.scope["path"]
        if connection.url.query:
            asked = f"{asked}?{connection.url.query}"
        query = "" if asked == "/" else f"?{urlencode({'next': asked})}"
        return RedirectResponse(f"{SIGN_IN_PATH}{query}", 303)


def _is_foreign(connection: HTTPConnection, host: str) -> bool:
    """Whether another site's page asks, other than by a link to here.

    As in Go's http.CrossOriginProtection: browsers say so themselves, and those that don't still
    name the origin.
    """
    site = connection.headers.get("sec-fetch-site")
    if site in ("same-origin", "none"):
        return False
    is_safe = connection.scope.get("method") in _SAFE_METHODS
    if site is not None:
        is_link = connection.headers.get("sec-fetch-mode") == "navigate"
        return not (is_safe and is_link)
    origin = connection.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != host


def _name(host: str) -> str:
    """The Host header without its port and IPv6's brackets."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _guard(headers: MutableHeaders, cookie: str | None) -> None:
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", "frame-ancestors 'none'")
    if headers.get("content-type", "").startswith("text/html"):
        # What was on a page shall not come back by "Back" after signing out.
        headers["Cache-Control"] = "no-store"
    if cookie:
        headers.append("Set-Cookie", cookie)
