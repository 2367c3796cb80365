"""Visitors at a Gradio page, by its protocol: each asks, waits for the whole answer, and thinks.

    python -m tests.bench.visitors KIND ADDRESS VISITORS QUESTIONS LEAST_S MOST_S

They speak as the page's script does: one event joins the queue, and its frames come as a stream.
KIND is `page` for this product's, `trivial` for `tests.bench.trivial_chat`. A wrong answer is one
that failed, or that is not to the visitor's own question. Prints one line of JSON.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Iterator
from html import escape
from typing import Any
from uuid import uuid4

import httpx2

from tests.bench.questions import read_questions

# Where a frame holds words of the answer.
_WORDS = {"page": 'class=\\"text\\"', "trivial": '"process_generating"'}


class Visitor:
    """One page in one browser, with a conversation of its own."""

    def __init__(self, client: httpx2.AsyncClient, kind: str, event: dict[str, Any]) -> None:
        self.client, self.kind, self.event = client, kind, event
        self.conversation = self.session = uuid4().hex
        self.asked: list[str] = []

    async def ask(self, question: str) -> tuple[float, float, bool]:
        """Return the seconds to the first words and to the end, and whether it went well."""
        self.asked.append(question)
        key = uuid4().hex
        is_page = self.kind == "page"
        sent = {"key": key, "question": question, "conversation": self.conversation}
        join = {
            "data": [] if is_page else [question, []],
            "event_data": sent if is_page else None,
            "fn_index": self.event["id"],
            "session_hash": self.session,
            "trigger_id": self.event["targets"][0][0],
        }
        started, first_s, went_well = time.perf_counter(), 0.0, False
        joined = await self.client.post("gradio_api/queue/join", json=join)
        joined.raise_for_status()
        stream = self.client.stream(
            "GET", "gradio_api/queue/data", params={"session_hash": self.session}
        )
        async with stream as lines:
            async for line in lines.aiter_lines():
                if not first_s and _WORDS[self.kind] in line:
                    first_s = time.perf_counter() - started
                if '"msg":"process_completed"' in line:
                    said = json.loads(line.removeprefix("data:"))
                    own = (f"turn-{key}", 'data-state="done"') if is_page else (question,)
                    text = said["output"]["data"][0] if said["success"] else ""
                    went_well = all(part in text for part in own)
                if '"msg":"close_stream"' in line:
                    break
        return first_s, time.perf_counter() - started, went_well

    async def count_misplaced(self, act_id: int) -> int:
        """Return how many questions are not where they were asked, and in their order."""
        body = {
            "data": {"act": "open", "conversation": self.conversation},
            "component_id": act_id,
            "fn_name": "act",
            "session_hash": self.session,
        }
        opened = (await self.client.post("gradio_api/component_server/", json=body)).json()
        headings = opened["html"].split('<h2 class="question" tabindex="-1">')[1:]
        shown = [heading.split("</h2>")[0] for heading in headings]
        return sum(a != escape(b) for a, b in zip(shown, self.asked, strict=True))


async def visit(kind: str, address: str, count: int, questions: int, think: Any) -> dict[str, Any]:
    """Let the visitors ask, all at once; return what it took."""
    limits = httpx2.Limits(max_connections=None)
    async with httpx2.AsyncClient(base_url=address, timeout=120, limits=limits) as client:
        config = (await client.get("config")).json()
        # Of the chat that does nothing the one event that its API has: a browser needs six.
        names = {"page": "answer", "trivial": "repeat"}
        event = next(d for d in config["dependencies"] if d["api_name"] == names[kind])
        visitors = [Visitor(client, kind, event) for _ in range(count)]
        results: list[tuple[float, float, bool]] = []

        async def talk(number: int) -> None:
            for question in _choose(number, questions):
                await asyncio.sleep(think())
                results.append(await visitors[number].ask(question))

        started = time.perf_counter()
        await asyncio.gather(*map(talk, range(count)))
        took_s = time.perf_counter() - started
        misplaced = 0
        if kind == "page":
            wire = event["targets"][0][0]
            misplaced = sum([await visitor.count_misplaced(wire) for visitor in visitors])
    return {
        "per_s": len(results) / took_s,
        "first_ms": [1000 * first for first, _, _ in results],
        "whole_ms": [1000 * whole for _, whole, _ in results],
        "wrong": sum(not went_well for _, _, went_well in results),
        "misplaced": misplaced,
    }


def _choose(visitor: int, count: int) -> Iterator[str]:
    asked = read_questions()
    for number in range(count):
        yield asked[(visitor * count + number) % len(asked)]


if __name__ == "__main__":
    kind, address, count, questions, least, most = sys.argv[1:]
    chooser = random.Random(1)
    pause = lambda: chooser.uniform(float(least), float(most))  # noqa: E731
    print(json.dumps(asyncio.run(visit(kind, address, int(count), int(questions), pause))))
