"""Pages that are documents with forms: rendered whole, and in no need of a script."""

import logging
from collections.abc import Callable
from functools import cache
from traceback import format_tb

from jinja2 import Environment, PackageLoader, Template
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from coach import CoachError

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)

_logger = logging.getLogger(__name__)


def guard(
    handle: Callable[[Request], Response], render_message: Callable[[str], str]
) -> Callable[[Request], Response]:
    """Return a handler that tells in the page's own form what goes wrong."""

    def guarded(request: Request) -> Response:
        try:
            return handle(request)
        except CoachError as error:
            return respond(render_message(str(error)), 503)
        except Exception as error:  # noqa: BLE001
            # Its message can hold what a person wrote; where it happened holds none of it.
            place = "".join(format_tb(error.__traceback__))
            _logger.error("A page failed: %s\n%s", type(error).__name__, place)
            return respond(render_message("Something went wrong on my side."), 500)

    return guarded


def respond(page: str, status: int = 200) -> HTMLResponse:
    """Return a page that loads nothing but its styles."""
    return HTMLResponse(page, status, {"Content-Security-Policy": _POLICY})


@cache
def load_template(name: str) -> Template:
    """Load a template of the package; it escapes what is put into it."""
    environment = Environment(
        loader=PackageLoader("ui", "."), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template(name)
