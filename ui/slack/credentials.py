"""The bot's tokens: whether they are there, have the right form, and are taken by Slack."""

import asyncio
import re
from collections.abc import Awaitable
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import ClientError
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from coach.errors import SettingsError
from coach.settings import Settings
from ui.slack.client import SLACK_API_URL, Clients
from ui.slack.discretion import describe_error, error_code
from ui.terminal import CommandError

CHECK_SECONDS = 10.0

_GUIDE = "docs/slack.md shows where it is"
_BOT_TOKEN = re.compile(r"(?:xoxe\.)?xoxb-[\w-]+", re.ASCII)
_APP_TOKEN = re.compile(r"xapp-[\w-]+", re.ASCII)
_SIGNING_SECRET = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Credentials:
    """Tokens of the right form.

    Attributes:
        app_token: for Socket Mode; without one, events come by HTTP and have a signature.
    """

    bot_token: SecretStr
    app_token: SecretStr | None
    signing_secret: SecretStr | None


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


def read_credentials(settings: Settings) -> Credentials:
    """Return the tokens.

    Raises:
        SettingsError: one is missing or malformed; none is repeated in the message.
    """
    bot_token = _check("SLACK_BOT_TOKEN", settings.slack_bot_token, _BOT_TOKEN, "xoxb-")
    if settings.slack_app_token is not None:
        app_token = _check("SLACK_APP_TOKEN", settings.slack_app_token, _APP_TOKEN, "xapp-")
        return Credentials(bot_token, app_token, settings.slack_signing_secret)
    if settings.slack_signing_secret is None:
        raise SettingsError(
            "SLACK_SIGNING_SECRET is not set: set it for events that Slack sends by HTTP, or "
            f"SLACK_APP_TOKEN to fetch them (Socket Mode); {_GUIDE}."
        )
    secret = _check("SLACK_SIGNING_SECRET", settings.slack_signing_secret, _SIGNING_SECRET, "")
    return Credentials(bot_token, None, secret)


async def identify(credentials: Credentials, clients: Clients) -> Identity:
    """Ask Slack who the bot is, and in Socket Mode for an address to connect to.

    Raises:
        SettingsError: Slack refuses a token.
        CommandError: Slack cannot be reached.
    """
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            said = await _call("SLACK_BOT_TOKEN", clients.patient.auth_test())
            socket_url = None
            if credentials.app_token is not None:
                token = credentials.app_token.get_secret_value()
                opening = clients.patient.apps_connections_open(app_token=token)
                socket_url = (await _call("SLACK_APP_TOKEN", opening))["url"]
    except (SlackClientError, ClientError, TimeoutError, OSError) as error:
        host = urlsplit(clients.patient.base_url).netloc
        ours = clients.patient.base_url == SLACK_API_URL
        remedy = "check the network" if ours else "check COACH_SLACK_API_URL and the network"
        is_late = isinstance(error, TimeoutError)
        reason = f"no answer in {CHECK_SECONDS:.0f} s" if is_late else describe_error(error)
        raise CommandError(f"Slack cannot be reached at {host} ({reason}): {remedy}.") from None
    return Identity(said["user"], said["team"], said["user_id"], said["bot_id"], socket_url)


def _check(
    variable: str, value: SecretStr | None, form: re.Pattern[str], beginning: str
) -> SecretStr:
    if value is None:
        raise SettingsError(f"{variable} is not set: {_GUIDE}.")
    if not form.fullmatch(value.get_secret_value()):
        expected = f"it begins with {beginning} and has" if beginning else "it has"
        raise SettingsError(f"{variable} is malformed: {expected} no spaces; {_GUIDE}.")
    return value


async def _call(variable: str, request: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    try:
        return await request
    except SlackApiError as error:
        code = error_code(error)
        if code.startswith("status "):
            raise
        raise SettingsError(
            f"Slack refuses {variable} ({code}): copy it anew from the app's settings; {_GUIDE}."
        ) from None
