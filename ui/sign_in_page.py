"""The sign-in page in HTML: whole in itself, and without a script."""

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from urllib.parse import urlencode

from starlette.responses import HTMLResponse

from ui.accounts import MAX_NAME_CHARACTERS, MAX_PASSWORD_CHARACTERS


@dataclass(frozen=True, slots=True)
class SignInPage:
    """What the page shows.

    Attributes:
        next_path: where to go from here.
        error: what went wrong, for the person who tries.
        name: as it was typed.
        issuer: the host that signs people in; empty for a form of our own.
    """

    next_path: str = "/"
    error: str = ""
    name: str = ""
    issuer: str = ""


def respond(page: SignInPage, status: int = 200, *, wait_seconds: int = 0) -> HTMLResponse:
    """Return the page as a response that may run nothing and ask nobody."""
    response = HTMLResponse(_render(page), status)
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src '{_style_hash()}'; img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    if wait_seconds:
        response.headers["Retry-After"] = str(wait_seconds)
    return response


def _render(page: SignInPage) -> str:
    alert = (
        f'<p class="error" id="error" role="alert">{escape(page.error)}</p>' if page.error else ""
    )
    way_in = _render_link(page) if page.issuer else _render_form(page)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sign in to Headway</title>
<link rel="icon" href="data:,">
<style>{_style()}</style>
</head>
<body>
<main>
<p class="brand">Headway</p>
<h1>Sign in</h1>
{alert}{way_in}
</main>
</body>
</html>
"""


def _render_form(page: SignInPage) -> str:
    described = ' aria-describedby="error"' if page.error else ""
    # The cursor stands where something is to be typed.
    at_name, at_password = ("", " autofocus") if page.name else (" autofocus", "")
    return f"""<form method="post" action="/sign-in">
<input type="hidden" name="next" value="{escape(page.next_path)}">
<label for="name">Name</label>
<input id="name" name="name" value="{escape(page.name)}" autocomplete="username"
 autocapitalize="none" spellcheck="false" maxlength="{MAX_NAME_CHARACTERS}"
 required{described}{at_name}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password"
 maxlength="{MAX_PASSWORD_CHARACTERS}" required{described}{at_password}>
<button>Sign in</button>
</form>"""


def _render_link(page: SignInPage) -> str:
    address = f"/sign-in/start?{urlencode({'next': page.next_path})}"
    return (
        f'<a class="button" href="{escape(address)}" autofocus>'
        f"Sign in with {escape(page.issuer)}</a>"
    )


@cache
def _style() -> str:
    names = ("static/colours.css", "sign_in.css")
    return "".join(files("ui").joinpath(name).read_text(encoding="utf-8") for name in names)


@cache
def _style_hash() -> str:
    return f"sha256-{b64encode(sha256(_style().encode()).digest()).decode()}"
