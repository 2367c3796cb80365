"""The commands for the way to where you want to be: `coach roadmap` and its steps."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
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
    from coach.roadmap.roadmap import Roadmap, RoadmapStep
    from coach.roadmap.store import Roadmaps

roadmap = typer.Typer(
    name="roadmap",
    invoke_without_command=True,
    help="Your way from here to the role: its steps, what proves each, and by when.",
)

_LINE_WIDTH = 92
_LABEL_WIDTH = 8
_BOXES = {"open": "[ ]", "done": "[x]", "skipped": "[-]"}

_Step = Annotated[
    str, typer.Argument(metavar="STEP", help="Its number or id, as `coach roadmap` has it.")
]


@roadmap.callback()
def show(
    context: typer.Context,
    brief: Annotated[bool, typer.Option("--brief", help="A line a step.")] = False,
    later: Annotated[bool, typer.Option("--later", help="What can wait, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the roadmap as JSON.")] = False,
) -> None:
    """Show the roadmap; the first time, make it."""
    if context.invoked_subcommand is not None:
        return
    with errors_in_one_line():
        found = _read_or_make()
    if as_json:
        typer.echo(json.dumps(asdict(found), default=date.isoformat, ensure_ascii=False, indent=2))
    else:
        _print(found, brief=brief, later=later)


@roadmap.command("plan")
def plan_anew(
    track: Annotated[
        str | None, typer.Option(help="The track to follow, by its name or some words of it.")
    ] = None,
    start: Annotated[str | None, typer.Option(help="The first day, like 2027-01-31.")] = None,
    hours_per_week: Annotated[float | None, typer.Option(help="The time that you have.")] = None,
) -> None:
    """Plan anew by what is known of you now; what you did to the steps stays."""
    from coach.coaching import LOCAL_OWNER

    with errors_in_one_line():
        first_day = _read_day(start) if start is not None else None
        coach = open_coach()
        made = coach.plan(LOCAL_OWNER, track=track, start=first_day, hours_per_week=hours_per_week)
        coach.close()
    _print(made, brief=True, later=False)


@roadmap.command()
def done(
    step: _Step,
    proof: Annotated[str, typer.Option(help="A link to what proves it, or a few words.")] = "",
) -> None:
    """Note that a step is done; the days of the others follow."""
    from coach.roadmap.changes import finish

    _change(step, "Done", lambda found, step_id: finish(found, step_id, date.today(), proof))


@roadmap.command()
def reopen(step: _Step) -> None:
    """Bring back a step that was done or left out."""
    from coach.roadmap.changes import reopen

    _change(step, "Open again", lambda found, step_id: reopen(found, step_id, date.today()))


@roadmap.command()
def skip(step: _Step) -> None:
    """Leave a step out."""
    from coach.roadmap.changes import skip

    _change(step, "Left out", lambda found, step_id: skip(found, step_id, date.today()))


@roadmap.command()
def edit(
    step: _Step,
    text: Annotated[str | None, typer.Option(help="What to do, in your words.")] = None,
    proof: Annotated[str | None, typer.Option(help="What would prove it.")] = None,
    note: Annotated[str | None, typer.Option(help='A note of your own; "" takes it away.')] = None,
) -> None:
    """Give a step other words. Its source stays beside them."""
    from coach.roadmap.changes import edit

    with errors_in_one_line():
        if text is None and proof is None and note is None:
            raise CommandError("Say what to change: --text, --proof or --note.")
    _change(
        step,
        "Changed",
        lambda found, step_id: edit(found, step_id, text=text, proof=proof, note=note),
    )


@roadmap.command()
def add(
    text: Annotated[str, typer.Argument(help="What to do.")],
    day: Annotated[
        str | None, typer.Option("--date", help="By when, like 2027-01-31; else it's planned.")
    ] = None,
    proof: Annotated[str, typer.Option(help="What would prove it.")] = "",
) -> None:
    """Add a step of your own; you are its source."""
    from coach.roadmap.changes import add

    with errors_in_one_line(), _open_roadmaps() as store:
        wanted = _read_day(day) if day is not None else None
        _store(store, lambda found: add(found, text, date.today(), day=wanted, proof=proof))
    typer.echo(printable(f"Added, with you as its source: {text}"))


@roadmap.command()
def move(
    step: _Step,
    day: Annotated[str, typer.Argument(metavar="DATE", help="Like 2027-01-31.")],
) -> None:
    """Give a step another day; one that could wait becomes one of now."""
    from coach.roadmap.changes import move

    with errors_in_one_line():
        wanted = _read_day(day)
    _change(
        step,
        f"Moved to {wanted}",
        lambda found, step_id: move(found, step_id, wanted, date.today()),
    )


@roadmap.command()
def export(
    output: Annotated[
        list[Path] | None,
        typer.Option("--output", "-o", help="A .md, .pdf or .ics file; several at once."),
    ] = None,
) -> None:
    """Take the roadmap along: a page to edit, a PDF, or a calendar."""
    from coach.roadmap.outputs import write_files

    with errors_in_one_line():
        outputs = output or []
        found = _read_or_make()
        write_files(found, outputs, date.today())
    typer.echo(f"Wrote {', '.join(map(str, outputs))}.")


@roadmap.command("import")
def take_in(
    file: Annotated[
        Path, typer.Argument(help="A .md or .ics file that was exported, and then changed.")
    ],
) -> None:
    """Follow what you changed in an exported page or calendar."""
    from coach.roadmap.outputs import read_content, take_in_content

    with errors_in_one_line():
        content = read_content(file)
        with _open_roadmaps() as store:
            imports = []

            def follow(found: "Roadmap") -> "Roadmap":
                came = take_in_content(found, file.suffix, content, date.today())
                imports.append(came)
                return came.roadmap

            _store(store, follow)
    came = imports[-1]
    for trouble in came.troubles:
        place = f"line {trouble.line}: " if trouble.line else ""
        notice(printable(f"{place}{trouble.reason}"))
    for change in came.changes:
        typer.echo(printable(change))
    typer.echo(f"Followed {len(came.changes)} changes of {file}." if came.changes else "No change.")


@roadmap.command()
def forget(
    yes: Annotated[bool, typer.Option("--yes", help="Delete without asking.")] = False,
) -> None:
    """Delete the roadmap for good."""
    from coach.coaching import LOCAL_OWNER

    with errors_in_one_line(), _open_roadmaps() as store:
        if store.read(LOCAL_OWNER) is None:
            notice("There is no roadmap.")
            return
        if not yes and not confirm("Delete your roadmap for good?"):
            notice("Nothing was deleted.")
            raise typer.Exit(1)
        store.forget(LOCAL_OWNER)
    typer.echo("Deleted your roadmap.")


def _read_or_make() -> "Roadmap":
    from coach.coaching import LOCAL_OWNER
    from coach.roadmap.schedule import reschedule

    with _open_roadmaps() as store:
        found = store.read(LOCAL_OWNER)
    if found is not None:
        return reschedule(found, date.today())
    coach = open_coach()
    made = coach.plan(LOCAL_OWNER)
    if not coach.profiles.read(LOCAL_OWNER).facts:
        notice('Nothing is known of you yet: coach profile add "I am ...", then roadmap plan.')
    coach.close()
    return made


def _change(name: str, said: str, change: "Callable[[Roadmap, str], Roadmap]") -> None:
    """Change the step that is called so, and tell what is next."""
    from coach.roadmap.changes import find_step

    with errors_in_one_line(), _open_roadmaps() as store:
        changed: list[str] = []

        def do(found: "Roadmap") -> "Roadmap":
            step_id = find_step(found, name).id
            changed.append(step_id)
            return change(found, step_id)

        new = _store(store, do)
    step = next(step for step in new.steps if step.id == changed[-1])
    typer.echo(printable(f"{said}: {step.text}"))
    upcoming = min((s for s in new.now if s.state == "open"), key=lambda s: s.day, default=None)
    if upcoming is None:
        typer.echo("Nothing is left to do.")
    elif upcoming.id != step.id:
        typer.echo(printable(f"Next, by {upcoming.day}: {upcoming.text}"))


def _store(store: "Roadmaps", change: "Callable[[Roadmap], Roadmap]") -> "Roadmap":
    from coach.coaching import LOCAL_OWNER

    def make(found: "Roadmap | None") -> "Roadmap":
        if found is None:
            raise CommandError("There is no roadmap yet: make one with `coach roadmap`.")
        return change(found)

    return store.change(LOCAL_OWNER, make)


@contextmanager
def _open_roadmaps() -> "Iterator[Roadmaps]":
    """Open the stored roadmaps alone: neither the embedding model nor the index."""
    from coach.roadmap.store import open_roadmaps

    with open_roadmaps(read_settings().locate_conversations()) as store:
        yield store


def _read_day(text: str) -> date:
    from coach.roadmap.schedule import read_day

    day = read_day(text)
    if day is None:
        raise CommandError(f"{text!r} is no day: write it like 2027-01-31.")
    return day


def _print(found: "Roadmap", *, brief: bool, later: bool) -> None:
    from coach.roadmap.changes import number_steps
    from coach.roadmap.wording import say_head, say_title

    numbers = {step.id: number for number, step in enumerate(number_steps(found), start=1)}
    typer.secho(f"{printable(say_title(found))}\n", bold=True)
    for label, said in say_head(found, date.today()):
        _print_labelled(label, said, 0)
    sections: list[tuple[str, Sequence[RoadmapStep]]] = [*found.stages()]
    if later:
        sections += [("Later", found.later), ("Left out", found.skipped)]
    for heading, steps in sections:
        if steps:
            typer.secho(f"\n{printable(heading)}", bold=True)
        for step in steps:
            _print_step(step, numbers[step.id], brief=brief)
    if not later and (found.later or found.skipped):
        waiting = f"{len(found.later)} more can wait, {len(found.skipped)} left out"
        typer.echo(f"\n{waiting}: coach roadmap --later")


def _print_step(step: "RoadmapStep", number: int, *, brief: bool) -> None:
    from coach.roadmap.schedule import is_overdue
    from coach.roadmap.wording import say_advice, say_done, say_gap, say_source

    due = "" if step.state != "open" else f"{step.day} "
    overdue = "overdue: " if is_overdue(step, date.today()) else ""
    lead = f"{number:>3} {_BOXES[step.state]} {due}{overdue}"
    text = printable(step.text)
    typer.echo(fill(text, _LINE_WIDTH, initial_indent=lead, subsequent_indent=" " * 8))
    if brief:
        return
    if step.state == "done":
        _print_labelled("done", say_done(step), 8)
    if step.gap:
        _print_labelled("closes", say_gap(step.gap), 8)
    _print_labelled("proof", step.proof, 8)
    if step.note:
        _print_labelled("note", step.note, 8)
    for advice in step.advice:
        _print_labelled("how", say_advice(advice), 8)
    _print_labelled("source", say_source(step), 8)


def _print_labelled(label: str, said: str, indent: int) -> None:
    lead = " " * indent + f"{label:<{_LABEL_WIDTH}}"
    typer.echo(
        fill(
            printable(said),
            _LINE_WIDTH,
            initial_indent=lead,
            subsequent_indent=" " * len(lead),
        )
    )
