"""An FAQ as one HTML page that needs nothing else: contents, search, deep links, JSON-LD.

The page is active in nothing that an answer says: Markdown's own HTML is off, and the template
escapes the rest.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, TextIO

from coach.faq.entries import Entry
from coach.faq.layout import Faq, Head, Section

if TYPE_CHECKING:
    from jinja2 import Template
    from markdown_it import MarkdownIt

_MARKER = re.compile(r" ?\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class _Shown:
    """An entry as the template has it."""

    entry: Entry
    anchor: str
    html: str


def write_page(faq: Faq, file: TextIO) -> None:
    """Write the page, one entry in memory at a time."""
    from markupsafe import Markup

    def shown(section: Section) -> Iterator[_Shown]:
        entries = faq.read(head.id for head in section.heads)
        for head, entry in zip(section.heads, entries, strict=True):
            yield _Shown(entry, head.anchor, Markup(_to_html(entry, head)))  # noqa: S704

    def structured() -> Iterator[str]:
        # A page's script ends at "</", wherever that stands.
        for piece in _structured(faq):
            yield Markup(piece.replace("<", "\\u003c"))  # noqa: S704

    for piece in _template().generate(faq=faq, shown=shown, structured=structured):
        file.write(piece)


def _structured(faq: Faq) -> Iterator[str]:
    """The page as schema.org's FAQPage, in pieces of JSON."""
    head = {"@context": "https://schema.org", "@type": "FAQPage", "name": faq.title}
    if faq.day:
        head["dateModified"] = faq.day.isoformat()
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "mainEntity": ['
    for number, entry in enumerate(faq.entries()):
        text = _markdown().render(_MARKER.sub("", entry.answer)).strip()
        answer = {"@type": "Answer", "text": text}
        question = {"@type": "Question", "name": entry.question, "acceptedAnswer": answer}
        yield (", " if number else "") + json.dumps(question, ensure_ascii=False)
    yield "]}"


def _to_html(entry: Entry, head: Head) -> str:
    """The answer; its markers lead to its sources."""

    def link(marker: re.Match[str]) -> str:
        number = int(marker[1])
        if not 1 <= number <= len(entry.sources):
            return marker[0]
        return (
            f'<sup><a href="#{head.anchor}-source-{number}" aria-label="Source {number}">'
            f"[{number}]</a></sup>"
        )

    return _MARKER.sub(link, _markdown().render(entry.answer))


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


@cache
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined

    text = files("coach.faq").joinpath("page.html").read_text(encoding="utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(text)
