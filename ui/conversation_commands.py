"""The commands for what was said in the terminal: `coach conversation list|show|export|delete`."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ui.terminal import (
    CommandError,
    confirm,
    errors_in_one_line,
    notice,
    open_stored,
    printable,
    write_out,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.conversation_store import Conversations
    from coach.conversations import Conversation, Transcript

conversation = typer.Typer(
    name="conversation",
    no_args_is_help=True,
    help="Look at, take along or delete the conversations that you had here in the terminal.",
)

_Id = Annotated[str, typer.Argument(metavar="ID", help="As `coach conversation list` has it.")]
_Yes = Annotated[bool, typer.Option("--yes", help="Delete without asking.")]


@conversation.command("list")
def list_all(
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """Name your conversations, the one that changed last first."""
    from coach.coaching import LOCAL_OWNER

    with errors_in_one_line(), open_stored() as store:
        found = store.conversations(LOCAL_OWNER)
    if as_json:
        listed = [asdict(one) for one in found]
        typer.echo(json.dumps(listed, default=datetime.isoformat, ensure_ascii=False, indent=2))
    elif found:
        _print_table(found)
    else:
        notice('None yet. Begin one: coach ask "..." --conversation NAME')


@conversation.command()
def show(name: _Id) -> None:
    """Print a conversation."""
    from rich.console import Console
    from rich.markdown import Markdown

    with errors_in_one_line(), open_stored() as store:
        text = _find(store, name).to_markdown()
    console = Console()
    if console.is_terminal:
        console.print(Markdown(printable(text)))
    else:
        write_out([text], None)


@conversation.command()
def export(
    name: _Id,
    form: Annotated[
        Literal["markdown", "json"], typer.Option("--format", help="A page to read, or all data.")
    ] = "markdown",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file; without it, print.")
    ] = None,
) -> None:
    """Take a conversation along, with its sources and what you thought of it."""
    with errors_in_one_line():
        with open_stored() as store:
            transcript = _find(store, name)
        whole = transcript.to_markdown() if form == "markdown" else transcript.to_json() + "\n"
        write_out([whole], output)


@conversation.command()
def delete(
    name: Annotated[str | None, typer.Argument(metavar="[ID]", help="Which one.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that you have.")] = False,
    yes: _Yes = False,
) -> None:
    """Delete a conversation for good, or all of them."""
    with errors_in_one_line(), open_stored() as store:
        if name is not None and not everything:
            _delete_one(store, name, yes=yes)
        elif name is None and everything:
            _delete_all(store, yes=yes)
        else:
            raise CommandError("Give either a conversation's ID or --all.")


def _delete_one(store: "Conversations", name: str, *, yes: bool) -> None:
    from coach.coaching import LOCAL_OWNER

    head = _find(store, name).conversation
    if not yes and not confirm(f'Delete "{head.title}" ({_count_turns(head.turns)}) for good?'):
        _give_up()
    store.delete(LOCAL_OWNER, name)
    typer.echo(f'Deleted "{printable(head.title)}".')


def _delete_all(store: "Conversations", *, yes: bool) -> None:
    from coach.coaching import LOCAL_OWNER

    found = len(store.conversations(LOCAL_OWNER))
    if found and not yes and not confirm(f"Delete {_count(found)} for good?"):
        _give_up()
    typer.echo(f"Deleted {_count(store.delete_all(LOCAL_OWNER) if found else 0)}.")


def _give_up() -> None:
    notice("Nothing was deleted.")
    raise typer.Exit(1)


def _find(store: "Conversations", name: str) -> "Transcript":
    from coach.coaching import LOCAL_OWNER

    transcript = store.export(LOCAL_OWNER, name)
    if transcript is None:
        raise CommandError(
            f"There is no conversation {name!r}: `coach conversation list` names those there are."
        )
    return transcript


def _print_table(found: "Sequence[Conversation]") -> None:
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("title", box=SIMPLE)
    table.add_column("turns", justify="right")
    table.add_column("last changed", no_wrap=True)
    # Never cut: it is what the other commands take.
    table.add_column("id", overflow="fold")
    for one in found:
        changed = f"{one.changed.astimezone():%Y-%m-%d %H:%M}"
        # Text, as a title may hold what rich takes for markup.
        table.add_row(Text(printable(one.title)), str(one.turns), changed, Text(printable(one.id)))
    Console().print(table)


def _count(conversations: int) -> str:
    return "1 conversation" if conversations == 1 else f"{conversations} conversations"


def _count_turns(turns: int) -> str:
    return "1 turn" if turns == 1 else f"{turns} turns"
