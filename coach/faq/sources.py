"""The rows of a run, wherever they come from, and what must hold of what is made of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from coach.coach import Coach
from coach.errors import FaqError
from coach.evidence import content_stems
from coach.faq.asked_questions import gather_questions
from coach.faq.corpus_questions import make_questions
from coach.faq.model_questions import ask_model
from coach.faq.rows import Fault, Format, Row, read_rows
from coach.faq.run_report import LeftOut


@dataclass(frozen=True, slots=True)
class Source:
    """Rows and what came with them.

    Attributes:
        name: tells one source from another.
        faults: lines that hold no question.
        left_out: what was left out before anything was asked.
    """

    name: str
    rows: Sequence[Row]
    faults: Sequence[Fault] = ()
    left_out: Sequence[LeftOut] = ()


def form_of(file: Path) -> Format:
    """Return the form that a file's name tells.

    Raises:
        FaqError: it tells none.
    """
    forms: dict[str, Format] = {".txt": "txt", ".csv": "csv", ".jsonl": "jsonl"}
    if form := forms.get(file.suffix.lower()):
        return form
    raise FaqError(f"{file} tells no form: name a .txt, .csv or .jsonl file, or give --format.")


def from_stream(stream: BinaryIO, name: str, form: Format, column: str | None) -> Source:
    """Read a stream to its end.

    Raises:
        FaqError: it cannot be read, or the CSV has no such column.
    """
    rows: list[Row] = []
    faults: list[Fault] = []
    try:
        for read in read_rows(stream, form, column):
            if isinstance(read, Row):
                rows.append(read)
            else:
                faults.append(read)
    except OSError as error:
        raise FaqError(f"{name} cannot be read ({error.strerror or error}): name a file.") from None
    return Source(name, rows, faults)


def from_file(file: Path, form: Format | None, column: str | None) -> Source:
    """Read a file.

    Raises:
        FaqError: it cannot be read, tells no form, or the CSV has no such column.
    """
    form = form or form_of(file)
    try:
        with file.open("rb") as stream:
            return from_stream(stream, str(file.absolute()), form, column)
    except OSError as error:
        raise FaqError(f"{file} cannot be read ({error.strerror or error}): name a file.") from None


def from_corpus(coach: Coach, concurrency: int = 8) -> Source:
    """Make questions of the coach's documents; a chat model, if there is one, makes some, too.

    Args:
        concurrency: how many passages a chat model is asked about at a time.

    Raises:
        CoachError: the index fails.
    """
    writer = coach.writer
    made = make_questions(
        coach.search.all_passages(),
        lambda questions: coach.ask_all(questions, extractive=True),
        (lambda passages: ask_model(writer, passages, concurrency)) if writer else None,
    )
    return Source("corpus", made.rows, left_out=made.left_out)


def from_conversations(coach: Coach) -> Source:
    """Gather what people asked.

    Raises:
        CoachError: the stored conversations cannot be read.
    """
    texts = (f"{p.searchable_text} {p.as_of or ''}" for p in coach.search.all_passages())
    known = frozenset(stem for text in texts for stem in content_stems(text))
    rows = gather_questions(coach.conversations.all_turns(), coach.embedder.embed, known)
    return Source("conversations", rows)
