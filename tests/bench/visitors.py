"""Visitors of a Gradio page, as its own client speaks to it, without a browser.

Each has a session of its own: it joins the queue with a question, and reads the events of its
session until the answer is complete.
"""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

_TIMEOUT_SECONDS = 120


class VisitError(Exception):
    """A visitor got no answer."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where a question goes in.

    Attributes:
        fn_index: of the event that answers.
        trigger_id: of the component that sets it off, as the browser would say.
        inputs: how many values it takes; the question is the first, the others are the server's.
        first_words: what an event's data hold once the answer's first words are there.
    """

    url: str
    fn_index: int
    trigger_id: int | None
    inputs: int
    first_words: str


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visitor met.

    Attributes:
        first_words_ms: for each question, from sending it to the first words.
        answers: the last event of each answer, as JSON.
    """

    first_words_ms: tuple[float, ...]
    answers: tuple[str, ...]


def find_entrance(url: str, is_it: Callable[[dict[str, Any]], bool], first_words: str) -> Entrance:
    """Find the event that answers in the page's own description.

    Args:
        is_it: tells it by one of the description's `dependencies`.
    """
    config = httpx.get(f"{url}/config", timeout=_TIMEOUT_SECONDS).json()
    dependency = next(d for d in config["dependencies"] if is_it(d))
    target = dependency["targets"][0][0]
    return Entrance(url, dependency["id"], target, len(dependency["inputs"]), first_words)


def visit_all(
    entrance: Entrance, questions: Sequence[Sequence[str]], pause_s: Callable[[], float]
) -> list[Visit]:
    """Let visitors ask at once, each their own questions one after the other.

    Args:
        pause_s: how long somebody thinks before a question.

    Raises:
        VisitError: an answer failed or did not come.
    """

    async def visit_together() -> list[Visit]:
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, limits=limits) as client:
            visits = (_visit(client, entrance, asked, pause_s) for asked in questions)
            return await asyncio.gather(*visits)

    return asyncio.run(visit_together())


async def _visit(
    client: httpx.AsyncClient,
    entrance: Entrance,
    questions: Sequence[str],
    pause_s: Callable[[], float],
) -> Visit:
    session = uuid4().hex[:12]
    times_ms: list[float] = []
    answers: list[str] = []
    for question in questions:
        await asyncio.sleep(pause_s())
        first_ms, answer = await _ask(client, entrance, session, question)
        times_ms.append(first_ms)
        answers.append(answer)
    return Visit(tuple(times_ms), tuple(answers))


async def _ask(
    client: httpx.AsyncClient, entrance: Entrance, session: str, question: str
) -> tuple[float, str]:
    started = time.perf_counter()
    body = {
        "data": [question, *[None] * (entrance.inputs - 1)],
        "fn_index": entrance.fn_index,
        "trigger_id": entrance.trigger_id,
        "session_hash": session,
        "event_data": None,
    }
    joined = await client.post(f"{entrance.url}/gradio_api/queue/join", json=body)
    if joined.status_code != 200:
        raise VisitError(f"the queue said {joined.status_code}: {joined.text[:200]}")
    first_ms = None
    events = f"{entrance.url}/gradio_api/queue/data?session_hash={session}"
    async with client.stream("GET", events) as stream:
        async for line in stream.aiter_lines():
            if not line.startswith("data:"):
                continue
            message = json.loads(line.removeprefix("data:"))
            if first_ms is None and entrance.first_words in line:
                first_ms = (time.perf_counter() - started) * 1000
            if message["msg"] == "process_completed":
                if not message["success"]:
                    raise VisitError(f"an answer failed: {line[:200]}")
                if first_ms is None:
                    raise VisitError(f"an answer came without words: {line[:200]}")
                return first_ms, line
    raise VisitError("the events ended before the answer")
