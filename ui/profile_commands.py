"""The commands for what is known of you: `coach profile show|add|read|edit|use|forget|export`."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.terminal import (
    CommandError,
    confirm,
    errors_in_one_line,
    notice,
    printable,
    read_settings,
    write_out,
)

if TYPE_CHECKING:
    from coach.profile.facts import Fact
    from coach.profile.store import Profiles
    from coach.stores import Stores

profile = typer.Typer(
    name="profile",
    no_args_is_help=True,
    help="What the coach knows of you: facts, each with the words that it came from.",
)

_KEYS = "[k]eep, [e]dit, [d]rop, [a]ll the rest, [q]uit"
_INDENT = " " * 26

_Id = Annotated[str, typer.Argument(metavar="ID", help="As `coach profile show` has it.")]
_KeepAll = Annotated[bool, typer.Option("--yes", help="Keep all of them without asking.")]


@profile.command()
def show(
    as_json: Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")] = False,
) -> None:
    """List what is known of you, each fact with the words that it came from."""
    with errors_in_one_line(), _open_profiles() as store:
        known = store.read(_owner())
    if as_json:
        listed = [fact.to_dict() for fact in known.facts]
        typer.echo(json.dumps(listed, ensure_ascii=False, indent=2))
    elif known.facts:
        _print_facts(known.facts)
    else:
        notice('Nothing yet. Tell something: coach profile add "I am ...", or read CV_FILE')


@profile.command()
def add(
    words: Annotated[str, typer.Argument(help='In your own words: "I lead two juniors".')],
    yes: _KeepAll = False,
) -> None:
    """Tell something of yourself; you see what is understood before it's kept."""
    from coach.profile.corrections import check_words
    from coach.profile.hearing import hear

    with errors_in_one_line():
        _keep_confirmed(hear(check_words(words), is_own=True), yes=yes)


@profile.command()
def read(
    file: Annotated[Path, typer.Argument(metavar="CV_FILE", help="PDF, DOCX, Markdown or text.")],
    keep_cv: Annotated[
        bool, typer.Option("--keep-cv", help="Keep the file itself, too; else nothing of it stays.")
    ] = False,
    yes: _KeepAll = False,
) -> None:
    """Read a CV; you see each fact and its words before it's kept."""
    from coach.profile.cv_reading import read_cv

    with errors_in_one_line():
        content = _read_file(file)
        _keep_confirmed(read_cv(file.name, content).facts, yes=yes)
        if keep_cv:
            with _open_profiles() as store:
                store.keep_cv(_owner(), file.name, content)
            typer.echo(f"Kept {printable(file.name)}, too.")


@profile.command()
def edit(
    fact_id: _Id,
    words: Annotated[str, typer.Argument(help="What is true instead, in your own words.")],
) -> None:
    """Correct a fact: your words take its place."""
    from coach.personal_data import replace_fact

    with errors_in_one_line(), _open_stores() as stores:
        _print_facts([replace_fact(stores, _owner(), fact_id, words)])


@profile.command()
def use(
    fact_id: _Id,
    is_used: Annotated[
        bool | None, typer.Option("--on/--off", help="Whether answers may speak of it.")
    ] = None,
) -> None:
    """Say whether answers may speak of a fact."""
    with errors_in_one_line(), _open_profiles() as store:
        if is_used is None:
            raise CommandError("Give either --on or --off.")
        _print_facts([store.use(_owner(), fact_id, is_used=is_used)])


@profile.command()
def forget(
    fact_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="Which one.")] = None,
    all_facts: Annotated[bool, typer.Option("--all", help="All facts, and kept CVs.")] = False,
    everything: Annotated[
        bool,
        typer.Option(
            "--everything", help="Your roadmap, what you practised and your conversations, too."
        ),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Delete without asking.")] = False,
) -> None:
    """Delete a fact for good, all of them with the CVs that were kept, or all there is of you."""
    with errors_in_one_line():
        if [fact_id is not None, all_facts, everything].count(True) != 1:
            raise CommandError("Give either a fact's ID, --all or --everything.")
        with _open_stores() as stores:
            if everything:
                _forget_everything(stores, yes=yes)
            elif fact_id is not None:
                _forget_one(stores, fact_id, yes=yes)
            else:
                _forget_all(stores, yes=yes)


@profile.command()
def export(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file; without it, print.")
    ] = None,
) -> None:
    """Take along all there is of you, as JSON: facts, CVs, roadmap, practice, conversations."""
    from coach.personal_data import export_person

    with errors_in_one_line():
        with _open_stores() as stores:
            whole = export_person(stores, _owner())
        write_out([whole.to_json() + "\n"], output)


@contextmanager
def _open_profiles() -> "Iterator[Profiles]":
    """Open the stored profiles alone: neither the embedding model nor the index."""
    from coach.profile.store import open_profiles

    with open_profiles(read_settings().locate_conversations()) as store:
        yield store


