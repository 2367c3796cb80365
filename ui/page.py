"""The page's layout and events: a Gradio page whose parts are HTML, and the script between them.

What a visitor sees is in `ui/static`: the frame in page.html, its styles, and its script.
"""

from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template

import gradio as gr

from coach import Coach
from coach.scope import Scope
from ui.acts import answer_acts
from ui.people import People
from ui.talk import Talk
from ui.turns import REASONS, render_questions

STATIC_FOLDER = Path(__file__).with_name("static")
_STYLES = ("page.css", "history.css", "turns.css", "personal.css", "sources.css", "pictures.css")
_TOPICS = 12
_REVIEW = '<a class="review" href="/review">Review the FAQ</a>'

_FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif"
_MONOSPACE_FONTS = "ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace"
# The page is whole in itself, and the browser holds it to that. Gradio's templates need `eval`.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'"
)


def build_page(coach: Coach, people: People) -> gr.Blocks:
    """Lay out the page and tie its events to the coach."""
    talk = Talk(coach, people)
    page = gr.Blocks(title="Headway", analytics_enabled=False, fill_width=True)
    with page:
        gr.HTML(
            Template(_read("page.html")).substitute(
                account=people.masthead,
                review=_REVIEW if people.has_reviewers else "",
                welcome=_render_welcome(coach.scope),
                reasons="".join(f"<option>{escape(reason)}</option>" for reason in REASONS),
            ),
            elem_id="page",
            js_on_load=people.masthead_script,
            apply_default_css=False,
        )
        # Carries questions to the coach and frames back; it shows nothing itself.
        wire = gr.HTML(
            elem_id="wire",
            html_template="",
            js_on_load=f'import("{_address("page.js")}").then((page) => page.start'
            "({ props, server, trigger, watch }));",
            server_functions=[answer_acts(coach)],
            apply_default_css=False,
        )
        asked = wire.submit(
            talk.answer,
            outputs=wire,
            show_progress="hidden",
            concurrency_limit=None,
            api_visibility="private",
        )
        # Also when it failed or was stopped.
        asked.then(
            None,
            js="() => { document.dispatchEvent(new Event('headway-idle')) }",
            api_visibility="private",
        )
        wire.stop(None, cancels=[asked], api_visibility="private")
    return page


def page_head(people: People) -> str:
    """Return HTML for the page's head: what it may load, and its styles."""
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    # Gradio rewrites the `css` it is given, and drops rules that it doesn't know.
    styles = "".join(f'<link rel="stylesheet" href="{_address(name)}">' for name in _STYLES)
    return policy + styles + people.head


def page_theme() -> gr.themes.Base:
    """Return the colours of the first moment; the others are in page.css."""
    theme = gr.themes.Base(font=["sans-serif"], font_mono=["monospace"]).set(
        body_background_fill="#fbfaf7",
        body_background_fill_dark="#14181a",
        body_text_color="#22282a",
        body_text_color_dark="#e4e7e5",
    )
    theme.font, theme.font_mono = _FONTS, _MONOSPACE_FONTS
    return theme


@cache
def static_path() -> str:
    """Return where the page finds its files: a browser may keep them while their path stays."""
    contents = sha256()
    for file in sorted(STATIC_FOLDER.iterdir()):
        contents.update(file.read_bytes())
    return f"/static/{contents.hexdigest()[:12]}"


def _address(name: str) -> str:
    return f"{static_path()}/{name}"


def _read(name: str) -> str:
    return (STATIC_FOLDER / name).read_text(encoding="utf-8")


def _render_welcome(scope: Scope) -> str:
    named = list(scope.topics[:_TOPICS])
    if len(scope.topics) > _TOPICS:
        named.append(f"{len(scope.topics) - _TOPICS} more topics")
    dated = f" Figures: {escape(', '.join(scope.as_of))}." if scope.as_of else ""
    themes = "".join(
        f'<section class="theme"><h3>{escape(theme.topic)}</h3>'
        f"{render_questions(theme.questions, 'examples')}</section>"
        for theme in scope.themes
    )
    return (
        "<h2>What would you like to know?</h2>"
        "<p>I answer from documents and show where each statement comes from. "
        f"They cover {escape(_enumerate(named))}.{dated}</p>"
        f'<div class="themes">{themes}</div>'
    )


def _enumerate(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
