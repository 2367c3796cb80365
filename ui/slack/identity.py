"""Who the bot is to Slack, which also tells whether Slack takes its tokens."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from coach.errors import SettingsError
from ui.slack.client import SLACK_API_URL, Clients
from ui.slack.credentials import GUIDE, AppToken, Credentials
from ui.slack.discretion import describe_error, error_code
from ui.terminal import CommandError

CHECK_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is to Slack.

    Attributes:
        user: its user id.
        bot: its bot id.
        socket_url: where Socket Mode connects first; None when events come by HTTP.
    """

    name: str
    team: str
    user: str
    bot: str
    socket_url: str | None


async def identify(
    credentials: Credentials, clients: Clients, seconds: float = CHECK_SECONDS
) -> Identity:
    """Ask Slack who the bot is, and in Socket Mode for an address to connect to.

    Raises:
        SettingsError: Slack refuses a token.
        CommandError: Slack cannot be reached.
    """
    try:
        async with asyncio.timeout(seconds):
            said = await _call("SLACK_BOT_TOKEN", clients.patient.auth_test())
            socket_url = None
            if isinstance(credentials.events, AppToken):
                token = credentials.events.token.get_secret_value()
                opening = clients.patient.apps_connections_open(app_token=token)
                socket_url = (await _call("SLACK_APP_TOKEN", opening))["url"]
    except (SlackClientError, ClientError, TimeoutError, OSError) as error:
        host = urlsplit(clients.patient.base_url).netloc
        ours = clients.patient.base_url == SLACK_API_URL
        remedy = "check the network" if ours else "check COACH_SLACK_API_URL and the network"
        is_late = isinstance(error, TimeoutError)
        reason = f"no answer in {seconds:g} s" if is_late else describe_error(error)
        raise CommandError(f"Slack cannot be reached at {host} ({reason}): {remedy}.") from None
    return Identity(said["user"], said["team"], said["user_id"], said["bot_id"], socket_url)


async def _call(variable: str, request: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    try:
        return await request
    except SlackApiError as error:
        code = error_code(error)
        if code.startswith("status "):
            raise
        raise SettingsError(
            f"Slack refuses {variable} ({code}): copy it anew from the app's settings; {GUIDE}."
        ) from None
