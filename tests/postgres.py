"""A real PostgreSQL, made for a test run and thrown away: Debian's, from its own packages."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

USER = "headway"
PASSWORD = "p@ss/w:rd canary"


@dataclass(frozen=True)
class Postgres:
    """A running server on a Unix socket."""

    sockets: Path

    def empty_database(self) -> str:
        """Return the URL of an empty database: always the same one, made empty again."""
        self.end_connections()
        with self._connect("shared") as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        return self.url("shared")

    def make_database(self, name: str, encoding: str) -> str:
        """Make an empty database and return its URL."""
        with self._connect() as connection:
            connection.execute(
                f"CREATE DATABASE {name} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0"
            )
        return self.url(name)

    def url(self, name: str, password: str = PASSWORD) -> str:
        """Return a database's URL as a person would write it."""
        return f"postgresql://{USER}:{quote(password, safe='')}@/{name}?host={self.sockets}"

    def end_connections(self) -> None:
        """End every connection, as a restart of the server does."""
        with self._connect() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'shared'"
            )

    def _connect(self, name: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.sockets), user=USER, password=PASSWORD, dbname=name, autocommit=True
        )


@contextmanager
def run_postgres() -> Iterator[Postgres]:
    """Start a server with its data in a temporary folder; skip the test where there is none."""
    programs = _find_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    # Not pytest's own folder: the server's user could not enter it, and a socket's path is short.
    folder = Path(tempfile.mkdtemp(prefix="headway-postgres-"))
    # PostgreSQL refuses to run as root.
    account = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    data, password = folder / "data", folder / "password"
    password.write_text(PASSWORD)
    password.chmod(0o644)

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs / program, *arguments],
            check=True,
            cwd=folder,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            stdout=subprocess.DEVNULL,
        )

    try:
        run(
            *("initdb", f"--pgdata={data}", f"--username={USER}", f"--pwfile={password}"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"),
        )
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        control = ("pg_ctl", f"--pgdata={data}", f"--log={folder / 'log'}", "--wait", "--silent")
        run(*control, f"--options={options}", "start")
        try:
            server = Postgres(folder)
            server.make_database("shared", "UTF8")
            yield server
        finally:
            run(*control, "--mode=immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _find_programs() -> Path | None:
    # Debian keeps them off the PATH, one folder a version.
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    found = str(installed[-1]) if installed else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _version(program: Path) -> float:
    return float(program.parents[1].name)
