"""Turns an Answer into Markdown to copy and into HTML that cannot be active.

What documents, models and people wrote stays text: the parser below knows no HTML, no links and
no images, and everything that doesn't go through it is escaped.
"""

import re
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from functools import lru_cache
from html import escape, unescape
from itertools import accumulate
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from coach.answer import Answer, Citation
from ui.pictures import render_picture

Mark = Callable[[int], str | None]
"""Returns the HTML of a citation's marker, or nothing for a number that is no citation."""

_LABELS = {"declined": "Not in my documents", "partial": "Only partly in my documents"}
_MARKER = re.compile(r"\[(\d{1,3})\]")
_ENTITY = re.compile(r"&(?:#\w{1,8}|\w{2,31});")
_MARKUP = re.compile(r"([\\`*_\[\]<>|~#])")
_CODE_BLOCKS = ("fence", "code_block")
_ACTIVE = ["autolink", "html_block", "html_inline", "image", "link", "reference"]


def write_markdown(answer: Answer) -> str:
    """Write the answer with a list of its sources, to copy or to print."""
    if not answer.citations:
        return answer.text
    sources = [f"{c.number}. {_plain(c.section)} ({_plain(_origin(c))})" for c in answer.citations]
    return "\n".join([answer.text, "", "Sources:", "", *sources])


def render_text(text: str, mark: Mark | None = None) -> str:
    """Render an answer's Markdown; while it is still being written, markers open nothing."""
    return str(_ANSWERS.render(text, {"mark": mark or _mark_idle}))


def render_answer(answer: Answer, key: str) -> str:
    """Render an answer, its pictures and sources and the panels that its markers open.

    Args:
        key: begins the panels' ids; no other answer on the page may have it.
    """
    citations = {citation.number: citation for citation in answer.citations}

    def mark(number: int) -> str | None:
        found = citations.get(number)
        return _opener(found, key, str(number), "marker") if found else None

    pictures = (
        render_picture(picture, f"{key}-picture-{number}", mark(picture.citation) or "")
        for number, picture in enumerate(answer.pictures, start=1)
    )
    label = _LABELS.get(answer.status)
    parts = [
        f'<p class="label">{label}</p>' if label else "",
        f'<div class="text">{render_text(answer.text, mark)}</div>',
        *pictures,
        _source_line(answer.citations, key),
        f'<p class="note">{escape(answer.note)}</p>' if answer.note else "",
        *(render_panel(citation, key) for citation in answer.citations),
    ]
    return f'<div class="answer {answer.status}">{"".join(parts)}</div>'


def render_panel(citation: Citation, key: str) -> str:
    """Render the panel that a marker opens: the passage, with the quoted words highlighted."""
    panel = _panel_id(citation, key)
    *above, heading = citation.section.split(" > ")
    path = " > ".join(above) or f"Source {citation.number}"
    # A popover needs no script: it closes with Escape, and gives the focus back to its marker.
    return (
        f'<div class="panel" id="{panel}" popover role="dialog" tabindex="-1"'
        f' aria-labelledby="{panel}-heading">'
        f'<button type="button" class="close" popovertarget="{panel}"'
        ' popovertargetaction="hide" aria-label="Close the source">✕</button>'
        f'<p class="path">{_path(path)}</p><h3 id="{panel}-heading">{escape(heading)}</h3>'
        f'<p class="origin">{escape(_origin(citation))}</p>'
        f'<div class="passage">{render_passage(citation.passage, citation.quote)}</div></div>'
    )


@lru_cache(maxsize=512)
def render_passage(passage: str, quote: str) -> str:
    """Render a passage's Markdown with the words of `quote`, a slice of it, in <mark>.

    A quote whose place cannot be told is said in front of the passage instead.
    """
    tokens = _PASSAGES.parse(passage)
    words = _written_words(passage, tokens)
    start = passage.find(quote)
    lead = ""
    if start >= 0 and [char for _, char in words] == list(_read_words(tokens)):
        first = sum(place < start for place, _ in words)
        last = sum(place < start + len(quote) for place, _ in words)
        _highlight(tokens, first, last)
    else:
        lead = f'<p class="quote"><mark>{escape(quote)}</mark></p>'
    return lead + str(_PASSAGES.renderer.render(tokens, _PASSAGES.options, {}))


def _source_line(citations: Sequence[Citation], key: str) -> str:
    """A document's title is said once; the buttons' names and the panels have the whole path."""
    items: list[str] = []
    titles: set[str] = set()
    for citation in citations:
        title, _, below = citation.section.partition(" > ")
        shown = below if below and title in titles else citation.section
        titles.add(title)
        inner = f"<b>{citation.number}</b> {_path(shown)}"
        items.append(f"<li>{_opener(citation, key, inner, 'source')}</li>")
    return f'<ul class="sources" aria-label="Sources">{"".join(items)}</ul>' if items else ""


