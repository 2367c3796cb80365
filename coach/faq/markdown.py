"""An FAQ as a Markdown page that reads well where Markdown is shown, GitHub among it."""

import re
from collections.abc import Iterator
from typing import TextIO

from coach.faq.entries import Entry, Source
from coach.faq.layout import Faq, Section

_MARKUP = re.compile(r"([\\`*_\[\]<>|~#&])")
# What GitHub leaves out of a heading when it makes an anchor of it.
_NO_ANCHOR = re.compile(r"[^\w\- ]")


def write_markdown(faq: Faq, file: TextIO) -> None:
    """Write contents by section, then each section's entries with their sources."""
    for block in _blocks(faq):
        file.write(f"{block}\n\n")


def escape(text: str) -> str:
    """Write text so that Markdown shows it as it is."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def say_source(number: int, source: Source, within: str = "") -> str:
    """Return a source as a line to read: its number, its headings, and what it holds for.

    Args:
        within: the section that a reader knows to be in.
    """
    headings = source.section.removeprefix(f"{within} > ")
    return f"[{number}] {headings}" + (f" ({source.as_of})" if source.as_of else "")


def _blocks(faq: Faq) -> Iterator[str]:
    yield f"# {escape(faq.title)}"
    made = f"Answered {faq.day}. " if faq.day else ""
    yield f"{made}Numbers in brackets name the sources, which stand below each answer."
    yield "\n".join(
        f"- [{escape(section.title)}](#{_github_anchor(section.title)}) ({len(section.heads)})"
        for section in faq.sections
    )
    for section in faq.sections:
        yield from _section(faq, section)


def _section(faq: Faq, section: Section) -> Iterator[str]:
    yield f"## {escape(section.title)}"
    for entry in faq.read(head.id for head in section.heads):
        yield f"### {escape(entry.question)}"
        yield entry.answer
        yield _say_sources(entry)


def _say_sources(entry: Entry) -> str:
    sources = "; ".join(
        escape(say_source(number, source, entry.section))
        for number, source in enumerate(entry.sources, 1)
    )
    lines = [f"*Sources: {sources}*"]
    if entry.asked:
        lines.append(f"*Asked {entry.asked} times.*")
    if entry.also_asked:
        lines.append(f"*Also asked as: {' · '.join(escape(text) for text in entry.also_asked)}*")
    return "  \n".join(lines)


def _github_anchor(heading: str) -> str:
    return _NO_ANCHOR.sub("", heading.strip().lower()).replace(" ", "-")
