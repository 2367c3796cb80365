"""Questions answered on Ray Data: by several processes of this machine, or by a cluster.

Each worker opens a coach of its own, with the same settings, and answers the rows that it's given
as `Coach.ask_all` does. On a cluster each machine needs this product, and what the settings name.
"""

import json
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from socket import create_connection
from typing import Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from coach.answer import Answer
from coach.batch import CHUNK, Question
from coach.coach import Coach
from coach.errors import CoachError, FaqError
from coach.focus import Focus
from coach.settings import Settings

_CONNECT_S = 5.0

_answers = TypeAdapter(Answer)
_focuses = TypeAdapter(Focus | None)


def ask_on_ray(
    questions: Iterable[Question],
    settings: Settings,
    workers: int,
    concurrency: int = 8,
    address: str | None = None,
) -> Iterator[tuple[int, Answer]]:
    """Yield each question's place and answer, as they are done.

    Args:
        workers: how many processes answer.
        concurrency: how many answers a chat model writes at a time for each of them.
        address: a cluster's; None starts Ray on this machine, for as long as this takes.

    Raises:
        FaqError: Ray is not installed, the cluster cannot be reached, or a worker fails.
    """
    rows = [
        {"number": number, "text": q.text, "focus": json.dumps(q.focus and asdict(q.focus))}
        for number, q in enumerate(questions)
    ]
    if not rows:
        return
    with _running(address, workers):
        from ray import data

        done = data.from_items(rows, override_num_blocks=-(-len(rows) // CHUNK)).map_batches(
            _Worker,
            batch_size=CHUNK,
            compute=data.ActorPoolStrategy(size=workers),
            fn_constructor_args=(settings, concurrency),
        )
        for row in done.iter_rows():
            yield int(row["number"]), _answers.validate_json(row["answer"])


class _Worker:
    """A coach in a process of its own."""

    def __init__(self, settings: Settings, concurrency: int) -> None:
        self._coach = Coach.open(settings)
        self._concurrency = concurrency

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        numbers = batch["number"].tolist()
        questions = [
            Question(str(text), focus=_focuses.validate_json(focus))
            for text, focus in zip(batch["text"], batch["focus"], strict=True)
        ]
        found = list(self._coach.ask_all(questions, self._concurrency))
        return {
            "number": [numbers[place] for place, _ in found],
            "answer": [json.dumps(asdict(answer)) for _, answer in found],
        }


@contextmanager
def _running(address: str | None, workers: int) -> Iterator[None]:
    # Ray reports on its use over the network unless it's told not to, before it's imported.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    try:
        import ray
        from ray import data
    except ImportError:
        raise FaqError('Ray is not installed: pip install "headway[ray]".') from None
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    data.DataContext.get_current().enable_progress_bars = False
    if address:
        _check_address(address)
    try:
        ray.init(
            address or "local",
            num_cpus=None if address else workers,
            include_dashboard=None if address else False,
            logging_level="error",
            log_to_driver=False,
        )
        yield
    # What a worker raises comes wrapped in Ray's own.
    except (ray.exceptions.RayError, ConnectionError, ValueError, RuntimeError) as error:
        raise FaqError(_word(error)) from None
    finally:
        ray.shutdown()


def _check_address(address: str) -> None:
    """Try to connect, as Ray itself would try for minutes and then end the process."""
    place = urlsplit(address if "://" in address else f"ray://{address}")
    try:
        with create_connection((place.hostname, place.port), _CONNECT_S):
            pass
    except (OSError, ValueError):
        raise FaqError(f"No Ray cluster answers at {address}: check --ray-address.") from None


def _word(error: BaseException) -> str:
    cause = error
    while cause.__cause__ is not None:
        cause = cause.__cause__
    if isinstance(cause, CoachError):
        return f"A worker failed: {cause}"
    return f"Ray failed ({type(cause).__name__}): try again, or leave out --engine ray."
