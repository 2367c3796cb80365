"""Slack's Web API: a client that waits and tries again when Slack asks for it or fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import random

from aiohttp import (
    ClientOSError,
    ClientSession,
    ClientTimeout,
    ServerConnectionError,
    ServerDisconnectedError,
)
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient

from ui.slack.discretion import open_logger

SLACK_API_URL = AsyncWebClient.BASE_URL

_TRIES = 6
_FIRST_WAIT_SECONDS = 0.5
_LONGEST_WAIT_SECONDS = 60.0
_REQUEST_SECONDS = 20
_RATE_LIMITED = 429
_SERVER_ERROR = 500
_LOST = (ServerConnectionError, ServerDisconnectedError, ClientOSError)


class Persistence(AsyncRetryHandler):
    """Tries again after 429, when Slack says, and after any 5xx or a lost connection, in steps.

    slack_sdk's own handlers try once, and give up after a 502 or a page of HTML.
    """

    def __init__(self) -> None:
        super().__init__(max_retry_count=_TRIES - 1)

    async def _can_retry_async(
        self,
        *,
        state: RetryState,  # noqa: ARG002
        request: HttpRequest,  # noqa: ARG002
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if response is not None:
            status = response.status_code
        elif isinstance(error, SlackApiError):
            status = getattr(error.response, "status", 0)
        else:
            return isinstance(error, _LOST)
        return status == _RATE_LIMITED or status >= _SERVER_ERROR

    async def prepare_for_next_attempt_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,  # noqa: ARG002
        response: HttpResponse | None = None,
        error: Exception | None = None,  # noqa: ARG002
    ) -> None:
        """Wait."""
        seconds = _FIRST_WAIT_SECONDS * 2.0**state.current_attempt
        named = {k.lower(): v for k, v in response.headers.items()} if response else {}
        asked = named.get("retry-after", [""])[0]
        if asked.isdecimal():
            # Not all at the same moment.
            seconds = float(asked) + random() / 4  # noqa: S311
        state.next_attempt_requested = True
        await asyncio.sleep(min(seconds, _LONGEST_WAIT_SECONDS))
        state.increment_current_attempt()


@dataclass(frozen=True, slots=True)
class Clients:
    """The Web API, in two tempers.

    Attributes:
        patient: tries again until it is done.
        hasty: tries once, for what is not worth waiting for.
    """

    patient: AsyncWebClient
    hasty: AsyncWebClient


@asynccontextmanager
async def open_clients(token: str, url: str | None) -> AsyncIterator[Clients]:
    """Open the Web API at Slack, or at another address.

    Args:
        token: the bot's.
    """
    async with ClientSession(timeout=ClientTimeout(total=_REQUEST_SECONDS)) as session:

        def open_client(*handlers: AsyncRetryHandler) -> AsyncWebClient:
            return AsyncWebClient(
                token=token,
                base_url=url or SLACK_API_URL,
                session=session,
                logger=open_logger(),
                retry_handlers=list(handlers),
            )

        yield Clients(open_client(Persistence()), open_client())
