"""The page: a visitor's questions in, the coach's answers and their sources out.

It lays out the page and ties its events to the coach; how an answer looks is in `ui.render`.
"""

import asyncio
import logging
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from html import escape
from importlib.resources import files
from typing import Any
from uuid import uuid4

import gradio as gr
import uvicorn
from fastapi import FastAPI

from coach import Answer, AnswerEvent, Coach, CoachError, RestartEvent, TextEvent
from coach.errors import QuestionError, RateLimitError, SettingsError
from ui.people import People, let_one_in, owner_of_web_request
from ui.render import render_answer, render_text, write_markdown
from ui.visitors import owner_of

_FRAME_SECONDS = 0.05
"""Pieces of text that come closer together are shown together."""
_SHUTDOWN_SECONDS = 1
_TOPICS = 12

_FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif"
_MONOSPACE_FONTS = "ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace"
# The page is whole in itself, and the browser holds it to that. Gradio's templates need `eval`.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'"
)

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Turn:
    """A question and what became of it so far."""

    question: str
    text: str = ""
    answer: Answer | None = None
    note: str = ""

    @property
    def is_open(self) -> bool:
        return self.answer is None and not self.note


_Turns = tuple[_Turn, ...]
_Changes = dict[Any, Any]


def serve(
    coach: Coach,
    host: str,
    port: int,
    people: People | None = None,
    *,
    on_ready: Callable[[str], None],
) -> None:
    """Serve the page until Ctrl-C or SIGTERM. Call it from the main thread.

    Args:
        port: 0 takes a free one.
        people: who may use it; the one person at this machine when not given.
        on_ready: called with the page's address once it answers.

    Raises:
        SettingsError: the page cannot be served at this address, or not to these people.
    """
    people = people or let_one_in()
    with _listen(host, port) as listener:
        people.check_address(listener.getsockname()[0])
        address = _address(host, listener.getsockname()[1])
        # The server repeats the signal that ended it; a SIGTERM is to end as Ctrl-C does.
        previous = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            with suppress(KeyboardInterrupt):
                asyncio.run(_run(coach, people, listener, lambda: on_ready(address)))
        finally:
            signal.signal(signal.SIGTERM, previous)


async def _run(
    coach: Coach, people: People, listener: socket.socket, on_ready: Callable[[], None]
) -> None:
    # Built here because Gradio makes event loops, and leaves them open, where none is running.
    config = uvicorn.Config(
        build_app(build_page(coach, people), people),
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )
    await _Server(config, on_ready).serve(sockets=[listener])


def build_app(page: gr.Blocks, people: People | None = None) -> FastAPI:
    """Return the web application that serves the page and the sign-in, and nothing else."""
    people = people or let_one_in()
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    people.guard(app)
    # Gradio rewrites the `css` it is given, and drops rules that it doesn't know.
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    styles = f"<style>{_read('web.css')}{_read('pictures.css')}</style>"
    head = f"{policy}{styles}{people.head}"
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        auth_dependency=owner_of_web_request,
        theme=_theme(),
        head=head,
        footer_links=[],
        run_history=False,
        show_error=False,
        enable_monitoring=False,
    )
    return app


