"""What of an answer is about the person, on a terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from ui.terminal import printable

if TYPE_CHECKING:
    from coach.assessment.bearing import Bearing


def print_personal(asked: str, bearings: "Sequence[Bearing]") -> None:
    """Print what the person said that bears on an answer, and what was heard of them."""
    from coach.profile.hearing import hear

    if bearings:
        typer.echo("\nAbout you (coach profile use ID --off leaves one out)")
    for bearing in bearings:
        typer.echo(f"  {bearing.fact.id}  {printable(str(bearing))}")
    heard = hear(asked)
    if heard:
        typer.echo("\nHeard of you, and not kept (coach profile add keeps it)")
    for fact in heard:
        typer.echo(f"  {printable(fact.statement)}: “{printable(fact.quote)}”")
