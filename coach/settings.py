"""The settings: variables and a `.env`, read once, at the edge."""

import os
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from platformdirs import user_data_path
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from coach.errors import SettingsError
from index.embedding import DEFAULT_MODEL

_PREFIX = "COACH_"


def _http_url(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    return value.rstrip("/")


class Settings(BaseSettings):
    """One frozen set of settings; a field's description is its line in the README's table."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        # A .env may hold other programs' variables too.
        dotenv_filtering="match_prefix",
        extra="forbid",
        frozen=True,
        # Slack's own variables are known to whoever has used Slack, so they have no prefix.
        validate_by_alias=True,
        validate_by_name=True,
        # `model` would else be taken for one of pydantic's own names.
        protected_namespaces=("settings_",),
    )

    home: Annotated[Path, AfterValidator(Path.expanduser)] = Field(
        default_factory=lambda: user_data_path("headway", appauthor=False),
        description="Folder for what is kept; by default the person's own data folder.",
    )
    corpus: Annotated[Path, AfterValidator(Path.expanduser)] = Field(
        default_factory=lambda: Path(str(files("corpus"))),
        description="Folder or file that it answers from; by default the shipped corpus.",
    )
    embedding_model: str = Field(
        DEFAULT_MODEL,
        min_length=1,
        description="Any sentence-transformers model, by hub name or folder.",
    )
    chroma_url: Annotated[str, AfterValidator(_http_url)] | None = Field(
        None, description="A Chroma server; unset, the index is kept in the home folder."
    )
    collection: str = Field(
        "headway",
        pattern=r"^[a-zA-Z0-9][a-zA-Z0-9_-]{1,60}[a-zA-Z0-9]$",
        description="What the index is called in Chroma; a server can hold several.",
    )
    database_url: SecretStr | None = Field(
        None,
        description="PostgreSQL or SQLite by URL; unset, conversations are in the home folder.",
    )
    model: str | None = Field(
        None,
        min_length=1,
        description="A chat model, `provider:model` as LangChain has it; unset, none writes.",
    )
    model_url: Annotated[str, AfterValidator(_http_url)] | None = Field(
        None, description="An OpenAI-compatible server: Ollama, llama.cpp, vLLM and the like."
    )
    model_key: SecretStr | None = Field(
        None, description="The chat model's key, where its provider's own variable isn't set."
    )
    model_timeout_s: float = Field(
        60.0, gt=0, le=600, description="Seconds that the chat model may take for an answer."
    )
    passages: int = Field(
        8, ge=1, le=50, description="How many passages an answer may be written from."
    )
    answer_words: int = Field(
        150, ge=40, le=1000, description="How long an answer may get, unless all was asked for."
    )
    host: str = Field("127.0.0.1", description="Address that the page is served at.")
    port: int = Field(7860, ge=0, le=65535, description="Port of the page; 0 takes a free one.")
    auth: str | None = Field(
        None,
        min_length=1,
        description="Who may use the page: a file of users (`coach user add` makes it), or the URL "
        "of an OpenID Connect issuer, whose people all may; unset, one person on this machine.",
    )
    auth_client_id: str | None = Field(
        None, min_length=1, description="What the issuer knows the page by."
    )
    auth_client_secret: SecretStr | None = Field(
        None, description="The secret that the issuer gave for it, if it gave one."
    )
    secret: SecretStr | None = Field(
        None,
        description="What the page's cookies are signed with, 32 characters or more; unset, a key "
        "is made once and kept in the home folder.",
    )
    requests_per_minute: int = Field(
        20, ge=0, le=10_000, description="How often one person may ask on the page; 0 is no limit."
    )

    slack_bot_token: SecretStr | None = Field(
        None,
        validation_alias="SLACK_BOT_TOKEN",
        description="What the Slack bot speaks with: the bot user's OAuth token, `xoxb-...`.",
    )
    slack_app_token: SecretStr | None = Field(
        None,
        validation_alias="SLACK_APP_TOKEN",
        description="An app-level token, `xapp-...`: the bot then fetches its events from Slack "
        "(Socket Mode); unset, Slack sends them by HTTP.",
    )
    slack_signing_secret: SecretStr | None = Field(
        None,
        validation_alias="SLACK_SIGNING_SECRET",
        description="What Slack signs the events with that it sends by HTTP.",
    )
    slack_api_url: Annotated[str, AfterValidator(_http_url)] | None = Field(
        None, description="Where Slack's Web API is, for a stand-in; unset, at Slack."
    )

    def locate_conversations(self) -> str | Path:
        """Return where the conversations are kept: a database's URL, or a SQLite file."""
        if self.database_url is None:
            return self.home / "conversations.sqlite"
        return self.database_url.get_secret_value()

    @classmethod
    def read(cls) -> "Settings":
        """Read the environment and `.env`.

        Raises:
            SettingsError: a COACH_* variable is unknown or its value is malformed.
        """
        known = list(map(name_variable, cls.model_fields))
        for variable in sorted(os.environ):
            if variable.upper().startswith(_PREFIX) and variable.upper() not in known:
                raise SettingsError(_unknown(variable, known))
        try:
            return cls()
        except ValidationError as error:
            first = error.errors()[0]
            variable = name_variable(str(first["loc"][0]))
            if first["type"] == "extra_forbidden":
                raise SettingsError(_unknown(variable, known)) from None
            message = first["msg"].removeprefix("Value error, ").removeprefix("Input ")
            raise SettingsError(
                f"{variable}={first['input']} is not valid: it {message}. "
                "Mend it in the environment or in .env, or leave it out for the default."
            ) from None


def name_variable(field: str) -> str:
    """Return the variable that a field is read from."""
    known = Settings.model_fields.get(field)
    own = known.validation_alias if known else None
    return own if isinstance(own, str) else f"{_PREFIX}{field}".upper()


def _unknown(variable: str, known: list[str]) -> str:
    close = get_close_matches(variable, known, n=1)
    remedy = f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}."
    return f"{variable} is not a setting of the coach: {remedy}"
