"""Interview practice in Slack: one scenario at a time, and what an answer to it covered."""

from collections.abc import Iterator

from coach.practice.rounds import Feedback, PointFinding, Round, Scenario
from ui.slack.about_you import one_line, write_quote
from ui.slack.limits import fill_sections
from ui.slack.messages import Message, write_button, write_section, write_sources
from ui.slack.parts import Parts
from ui.slack.views import write_entry_view
from ui.slack.you.visits import Open, Outcome, Tell, Visit

ANSWER_ACTION = "answer_scenario"
NEXT_ACTION = "next_scenario"
ANSWER_VIEW = "answer_scenario"

_ANSWER_BLOCK = "answer"
_MOST_SECTIONS = 40
_SIGNS = {"covered": "■", "partly": "◧", "missed": "□"}
_LABEL = "As you would say it: two minutes are some 250 words"


def show(parts: Parts, visit: Visit) -> Outcome:
    """Put a scenario: what was asked least often, of that what bears most on the gaps."""
    coach = parts.coach
    return Tell(_write(coach.practice.suggest(visit.person, coach.assess(visit.person))))


def ask(parts: Parts, visit: Visit) -> Outcome:
    """Ask for an answer to a scenario."""
    scenario = parts.coach.practice.find(visit.value)
    view = write_entry_view("Practice", scenario.question, _ANSWER_BLOCK, _LABEL, "Judge it")
    return Open({**view, "callback_id": ANSWER_VIEW, "private_metadata": scenario.id})


def take_answer(parts: Parts, visit: Visit) -> Outcome:
    """Judge an answer and tell what came of it."""
    answer = visit.first(_ANSWER_BLOCK)
    return Tell(_write_round(parts.coach.practice.take(visit.person, visit.value, answer)))


def _write(scenario: Scenario) -> Message:
    title = one_line(scenario.title)
    # Before the answer, the other sources would give away what it is to cover.
    blocks = [
        *map(write_section, fill_sections([f"*{title}*", *_paragraphs(scenario)])),
        write_sources([scenario.citation]),
        {"type": "actions", "elements": [write_button("Answer", ANSWER_ACTION, scenario.id)]},
    ]
    return Message(title, tuple(blocks))


def _write_round(played: Round) -> Message:
    title = f"What your answer to “{one_line(played.scenario.title)}” covers"
    sections = fill_sections([f"*{title}*", *_write_feedback(played.feedback)])
    buttons = [
        write_button("The next scenario", NEXT_ACTION, "next"),
        write_button("This one again", ANSWER_ACTION, played.scenario.id),
    ]
    blocks = [
        *map(write_section, sections[:_MOST_SECTIONS]),
        write_sources(played.scenario.citations),
        {"type": "actions", "elements": buttons},
    ]
    return Message(title, tuple(blocks))


def _write_feedback(feedback: Feedback) -> Iterator[str]:
    yield from map(one_line, feedback.notes)
    yield from map(_write_point, feedback.points)
    for caution in feedback.cautions:
        yield f"{write_quote(caution.quote)}\n{one_line(caution.reason)}"
    yield "*What interviewers listen for*"
    for finding in feedback.qualities:
        name = f"_{one_line(finding.quality.name)}_"
        if finding.is_shown:
            yield f"■ {name}\n{write_quote(finding.quote)}"
        else:
            yield f"□ {name}: not seen. {one_line(finding.quality.advice)}"


def _write_point(finding: PointFinding) -> str:
    point = f"{one_line(finding.point.text)} [{finding.point.citation.number}]"
    said = f"\n{write_quote(finding.quote)}" if finding.quote else ""
    return f"{_SIGNS[finding.standing]} _{finding.standing}_: {point}{said}"


def _paragraphs(scenario: Scenario) -> Iterator[str]:
    yield from map(one_line, scenario.question.split("\n\n"))
