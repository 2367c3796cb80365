"""Where a person stands, in Slack: a line of squares for each side of the role, and questions."""

from collections.abc import Iterator
from typing import get_args

from coach.assessment.enquiries import answer_enquiry
from coach.assessment.findings import Assessment, CriterionFinding, DimensionFinding, Standing
from coach.errors import ProfileError
from coach.pipeline import check_question
from ui.slack.about_you import one_line, write_quote
from ui.slack.encoding import write_path, write_text
from ui.slack.limits import fill_sections
from ui.slack.messages import Block, Message, write_button, write_notice, write_section
from ui.slack.parts import Parts
from ui.slack.views import write_entry_view, write_sections_view
from ui.slack.you.visits import Open, Outcome, Tell, Visit

DETAILS_ACTION = "gap_details"
ANSWER_ACTION = "answer_enquiry"
ANSWER_VIEW = "answer_enquiry"

SQUARES: dict[Standing, str] = {"shown": "■", "partly": "◧", "not shown": "□", "unknown": "◌"}
_MOST_DIMENSIONS = 40
_ANSWER_BLOCK = "words"
_NOTHING_ASKED = (
    "The documents don't list what the role asks for, so there is nothing to hold your words "
    "against."
)
_HEAD = (
    "Each square is one thing that the documents ask for. It counts as shown only where your own "
    "words bear it out; what you have not told me is unknown. There is no score, and you alone "
    "see this."
)
_CHANGED = "The documents have changed since: /coach gaps has the questions of now."


def show(parts: Parts, visit: Visit) -> Outcome:
    """Show where the person stands."""
    return Tell(_write(parts.coach.assess(visit.person)))


def show_details(parts: Parts, visit: Visit) -> Outcome:
    """Show the person's words and the documents' for one side of the role."""
    for finding in parts.coach.assess(visit.person).dimensions:
        if finding.dimension.id == visit.value:
            paragraphs = [*map(_write_finding, finding.criteria), _write_sources(finding)]
            return Open(write_sections_view("Where you stand", fill_sections(paragraphs)))
    return Tell(write_notice(_CHANGED))


def ask(parts: Parts, visit: Visit) -> Outcome:
    """Put one of the coach's questions."""
    for enquiry in parts.coach.assess(visit.person).enquiries:
        if enquiry.criterion.id == visit.value:
            break
    else:
        return Tell(write_notice("That is answered already: /coach gaps has the questions of now."))
    view = write_entry_view(
        "A question to you", enquiry.question, _ANSWER_BLOCK, "In your own words", "Keep my answer"
    )
    return Open({**view, "callback_id": ANSWER_VIEW, "private_metadata": visit.value})


def take_answer(parts: Parts, visit: Visit) -> Outcome:
    """Keep the answer to a question as a fact in the person's words."""
    coach = parts.coach
    criterion = next((one for one in coach.rubric.criteria() if one.id == visit.value), None)
    if criterion is None:
        raise ProfileError(_CHANGED)
    said = visit.first(_ANSWER_BLOCK)
    if not said.strip():
        raise ProfileError("That says nothing, so nothing is kept: /coach gaps asks you again.")
    coach.profiles.keep(visit.person, [answer_enquiry(criterion, check_question(said))])
    kept = "Kept as a fact about you, in your words. Here is where you stand now."
    return Tell(_write(coach.assess(visit.person), kept))


def _write(assessment: Assessment, note: str = _HEAD) -> Message:
    if not assessment.dimensions:
        return write_notice(_NOTHING_ASKED)
    legend = "   ".join(f"{sign} {standing}" for standing, sign in SQUARES.items())
    blocks = [write_section(f"{write_text(note)}\n\n{legend}")]
    blocks += map(_write_dimension, assessment.dimensions[:_MOST_DIMENSIONS])
    if assessment.enquiries:
        blocks.append(write_section("*What I would like to know*"))
    for enquiry in assessment.enquiries:
        button = write_button("Answer", ANSWER_ACTION, enquiry.criterion.id)
        blocks.append(write_section(fill_sections([one_line(enquiry.question)])[0], button))
    return Message(write_text(note), tuple(blocks))


def _write_dimension(finding: DimensionFinding) -> Block:
    counts = finding.counts
    squares = "".join(SQUARES[one] * counts[one] for one in get_args(Standing))
    said = ", ".join(f"{counts[one]} {one}" for one in get_args(Standing) if counts[one])
    text = f"*{one_line(finding.dimension.name)}*: {finding.standing}\n{squares}  {said}"
    button = write_button("Words and sources", DETAILS_ACTION, finding.dimension.id)
    return write_section(fill_sections([text])[0], button)


def _write_finding(finding: CriterionFinding) -> str:
    asked = f"{one_line(finding.criterion.text)} [{finding.criterion.citation.number}]"
    lines = [f"{SQUARES[finding.standing]} _{finding.standing}_: {asked}"]
    return "\n".join([*lines, *(write_quote(fact.quote) for fact in finding.evidence)])


def _write_sources(finding: DimensionFinding) -> str:
    return "\n".join(dict.fromkeys(_name_sources(finding)))


def _name_sources(finding: DimensionFinding) -> Iterator[str]:
    for one in finding.criteria:
        citation = one.criterion.citation
        yield f"[{citation.number}] {write_path(citation.section)}"
