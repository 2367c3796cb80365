"""Who may use the page: what the settings say, made into visitors, a gate and a limit."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.requests import Request
from starlette.routing import Route

from coach.coaching import LOCAL_OWNER
from coach.errors import SettingsError
from coach.settings import Settings
from ui.gate import SIGN_IN_PATH, Gate
from ui.limits import RequestLimit
from ui.visitors import ANONYMOUS, Members, OnePerson, Strangers, Visitors, is_loopback, owner_of

if TYPE_CHECKING:
    import gradio as gr

    from ui.sessions import Session, Sessions

_STRANGERS_PER_ADDRESS = 5
"""Who deletes the cookie is somebody new, so strangers are counted by address too."""
_ACCOUNT = (
    '<form class="account" method="post" action="/sign-out">'
    '<span class="name"></span><button>Sign out</button></form>'
)
_SHOW_NAME = """
fetch("/account").then((response) => response.json()).then((account) => {
  element.querySelector(".account .name").textContent = account.name;
});
"""
# A session can end while its page is open.
_GO_TO_SIGN_IN = f"""<script>
const plainFetch = window.fetch;
window.fetch = async (...request) => {{
  const response = await plainFetch(...request);
  if (response.status === 401) {{
    const here = location.pathname + location.search;
    location.assign("{SIGN_IN_PATH}?next=" + encodeURIComponent(here));
  }}
  return response;
}};
</script>"""


class SignIn(Protocol):
    """A kind of sign-in."""

    def routes(self) -> list[Route]:
        """Return what it answers."""

    def is_valid(self, session: "Session") -> bool:
        """Whether what a session began with still holds."""


@dataclass(frozen=True)
class People:
    """Who may use the page, and how often.

    Attributes:
        is_shared: people other than the one at this machine may come.
        routes: the sign-in's, none when nobody signs in.
        reviewers: who may review the FAQ, beside the one person at this machine.
    """

    visitors: Visitors
    is_shared: bool
    requests: RequestLimit
    strangers: RequestLimit
    routes: tuple[Route, ...] = ()
    sessions: "Sessions | None" = None
    reviewers: frozenset[str] = frozenset()

    @property
    def has_reviewers(self) -> bool:
        """Whether anybody may review the FAQ."""
        return bool(self.reviewers) or not self.is_shared

    def may_review(self, owner: str) -> bool:
        """Whether somebody may review the FAQ, which all share."""
        _, _, name = owner.partition(":")
        return owner == LOCAL_OWNER or (not owner.startswith(ANONYMOUS) and name in self.reviewers)

    @property
    def masthead(self) -> str:
        """HTML for the top of the page: who is signed in, and the way out."""
        return _ACCOUNT if self.routes else ""

    @property
    def masthead_script(self) -> str | None:
        """What runs when the masthead is shown."""
        return _SHOW_NAME if self.routes else None

    @property
    def head(self) -> str:
        """HTML for the page's head."""
        return _GO_TO_SIGN_IN if self.routes else ""

    def check_address(self, address: str) -> None:
        """Refuse to serve an open page to others.

        Raises:
            SettingsError: others could come to this address, and nothing tells who they are.
        """
        if not self.is_shared and not is_loopback(address):
            raise SettingsError(
                f"At {address} others could use the page as you: serve it at 127.0.0.1, let people "
                "sign in (COACH_AUTH), or let anybody in with --allow-anonymous."
            )

    def check_request(self, request: "gr.Request") -> None:
        """Count a request of a person.

        Raises:
            RateLimitError: it is one too many for now.
        """
        owner = owner_of(request)
        self.requests.check(owner)
        if owner.startswith(ANONYMOUS) and request.client:
            self.strangers.check(request.client.host)

    def guard(self, app: FastAPI) -> None:
        """Put the gate before an app, and the sign-in into it. Call it before Gradio's mount."""
        app.router.routes.extend(self.routes)
        open_paths = {route.path for route in self.routes} - {"/account"}
        app.add_middleware(Gate, visitors=self.visitors, open_paths=open_paths)

    def close(self) -> None:
        """Let go of files."""
        if self.sessions is not None:
            self.sessions.close()


def owner_of_web_request(request: Request) -> str | None:
    """Return the owner whom the gate found; Gradio hands it on as the user's name."""
    person = getattr(request.state, "person", None)
    return person.owner if person else None


