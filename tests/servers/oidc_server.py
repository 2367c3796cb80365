"""An OpenID Connect issuer on loopback that lies on demand.

It speaks discovery, authorize (it approves at once), token with a signed id_token, and jwks, and
holds the client to the protocol: redirect address, client secret, PKCE, each code once. It knows
nothing of the coach.
"""

import asyncio
import base64
import hashlib
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qs, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID = "headway"
CLIENT_SECRET = "s3cret of the client"
KEY = RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})


@dataclass
class Behaviour:
    """What the issuer says; change it between requests.

    Attributes:
        person: the claims about whoever signs in.
        lies: claims of the id_token that stand in place of the true ones; None leaves one out.
        key: what signs the id_token.
        denies: the person says no.
        calls_itself: in place of its own address, in the discovery document.
        token_status: what the token endpoint answers with.
    """

    person: dict[str, Any] = field(
        default_factory=lambda: {"sub": "248289761001", "preferred_username": "Ann"}
    )
    lies: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: KEY)
    denies: bool = False
    calls_itself: str = ""
    token_status: int = 200


class OidcServer:
    """Serves in a thread of its own: `with OidcServer() as server: server.url`."""

    def __init__(self, *redirect_uris: str) -> None:
        self.redirect_uris = redirect_uris
        self.does = Behaviour()
        self.paths: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        routes = [
            Route("/.well-known/openid-configuration", self._describe),
            Route("/authorize", self._authorize),
            Route("/token", self._give_token, methods=["POST"]),
            Route("/jwks", self._show_keys),
        ]
        config = uvicorn.Config(Starlette(routes=routes), log_level="critical", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._server.serve([self._listener]))
        )

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._listener.close()

    async def _describe(self, request: Request) -> Response:
        self.paths.append(request.url.path)
        return JSONResponse(
            {
                "issuer": self.does.calls_itself or self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    async def _authorize(self, request: Request) -> Response:
        self.paths.append(request.url.path)
        asked = dict(request.query_params)
        assert asked["client_id"] == CLIENT_ID
        assert asked["response_type"] == "code"
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        assert asked["redirect_uri"] in self.redirect_uris
        if self.does.denies:
            answer = {"error": "access_denied", "state": asked["state"]}
        else:
            code = f"code-{len(self._codes)}"
            self._codes[code] = asked
            answer = {"code": code, "state": asked["state"]}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", 302)

    async def _give_token(self, request: Request) -> Response:
        self.paths.append(request.url.path)
        if self.does.token_status != 200:
            return JSONResponse({"error": "server_error"}, self.does.token_status)
        given = {
            name: values[0] for name, values in parse_qs((await request.body()).decode()).items()
        }
        asked = self._codes.pop(given.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {basic}":
            return JSONResponse({"error": "invalid_client"}, 401)
        if asked is None or given["redirect_uri"] != asked["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        challenge = hashlib.sha256(given["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(challenge).decode().rstrip("=") == asked["code_challenge"]
        claims = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "iat": int(time.time()),
            "exp": int(time.time()) + 300,
            "nonce": asked["nonce"],
            **self.does.person,
            **self.does.lies,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.does.key)
        return JSONResponse(
            {"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": token}
        )

    async def _show_keys(self, request: Request) -> Response:
        self.paths.append(request.url.path)
        return JSONResponse({"keys": [KEY.as_dict(private=False)]})
