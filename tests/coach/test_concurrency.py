"""Many threads and processes at once, and processes that are killed: nothing mixes or is lost."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from coach.conversation_store import Conversations
from coach.conversations import open_conversations
from tests.conversations import ANSWER, asked, connect, say


class TestConcurrentUse:
    def test_mixes_and_loses_nothing(self, store: Conversations) -> None:
        places = [(owner, c) for owner in ("ann", "bob", "cem") for c in ("c1", "c2")]
        written: dict[tuple[str, str], list[str]] = defaultdict(list)
        record = threading.Lock()

        def talk(worker: int) -> None:
            chooser = random.Random(worker)
            for number in range(25):
                place = chooser.choice(places)
                text = f"{'/'.join(place)} {worker} {number}"
                turn = store.append(*place, text, say(text))
                assert store.rate(place[0], turn, "up", comment=text)
                with record:
                    written[place].append(text)
                assert all(t.startswith("/".join(place)) for t in asked(store.history(*place, 50)))

        with ThreadPoolExecutor(8) as pool:
            for future in [pool.submit(talk, worker) for worker in range(8)]:
                future.result()

        assert sum(map(len, written.values())) == 200
        for place, texts in written.items():
            turns = store.history(*place, 1000)
            assert sorted(asked(turns)) == sorted(texts)
            assert [turn.answer.text for turn in turns] == asked(turns)
            transcript = store.export(*place)
            assert transcript is not None
            assert transcript.conversation.turns == len(texts)
            assert [f.comment for f in transcript.feedback] == asked(turns)
            for worker in range(8):
                mine = [t for t in asked(turns) if t.split()[1] == str(worker)]
                assert mine == sorted(mine, key=lambda text: int(text.split()[2]))

    def test_numbers_turns_without_gaps_or_doubles(self, store: Conversations, url: str) -> None:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda n: store.append("ann", "c1", str(n), ANSWER), range(100)))
        with connect(url).connect() as connection:
            positions = connection.exec_driver_sql("SELECT position FROM turns ORDER BY position")
            assert list(positions.scalars()) == list(range(1, 101))

    def test_may_delete_meanwhile(self, store: Conversations) -> None:
        # Deleting rewrites a SQLite file, but PostgreSQL meets a deadlock only now and then.
        is_sqlite = store._database.name.endswith(".db")

        def talk(number: int) -> None:
            conversation = f"c{number % 5}"
            store.rate("ann", store.append("ann", conversation, "q", ANSWER), "up")
            if number % 2 == 0:
                store.delete_all("ann")
            if number % 3 == 0:
                store.delete("ann", conversation)
            store.export("ann", conversation)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(talk, range(60 if is_sqlite else 800)))
        for conversation in store.conversations("ann"):
            assert len(store.history("ann", conversation.id, 1000)) == conversation.turns

    def test_of_an_export_sees_one_moment(self, store: Conversations) -> None:
        done = threading.Event()

        def look() -> None:
            while not done.is_set():
                transcript = store.export("ann", "c1")
                assert transcript is None or transcript.conversation.turns == len(transcript.turns)

        with ThreadPoolExecutor(2) as pool:
            looking = [pool.submit(look) for _ in range(2)]
            for number in range(100):
                store.append("ann", "c1", str(number), ANSWER)
            done.set()
            for future in looking:
                future.result()


WRITER = """
import sys
from coach.answer import Answer
from coach.conversations import open_conversations

store = open_conversations(sys.argv[1])
print("open", flush=True)
number = 0
while True:
    number += 1
    text = f"{number} " + "x" * (number * 37 % 9000)
    store.append("ann", "c1", text, Answer(text, text, "answered"))
    print(number, flush=True)
"""

OPENER = """
import sys
import alembic.command
import coach.conversation_store
from coach.conversations import open_conversations

print("ready", flush=True)
sys.stdin.readline()
with open_conversations(sys.argv[1]) as store:
    print(len(store.history("ann", "c1")))
"""


def start(script: str, url: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


class TestProcesses:
    @pytest.mark.parametrize("acknowledged", [1, 23, 61])
    def test_killed_lose_nothing_that_was_stored(self, url: str, acknowledged: int) -> None:
        with start(WRITER, url) as writer:
            assert writer.stdout is not None
            for _ in range(acknowledged + 1):
                writer.stdout.readline()
            os.kill(writer.pid, signal.SIGKILL)
            lines = writer.stdout.read().split()
        last = int(lines[-1]) if lines else acknowledged
        with open_conversations(url) as store:
            turns = store.history("ann", "c1", 10_000)
            # One more may have been stored than the writer could still tell of.
            assert len(turns) in (last, last + 1)
            numbers = [int(text.split()[0]) for text in asked(turns)]
            assert numbers == list(range(1, len(turns) + 1))
            assert [turn.answer.text for turn in turns] == asked(turns)
            assert [c.turns for c in store.conversations("ann")] == [len(turns)]
            store.append("ann", "c1", "after", ANSWER)

    def test_that_start_at_once_make_one_database(self, url: str) -> None:
        with ExitStack() as stack:
            processes = [stack.enter_context(start(OPENER, url)) for _ in range(4)]
            for process in processes:
                assert process.stdout is not None
                assert process.stdout.readline() == "ready\n"
            for process in processes:
                assert process.stdin is not None
                process.stdin.write("go\n")
                process.stdin.flush()
            outputs = [process.communicate(timeout=60)[0] for process in processes]
            assert outputs == ["0\n"] * 4

    def test_pay_for_the_database_only_when_they_open_one(self, file: Path) -> None:
        script = """
import sys
from pathlib import Path
from coach.conversations import open_conversations

print("sqlalchemy" in sys.modules)
open_conversations(Path(sys.argv[1])).close()
print("sqlalchemy" in sys.modules, "alembic" in sys.modules, "psycopg" in sys.modules)
"""
        for alembic in ("True", "False"):
            with start(script, str(file)) as process:
                output, _ = process.communicate()
            assert output == f"False\nTrue {alembic} False\n"


class TestThreads:
    def test_that_open_at_once_make_one_database_each(self, url: str, tmp_path: Path) -> None:
        barrier = threading.Barrier(6)

        def make(number: int) -> None:
            barrier.wait()
            where = url if number % 2 else tmp_path / f"{number}.db"
            open_conversations(where).close()

        with ThreadPoolExecutor(6) as pool:
            list(pool.map(make, range(6)))