def _opener(citation: Citation, key: str, inner: str, kind: str) -> str:
    name = escape(f"Source {citation.number}: {citation.section}")
    return (
        f'<button type="button" class="{kind}" popovertarget="{_panel_id(citation, key)}"'
        f' aria-label="{name}" title="{escape(citation.section)}">{inner}</button>'
    )


def _panel_id(citation: Citation, key: str) -> str:
    return f"{key}-source-{citation.number}"


def _origin(citation: Citation) -> str:
    return " · ".join(filter(None, [citation.source, citation.as_of]))


def _path(section: str) -> str:
    return escape(section).replace(" &gt; ", " &rsaquo; ")


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def _mark_idle(number: int) -> str:
    return f'<span class="marker">{number}</span>'


def _read_words(tokens: list[Token]) -> Iterator[str]:
    """The letters and digits that the reader sees."""
    for token in tokens:
        shown = [token] if token.type in _CODE_BLOCKS else token.children or []
        yield from (char for text in shown for char in text.content if char.isalnum())


def _written_words(passage: str, tokens: list[Token]) -> list[tuple[int, str]]:
    """The same letters and digits with their places in the passage.

    The parser tells a block's lines and not its characters, so what was written and what is read
    are matched by letters and digits. Of these only a numbered list's numbers, a code block's
    language and entities are markup.
    """
    starts = [0, *accumulate(len(line) + 1 for line in passage.split("\n"))]
    markup: set[int] = set()
    decoded: list[tuple[int, str]] = []
    behind = 0
    for token in tokens:
        if token.map and token.info and token.type in ("list_item_open", "fence"):
            at = passage.find(token.info, max(starts[token.map[0]], behind))
            behind = at + len(token.info)
            markup.update(range(at, behind))
    for entity in _ENTITY.finditer(passage):
        if (text := unescape(entity[0])) != entity[0]:
            markup.update(range(*entity.span()))
            decoded.extend((entity.start(), char) for char in text if char.isalnum())
    plain = [(at, c) for at, c in enumerate(passage) if c.isalnum() and at not in markup]
    return sorted(plain + decoded)


def _highlight(tokens: list[Token], first: int, last: int) -> None:
    """Put <mark> around the letters and digits from `first` up to `last`, as counted so far."""
    count = 0
    for token in tokens:
        if token.type in _CODE_BLOCKS:
            before, count = count, count + sum(map(str.isalnum, token.content))
            if before < last and count > first:
                token.attrJoin("class", "quoted")
        elif token.children:
            children: list[Token] = []
            for child in token.children:
                children.extend(_mark(child, first - count, last - count))
                count += sum(map(str.isalnum, child.content))
            token.children = children


def _mark(token: Token, first: int, last: int) -> list[Token]:
    places = [at for at, char in enumerate(token.content) if char.isalnum()]
    quoted = places[max(first, 0) : max(last, 0)]
    is_between = first < 0 < last and token.type in ("text", "softbreak")
    if not quoted and not is_between:
        return [token]
    if not quoted or token.type != "text":
        return [_piece("html_inline", "<mark>"), token, _piece("html_inline", "</mark>")]
    # A quote that goes on before or behind takes the spaces there, one that ends here the
    # punctuation that touches its words.
    start = 0 if first < 0 else quoted[0]
    end = len(token.content) if last > len(places) else quoted[-1] + 1
    while start > 0 and _is_punctuation(token.content[start - 1]):
        start -= 1
    while end < len(token.content) and _is_punctuation(token.content[end]):
        end += 1
    return [
        _piece("text", token.content[:start]),
        _piece("html_inline", "<mark>"),
        _piece("text", token.content[start:end]),
        _piece("html_inline", "</mark>"),
        _piece("text", token.content[end:]),
    ]


def _piece(kind: str, content: str) -> Token:
    token = Token(kind, "", 0)
    token.content = content
    return token


def _is_punctuation(char: str) -> bool:
    return not (char.isalnum() or char.isspace())


def _parse_marker(state: StateInline, silent: bool) -> bool:
    match = _MARKER.match(state.src, state.pos)
    html = state.env["mark"](int(match[1])) if match else None
    if not match or html is None:
        return False
    if not silent:
        state.push("marker", "", 0).content = html
    state.pos = match.end()
    return True


def _render_marker(
    _renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    _env: MutableMapping[str, Any],
) -> str:
    return tokens[index].content


def _open_table(*_: object) -> str:
    # A wide table scrolls within the page, and what scrolls must be reached by the keyboard.
    return '<div class="table" role="group" aria-label="Table" tabindex="0"><table>'


def _close_table(*_: object) -> str:
    return "</table></div>"


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(_ACTIVE)
    parser.add_render_rule("table_open", _open_table)
    parser.add_render_rule("table_close", _close_table)
    return parser


_PASSAGES = _parser()
_ANSWERS = _parser()
_ANSWERS.inline.ruler.before("link", "marker", _parse_marker)
_ANSWERS.add_render_rule("marker", _render_marker)
