"""The commands for interview practice: `coach practice`, `coach practice history|forget`."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

import typer

from ui.terminal import (
    CommandError,
    confirm,
    errors_in_one_line,
    notice,
    open_coach,
    printable,
    read_settings,
)

if TYPE_CHECKING:
    from coach.answer import Citation
    from coach.coach import Coach
    from coach.practice.rounds import Feedback, Round, Scenario
    from coach.practice.store import Rounds

practice = typer.Typer(
    name="practice",
    invoke_without_command=True,
    help="Practise a leadership interview: one scenario at a time, made from the documents.",
)

_LINE_WIDTH = 92
_LABEL_WIDTH = 9
_INDENT = " " * (_LABEL_WIDTH + 2)
_STANDARD_INPUT = "-"


@practice.callback()
def interview(
    context: typer.Context,
    scenario: Annotated[
        str | None, typer.Option(metavar="ID", help="Which scenario; as --list has it.")
    ] = None,
    list_all: Annotated[bool, typer.Option("--list", help="Name the scenarios.")] = False,
    answer: Annotated[
        str | None, typer.Option(metavar="FILE", help="A file with your answer; - reads it here.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the round as JSON.")] = False,
) -> None:
    """Ask one scenario, take your answer, and say what it covered and what it missed.

    Without --scenario it's one that you have not had, those first that bear on your gaps.
    """
    if context.invoked_subcommand is not None:
        return
    with errors_in_one_line():
        if as_json and answer is None and not list_all:
            raise CommandError("--json needs --list, or an answer to judge: --answer FILE.")
        # A mistake in it is told before anything takes its time.
        said = None if answer is None else _read_answer(answer)
        coach = open_coach()
        try:
            if list_all:
                _print_list(coach.practice.scenarios, as_json=as_json)
                return
            asked = _choose(coach, scenario)
            if said is None:
                _print_scenario(asked)
                said = _read_answer(None)
            notice("Weighing your answer (the first one takes a while) ...")
            played = coach.practice.take(_owner(), asked.id, said)
        finally:
            coach.close()
    if as_json:
        typer.echo(_to_json(_outline(played)))
    else:
        _print_feedback(played)


@practice.command()
def history(
    as_json: Annotated[bool, typer.Option("--json", help="Print the rounds as JSON.")] = False,
    whole: Annotated[bool, typer.Option("--whole", help="With answers and feedback.")] = False,
) -> None:
    """List what you have practised, the first round first."""
    with errors_in_one_line(), _open_rounds() as store:
        rounds = store.read(_owner())
    if as_json:
        typer.echo(_to_json([_outline(played) for played in rounds]))
        return
    if not rounds:
        notice("Nothing yet. Begin with: coach practice")
    for played in rounds:
        feedback = played.feedback
        covered, partly = (len(feedback.with_standing(one)) for one in ("covered", "partly"))
        typer.echo(
            f"{played.time.astimezone():%Y-%m-%d %H:%M}  {printable(played.scenario.title)}: "
            f"{covered} of {len(feedback.points)} points covered, {partly} partly"
        )
        if whole:
            typer.echo(f"\n{printable(played.answer)}\n")
            _print_feedback(played)


@practice.command()
def forget(
    yes: Annotated[bool, typer.Option("--yes", help="Delete without asking.")] = False,
) -> None:
    """Delete all that you have practised, for good."""
    with errors_in_one_line(), _open_rounds() as store:
        count = len(store.read(_owner()))
        if count and not yes and not confirm(f"Delete {_count(count)} of practice for good?"):
            notice("Nothing was deleted.")
            raise typer.Exit(1)
        typer.echo(f"Deleted {_count(store.forget(_owner()))}.")


def _choose(coach: "Coach", scenario_id: str | None) -> "Scenario":
    if scenario_id is not None:
        return coach.practice.find(scenario_id)
    return coach.practice.suggest(_owner(), coach.assess(_owner()))


def _read_answer(source: str | None) -> str:
    """Read an answer from a file, from standard input, or line by line from a terminal.

    Raises:
        CommandError: there is no such file, or it's no text.
        PracticeError: it says nothing, or is too long to be an answer.
    """
    from coach.practice.judging import check_answer

    said = _read_text(source)
    check_answer(said)
    return said


def _read_text(source: str | None) -> str:
    if source is None and sys.stdin.isatty():
        notice("\nYour answer, in as many lines as you like; an empty line ends it:")
        return "\n".join(_lines_of_terminal())
    try:
        if source in (None, _STANDARD_INPUT):
            return _limited(sys.stdin.buffer.read(_most_bytes() + 1))
        with Path(str(source)).open("rb") as file:
            return _limited(file.read(_most_bytes() + 1))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise CommandError(f"{source} cannot be read ({reason}): name a text file.") from None
    except UnicodeDecodeError:
        raise CommandError("The answer is not UTF-8 text: save it as plain text.") from None


def _limited(content: bytes) -> str:
    if len(content) > _most_bytes():
        raise CommandError("The answer is far too long: say it as you would in five minutes.")
    return content.decode("utf-8-sig")


def _most_bytes() -> int:
    from coach.practice.judging import MAX_CHARACTERS

    return 4 * MAX_CHARACTERS


def _lines_of_terminal() -> Iterator[str]:
    for line in sys.stdin:
        if not line.strip():
            return
        yield line.rstrip("\n")


def _print_list(scenarios: "Sequence[Scenario]", *, as_json: bool) -> None:
    if as_json:
        typer.echo(_to_json([asdict(one) for one in scenarios]))
        return
    if not scenarios:
        notice("The documents name no challenges and no responsibilities to practise on.")
    for one in scenarios:
        typer.echo(f"{one.id}  {printable(one.title)}")


def _print_scenario(scenario: "Scenario") -> None:
    typer.secho(printable(scenario.title), bold=True)
    for paragraph in scenario.question.split("\n\n"):
        typer.echo("\n" + fill(printable(paragraph), _LINE_WIDTH))
    typer.echo(f"\n  [1] {printable(scenario.citation.section)}")


def _print_feedback(played: "Round") -> None:
    feedback = played.feedback
    for note in feedback.notes:
        typer.echo(f"\n{fill(printable(note), _LINE_WIDTH)}")
    typer.secho("\nWhat the documents would have you speak of", bold=True)
    for finding in feedback.points:
        asked = f"{finding.point.text} [{finding.point.citation.number}]"
        _print_item(finding.standing, asked, finding.quote)
    _print_manner(feedback)
    if feedback.cautions:
        typer.secho("\nWhere an interviewer would stop you", bold=True)
    for caution in feedback.cautions:
        _print_item("", caution.reason, caution.quote)
    typer.echo("\nSources")
    for citation in played.scenario.citations:
        typer.echo(f"  [{citation.number}] {printable(_name(citation))}")


def _print_manner(feedback: "Feedback") -> None:
    typer.secho("\nHow you told it", bold=True)
    for finding in feedback.qualities:
        if finding.is_shown:
            _print_item("there", finding.quality.name, finding.quote)
        else:
            _print_item("add", f"{finding.quality.name}: {finding.quality.advice}", "")


def _print_item(label: str, text: str, quote: str) -> None:
    lead = f"  {label:<{_LABEL_WIDTH}}"
    typer.echo(fill(printable(text), _LINE_WIDTH, initial_indent=lead, subsequent_indent=_INDENT))
    if quote:
        said = printable(f"you: “{quote}”")
        typer.echo(fill(said, _LINE_WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT))


def _outline(played: "Round") -> dict[str, object]:
    """All of a round but the number that only puts answers in order."""
    whole = asdict(played)
    del whole["feedback"]["order_value"]
    return whole


def _to_json(value: object) -> str:
    return json.dumps(value, default=datetime.isoformat, ensure_ascii=False, indent=2)


def _name(citation: "Citation") -> str:
    return citation.section + (f" ({citation.as_of})" if citation.as_of else "")


def _count(rounds: int) -> str:
    return "1 round" if rounds == 1 else f"{rounds} rounds"


def _owner() -> str:
    from coach.coaching import LOCAL_OWNER

    return LOCAL_OWNER


def _open_rounds() -> "Rounds":
    """Open what was practised alone: neither the embedding model nor the index."""
    from coach.practice.store import open_rounds

    return open_rounds(read_settings().locate_conversations())
