"""What is SQLite's, what is PostgreSQL's, and what a person is told when either fails."""

import random
import sqlite3
import sys
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from coach.conversations import open_conversations
from coach.errors import ConversationError
from coach.migrations import ADVISORY_KEY
from coach.schema import conversations
from tests.conversations import ANSWER, CANARY, asked, connect, fill, say, show
from tests.postgres import PASSWORD, Postgres


def _hits(folder: Path, *needles: str) -> list[str]:
    data = b"".join(path.read_bytes() for path in folder.iterdir())
    return [needle for needle in needles if needle.encode() in data]


class TestErasing:
    @pytest.mark.parametrize("everything", [False, True])
    def test_leaves_no_trace_in_a_sqlite_file(self, file: Path, everything: bool) -> None:
        owner, conversation = f"owner-{CANARY}", f"conversation-{CANARY}"
        with open_conversations(file) as store:
            for number in range(12):
                fill(store, owner, conversation, CANARY, 4)
                fill(store, f"other{number % 3}", str(number), "kept", 5)
            assert _hits(file.parent, CANARY, "kept") == [CANARY, "kept"]
            if everything:
                store.delete_all(owner)
            else:
                store.delete(owner, conversation)
            assert _hits(file.parent, CANARY, "kept") == ["kept"]
        assert _hits(file.parent, CANARY, "kept") == ["kept"]

    def test_rewrites_the_file_because_zeros_leave_copies_of_moved_rows(self, file: Path) -> None:
        names = [f"{random.getrandbits(64):016x}" for _ in range(40)]
        with open_conversations(file) as store:
            for _ in range(400):
                name = random.choice(names)
                text = f"{name} " * random.choice([1, 3, 10, 30])
                store.append(name, name, text, say(text))
            gone = [name for name in names[:15] if store.delete_all(name)]
            assert _hits(file.parent, *gone) == []
            # Which rows SQLite moves is chance; that it rewrote the file shows in its free pages.
            with store._database.reading() as connection:
                assert connection.exec_driver_sql("PRAGMA freelist_count").scalar() == 0

    def test_waits_for_a_reader_longer_than_sqlite_does(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("coach.database.BUSY_SECONDS", 0.05)
        with open_conversations(file) as store:
            monkeypatch.setattr("coach.database.BUSY_SECONDS", 20.0)
            store.append("ann", "c1", CANARY, ANSWER)
            reader = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM turns").fetchall()
            threading.Timer(0.3, reader.close).start()
            assert store.delete("ann", "c1")
            assert _hits(file.parent, CANARY) == []

    def test_says_so_when_a_reader_does_not_end(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("coach.database.BUSY_SECONDS", 0.1)
        with open_conversations(file) as store:
            store.append("ann", "c1", CANARY, ANSWER)
            reader = sqlite3.connect(file, isolation_level=None)
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM turns").fetchall()
            with pytest.raises(ConversationError, match="deleted, but traces of it stay"):
                store.delete("ann", "c1")
            reader.close()
            assert store.history("ann", "c1") == ()


class TestSqlite:
    def test_keeps_a_log_and_private_files(self, file: Path) -> None:
        # Opened twice: making the tables sets up a connection in its own way.
        open_conversations(file).close()
        with open_conversations(file) as store:
            store.append("ann", "c1", "q", ANSWER)
            reader = sqlite3.connect(file)
            assert reader.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            reader.close()
            with store._database.writing() as connection:
                pragmas = ("foreign_keys", "synchronous", "secure_delete", "busy_timeout")
                values = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas]
            assert values == [1, 2, 1, 30_000]
            log = file.with_name(file.name + "-wal")
            for path in (file, log):
                assert path.stat().st_mode & 0o777 == 0o600

    def test_takes_any_path(self, tmp_path: Path) -> None:
        for name in ("a b", "50%", "what?#", "file:x", "é"):
            path = tmp_path / name / "c.db"
            open_conversations(path).close()
            assert path.stat().st_size > 0

    def test_waits_for_another_writer_and_then_says_so(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("coach.database.BUSY_SECONDS", 0.1)
        with open_conversations(file) as store:
            other = sqlite3.connect(file, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(ConversationError, match="Another process is writing: try again"):
                store.append("ann", "c1", CANARY, ANSWER)
            other.close()
            store.append("ann", "c1", "q", ANSWER)

    def test_names_the_remedy_for_a_file_that_is_no_database(self, file: Path) -> None:
        file.write_text("This is no database. " * 100)
        with pytest.raises(ConversationError, match="move it away to begin anew") as caught:
            open_conversations(file)
        assert str(file) in str(caught.value)
        assert file.read_text().startswith("This is no database. ")

    def test_names_the_remedy_for_a_folder_that_is_none(self, file: Path) -> None:
        file.write_text("")
        with pytest.raises(ConversationError, match="Check that the file and its folder"):
            open_conversations(file / "conversations.db")
        with pytest.raises(ConversationError, match="Check that the file and its folder"):
            open_conversations(file.parent)


class TestPostgres:
    def test_outlives_a_restart_of_the_server(self, postgres: Postgres) -> None:
        with open_conversations(postgres.empty_database()) as store:
            store.append("ann", "c1", "before", ANSWER)
            postgres.end_connections()
            store.append("ann", "c1", "after", ANSWER)
            assert asked(store.history("ann", "c1")) == ["before", "after"]

    def test_waits_while_another_process_makes_the_tables(self, postgres: Postgres) -> None:
        url = postgres.empty_database()
        with ThreadPoolExecutor(1) as pool:
            with connect(url).begin() as other:
                other.execute(select(func.pg_advisory_xact_lock(ADVISORY_KEY)))
                opening = pool.submit(open_conversations, url)
                assert not wait([opening], timeout=0.5).done
            opening.result(timeout=30).close()

    def test_deletes_only_what_it_has_locked(self, postgres: Postgres) -> None:
        # More would be locked out of order: two that delete at once could wait for each other.
        url = postgres.empty_database()
        with open_conversations(url) as store, ThreadPoolExecutor(1) as pool:
            store.append("ann", "b", "q", ANSWER)
            with connect(url).begin() as other:
                other.execute(select(conversations).with_for_update())
                deleting = pool.submit(store.delete_all, "ann")
                assert not wait([deleting], timeout=0.5).done
                store.append("ann", "a", "q", ANSWER)
            assert deleting.result(timeout=30) == 1
            assert [c.id for c in store.conversations("ann")] == ["a"]

    def test_takes_the_address_in_any_of_its_spellings(self, postgres: Postgres) -> None:
        url = postgres.empty_database()
        for scheme in ("postgres", "postgresql+psycopg", "postgresql+psycopg2"):
            open_conversations(url.replace("postgresql", scheme, 1)).close()

    def test_refuses_a_database_that_cannot_hold_all_characters(self, postgres: Postgres) -> None:
        with pytest.raises(ConversationError, match=r"text as LATIN1.*ENCODING 'UTF8'"):
            open_conversations(postgres.make_database("latin", "LATIN1"))

    def test_never_shows_a_password(self, postgres: Postgres) -> None:
        wrong = "wr0ng p@ss"
        for url, hint in (
            (postgres.url("postgres", wrong), "password authentication failed"),
            (f"{postgres.url('postgres', '')}&password={wrong}", "password authentication failed"),
            (postgres.url("missing"), "does not exist"),
            # Here the server's own message would hold the password.
            (postgres.url("postgres", wrong).replace("headway", quote(wrong), 1), 'user "***"'),
            (f"postgresql://u:{PASSWORD[:1]}{wrong.replace('@', '%40')}@127.0.0.1:1/x", ":1/x"),
        ):
            with pytest.raises(ConversationError) as caught:
                open_conversations(url)
            assert hint in str(caught.value)
            assert "Check COACH_DATABASE_URL" in str(caught.value)
            assert "\n" not in str(caught.value)
            for secret in (wrong, "p@ss", "p%40ss", PASSWORD):
                assert secret not in show(caught.value)

    def test_that_fails_does_not_show_what_a_person_wrote(self, postgres: Postgres) -> None:
        url = postgres.empty_database()
        with open_conversations(url) as store:
            with connect(url).begin() as connection:
                connection.exec_driver_sql("ALTER TABLE turns ADD CHECK (length(asked) < 3)")
            with pytest.raises(ConversationError, match="violates check constraint") as caught:
                store.append("ann", "c1", CANARY, say(CANARY))
            assert CANARY not in show(caught.value)
            assert "\n" not in str(caught.value)
            assert store.conversations("ann") == ()

    def test_without_its_driver_names_the_line_that_installs_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "psycopg", None)
        with pytest.raises(ConversationError, match=r'pip install "headway\[postgres\]"'):
            open_conversations("postgresql://u@localhost/x")


@pytest.mark.parametrize(
    "url",
    [
        f"{CANARY}",
        "",
        f"postgresql://u:{CANARY}@h:{CANARY}/db",
        f"postgresql://u:p/{CANARY}@[::1/db",
        f"nonsense://u:{CANARY}@h/db",
        f"mysql://u:{CANARY}@h/db",
        "sqlite://",
        "sqlite:///:memory:",
        f"sqlite:///x.db?mode={CANARY}",
    ],
)
def test_a_malformed_url_gets_one_line_that_shows_how(url: str) -> None:
    with pytest.raises(ConversationError, match="postgresql://user:password@host:5432/name") as e:
        open_conversations(url)
    assert CANARY not in show(e.value)
    assert "\n" not in str(e.value)