def let_one_in(*host_names: str, per_minute: int = 0) -> People:
    """Return the one person at this machine, at loopback's names and these."""
    return People(OnePerson(*host_names), False, RequestLimit(per_minute), RequestLimit(0))


def open_people(settings: Settings, host: str = "", *, allow_anonymous: bool = False) -> People:
    """Return whom the settings let in.

    Args:
        host: what the page is served at, when that is a name.
        allow_anonymous: let anybody in, each with conversations of their own.

    Raises:
        SettingsError: the settings don't go together, or a file that they name cannot be used.
    """
    per_minute = settings.requests_per_minute
    if settings.auth is None:
        _refuse_client(settings)
        if not allow_anonymous:
            return let_one_in(host, per_minute=per_minute)
        return People(
            Strangers(_key(settings)),
            True,
            RequestLimit(per_minute),
            RequestLimit(per_minute * _STRANGERS_PER_ADDRESS),
        )
    if allow_anonymous:
        raise SettingsError(
            "COACH_AUTH lets people sign in and --allow-anonymous lets anybody in: choose one."
        )
    return _open_members(settings, settings.auth)


def users_file(settings: Settings) -> Path:
    """Return the users file that the settings name.

    Raises:
        SettingsError: they name none.
    """
    if settings.auth is None:
        raise SettingsError(
            "COACH_AUTH names no users file yet: set it to a path of your choice, such as "
            f"COACH_AUTH={settings.home / 'users'}, here and where the page is served."
        )
    if "://" in settings.auth:
        raise SettingsError(
            f"COACH_AUTH is the issuer {settings.auth}, where its people are added and removed: "
            "to keep them here, set it to the path of a users file."
        )
    return Path(settings.auth).expanduser()


def _open_members(settings: Settings, auth: str) -> People:
    from ui.sessions import Sessions
    from ui.sign_in import shared_routes

    open_door = _open_issuer if "://" in auth else _open_form
    sessions = Sessions(settings.home / "sessions.sqlite")
    try:
        sign_in = open_door(settings, sessions)
    except SettingsError:
        sessions.close()
        raise
    return People(
        Members(sessions, sign_in.is_valid),
        True,
        RequestLimit(settings.requests_per_minute),
        RequestLimit(0),
        (*sign_in.routes(), *shared_routes(sessions)),
        sessions,
        _reviewers(settings),
    )


def _open_form(settings: Settings, sessions: "Sessions") -> "SignIn":
    from ui.accounts import Accounts
    from ui.sign_in import PasswordSignIn

    _refuse_client(settings)
    accounts = Accounts(users_file(settings))
    if not accounts.all():
        raise SettingsError(
            f"There are no users in {accounts.path}: `coach user add NAME` adds the first."
        )
    return PasswordSignIn(accounts, sessions)


def _open_issuer(settings: Settings, sessions: "Sessions") -> "SignIn":
    from ui.oidc import IssuerSignIn

    issuer = (settings.auth or "").rstrip("/")
    parts = urlsplit(issuer)
    is_here = parts.hostname == "localhost" or is_loopback(parts.hostname or "")
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and is_here)):
        raise SettingsError(
            f"COACH_AUTH={issuer} is neither the path of a users file nor an issuer's URL, which "
            "begins with https://."
        )
    if settings.auth_client_id is None:
        raise SettingsError(
            f"COACH_AUTH is the issuer {issuer}: set COACH_AUTH_CLIENT_ID to what it knows this "
            "page by, and COACH_AUTH_CLIENT_SECRET to the secret that it gave, if it gave one."
        )
    return IssuerSignIn(
        issuer, settings.auth_client_id, settings.auth_client_secret, sessions, _key(settings)
    )


def _reviewers(settings: Settings) -> frozenset[str]:
    return frozenset(filter(None, map(str.strip, (settings.reviewers or "").split(","))))


def _refuse_client(settings: Settings) -> None:
    if settings.auth_client_id is not None or settings.auth_client_secret is not None:
        raise SettingsError(
            "COACH_AUTH_CLIENT_ID and COACH_AUTH_CLIENT_SECRET belong to an issuer: set COACH_AUTH "
            "to its URL, or leave them out."
        )


def _key(settings: Settings) -> str:
    from ui.signing_key import read_signing_key

    return read_signing_key(settings.home / "signing-key", settings.secret)
