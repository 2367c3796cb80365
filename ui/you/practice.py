"""The page of interview practice: one scenario at a time, and what an answer to it covered."""

from collections.abc import Mapping

from coach import Coach
from coach.errors import PracticeError
from coach.practice.rounds import Round
from ui.you.forms import Go, Outcome, Sent, Show
from ui.you.layout import render

_DONE = {"deleted": "All that you practised is deleted for good."}


def show(coach: Coach, owner: str, query: Mapping[str, str]) -> str:
    """Render the next scenario, or the one that was chosen."""
    return _render(
        coach, owner, query.get("scenario", ""), done=_DONE.get(query.get("done", ""), "")
    )


def take(coach: Coach, owner: str, sent: Sent) -> Outcome:
    """Judge an answer and show what came of it."""
    if sent.first("act") == "delete":
        coach.practice.forget(owner)
        return Go("deleted")
    scenario, answer = sent.first("scenario"), sent.first("answer")
    try:
        played = coach.practice.take(owner, scenario, answer)
    except PracticeError as error:
        return Show(_render(coach, owner, scenario, answer=answer, error=str(error)), 422)
    return Show(_render(coach, owner, scenario, played=played))


def _render(
    coach: Coach,
    owner: str,
    scenario_id: str,
    *,
    done: str = "",
    error: str = "",
    answer: str = "",
    played: Round | None = None,
) -> str:
    interview = coach.practice
    chosen = next((one for one in interview.scenarios if one.id == scenario_id), None)
    if chosen is None and interview.scenarios:
        chosen = interview.suggest(owner, coach.assess(owner))
    rounds = interview.rounds(owner)
    return render(
        "practice",
        done=done,
        error=error,
        answer=answer,
        played=played,
        scenario=chosen,
        scenarios=interview.scenarios,
        practised={one.scenario.id for one in rounds},
        rounds=rounds[::-1],
    )
