"""What the pages about the person share: their addresses, and the frame around them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ui.documents import load_template
from ui.page import static_path

PATHS: Mapping[str, str] = MappingProxyType(
    {
        "profile": "/you",
        "gaps": "/you/gaps",
        "roadmap": "/you/roadmap",
        "practice": "/you/practice",
    }
)
_TITLES = {
    "profile": "About you",
    "gaps": "Where you stand",
    "roadmap": "Roadmap",
    "practice": "Practice",
}


def render(name: str, **parts: Any) -> str:
    """Render a page by its name.

    Args:
        parts: what its template asks for.
    """
    return load_template(f"you/{name}.html").render(
        static=static_path(), paths=PATHS, titles=_TITLES, name=name, **parts
    )


def render_message(message: str) -> str:
    """Render a page that says why there is none."""
    return render("message", message=message)
