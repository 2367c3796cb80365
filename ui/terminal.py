"""What the commands share: how they tell what went wrong."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from coach.errors import CoachError


@contextmanager
def errors_in_one_line() -> Iterator[None]:
    """Tell an error that the coach knows in one line, and end with exit code 2."""
    try:
        yield
    except CoachError as error:
        typer.echo(f"coach: {error}", err=True)
        raise typer.Exit(2) from None
