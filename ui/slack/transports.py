"""How requests come from Slack: fetched over a socket, or sent by HTTP with a signature.

Either way Bolt gets them as they are meant, already decoded. It would decode those of HTTP itself,
but then a command with the word "payload" in it is lost.
"""

import asyncio
import json
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Protocol
from urllib.parse import parse_qsl

import uvicorn
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ui.slack.client import Clients
from ui.slack.discretion import open_logger
from ui.slack.identity import Identity

EVENTS_PATH = "/slack/events"
HEALTH_PATH = "/healthz"

_TIME = re.compile(r"[0-9]{1,12}")
_MOST_BYTES = 1_000_000
_PING_SECONDS = 5.0
_FRESH_SECONDS = 3.0
_GRACE_SECONDS = 1


class Transport(Protocol):
    """A way that requests come."""

    async def open(self) -> str:
        """Begin to take requests, and return a line for whoever started the bot."""

    async def close(self) -> None:
        """Take no more."""


class Socket:
    """Socket Mode: requests are fetched, so no address of this machine must be known to Slack."""

    def __init__(self, app: AsyncApp, clients: Clients, app_token: str, identity: Identity) -> None:
        """Connect to the address that is known first, then to those that Slack gives."""
        handler = AsyncSocketModeHandler(
            app, app_token, open_logger(), clients.hasty, ping_interval=_PING_SECONDS
        )
        handler.client.wss_uri = identity.socket_url
        self._handler = handler
        self._name = f"{identity.name} in {identity.team}"
        self._freshening: asyncio.Task[None] | None = None

    async def open(self) -> str:
        """Connect."""
        self._freshening = asyncio.create_task(self._freshen())
        await self._handler.connect_async()  # type: ignore[no-untyped-call]
        return f"Headway answers in Slack as {self._name} (Ctrl-C ends it)"

    async def close(self) -> None:
        """Disconnect."""
        if self._freshening is not None:
            self._freshening.cancel()
        await self._handler.close_async()  # type: ignore[no-untyped-call]

    async def _freshen(self) -> None:
        # slack_sdk tries an address until it works; but an address works once, and not for long.
        while True:
            await asyncio.sleep(_FRESH_SECONDS)
            if not await self._handler.client.is_connected():
                self._handler.client.wss_uri = None


class Http:
    """The Events API over HTTP."""

    def __init__(self, app: AsyncApp, signing_secret: str, listener: socket.socket) -> None:
        """Serve on a socket that listens already."""
        self._app = app
        self._verifier = SignatureVerifier(signing_secret)
        self._listener = listener
        routes = [
            Route(EVENTS_PATH, self._take, methods=["POST"]),
            Route(HEALTH_PATH, _tell_health),
        ]
        config = uvicorn.Config(
            Starlette(routes=routes),
            log_level="warning",
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        self._server = _Server(config)
        self._serving: asyncio.Task[None] | None = None

    async def open(self) -> str:
        """Serve."""
        self._serving = asyncio.create_task(self._server.serve([self._listener]))
        while not self._server.started and not self._serving.done():
            await asyncio.sleep(0.01)
        host, port = self._listener.getsockname()[:2]
        return f"Headway listens to Slack at http://{host}:{port}{EVENTS_PATH} (Ctrl-C ends it)"

    async def close(self) -> None:
        """Serve no longer."""
        self._server.should_exit = True
        if self._serving is not None:
            await self._serving

    async def _take(self, request: Request) -> Response:
        received = await _read_body(request)
        if received is None:
            return JSONResponse({"error": "too large"}, 413)
        headers = request.headers
        timestamp = headers.get("x-slack-request-timestamp", "")
        signature = headers.get("x-slack-signature", "")
        # slack_sdk would fail on a time that is no number, and on bytes that are no text.
        body = received.decode(errors="replace")
        is_time = _TIME.fullmatch(timestamp) is not None
        if not is_time or not self._verifier.is_valid(body, timestamp, signature):
            return JSONResponse({"error": "invalid signature"}, 401)
        decoded = _decode(body, headers.get("content-type", ""))
        if decoded is None:
            return JSONResponse({"error": "unreadable"}, 400)
        bolt = AsyncBoltRequest(body=decoded, mode="socket_mode")
        return to_starlette_response(await self._app.async_dispatch(bolt))


async def _read_body(request: Request) -> bytes | None:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BYTES:
            return None
    return body


def _decode(text: str, kind: str) -> dict[str, Any] | None:
    """Events are JSON, commands a form, and what is pressed JSON in a form."""
    with suppress(ValueError):
        if not kind.startswith("application/json"):
            form = dict(parse_qsl(text, keep_blank_values=True))
            if "payload" not in form:
                return form
            text = form["payload"]
        decoded = json.loads(text)
        return decoded if isinstance(decoded, dict) else None
    return None


async def _tell_health(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


class _Server(uvicorn.Server):
    """Leaves the signals to the bot."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield
