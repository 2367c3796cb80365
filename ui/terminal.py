"""What the commands share: opening the coach, and telling what happens and what went wrong.

What is opened is imported when it's opened: no command waits for what another one needs.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from coach.errors import CoachError

if TYPE_CHECKING:
    from coach.coach import Coach
    from coach.conversation_store import Conversations
    from coach.settings import Settings

_KEPT_CONTROLS = "\n\t"
_OWNER_ONLY = 0o600


class CommandError(CoachError):
    """A command cannot be carried out as it was given."""


@contextmanager
def errors_in_one_line() -> Iterator[None]:
    """Tell an error that the coach knows in one line, and end with exit code 2."""
    try:
        yield
    except CoachError as error:
        notice(f"coach: {error}")
        raise typer.Exit(2) from None


def notice(text: str) -> None:
    """Print a line that is no part of what the command gives."""
    typer.echo(text, err=True)


def read_settings() -> "Settings":
    """Read the environment and `.env`.

    Raises:
        SettingsError: a COACH_* variable is unknown or its value is malformed.
    """
    from coach.settings import Settings

    return Settings.read()


def open_coach(settings: "Settings | None" = None, *, rebuild: bool = False) -> "Coach":
    """Open the coach; what takes long is told on standard error."""
    from coach.coach import Coach

    with _progress() as progress:
        return Coach.open(
            settings or read_settings(),
            rebuild=rebuild,
            on_compile=lambda: notice("Preparing the embedding model (once, half a minute) ..."),
            progress=progress,
        )


def open_stored() -> "Conversations":
    """Open the stored conversations alone: neither the embedding model nor the index.

    Raises:
        CoachError: a setting is malformed, or the database cannot be used.
    """
    from coach.conversations import open_conversations

    return open_conversations(read_settings().locate_conversations())


def confirm(question: str) -> bool:
    """Ask on a terminal whether to go on.

    Raises:
        CommandError: there is nobody to ask.
    """
    if not sys.stdin.isatty():
        raise CommandError("There is no terminal to ask on: add --yes to delete without asking.")
    return typer.confirm(printable(question), err=True)


def write_out(pieces: Iterable[str], file: Path | None) -> None:
    """Write to the file, which nobody else may read when it is new; to standard output without one.

    Raises:
        CommandError: the file cannot be written.
    """
    if file is None:
        for piece in pieces:
            typer.echo(printable(piece), nl=False)
        return
    try:
        file.touch(mode=_OWNER_ONLY)
        with file.open("w", encoding="utf-8") as target:
            for piece in pieces:
                target.write(piece)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CommandError(f"{file} cannot be written ({reason}): name another file.") from None
    notice(f"Written to {file}.")


def printable(text: str) -> str:
    """Leave out what would steer the terminal: people's words may hold control characters."""
    return "".join(c for c in text if c in _KEPT_CONTROLS or not _is_control(c))


def _is_control(character: str) -> bool:
    return ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, a line elsewhere; neither when there is nothing to index."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    bar = Progress(
        TextColumn("Indexing passages"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )
    task = bar.add_task("", total=None)

    def show(done: int, total: int) -> None:
        if console.is_terminal:
            bar.start()
            bar.update(task, completed=done, total=total)
        elif done == 0:
            notice(f"Indexing {total} passages ...")

    try:
        yield show
    finally:
        if bar.live.is_started:
            bar.stop()
