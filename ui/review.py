"""The page on which an FAQ is reviewed: approve, edit, reject. It needs no script."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from typing import get_args
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from coach import Coach
from coach.errors import FaqError
from coach.faq.entries import Entry, State
from coach.faq.review import Fault, approve, edit, find_faults, reject
from ui.documents import guard, load_template, respond
from ui.page import static_path
from ui.people import People
from ui.render import render_text
from ui.visitors import owner_of

REVIEW_PATH = "/review"

_ENTRIES = 20
_NOT_YOURS = "You are not among this FAQ's reviewers, whom COACH_REVIEWERS names."
_CHANGED = "Somebody has changed this entry meanwhile. Here it is as it stands now."
_GONE = "That entry is not there any more."


@dataclass(frozen=True, slots=True)
class _Try:
    """A review that was not stored: the entry, what was typed, and why not."""

    entry: str
    answer: str = ""
    faults: tuple[Fault, ...] = ()
    error: str = ""


def review_routes(coach: Coach, people: People) -> list[Route]:
    """Return the routes of the review, behind the gate."""

    def of_reviewers(handle: Callable[[Request], Response]) -> Callable[[Request], Response]:
        def handle_theirs(request: Request) -> Response:
            if not people.may_review(owner_of(request)):
                return respond(_render_message(_NOT_YOURS), 403)
            return handle(request)

        return guard(handle_theirs, _render_message)

    def show(request: Request) -> Response:
        return respond(_render(coach, _state(request.query_params.get("state"))))

    async def take(request: Request) -> Response:
        form = await request.form()
        sent = {name: str(value) for name, value in form.items()}
        request.state.sent = sent
        return await run_in_threadpool(of_reviewers(store), request)

    def store(request: Request) -> Response:
        sent, state = request.state.sent, _state(request.state.sent.get("state"))
        tried = _carry_out(coach, sent, request.state.person.name or "the reviewer")
        if tried is None:
            return RedirectResponse(f"{REVIEW_PATH}?{urlencode({'state': state})}", 303)
        return respond(_render(coach, state, tried), 422)

    return [
        Route(REVIEW_PATH, of_reviewers(show), methods=["GET"]),
        Route(REVIEW_PATH, take, methods=["POST"]),
    ]


def _carry_out(coach: Coach, sent: dict[str, str], reviewer: str) -> _Try | None:
    """Store a review; return why not when that cannot be done."""
    name, answer = sent.get("entry", ""), sent.get("answer", "").replace("\r\n", "\n")
    entry = coach.reviews.find(name)
    if entry is None:
        return _Try(name, error=_GONE)
    if name_version(entry) != sent.get("seen"):
        return _Try(name, answer, error=_CHANGED)
    try:
        match sent.get("verdict"):
            case "approve":
                reviewed = approve(entry, reviewer)
            case "reject":
                reviewed = reject(entry, reviewer)
            case _:
                if faults := find_faults(entry, answer, coach.search):
                    return _Try(name, answer, tuple(faults))
                reviewed = edit(entry, answer, reviewer, datetime.now(UTC).date())
    except FaqError as error:
        return _Try(name, answer, error=str(error))
    return None if coach.reviews.replace(entry, reviewed) else _Try(name, answer, error=_CHANGED)


def name_version(entry: Entry) -> str:
    """Return what changes whenever an entry does, so that a reviewer changes what they saw."""
    return sha256(entry.to_line().encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _state(text: str | None) -> State:
    return next((state for state in get_args(State) if state == text), "new")


def _render(coach: Coach, state: State, tried: _Try | None = None) -> str:
    entries = coach.reviews.entries(state)
    shown = list(islice(entries, _ENTRIES))
    left = sum(1 for _ in entries)
    found = coach.reviews.find(tried.entry) if tried else None
    if found and found not in shown:
        shown.insert(0, found)
    return load_template("review.html").render(
        static=static_path(),
        path=REVIEW_PATH,
        state=state,
        states=get_args(State),
        entries=[(entry, name_version(entry), render_text(entry.answer)) for entry in shown],
        left=left,
        tried=tried,
        message=tried.error if tried and not found else "",
    )


def _render_message(message: str) -> str:
    return load_template("review.html").render(
        static=static_path(), path=REVIEW_PATH, states=(), message=message
    )
