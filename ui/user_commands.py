"""The commands for the users file: `coach user add`, `coach user remove` and `coach user list`."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ui.terminal import errors_in_one_line

if TYPE_CHECKING:
    from ui.accounts import Accounts

user = typer.Typer(
    name="user",
    no_args_is_help=True,
    help="Say who may sign in to the page: the people of the users file that COACH_AUTH names.",
)

_Name = Annotated[str, typer.Argument(help="What the person types to sign in.")]


@user.command()
def add(name: _Name) -> None:
    """Add a person; the password is asked for, or read from standard input."""
    with errors_in_one_line():
        accounts = _open()
        account = accounts.add(name, _ask_password(name))
        typer.echo(f"{account.name} can sign in.")


@user.command()
def remove(name: _Name) -> None:
    """Take a person out, and sign them out. Their conversations stay, under their name."""
    with errors_in_one_line():
        account = _open().remove(name)
        typer.echo(f"{account.name} can no longer sign in. Their conversations are kept.")


@user.command("list")
def list_all() -> None:
    """Name everybody who may sign in."""
    with errors_in_one_line():
        accounts = _open()
        people = accounts.all()
    for account in people:
        typer.echo(account.name)
    if not people:
        typer.echo(f"There is nobody in {accounts.path} yet.", err=True)


def _open() -> "Accounts":
    from coach.settings import Settings
    from ui.accounts import Accounts
    from ui.people import users_file

    return Accounts(users_file(Settings.read()))


def _ask_password(name: str) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().removesuffix("\n")
    password: str = typer.prompt(
        f"Password for {name}", hide_input=True, confirmation_prompt="The same again", err=True
    )
    return password
