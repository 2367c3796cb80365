"""What the tests of commands share: commands in processes of their own, and something stored."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from coach.answer import Answer, Citation, Status
from coach.coaching import LOCAL_OWNER
from coach.conversation_store import Conversations

Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]

# Stands before the command: what it imports is told on standard error's last line.
_SCRIPT = """
import atexit, sys
from ui.cli import main
if {tell}:
    atexit.register(lambda: print("imported:", *sys.modules, file=sys.stderr))
main()
"""


def run_command(
    home: Path,
    folder: Path,
    *arguments: str,
    tell_imports: bool = False,
    database_url: str = "",
    **options: Any,
) -> Done:
    database = {"COACH_DATABASE_URL": database_url} if database_url else {}
    return subprocess.run(
        [sys.executable, "-c", _SCRIPT.format(tell=tell_imports), *arguments],
        env={**os.environ, "COACH_HOME": str(home), **database},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        **options,
    )


def imported(done: Done) -> set[str]:
    return set(done.stderr.splitlines()[-1].removeprefix("imported: ").split())


def store_turn(
    store: Conversations,
    conversation: str,
    question: str,
    status: Status = "answered",
    owner: str = LOCAL_OWNER,
) -> str:
    citation = Citation(
        number=1,
        section="Salary Ranges",
        source="The guide",
        path="salary.md",
        as_of=None,
        quote="$259,000",
        passage="It is $259,000.",
        passage_id="ab" * 16,
        score=0.5,
    )
    answer = Answer(f"{question} (alone)", "It is $259,000. [1]", status, (citation,))
    return store.append(owner, conversation, question, answer)


def is_one_line(done: Done, *said: str) -> bool:
    """Tell whether a mistake was told as every one is: a line, exit code 2, nothing given."""
    return (
        done.returncode == 2
        and done.stdout == ""
        and done.stderr.startswith("coach: ")
        and done.stderr.count("\n") == 1
        and all(text in done.stderr for text in said)
    )