@contextmanager
def _open_stores() -> "Iterator[Stores]":
    """Open all that is kept of people: neither the embedding model nor the index."""
    from coach.stores import Stores

    stores = Stores(read_settings().locate_conversations())
    try:
        yield stores
    finally:
        stores.close_stores()


def _owner() -> str:
    from coach.coaching import LOCAL_OWNER

    return LOCAL_OWNER


def _read_file(file: Path) -> bytes:
    """Read a file that is no larger than a CV may be, without reading a larger one."""
    from coach.profile.cv_files import check_size

    try:
        check_size(file.stat().st_size)
        return file.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise CommandError(f"{file} cannot be read ({reason}): name your CV's file.") from None


def _keep_confirmed(proposed: "Sequence[Fact]", *, yes: bool) -> None:
    if not proposed:
        notice(
            "Nothing was understood that says something of you. Plain words help: "
            '"I am a data scientist with 6 years of experience".'
        )
        return
    if not yes and not sys.stdin.isatty():
        raise CommandError("There is no terminal to ask on: add --yes to keep without asking.")
    with _open_profiles() as store:
        if yes:
            _print_facts(proposed)
            confirmed: Sequence[Fact] = proposed
        else:
            confirmed = list(_ask_all(proposed))
        new = store.keep(_owner(), confirmed)
    known = len(confirmed) - new
    typer.echo(f"Kept {_count(new)}." + (f" {known} known already." if known else ""))


def _ask_all(proposed: "Sequence[Fact]") -> "Iterator[Fact]":
    """Yield those of the facts that the person keeps, as they keep them."""
    for number, fact in enumerate(proposed, start=1):
        typer.echo(f"\n{number} of {len(proposed)}")
        _print_facts([fact])
        answer = _ask(fact)
        if answer == "all":
            yield from proposed[number - 1 :]
        if answer in ("all", "quit"):
            return
        if answer is not None and not isinstance(answer, str):
            yield answer


def _ask(fact: "Fact") -> "Fact | str | None":
    """Return the fact as it's to be kept, None to drop it, or "all" or "quit"."""
    from coach.errors import ProfileError
    from coach.profile.corrections import correct_fact

    while True:
        try:
            key = typer.prompt(_KEYS, default="k", show_default=False, err=True).strip().lower()
            match key[:1]:
                case "k":
                    return fact
                case "d":
                    return None
                case "a":
                    return "all"
                case "q":
                    return "quit"
                case "e":
                    words = typer.prompt("What is true", err=True)
                    return correct_fact(fact, words)
                case _:
                    notice(f"There is no {key!r}.")
        except ProfileError as error:
            notice(str(error))
        except typer.Abort:
            return "quit"


def _forget_one(stores: "Stores", fact_id: str, *, yes: bool) -> None:
    from coach.personal_data import forget_fact

    known = stores.profiles.read(_owner()).facts
    fact = next((fact for fact in known if fact.id == fact_id), None)
    if fact and not yes and not confirm(f'Delete "{fact.statement}" for good?'):
        _give_up()
    fact = forget_fact(stores, _owner(), fact_id)
    typer.echo(f'Deleted "{printable(fact.statement)}".')


def _forget_all(stores: "Stores", *, yes: bool) -> None:
    from coach.personal_data import forget_facts

    facts, cvs = stores.profiles.read(_owner()).facts, stores.profiles.cvs(_owner())
    what = f"{_count(len(facts))} and {_count(len(cvs), 'CV')}"
    if (facts or cvs) and not yes and not confirm(f"Delete {what} for good?"):
        _give_up()
    forget_facts(stores, _owner())
    typer.echo(f"Deleted {what}.")


def _forget_everything(stores: "Stores", *, yes: bool) -> None:
    from coach.personal_data import forget_person

    what = "all facts, CVs, your roadmap, what you practised and all conversations"
    if not yes and not confirm(f"Delete {what} for good?"):
        _give_up()
    forget_person(stores, _owner())
    typer.echo(f"Deleted {what}.")


def _give_up() -> None:
    notice("Nothing was deleted.")
    raise typer.Exit(1)


def _print_facts(facts: "Iterable[Fact]") -> None:
    """Print a line for each fact, and below it the words that it came from."""
    for fact in facts:
        off = "" if fact.is_used else "  (not used in answers)"
        typer.echo(printable(f"{fact.id}  {fact.kind:<10}  {_one_line(fact.statement)}{off}"))
        if _fold(fact.quote) != _fold(fact.statement):
            typer.echo(printable(f"{_INDENT}“{_one_line(fact.quote)}”, {_one_line(fact.source)}"))
        else:
            typer.echo(printable(f"{_INDENT}in these words, {_one_line(fact.source)}"))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _fold(text: str) -> str:
    return _one_line(text).rstrip(".").casefold()


def _count(number: int, what: str = "fact") -> str:
    return f"1 {what}" if number == 1 else f"{number} {what}s"
