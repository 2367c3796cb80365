"""Conversations persist, stay apart and go away: on SQLite and on a real PostgreSQL alike."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import traceback
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from coach.answer import Answer, Citation
from coach.conversation_store import Conversations
from coach.conversations import Turn, open_conversations
from coach.errors import ConversationError
from coach.migrations import VERSION_TABLE, alembic_config, list_revisions
from coach.schema import metadata
from tests.postgres import PASSWORD, Postgres, run_postgres

CANARY = "Kanarienvogel-7391"
CITATION = Citation(
    number=1,
    section="Salary > 2024",
    source="The guide",
    path="salary.md",
    as_of="United States, 2024",
    quote="“$280,000” – ok",
    passage="| a | b |\n|---|---|\n",
    passage_id="0" * 32,
    score=0.1 + 0.2,
)
ANSWER = Answer(
    question="What does it pay? 💶",
    text="**280** [1]\n\nمرحبا ‏ \x00 \u2028",
    status="partial",
    citations=(CITATION, CITATION),
    follow_ups=("And then?", "שלום?"),
    writer="some:model",
)


def say(text: str) -> Answer:
    return Answer(question=text, text=text, status="answered")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with run_postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/home/conversations.db"
    return request.getfixturevalue("postgres").make_database()


@pytest.fixture
def store(url: str) -> Iterator[Conversations]:
    with open_conversations(url) as conversations:
        yield conversations


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "conversations.db"


def connect(url: str) -> sqlalchemy.Engine:
    driver = url.replace("postgresql:", "postgresql+psycopg:")
    return sqlalchemy.create_engine(driver, poolclass=sqlalchemy.NullPool)


def asked(turns: tuple[Turn, ...]) -> list[str]:
    return [turn.asked for turn in turns]


class TestTurns:
    def test_come_back_as_they_were_stored(self, store: Conversations) -> None:
        before = datetime.now(UTC)
        turn_id = store.append("ann", "c1", "What does it pay? 💶 كم؟", ANSWER)
        (turn,) = store.history("ann", "c1")
        assert turn.id == turn_id
        assert turn.asked == "What does it pay? 💶 كم؟"
        assert turn.answer == ANSWER
        assert before <= turn.time <= datetime.now(UTC)
        assert turn.time.utcoffset() == timedelta(0)

    def test_outlive_the_process_that_stored_them(self, url: str) -> None:
        with open_conversations(url) as first:
            first.append("ann", "c1", "one", ANSWER)
        with open_conversations(url) as second:
            assert asked(second.history("ann", "c1")) == ["one"]

    def test_come_oldest_first_and_no_more_than_asked_for(self, store: Conversations) -> None:
        for number in range(5):
            store.append("ann", "c1", f"q{number}", say("a"))
        assert asked(store.history("ann", "c1", 3)) == ["q2", "q3", "q4"]
        assert asked(store.history("ann", "c1", 99)) == ["q0", "q1", "q2", "q3", "q4"]
        assert store.history("ann", "c1", 0) == store.history("ann", "c1", -1) == ()
        assert store.history("ann", "other") == ()

    def test_any_score_comes_back_exactly(self, store: Conversations) -> None:
        generator = random.Random(5)
        scores = [generator.random() * 10 ** generator.randint(-300, 0) for _ in range(200)]
        citations = tuple(
            Citation(n, "s", "s", "p", None, "q", "p", "0", score) for n, score in enumerate(scores)
        )
        answer = Answer("q", "t", "answered", citations)
        store.append("ann", "c1", "q", answer)
        assert store.history("ann", "c1")[0].answer == answer

    def test_what_no_database_stores_is_left_out(self, store: Conversations) -> None:
        store.append("ann", "c1", "a\x00b \ud83d\ude00 \udc00!", say("x\ud800y"))
        (turn,) = store.history("ann", "c1")
        assert turn.asked == "ab 😀 \ufffd!"
        assert turn.answer.text == "x\ufffdy"

    def test_a_row_of_another_version_can_be_read(self, store: Conversations, url: str) -> None:
        store.append("ann", "c1", "q", ANSWER)
        engine = connect(url)
        for change in ({"tone": "warm"}, {"writer": None}):
            with engine.begin() as connection:
                row = connection.exec_driver_sql("SELECT answer FROM turns").scalar_one()
                stored = {**json.loads(row), **change}
                stored = {key: value for key, value in stored.items() if value is not None}
                connection.execute(
                    sqlalchemy.text("UPDATE turns SET answer = :answer"),
                    {"answer": json.dumps(stored)},
                )
        (turn,) = store.history("ann", "c1")
        assert turn.answer.text == ANSWER.text
        assert turn.answer.writer == "extractive"

    def test_a_row_that_cannot_be_read_is_one_line_without_its_text(
        self, store: Conversations, url: str
    ) -> None:
        store.append("ann", "c1", "q", say(CANARY))
        with connect(url).begin() as connection:
            connection.exec_driver_sql(
                "UPDATE turns SET answer = replace(answer, 'answered', 'dreamt')"
            )
        with pytest.raises(ConversationError, match="newer Headway") as caught:
            store.history("ann", "c1")
        assert CANARY not in "".join(traceback.format_exception(caught.value))


class TestOwners:
    def test_who_use_the_same_conversation_id_never_meet(self, store: Conversations) -> None:
        anns = store.append("ann", "c1", "Ann's", say("for Ann"))
        store.append("bob", "c1", "Bob's", say("for Bob"))
        assert asked(store.history("ann", "c1")) == ["Ann's"]
        assert asked(store.history("bob", "c1")) == ["Bob's"]
        assert [c.title for c in store.conversations("ann")] == ["Ann's"]
        transcript = store.export("bob", "c1")
        assert transcript is not None
        assert asked(transcript.turns) == ["Bob's"]
        assert not store.rate("bob", anns, "down")
        assert store.delete("bob", "c1")
        assert store.delete_all("bob") == 0
        assert asked(store.history("ann", "c1")) == ["Ann's"]
        assert store.export("bob", "c1") is None
        assert store.conversations("bob") == ()

    @pytest.mark.parametrize("owner", ["ann", "Ann", "ann ", "änn", "a%", "slack:T1:C1:1.2", "'--"])
    def test_are_told_apart_to_the_letter(self, store: Conversations, owner: str) -> None:
        others = ["ann", "Ann", "ann ", "änn", "a%", "slack:T1:C1:1.2", "'--"]
        for name in others:
            store.append(name, "c1", name, say("a"))
        assert asked(store.history(owner, "c1")) == [owner]

    @pytest.mark.parametrize("name", ["", "x" * 256, "ann\x00", "ann\ud800"])
    def test_and_ids_that_no_database_keeps_apart_are_refused(
        self, store: Conversations, name: str
    ) -> None:
        for use in (
            lambda: store.append(name, "c1", "q", ANSWER),
            lambda: store.append("ann", name, "q", ANSWER),
            lambda: store.history(name, "c1"),
            lambda: store.history("ann", name),
            lambda: store.export("ann", name),
            lambda: store.conversations(name),
            lambda: store.delete("ann", name),
            lambda: store.delete_all(name),
            lambda: store.rate(name, "0", "up"),
            lambda: store.rate("ann", name, "up"),
            lambda: store.rate("ann", "0", "up", person=name),
        ):
            with pytest.raises(ConversationError, match="is not valid: give 1 to 255"):
                use()

    def test_may_have_long_names(self, store: Conversations) -> None:
        generator = random.Random(1)
        names = ["".join(chr(generator.randint(0x1F300, 0x1F5FF)) for _ in range(255))] * 2
        store.append(*names, "q", ANSWER)
        assert asked(store.history(*names)) == ["q"]


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

    def test_can_delete_meanwhile(self, store: Conversations) -> None:
        def talk(number: int) -> None:
            turn = store.append("ann", f"c{number % 3}", "q", ANSWER)
            store.rate("ann", turn, "up")
            if number % 5 == 0:
                store.delete_all("ann")
            if number % 7 == 0:
                store.delete("ann", f"c{number % 3}")
            store.export("ann", f"c{number % 3}")

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(talk, range(80)))
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
from coach.conversations import open_conversations

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
            store.append("ann", "c1", "after", ANSWER)

    def test_that_start_at_once_make_one_database(self, url: str) -> None:
        processes = [start(OPENER, url) for _ in range(4)]
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        for process in processes:
            output, _ = process.communicate(timeout=60)
            assert (process.returncode, output) == (0, "0\n")

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


class TestMigrations:
    def test_make_the_tables_of_the_schema(self, store: Conversations, url: str) -> None:
        with connect(url).connect() as connection:
            context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
            assert compare_metadata(context, metadata) == []

    def test_keep_what_an_older_version_stored(self, url: str) -> None:
        revisions = list_revisions()
        open_conversations(url).close()
        engine = connect(url)
        for older in reversed(revisions[:-1]):
            with engine.begin() as connection:
                command.downgrade(alembic_config(connection), older)
            with open_conversations(url) as store:
                turn = store.append("ann", f"from {older}", "q", ANSWER)
                assert store.rate("ann", turn, "up")
            with engine.begin() as connection:
                command.downgrade(alembic_config(connection), older)
                assert "feedback" not in sqlalchemy.inspect(connection).get_table_names()
            with open_conversations(url) as store:
                (kept,) = store.history("ann", f"from {older}")
                assert kept.answer == ANSWER
                assert store.rate("ann", kept.id, "down")

    def test_can_be_undone_whole(self, url: str) -> None:
        open_conversations(url).close()
        engine = connect(url)
        with engine.begin() as connection:
            command.downgrade(alembic_config(connection), "base")
        assert sqlalchemy.inspect(engine).get_table_names() == [VERSION_TABLE]
        open_conversations(url).close()

    def test_change_nothing_when_they_fail_halfway(
        self, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patch:
            patch.setattr("coach.schema.metadata", None)
            patch.setattr(
                "alembic.operations.Operations.create_table", _fail_at("feedback"), raising=True
            )
            with pytest.raises(ConversationError, match="halfway"):
                open_conversations(url)
        assert sqlalchemy.inspect(connect(url)).get_table_names() == []
        open_conversations(url).close()

    def test_are_numbered_by_their_files(self) -> None:
        scripts = ScriptDirectory.from_config(alembic_config(None))  # type: ignore[arg-type]
        steps = [step.revision for step in scripts.walk_revisions()]
        assert steps[::-1] == list_revisions()
        assert scripts.get_heads() == list_revisions()[-1:]

    def test_of_a_newer_version_are_left_alone(self, url: str) -> None:
        open_conversations(url).close()
        with connect(url).begin() as connection:
            connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
        with pytest.raises(ConversationError, match="9999.*pip install --upgrade headway"):
            open_conversations(url)

    def test_stand_beside_another_program(self, url: str) -> None:
        if url.startswith("sqlite"):
            Path(url.removeprefix("sqlite:///")).parent.mkdir()
        with connect(url).begin() as connection:
            connection.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT)")
            connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('theirs')")
        with open_conversations(url) as store:
            store.append("ann", "c1", "q", ANSWER)
        with connect(url).connect() as connection:
            theirs = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
            assert theirs.scalar_one() == "theirs"


def _fail_at(name: str):  # type: ignore[no-untyped-def]
    from alembic.operations import Operations

    real = Operations.create_table

    def create_table(self, table, *arguments, **options):  # type: ignore[no-untyped-def]
        if table == name:
            raise OSError("halfway")
        return real(self, table, *arguments, **options)

    return create_table
