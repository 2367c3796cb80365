"""The page of where a person stands: their words on one side, the corpus's on the other."""

from collections.abc import Mapping
from typing import get_args

from coach import Coach
from coach.assessment.enquiries import answer_enquiry
from coach.assessment.findings import Standing
from coach.assessment.wording import Wording
from coach.chat_streams import ModelError
from coach.errors import ProfileError, QuestionError
from coach.pipeline import check_question
from ui.render import render_text
from ui.you.forms import Go, Outcome, Sent, Show
from ui.you.layout import render

_DONE = {"kept": "Kept as a fact about you, in your words. Here is where you stand now."}


def show(coach: Coach, owner: str, query: Mapping[str, str]) -> str:
    """Render where a person stands."""
    return _render(coach, owner, done=_DONE.get(query.get("done", ""), ""))


def take(coach: Coach, owner: str, sent: Sent) -> Outcome:
    """Keep the answer to one of the coach's questions, or let the chat model sum it up."""
    if sent.first("act") == "word":
        return _word(coach, owner)
    asked = sent.first("criterion")
    try:
        said = check_question(sent.first("words"))
        criterion = next((one for one in coach.rubric.criteria() if one.id == asked), None)
        if criterion is None:
            raise ProfileError("The documents have changed since: here are the questions of now.")
        coach.profiles.keep(owner, [answer_enquiry(criterion, said)])
    except (ProfileError, QuestionError) as error:
        page = _render(coach, owner, error=str(error), asked=asked, words=sent.first("words"))
        return Show(page, 422)
    return Go("kept")


def _word(coach: Coach, owner: str) -> Outcome:
    try:
        return Show(_render(coach, owner, wording=coach.word(coach.assess(owner))))
    except ModelError as error:
        return Show(_render(coach, owner, error=f"{error} The lists below stand without it."), 502)


def _render(
    coach: Coach,
    owner: str,
    *,
    done: str = "",
    error: str = "",
    asked: str = "",
    words: str = "",
    wording: Wording | None = None,
) -> str:
    assessment = coach.assess(owner)
    citations = {
        finding.criterion.citation.number: finding.criterion.citation
        for dimension in assessment.dimensions
        for finding in dimension.criteria
    }
    return render(
        "gaps",
        done=done,
        error=error,
        asked=asked,
        words=words,
        assessment=assessment,
        standings=get_args(Standing),
        wording=wording,
        wording_html=render_text(wording.text) if wording else "",
        may_word=coach.writer is not None
        and any(finding.standing != "unknown" for finding in assessment.dimensions),
        citations=[citations[number] for number in sorted(citations)],
    )
