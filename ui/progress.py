"""How far a long run is: a bar on a terminal, a line now and then elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ui.terminal import notice

_LINE_EVERY_S = 10.0


class _Lines:
    """Tells how far it is, at the most every ten seconds."""

    def __init__(self, total: int, things: str) -> None:
        self._total = total
        self._things = things
        self._done = 0
        self._started = self._told = time.monotonic()
        notice(f"{total:,} {things} ...")

    def advance(self, count: int) -> None:
        self._done += count
        now = time.monotonic()
        if now - self._told < _LINE_EVERY_S:
            return
        self._told = now
        rate = self._done / (now - self._started)
        left_s = (self._total - self._done) / rate if rate else 0
        notice(
            f"{self._done:,} of {self._total:,} {self._things}, {rate:,.1f} a second, "
            f"{left_s:,.0f} s left"
        )


@contextmanager
def counting(total: int, things: str) -> Iterator[Callable[[int], None]]:
    """Give what is called with how many more things are done."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines(total, things).advance
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:,.1f} a second" if task.speed else "")

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(things.capitalize(), total=total)
        yield lambda count: bar.advance(task, count)