def build_page(coach: Coach, people: People | None = None) -> gr.Blocks:
    """Lay out the page and tie its events to the coach."""
    people = people or let_one_in()
    welcome = _render_welcome(coach.scope.topics, coach.scope.examples)
    script = _read("web.js")

    page = gr.Blocks(title="Headway", analytics_enabled=False, fill_width=True)
    with page:
        gr.HTML(
            f'<header class="masthead"><h1>Headway</h1>{people.masthead}</header>',
            js_on_load=people.masthead_script,
        )
        past = gr.HTML(elem_id="past", js_on_load=script, apply_default_css=False)
        newest = gr.HTML(welcome, elem_id="newest", js_on_load=script, apply_default_css=False)
        box = gr.Textbox(
            elem_id="box",
            label="Your question",
            placeholder="Ask a question…",
            show_label=False,
            container=False,
            max_lines=8,
            submit_btn="Ask",
        )
        turns = gr.State(())
        # Made with the first question, as the browser never learns it. Not by a function that
        # runs on load: Gradio loses a question that is asked while such an event ends.
        visitor_id = gr.State("")

        def show(shown: _Turns, note: str = "") -> _Changes:
            """All that was said, and a note below it."""
            earlier = "".join(_render_turn(turn, n) for n, turn in enumerate(shown[:-1]))
            return {past: earlier, **show_newest(shown, note)}

        def show_newest(shown: _Turns, note: str = "") -> _Changes:
            last = _render_turn(shown[-1], len(shown) - 1, is_newest=True) if shown else welcome
            return {turns: shown, newest: last + _render_note(note)}

        async def answer(
            typed: str,
            before: _Turns,
            visitor: str,
            event: gr.EventData,
            request: gr.Request,
        ) -> AsyncIterator[_Changes]:
            # The target is the session's own copy of the component.
            is_typed = event.target is not None and event.target.elem_id == box.elem_id
            question = (typed if is_typed else str(event.question)).strip()
            if not question:
                yield {turns: before}
                return
            owner = owner_of(request)
            visitor = visitor or f"page:{uuid4().hex}"
            turn, shown_at = _Turn(question), 0.0
            running = gr.update(submit_btn=False, stop_btn="Stop")
            if is_typed:
                running["value"] = ""
            yield {**show((*before, turn)), box: running, visitor_id: visitor}
            try:
                people.check_request(request)
                # Closed at once when the visitor stops it, and with it the chat model's stream.
                async with aclosing(coach.stream(question, visitor, owner=owner)) as pieces:
                    async for piece in pieces:
                        if isinstance(piece, AnswerEvent):
                            turn = replace(turn, answer=piece.answer)
                        elif isinstance(piece, RestartEvent):
                            turn = replace(turn, text="")
                        elif isinstance(piece, TextEvent):
                            turn = replace(turn, text=turn.text + piece.text)
                            if time.monotonic() - shown_at < _FRAME_SECONDS:
                                continue
                            shown_at = time.monotonic()
                        yield show_newest((*before, turn))
            except (QuestionError, RateLimitError) as error:
                yield {**show(before, str(error)), box: gr.update(value=typed)}
            except CoachError as error:
                note = f"I can't answer right now. {error}"
                yield show_newest((*before, replace(turn, note=note)))
            except Exception:
                _logger.exception("The question could not be answered.")
                note = "Something went wrong on my side. Please ask again in a moment."
                yield show_newest((*before, replace(turn, note=note)))

        def settle(shown: _Turns) -> _Changes:
            """Also what follows when a visitor stops an answer."""
            changes: _Changes = {box: gr.update(submit_btn="Ask", stop_btn=False)}
            if shown and shown[-1].is_open:
                stopped = replace(shown[-1], note="You stopped this answer.")
                changes |= show_newest((*shown[:-1], stopped))
            return changes

        asked = gr.on(
            [box.submit, newest.submit],
            answer,
            [box, turns, visitor_id],
            [past, newest, box, turns, visitor_id],
            show_progress="hidden",
            concurrency_limit=None,
            api_visibility="private",
        )
        asked.then(
            settle,
            turns,
            [past, newest, box, turns],
            show_progress="hidden",
            queue=False,
            api_visibility="private",
        )
        box.stop(None, cancels=[asked], api_visibility="private")
        # Gradio shows the page a moment before it listens.
        page.load(
            None, js="() => { document.body.dataset.ready = 'yes' }", api_visibility="private"
        )
    return page


def _render_welcome(topics: tuple[str, ...], examples: tuple[str, ...]) -> str:
    named = list(topics[:_TOPICS])
    if len(topics) > _TOPICS:
        named.append(f"{len(topics) - _TOPICS} more topics")
    return (
        '<section class="welcome"><h2>What would you like to know?</h2>'
        "<p>I answer from documents and show where each statement comes from. "
        f"They cover {escape(_enumerate(named))}.</p>{_render_questions(examples, 'examples')}"
        "</section>"
    )


def _enumerate(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _render_turn(turn: _Turn, number: int, *, is_newest: bool = False) -> str:
    key = f"turn-{number}"
    parts = [f'<h2 class="question" tabindex="-1">{escape(turn.question)}</h2>']
    if turn.answer:
        parts.append(render_answer(turn.answer, key))
        if turn.answer.citations:
            copied = escape(write_markdown(turn.answer))
            parts.append(f'<button type="button" class="copy" data-copy="{copied}">Copy</button>')
        if is_newest:
            parts.append(_render_questions(turn.answer.follow_ups, "follow-ups"))
    elif turn.text:
        parts.append(f'<div class="answer"><div class="text">{render_text(turn.text)}</div></div>')
    elif turn.is_open:
        parts.append('<p class="waiting">Looking through the documents<span>…</span></p>')
    busy = "true" if turn.is_open else "false"
    body = "".join(parts) + _render_note(turn.note)
    return f'<article class="turn" id="{key}" aria-busy="{busy}">{body}</article>'


def _render_questions(questions: tuple[str, ...], kind: str) -> str:
    buttons = "".join(
        f'<li><button type="button" class="ask">{escape(question)}</button></li>'
        for question in questions
    )
    return f'<ul class="{kind}" aria-label="Questions to ask">{buttons}</ul>' if buttons else ""


def _render_note(note: str) -> str:
    return f'<p class="note" role="alert">{escape(note)}</p>' if note else ""


def _theme() -> gr.themes.Base:
    # The colours of the first moment; the others are in web.css.
    theme = gr.themes.Base(font=["sans-serif"], font_mono=["monospace"]).set(
        body_background_fill="#fbfaf7",
        body_background_fill_dark="#14181a",
        body_text_color="#22282a",
        body_text_color_dark="#e4e7e5",
    )
    theme.font, theme.font_mono = _FONTS, _MONOSPACE_FONTS
    return theme


def _read(name: str) -> str:
    return files("ui").joinpath(name).read_text(encoding="utf-8")


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SettingsError(
            f"The page cannot be served at {host}, port {port} ({reason}): "
            "choose another with --port or COACH_PORT."
        ) from error


def _address(host: str, port: int) -> str:
    name = "localhost" if host in ("0.0.0.0", "::", "") else host  # noqa: S104
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


class _Server(uvicorn.Server):
    """Tells when it answers, and ends without a word."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Every open page holds a connection; to cut it off is no error.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)
