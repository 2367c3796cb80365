"""The bot's tokens: whether they are there and have the right form."""

import re
from dataclasses import dataclass

from pydantic import SecretStr

from coach.errors import SettingsError
from coach.settings import Settings

GUIDE = "docs/slack.md shows where it is"

_BOT_TOKEN = re.compile(r"(?:xoxe\.)?xoxb-[\w-]+", re.ASCII)
_APP_TOKEN = re.compile(r"xapp-[\w-]+", re.ASCII)
_SIGNING_SECRET = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class AppToken:
    """What events are fetched with, in Socket Mode."""

    token: SecretStr


@dataclass(frozen=True, slots=True)
class SigningSecret:
    """What events that come by HTTP are signed with."""

    secret: SecretStr


@dataclass(frozen=True, slots=True)
class Credentials:
    """Tokens of the right form."""

    bot_token: SecretStr
    events: AppToken | SigningSecret


def read_credentials(settings: Settings) -> Credentials:
    """Return the tokens.

    Raises:
        SettingsError: one is missing or malformed; none is repeated in the message.
    """
    bot_token = _check("SLACK_BOT_TOKEN", settings.slack_bot_token, _BOT_TOKEN, "xoxb-")
    if settings.slack_app_token is not None:
        app_token = _check("SLACK_APP_TOKEN", settings.slack_app_token, _APP_TOKEN, "xapp-")
        return Credentials(bot_token, AppToken(app_token))
    if settings.slack_signing_secret is None:
        raise SettingsError(
            "SLACK_SIGNING_SECRET is not set: set it for events that Slack sends by HTTP, or "
            f"SLACK_APP_TOKEN to fetch them (Socket Mode); {GUIDE}."
        )
    secret = _check("SLACK_SIGNING_SECRET", settings.slack_signing_secret, _SIGNING_SECRET, "")
    return Credentials(bot_token, SigningSecret(secret))


def _check(
    variable: str, value: SecretStr | None, form: re.Pattern[str], beginning: str
) -> SecretStr:
    if value is None:
        raise SettingsError(f"{variable} is not set: {GUIDE}.")
    if not form.fullmatch(value.get_secret_value()):
        expected = f"it begins with {beginning} and has" if beginning else "it has"
        raise SettingsError(f"{variable} is malformed: {expected} no spaces; {GUIDE}.")
    return value
