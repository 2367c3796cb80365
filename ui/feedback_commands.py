"""The commands for what answers were worth: `coach feedback rate|export`, `coach gaps-report`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from ui.terminal import (
    CommandError,
    errors_in_one_line,
    open_coach,
    open_stored,
    read_settings,
    write_out,
)

feedback = typer.Typer(
    name="feedback",
    no_args_is_help=True,
    help="Say what an answer was worth to you, or collect what everybody said.",
)

_Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="The file; without it, print.")
]


@feedback.command()
def rate(
    name: Annotated[str, typer.Argument(metavar="ID", help="The conversation.")],
    rating: Annotated[Literal["up", "down"], typer.Argument(help="Did it help you?")],
    reason: Annotated[str | None, typer.Option(help="Why, in a word or two.")] = None,
    comment: Annotated[str | None, typer.Option(help="What you'd like to add.")] = None,
) -> None:
    """Rate the last answer of one of your conversations."""
    from coach.coaching import LOCAL_OWNER

    with errors_in_one_line(), open_stored() as store:
        last = store.history(LOCAL_OWNER, name, 1)
        if not last or not store.rate(LOCAL_OWNER, last[0].id, rating, reason, comment):
            raise CommandError(
                f"There is no conversation {name!r}: `coach conversation list` names those there "
                "are."
            )
    typer.echo("Thank you. Your rating is kept with the answer.")


@feedback.command()
def export(output: _Output = None) -> None:
    """Write what everybody thinks of the answers, as JSONL; for whoever keeps the documents."""
    from coach.feedback_export import export_feedback
    from coach.pseudonyms import open_pseudonyms

    with errors_in_one_line(), open_stored() as store:
        pseudonyms = open_pseudonyms(read_settings().home)
        write_out(export_feedback(store.all_turns(), pseudonyms), output)


def report_gaps(
    output: _Output = None,
    form: Annotated[
        Literal["markdown", "json"], typer.Option("--format", help="A page to read, or data.")
    ] = "markdown",
) -> None:
    """Say what everybody asked in vain, most asked first: what to write next."""
    from coach.gap_report import find_gaps

    with errors_in_one_line():
        coach = open_coach()
        report = find_gaps(coach.conversations.all_turns(), coach.search)
        coach.close()
        whole = report.to_markdown() if form == "markdown" else report.to_json() + "\n"
        write_out([whole], output)
