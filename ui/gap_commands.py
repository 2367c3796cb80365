"""The command for where you stand: `coach gaps`."""

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from ui.terminal import CommandError, errors_in_one_line, notice, open_coach, printable

if TYPE_CHECKING:
    from coach.assessment.findings import Assessment, CriterionFinding
    from coach.assessment.wording import Wording
    from coach.coach import Coach

_LINE_WIDTH = 92
_STANDING_WIDTH = 11
_INDENT = " " * (_STANDING_WIDTH + 2)


def gaps(
    as_json: Annotated[bool, typer.Option("--json", help="Print the assessment as JSON.")] = False,
    brief: Annotated[bool, typer.Option("--brief", help="Print the table alone.")] = False,
    ask: Annotated[
        bool, typer.Option("--ask", help="Answer the coach's questions on what is unknown.")
    ] = False,
) -> None:
    """Show where you stand: what the role asks for, and what your own words show of it.

    Nothing is a score: what counts as shown has your words on one side and the documents' on the
    other. What you have not told is unknown; `coach profile add` and `read` tell it.
    """
    from coach.coaching import LOCAL_OWNER

    with errors_in_one_line():
        coach = open_coach()
        assessment = coach.assess(LOCAL_OWNER)
        if ask:
            assessment = _ask(coach, assessment)
        wording = None if brief or as_json else _word(coach, assessment)
        coach.close()
    if as_json:
        typer.echo(json.dumps(asdict(assessment), ensure_ascii=False, indent=2))
        return
    if not assessment.dimensions:
        notice("The documents don't list what the role asks for, so there is nothing to hold.")
        return
    _print_table(assessment)
    if wording:
        _print_wording(wording)
    if not brief:
        _print_details(assessment)
    if assessment.enquiries and not ask:
        typer.echo("\nWhat I would like to know (answer with: coach gaps --ask)")
        for enquiry in assessment.enquiries:
            typer.echo(f"  {printable(enquiry.question)}")


def _ask(coach: "Coach", assessment: "Assessment") -> "Assessment":
    """Put the questions, keep what is answered, and assess anew."""
    from coach.assessment.enquiries import answer_enquiry
    from coach.coaching import LOCAL_OWNER

    if not sys.stdin.isatty():
        raise CommandError("There is no terminal to ask on: tell it with coach profile add.")
    notice("An empty line leaves a question out. What you answer is kept in your profile.")
    for enquiry in assessment.enquiries:
        said = typer.prompt(f"\n{printable(enquiry.question)}\n", default="", show_default=False)
        if said.strip():
            coach.profiles.keep(LOCAL_OWNER, [answer_enquiry(enquiry.criterion, said)])
    return coach.assess(LOCAL_OWNER)


def _word(coach: "Coach", assessment: "Assessment") -> "Wording | None":
    """Let the chat model word it, if there is one; it stands without."""
    from coach.chat_streams import ModelError

    if coach.writer is None:
        return None
    try:
        return coach.word(assessment)
    except ModelError as error:
        notice(f"{error} So it isn't summed up in words.")
        return None


def _print_wording(wording: "Wording") -> None:
    typer.echo(f"\n{printable(wording.text)}\n")
    for number, name in enumerate(wording.dimensions, start=1):
        typer.echo(f"  [{number}] {printable(name)}")
    typer.echo(f"  Written by {printable(wording.writer)} from what is listed below.")


def _print_table(assessment: "Assessment") -> None:
    from coach.assessment.findings import Standing

    width = max(len(finding.dimension.name) for finding in assessment.dimensions)
    for finding in assessment.dimensions:
        counts = finding.counts
        said = ", ".join(f"{counts[one]} {one}" for one in get_args(Standing) if counts[one])
        typer.echo(
            f"{printable(finding.dimension.name):<{width}}  "
            f"{finding.standing:<{_STANDING_WIDTH}}  {said}"
        )


def _print_details(assessment: "Assessment") -> None:
    sections: dict[int, str] = {}
    for finding in assessment.dimensions:
        typer.secho(f"\n{printable(finding.dimension.name)}", bold=True)
        for one in finding.criteria:
            _print_finding(one)
            citation = one.criterion.citation
            sections[citation.number] = citation.section
    typer.echo("\nSources")
    for number, section in sorted(sections.items()):
        typer.echo(f"  [{number}] {printable(section)}")


def _print_finding(finding: "CriterionFinding") -> None:
    from textwrap import fill

    asked = f"{finding.criterion.text} [{finding.criterion.citation.number}]"
    lead = f"  {finding.standing:<{_STANDING_WIDTH}}"
    typer.echo(fill(printable(asked), _LINE_WIDTH, initial_indent=lead, subsequent_indent=_INDENT))
    for fact in finding.evidence:
        said = printable(f"“{fact.quote}” ({fact.source})")
        typer.echo(fill(said, _LINE_WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT))
