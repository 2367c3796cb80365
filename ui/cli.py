"""The command line: `coach ask`, `coach chat`, `coach slack`, `coach index` and `coach doctor`.

Answers go to standard output; progress, notices and errors go to standard error. A mistake of the
person's ends in one line and exit code 2.
"""

import json
import logging
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from ui.conversation_commands import conversation as conversation_commands
from ui.faq_commands import faq
from ui.feedback_commands import feedback, report_gaps
from ui.gap_commands import gaps as show_gaps
from ui.personal_lines import print_personal
from ui.practice_commands import practice
from ui.profile_commands import profile
from ui.roadmap_commands import roadmap
from ui.slack.command import serve_slack
from ui.terminal import errors_in_one_line, notice, open_coach, read_settings
from ui.user_commands import user

if TYPE_CHECKING:
    from coach.answer import Answer
    from coach.evaluation import Figures

_EVALUATION = "evaluation"
"""Whose conversations an evaluation's are, so that they are nobody's and go when it ends."""
_TEXT_WIDTH = 88
_TABLE_WIDTH = 120

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A career coach for people who want to become a Head of Machine Learning: it answers "
    "from documents and says where each statement comes from.",
    epilog="Settings are COACH_* variables or a .env file; the README lists them.",
)
app.add_typer(conversation_commands)
app.add_typer(faq)
app.add_typer(feedback)
app.add_typer(practice)
app.add_typer(profile)
app.add_typer(roadmap)
app.add_typer(user)


def main() -> None:
    """Run the command line."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    app()


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    conversation: Annotated[
        str | None, typer.Option(help="Go on with a conversation, by a name of your choice.")
    ] = None,
) -> None:
    """Answer one question here in the terminal."""
    from coach.pipeline import check_question

    with errors_in_one_line():
        check_question(question)
        coach = open_coach()
        answer = coach.ask(question, conversation)
        bearings = coach.relate(answer)
    if as_json:
        typer.echo(json.dumps(asdict(answer), ensure_ascii=False, indent=2))
    else:
        _print_answer(answer)
        print_personal(question, bearings)


@app.command()
def chat(
    host: Annotated[str | None, typer.Option(help="Address to serve at [COACH_HOST].")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port, 0 for a free one [COACH_PORT].")
    ] = None,
    allow_anonymous: Annotated[
        bool,
        typer.Option(
            "--allow-anonymous", help="Let anybody in, each with conversations of their own."
        ),
    ] = False,
) -> None:
    """Serve the chat page."""
    with errors_in_one_line():
        from ui.people import open_people

        settings = read_settings()
        host = settings.host if host is None else host
        people = open_people(settings, host, allow_anonymous=allow_anonymous)
        coach = open_coach(settings)
        from ui.web import serve

        serve(
            coach,
            host,
            settings.port if port is None else port,
            people,
            on_ready=lambda address: typer.echo(f"Headway is ready: {address} (Ctrl-C ends it)"),
        )


@app.command()
def index(
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Throw the index away and make it anew.")
    ] = False,
) -> None:
    """Bring the index up to date with the corpus."""
    with errors_in_one_line():
        report = open_coach(rebuild=rebuild).report
    for skipped in report.skipped:
        typer.echo(f"Skipped {skipped.path}: {skipped.reason}", err=True)
    contents = f"{report.documents} documents, {report.passages} passages"
    if report.changes is None:
        typer.echo(f"Nothing has changed: {contents}.")
    else:
        changes = report.changes
        typer.echo(
            f"Indexed: {contents} ({changes.added} added, {changes.removed} removed, "
            f"{changes.unchanged} as before)."
        )


@app.command()
def doctor() -> None:
    """Say what is installed, where the state is, what is wrong and how to mend it."""
    from coach.diagnosis import diagnose

    with errors_in_one_line():
        checks = diagnose(read_settings(), lambda settings: open_coach(settings=settings))
    for check in checks:
        typer.echo(f"{'ok' if check.ok else '!!'}  {check.name}: {check.detail}")
    if not all(check.ok for check in checks):
        raise typer.Exit(1)


@app.command("eval")
def evaluate(
    questions: Annotated[Path, typer.Argument(help="A JSONL file of questions.")],
    floor: Annotated[
        Path | None, typer.Option(help="A TOML file of what the figures must reach; else exit 1.")
    ] = None,
) -> None:
    """Measure the quality of the answers; the last line is JSON."""
    from coach.evaluation import find_misses, judge, read_floors, read_questions, summarise
    from coach.prompting import prompt_hash

    with errors_in_one_line():
        asked = read_questions(questions)
        floors = read_floors(floor) if floor else {}
        coach = open_coach()

        def ask_in_turn(turns: Sequence[str]) -> "Answer":
            conversation = uuid4().hex
            return [coach.ask(turn, conversation, owner=_EVALUATION) for turn in turns][-1]

        try:
            figures = summarise([judge(question, ask_in_turn) for question in asked])
        finally:
            coach.conversations.delete_all(_EVALUATION)
    _print_figures(figures)
    settings = coach.settings.model_dump(
        mode="json", include={"embedding_model", "model", "passages", "answer_words"}
    )
    record = {
        "commit": _commit(),
        "version": version("headway"),
        "prompts": prompt_hash(),
        "settings": settings,
        "figures": [asdict(line) for line in figures],
    }
    typer.echo(json.dumps(record))
    misses = find_misses(figures, floors)
    for miss in misses:
        notice(miss)
    if misses:
        raise typer.Exit(1)


app.command("gaps")(show_gaps)
app.command("gaps-report")(report_gaps)
app.command("slack")(serve_slack)


def _print_answer(answer: "Answer") -> None:
    from rich.markdown import Markdown

    console = Console(width=min(Console().width, _TEXT_WIDTH))
    if console.is_terminal:
        console.print(Markdown(answer.text))
    else:
        typer.echo(answer.text)
    if answer.note:
        typer.echo(f"\n{answer.note}")
    if answer.citations:
        typer.echo("\nSources")
    for citation in answer.citations:
        scope = f" ({citation.as_of})" if citation.as_of else ""
        typer.echo(f"  [{citation.number}] {citation.section}{scope}")
    if answer.follow_ups:
        typer.echo("\nYou could ask next")
    for follow_up in answer.follow_ups:
        typer.echo(f"  {follow_up}")


def _print_figures(figures: "Sequence[Figures]") -> None:
    table = Table("half", "kind", "n", box=SIMPLE)
    for column in ("facts", "first", "anywhere", "valid", "status", "declined", "obeyed"):
        table.add_column(column, justify="right")
    for column in ("words", "p50 ms", "p95 ms"):
        table.add_column(column, justify="right")
    for line in figures:
        table.add_row(
            str(line.half),
            line.kind,
            str(line.questions),
            *(
                "" if share is None else f"{share:.2f}"
                for share in (
                    line.fact_recall,
                    line.right_first,
                    line.right_anywhere,
                    line.citations_valid,
                    line.coverage_right,
                    line.wrongly_declined,
                )
            ),
            str(line.obeyed),
            f"{line.words:.0f}",
            f"{line.p50_ms:.0f}",
            f"{line.p95_ms:.0f}",
        )
    Console(width=_TABLE_WIDTH).print(table)


def _commit() -> str | None:
    """The commit that this runs from, None outside a checkout."""
    git = shutil.which("git")
    if git is None:
        return None
    command = [git, "-C", str(Path(__file__).parent), "rev-parse", "--short", "HEAD"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return said.stdout.strip() or None
