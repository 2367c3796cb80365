"""What fits into Slack's messages: texts cut on the best border there is."""

from collections.abc import Iterator, Sequence

SECTION_CHARACTERS = 3_000
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
FALLBACK_CHARACTERS = 3_000
BUTTON_CHARACTERS = 75
ENTRY_CHARACTERS = 3_000
"""Of what a person types into a modal."""
TITLE_CHARACTERS = 24
"""Of a modal."""

# Best first: what a reader misses least.
_BORDERS = ("\n\n", "\n", ". ", " ")
_LONGEST_ENTITY = len("&amp;")


def fill_sections(paragraphs: Sequence[str], limit: int = SECTION_CHARACTERS) -> list[str]:
    """Put as many whole paragraphs together as fit; cut only those that fit nowhere."""
    sections: list[str] = []
    for paragraph in paragraphs:
        if sections and measure(sections[-1]) + measure(paragraph) + 2 <= limit:
            sections[-1] += f"\n\n{paragraph}"
        else:
            sections.extend(_cut(paragraph, limit))
    return sections


def shorten(text: str, limit: int) -> str:
    """Return the text, or as much of it as leaves room to show that there is more."""
    if measure(text) <= limit:
        return text
    return next(_cut(text, limit - 1)).rstrip() + "…"


def measure(text: str) -> int:
    """Count as Slack does, in UTF-16: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _cut(text: str, limit: int) -> Iterator[str]:
    while measure(text) > limit:
        end = _find_border(text, limit)
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    if text:
        yield text


def _find_border(text: str, limit: int) -> int:
    """Where the first piece ends: on a border, unless that would leave it half empty."""
    end = limit
    while measure(text[:end]) > limit:
        end -= 1
    for border in _BORDERS:
        at = text.rfind(border, end // 2, end)
        if at > 0:
            return at + len(border)
    # Not in the middle of an entity.
    start = text.rfind("&", max(end - _LONGEST_ENTITY, 0), end)
    return start if start > 0 and ";" not in text[start:end] else end
