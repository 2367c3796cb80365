"""Serves the page: the application, its address, and a clean end."""

import asyncio
import logging
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from coach import Coach, CoachError
from ui.address import listen
from ui.page import STATIC_FOLDER, build_page, page_head, page_theme, static_path
from ui.people import People, let_one_in, owner_of_web_request
from ui.review import review_routes
from ui.you.routes import you_routes

_OTHER_ADDRESS = "choose another with --port or COACH_PORT"
_SHUTDOWN_SECONDS = 1
_UNDO_SECONDS = 60
"""How long a deleted conversation can be brought back; the page offers it for less."""

_logger = logging.getLogger(__name__)


def serve(
    coach: Coach,
    host: str,
    port: int,
    people: People | None = None,
    *,
    on_ready: Callable[[str], None],
) -> None:
    """Serve the page until Ctrl-C or SIGTERM. Call it from the main thread.

    Args:
        port: 0 takes a free one.
        people: who may use it; the one person at this machine when not given.
        on_ready: called with the page's address once it answers.

    Raises:
        SettingsError: the page cannot be served at this address, or not to these people.
    """
    people = people or let_one_in()
    with listen(host, port, "The page cannot be served", _OTHER_ADDRESS) as listener:
        people.check_address(listener.getsockname()[0])
        address = _address(host, listener.getsockname()[1])
        # The server repeats the signal that ended it; a SIGTERM is to end as Ctrl-C does.
        previous = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            with suppress(KeyboardInterrupt):
                asyncio.run(_run(coach, people, listener, lambda: on_ready(address)))
        finally:
            signal.signal(signal.SIGTERM, previous)


async def _run(
    coach: Coach, people: People, listener: socket.socket, on_ready: Callable[[], None]
) -> None:
    config = uvicorn.Config(
        build_app(coach, people),
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )
    purging = asyncio.create_task(_purge_regularly(coach))
    try:
        await _Server(config, on_ready).serve(sockets=[listener])
    finally:
        purging.cancel()


async def _purge_regularly(coach: Coach) -> None:
    """Delete for good what people deleted on the page, when it can't be undone any more."""
    while True:
        try:
            before = datetime.now(UTC) - timedelta(seconds=_UNDO_SECONDS)
            await asyncio.to_thread(_purge, coach, before)
        except CoachError as error:
            _logger.warning("Deleted conversations were not purged: %s", error)
        await asyncio.sleep(_UNDO_SECONDS)


def _purge(coach: Coach, before: datetime) -> None:
    # The database is opened here, too, if it wasn't.
    coach.conversations.purge(before)


def build_app(coach: Coach, people: People | None = None) -> FastAPI:
    """Return the web application that serves the page and the sign-in, and nothing else.

    Call it where an event loop runs: Gradio makes one elsewhere, and leaves it open.
    """
    people = people or let_one_in()
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    people.guard(app)
    app.router.routes.extend([*review_routes(coach, people), *you_routes(coach)])
    app.mount(static_path(), StaticFiles(directory=STATIC_FOLDER))
    gr.mount_gradio_app(
        app,
        build_page(coach, people),
        path="/",
        auth_dependency=owner_of_web_request,
        theme=page_theme(),
        head=page_head(people),
        footer_links=[],
        run_history=False,
        show_error=False,
        enable_monitoring=False,
    )
    return app


def _address(host: str, port: int) -> str:
    name = "localhost" if host in ("0.0.0.0", "::", "") else host  # noqa: S104
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


class _Server(uvicorn.Server):
    """Tells when it answers, and ends without a word."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Every open page holds a connection; to cut it off is no error.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)
