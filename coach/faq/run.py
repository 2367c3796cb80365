"""One run of `coach faq build`: rows to files, through a journal that outlives it."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from coach.coach import Coach
from coach.faq.building import Ask, Build, Progress, build
from coach.faq.entries import Entry
from coach.faq.journal import open_journal
from coach.faq.layout import lay_out
from coach.faq.likeness import SAME_COSINE, Leaders
from coach.faq.outputs import write_files, writer_of
from coach.faq.run_report import LeftOut, write_report
from coach.faq.sources import Source


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is to make of its rows.

    Attributes:
        outputs: the files, checked with `check_outputs`.
        report: the file for what does not go into the FAQ.
        same_cosine: from where on questions may ask the same.
        retry_failed: ask again where the chat model has failed in an earlier run.
    """

    outputs: Sequence[Path]
    report: Path
    title: str
    same_cosine: float = SAME_COSINE
    retry_failed: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """How many entries a run has made, and how many questions it has not taken, and why."""

    entries: int
    merged: int
    declined: int
    failed: int
    left_out: int


def run_build(
    coach: Coach,
    source: Source,
    order: Order,
    ask: Ask,
    progress: Progress = lambda _rows: None,
) -> Tally:
    """Answer a source's rows and write the files, all of them or none.

    A run that is stopped, by whatever, goes on where it was when it's started again the same way.
    One in which the chat model failed at something is kept, too, for `Order.retry_failed`.

    Raises:
        CoachError: of any kind; what is done is kept.
    """
    folder = _folder(coach, source, order)
    with Leaders(order.same_cosine) as leaders, open_journal(folder) as journal:
        made = build(
            source.rows,
            ask,
            coach.embedder,
            leaders,
            journal,
            datetime.now(UTC).date(),
            progress=progress,
            retry_failed=order.retry_failed,
        )
        tally = _write(made, source, coach, order)
        if not tally.failed:
            journal.finish()
    return tally


def _write(made: Build, source: Source, coach: Coach, order: Order) -> Tally:
    left_out = [*source.left_out]
    counts: Counter[str] = Counter()

    def fit() -> Iterator[Entry]:
        for entry in made.entries():
            counts["declined"] += entry.status == "declined"
            counts["failed"] += entry.is_failed
            focus, first = entry.focus, entry.sources[:1]
            # A chat model may have made something else of it.
            if focus and not any(focus.covers(s.section, s.path) for s in first):
                reason = f"the answer does not come from “{focus.section}”."
                left_out.append(LeftOut(entry.question, reason))
            else:
                yield entry

    faq = lay_out(fit(), made.read, coach.report.topics, order.title)
    writers = {file: writer_of(file, faq) for file in order.outputs}
    writers[order.report] = partial(write_report, made.entries(), source.faults, left_out)
    write_files(writers)
    return Tally(faq.count, made.merged, counts["declined"], counts["failed"], len(left_out))


def _folder(coach: Coach, source: Source, order: Order) -> Path:
    """Where the journal is: one for what is asked of what, by whom, into which files."""
    settings = coach.settings
    key = (
        source.name,
        *(str(file.absolute()) for file in order.outputs),
        coach.search.revision,
        *(settings.model, settings.model_url, settings.passages, settings.answer_words),
    )
    return settings.home / "faq" / hashlib.sha256(repr(key).encode()).hexdigest()[:16]
