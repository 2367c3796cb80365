"""Signing in at an OpenID Connect issuer, with Authlib: authorization code flow with PKCE."""

import logging
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from joserfc.errors import JoseError
from pydantic import SecretStr
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from coach.errors import CoachError
from ui.gate import SIGN_IN_PATH
from ui.sessions import Session, Sessions
from ui.sign_in import begin_session, is_known, safe_path
from ui.sign_in_page import SignInPage, respond

_LIFETIME = timedelta(hours=12)
"""Shorter than for a password: whom the issuer shuts out is to be out by the next day."""
_MINUTES_TO_SIGN_IN = 15
_TIMEOUT_SECONDS = 10
_MAX_NAME_CHARACTERS = 64
_MAX_PERSON_CHARACTERS = 240
"""A conversation's owner may have 255 characters."""
_START_PATH = f"{SIGN_IN_PATH}/start"
_RETURN_PATH = f"{SIGN_IN_PATH}/return"
_NEXT = "next"

_UNREACHABLE = "The sign-in service cannot be reached right now. Please try again in a moment."
_DENIED = "You were not signed in. Try again when you like."
_STALE = "That sign-in took too long, or began in another window. Please begin again."
_REFUSED = "That sign-in could not be checked. Please begin again, or tell whoever runs this page."
_BROKEN = "Nobody can sign in right now. Please tell whoever runs this page."

_logger = logging.getLogger(__name__)


class IssuerSignIn:
    """Sends people to the issuer, and takes them in when they come back."""

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: SecretStr | None,
        sessions: Sessions,
        key: str,
    ) -> None:
        """Register with nobody yet: the issuer is asked when somebody signs in.

        Args:
            client_secret: None for a public client.
            key: signs the cookie that holds what a sign-in under way needs.
        """
        self._issuer = issuer
        self._sessions = sessions
        self._key = key
        self._fingerprint = sha256(f"{issuer} {client_id}".encode()).hexdigest()
        client: dict[str, Any] = {
            "scope": "openid profile email",
            "code_challenge_method": "S256",
            "timeout": _TIMEOUT_SECONDS,
        }
        if client_secret is None:
            client |= {"token_endpoint_auth_method": "none"}
        self._client = OAuth().register(
            "issuer",
            client_id=client_id,
            client_secret=client_secret.get_secret_value() if client_secret else None,
            server_metadata_url=f"{issuer}/.well-known/openid-configuration",
            client_kwargs=client,
        )

    def routes(self) -> list[Route]:
        """Return the page with the link to the issuer, the way there, and the way back."""
        remembering = [Middleware(_Remembering, key=self._key)]
        return [
            Route(SIGN_IN_PATH, self._show, methods=["GET"]),
            Route(_START_PATH, self._start, methods=["GET"], middleware=remembering),
            Route(
                _RETURN_PATH, self._return, methods=["GET"], middleware=remembering, name="return"
            ),
        ]

    def is_valid(self, session: Session) -> bool:
        """Whether a session began with this issuer."""
        return session.fingerprint == self._fingerprint

    async def _show(self, request: Request) -> Response:
        next_path = safe_path(request.query_params.get("next", "/"))
        return RedirectResponse(next_path, 303) if is_known(request) else self._page(next_path)

    async def _start(self, request: Request) -> Response:
        next_path = safe_path(request.query_params.get("next", "/"))
        try:
            await self._check_issuer()
            response: Response = await self._client.authorize_redirect(
                request, str(request.url_for("return"))
            )
        except httpx2.HTTPError as error:
            _logger.warning("The sign-in service does not answer: %r", error)
            return self._page(next_path, _UNREACHABLE, 503)
        except (AuthlibBaseError, RuntimeError, ValueError) as error:
            _logger.error("The sign-in service cannot be used: %s", error)
            return self._page(next_path, _BROKEN, 503)
        request.session[_NEXT] = next_path
        return response

    async def _return(self, request: Request) -> Response:
        next_path = safe_path(str(request.session.get(_NEXT, "/")))
        if not request.session:
            return self._page(next_path, _STALE, 400)
        try:
            await self._check_issuer()
            token = await self._client.authorize_access_token(request)
            session = self._session(token["userinfo"])
            return begin_session(request, self._sessions, session, _LIFETIME, next_path)
        except httpx2.HTTPError as error:
            _logger.warning("The sign-in service does not answer: %s", type(error).__name__)
            return self._page(next_path, _UNREACHABLE, 503)
        except AuthlibBaseError as error:
            known = {"access_denied": _DENIED, "mismatching_state": _STALE}
            if error.error not in known:
                _logger.warning("A sign-in was refused: %s", type(error).__name__)
            return self._page(next_path, known.get(error.error, _REFUSED), 400)
        except CoachError as error:
            _logger.error("Nobody can sign in: %s", error)
            return self._page(next_path, _BROKEN, 503)
        except (JoseError, KeyError, RuntimeError, TypeError, ValueError) as error:
            _logger.warning("A sign-in was refused: %s", type(error).__name__)
            return self._page(next_path, _REFUSED, 400)
        finally:
            request.session.clear()

    async def _check_issuer(self) -> None:
        metadata = await self._client.load_server_metadata()
        named = metadata.get("issuer")
        if named not in (self._issuer, f"{self._issuer}/"):
            raise ValueError(f"{self._issuer} calls itself {named}; COACH_AUTH must name the same")

    def _session(self, claims: dict[str, Any]) -> Session:
        subject = claims["sub"]
        if not isinstance(subject, str) or not subject.strip() or not subject.isprintable():
            raise ValueError("the issuer names nobody")
        called = [claims.get(claim) for claim in ("preferred_username", "name", "email")]
        names = [name.strip() for name in called if isinstance(name, str) and name.strip()]
        name = names[0][:_MAX_NAME_CHARACTERS] if names else ""
        # An issuer has no fragment, so this cannot be read in two ways.
        person = f"{self._issuer}#{subject}"
        if len(person) > _MAX_PERSON_CHARACTERS:
            person = sha256(person.encode()).hexdigest()
        return Session(f"oidc:{person}", name, self._fingerprint)

    def _page(self, next_path: str, error: str = "", status: int = 200) -> Response:
        issuer = urlsplit(self._issuer).hostname or self._issuer
        return respond(SignInPage(next_path, error, issuer=issuer), status)


class _Remembering:
    """Starlette's sessions, in a cookie that is secure when the request came by https."""

    def __init__(self, app: ASGIApp, key: str) -> None:
        self._plain, self._encrypted = (
            SessionMiddleware(
                app,
                key,
                session_cookie="headway-sign-in",
                max_age=_MINUTES_TO_SIGN_IN * 60,
                path=SIGN_IN_PATH,
                https_only=is_encrypted,
            )
            for is_encrypted in (False, True)
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        chosen = self._encrypted if scope.get("scheme") == "https" else self._plain
        await chosen(scope, receive, send)
