"""Fifty mentions in five seconds, from fifty people in fifty threads, to one bot."""

import json
import os
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles

from tests.bench.processes import Stage, run_for_json, say
from tests.bench.questions import read_questions
from tests.bench.report import Bound, Figure, Measure

MENTIONS = 50
SECONDS = 5.0


def measure(stage: Stage) -> Measure:
    """Ask a bot in a process of its own; expects the stage's home to be indexed."""
    say(f"{MENTIONS} mentions in Slack, in {SECONDS:g} s, by HTTP and by socket")
    figures: list[Figure] = []
    bounds: list[Bound] = []
    for mode in ("HTTP", "socket"):
        said = run_for_json(stage, "slack", mode)
        answer = quantiles(said["answer_s"], n=20, method="inclusive")
        figures += [
            Figure(f"by {mode}: answer, p50", answer[9], "s"),
            Figure(f"by {mode}: answer, p95", answer[18], "s"),
            Figure(f"by {mode}: acknowledgement, longest", max(said["acknowledged_ms"]), "ms"),
        ]
        bounds += [
            Bound(f"by {mode}: answer, p95, s", answer[18], 3),
            Bound(f"by {mode}: acknowledgement, longest, ms", max(said["acknowledged_ms"]), 500),
            Bound(f"by {mode}: mentions not answered once", said["not_once"], 0),
        ]
    return Measure(
        name="slack",
        title=f"Slack: {MENTIONS} people mention the coach within {SECONDS:g} s",
        figures=tuple(figures),
        bounds=tuple(bounds),
    )


def main(mode: str) -> None:
    """Run the stand-in of Slack, the bot and the people; print what each mention took."""
    from tests.servers.slack_server import Call, SlackServer
    from tests.ui.slack.running import BY_HTTP, BY_SOCKET, bot_environment, run_bot
    from tests.ui.slack.workspace import (
        MENTION,
        Workspace,
        new_channel,
        new_person,
        open_carrier,
        write_event,
    )

    home = Path(os.environ["COACH_HOME"])
    database = f"sqlite:///{home}/slack-{mode}.sqlite"
    tokens = BY_HTTP if mode == "HTTP" else BY_SOCKET
    questions = read_questions()
    sent_at: dict[str, float] = {}
    with (
        SlackServer() as slack,
        run_bot(bot_environment(slack, home, database, **tokens)) as bot,
        open_carrier(slack, bot.url) as carrier,
    ):
        workspace = Workspace(slack, carrier)
        channel = new_channel()
        # The first question of a process opens the database.
        workspace.mention(questions[0], new_channel(), new_person())
        slack.wait("chat.postMessage")
        began = time.monotonic()

        def ask(number: int) -> float:
            time.sleep(max(0.0, began + number * SECONDS / MENTIONS - time.monotonic()))
            text = f"{MENTION} {questions[number % len(questions)]}"
            event = write_event("app_mention", text, channel, new_person())
            sent_at[event["ts"]] = time.monotonic()
            return workspace.event(event).seconds

        def is_here(call: Call) -> bool:
            return bool(call.sent["channel"] == channel)

        with ThreadPoolExecutor(MENTIONS) as people:
            acknowledged_s = list(people.map(ask, range(MENTIONS)))
        slack.wait("chat.postMessage", is_here, MENTIONS, seconds=60)
        time.sleep(1)
        answers = slack.named("chat.postMessage", is_here)
    threads = Counter(call.sent.get("thread_ts") for call in answers)
    report = {
        "answer_s": [c.time - sent_at[c.sent["thread_ts"]] for c in answers],
        "acknowledged_ms": [1000 * seconds for seconds in acknowledged_s],
        "not_once": sum(threads[thread] != 1 for thread in sent_at)
        + len(threads.keys() - sent_at.keys()),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main(sys.argv[1])
