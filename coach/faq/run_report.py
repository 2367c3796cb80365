"""What a run says beside the FAQ: what was declined, failed, merged, left out or unreadable."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TextIO

from coach.faq.entries import Entry
from coach.faq.markdown import escape
from coach.faq.rows import Fault


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A question that was not taken into the FAQ, and why, in one line."""

    question: str
    reason: str


def write_report(
    entries: Iterable[Entry], faults: Sequence[Fault], left_out: Sequence[LeftOut], file: TextIO
) -> None:
    """Write a Markdown page.

    Args:
        entries: all that were answered or declined.
    """
    declined: list[str] = []
    talk: list[str] = []
    failed: list[str] = []
    merged: list[str] = []
    for entry in entries:
        question = escape(entry.question)
        if entry.status == "declined":
            declined.append(question)
        if entry.status == "talk":
            talk.append(question)
        if entry.is_failed:
            failed.append(f"{question}: {escape(entry.failure)}")
        merged += (f"{escape(other)} → {question}" for other in entry.also_asked)
    blocks = {
        "The documents do not answer": declined,
        "Not a question to the documents": talk,
        "Left out": [f"{escape(one.question)}: {one.reason}" for one in left_out],
        "Written without the chat model, which failed": failed,
        "Merged, as they ask the same": merged,
        "Lines that hold no question": [f"Line {f.line}: {f.reason}" for f in faults],
    }
    file.write("# What did not go into the FAQ\n")
    for title, lines in blocks.items():
        if lines:
            file.write(f"\n## {title}\n\n")
            file.writelines(f"- {line}\n" for line in lines)
    if not any(blocks.values()):
        file.write("\nNothing: all questions are in it.\n")
