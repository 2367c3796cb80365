"""The routes of the pages about the person, behind the gate: each person sees their own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from coach import Coach, CoachError
from coach.personal_data import export_person
from coach.roadmap.outputs import FORMS
from coach.roadmap.schedule import reschedule
from ui.documents import guard, respond
from ui.visitors import owner_of
from ui.you import gaps, practice, profile, roadmap
from ui.you.forms import Go, Outcome, Sent, read_form
from ui.you.layout import PATHS, render_message


@dataclass(frozen=True, slots=True)
class _Page:
    """One page: how it's shown, and what becomes of what its forms send."""

    show: Callable[[Coach, str, Mapping[str, str]], str]
    take: Callable[[Coach, str, Sent], Outcome]


_TYPES = {".md": "text/markdown", ".pdf": "application/pdf", ".ics": "text/calendar"}
_PAGES = {
    "profile": _Page(profile.show, profile.take),
    "gaps": _Page(gaps.show, gaps.take),
    "roadmap": _Page(roadmap.show, roadmap.take),
    "practice": _Page(practice.show, practice.take),
}


def you_routes(coach: Coach) -> list[Route]:
    """Return the routes of the pages about the person who asks for them."""
    routes = [
        Route(f"{PATHS['profile']}/export", _export(coach), methods=["GET"]),
        Route(f"{PATHS['roadmap']}/headway-roadmap{{form}}", _take_along(coach), methods=["GET"]),
    ]
    for name, page in _PAGES.items():
        routes += [
            Route(PATHS[name], _show(coach, page), methods=["GET"]),
            Route(PATHS[name], _take(coach, page, PATHS[name]), methods=["POST"]),
        ]
    return routes


def _show(coach: Coach, page: _Page) -> Callable[[Request], Response]:
    def show(request: Request) -> Response:
        return respond(page.show(coach, owner_of(request), request.query_params))

    return guard(show, render_message)


def _take(coach: Coach, page: _Page, path: str) -> Callable[[Request], object]:
    def carry_out(request: Request) -> Response:
        outcome = page.take(coach, owner_of(request), request.state.sent)
        if isinstance(outcome, Go):
            place = f"#{quote(outcome.place)}" if outcome.place else ""
            return RedirectResponse(f"{path}?done={quote(outcome.done)}{place}", 303)
        return respond(outcome.page, outcome.status)

    async def take(request: Request) -> Response:
        try:
            request.state.sent = await read_form(request)
        except CoachError as error:
            return respond(render_message(str(error)), 413)
        return await run_in_threadpool(guard(carry_out, render_message), request)

    return take


def _export(coach: Coach) -> Callable[[Request], Response]:
    def export(request: Request) -> Response:
        content = export_person(coach, owner_of(request)).to_json()
        headers = {"Content-Disposition": 'attachment; filename="headway-about-you.json"'}
        return Response(content, media_type="application/json", headers=headers)

    return guard(export, render_message)


def _take_along(coach: Coach) -> Callable[[Request], Response]:
    def take_along(request: Request) -> Response:
        form = request.path_params["form"]
        found = coach.roadmaps.read(owner_of(request))
        if form not in FORMS or found is None:
            return respond(render_message("There is no such file."), 404)
        today = date.today()
        headers = {"Content-Disposition": f'attachment; filename="headway-roadmap{form}"'}
        content = FORMS[form](reschedule(found, today), today)
        return Response(content, media_type=_TYPES[form], headers=headers)

    return guard(take_along, render_message)
