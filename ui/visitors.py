"""Who is it: from a request to the person whose conversations it may see."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from starlette.requests import HTTPConnection

from coach.coaching import LOCAL_OWNER

if TYPE_CHECKING:
    import gradio as gr

    from ui.sessions import Session, Sessions

ANONYMOUS = "anonymous:"
_STRANGER_LIFETIME = timedelta(days=400)
"""As long as browsers keep a cookie; every visit begins it anew."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may use the page.

    Attributes:
        owner: whose conversations they are, in the database.
        name: what they are called; empty when nobody knows.
    """

    owner: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """A person, and the cookie to give them with the response, if any."""

    person: Person
    cookie: str | None = None


class Visitors(Protocol):
    """One way to tell who it is."""

    def accepts_host(self, host: str) -> bool:
        """Whether a request may name this host."""

    def find(self, connection: HTTPConnection) -> Visit | None:
        """Return who it is; None when that cannot be told."""


class OnePerson:
    """Whoever sits at this machine: one person, whatever the browser."""

    def __init__(self, *names: str) -> None:
        """Accept loopback's own names, and these."""
        self._names = {"localhost", *names}

    def accepts_host(self, host: str) -> bool:
        """Only loopback's names: another site can make its own name lead here."""
        return host in self._names or is_loopback(host)

    def find(self, connection: HTTPConnection) -> Visit:  # noqa: ARG002
        """Return the one person."""
        return Visit(Person(LOCAL_OWNER))


class Strangers:
    """Anybody, told apart by a random id in a signed cookie."""

    def __init__(self, key: str) -> None:
        from itsdangerous import Signer

        self._signer = Signer(key, salt="headway.visitor")

    def accepts_host(self, host: str) -> bool:  # noqa: ARG002
        """Any: who comes by another site's name has another cookie, and sees nothing."""
        return True

    def find(self, connection: HTTPConnection) -> Visit | None:
        """Return the stranger of the cookie, and a new one when a page is opened without."""
        from itsdangerous import BadSignature

        wants_page = opens_page(connection)
        try:
            visitor = self._signer.unsign(read_cookie(connection)).decode()
        except BadSignature:
            if not wants_page:
                return None
            visitor = uuid4().hex
        person = Person(f"{ANONYMOUS}{visitor}")
        if not wants_page:
            return Visit(person)
        value = self._signer.sign(visitor).decode()
        return Visit(person, write_cookie(connection, value, _STRANGER_LIFETIME))


class Members:
    """Those who signed in."""

    def __init__(self, sessions: "Sessions", is_valid: Callable[["Session"], bool]) -> None:
        """Take whom `sessions` holds, as long as what they signed in with `is_valid`."""
        self.sessions = sessions
        self._is_valid = is_valid

    def accepts_host(self, host: str) -> bool:  # noqa: ARG002
        """Any: who comes by another site's name isn't signed in there."""
        return True

    def find(self, connection: HTTPConnection) -> Visit | None:
        """Return who signed in."""
        token = read_cookie(connection)
        session = self.sessions.find(token) if token else None
        if session is None:
            return None
        if not self._is_valid(session):
            self.sessions.end(token)
            return None
        return Visit(Person(session.owner, session.name))


def owner_of(request: "gr.Request | HTTPConnection") -> str:
    """Return whose conversations a request of the page may see."""
    person = getattr(request.state, "person", None)
    if not isinstance(person, Person):
        raise PermissionError("nobody has been let in with this request")
    return person.owner


def is_loopback(host: str) -> bool:
    """Whether an address leads to this machine only; a name never does."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def opens_page(connection: HTTPConnection) -> bool:
    """Whether it is a browser that opens a page, not one that fetches for a page."""
    is_read = connection.scope.get("method") in ("GET", "HEAD")
    return is_read and "text/html" in connection.headers.get("accept", "")


def read_cookie(connection: HTTPConnection) -> str:
    """Return the value of the page's cookie, empty when there is none."""
    return connection.cookies.get(_cookie_name(connection), "")


def write_cookie(connection: HTTPConnection, value: str, lifetime: timedelta) -> str:
    """Return a Set-Cookie line that no script and no other site's form can use."""
    secure = "; Secure" if is_encrypted(connection) else ""
    return (
        f"{_cookie_name(connection)}={value}; Path=/; Max-Age={int(lifetime.total_seconds())}; "
        f"HttpOnly; SameSite=Lax{secure}"
    )


def is_encrypted(connection: HTTPConnection) -> bool:
    """Whether it came by https, to this server or to the proxy before it."""
    return connection.scope.get("scheme") in ("https", "wss")


def _cookie_name(connection: HTTPConnection) -> str:
    # With this prefix browsers let no other host of the domain set it.
    return "__Host-headway" if is_encrypted(connection) else "headway"
