"""What all tests share: a clean environment, no network, and one compiled model for the session."""

import ipaddress
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from coach import Coach, Settings
from index.chroma import Location
from index.embedding import DEFAULT_MODEL, ServedEmbedder, open_embedder
from index.indexing import open_index
from index.search import Search


@pytest.fixture(scope="session", autouse=True)
def clean_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the developer's COACH_* variables, `.env` and data out of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.upper().startswith("COACH_")]:
            patch.delenv(name)
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        patch.chdir(tmp_path_factory.mktemp("working"))
        yield


@pytest.fixture(scope="session", autouse=True)
def loopback_only() -> Iterator[None]:
    """Fail a test in which Python connects to anything but loopback or a Unix socket.

    What compiled libraries and other processes connect to goes past this.
    """

    def guarded(connect: Any) -> Any:
        def check(self: socket.socket, address: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
                # No Exception, so that no library can swallow it.
                pytest.fail(f"a test connects to {address[0]}")
            return connect(self, address)

        return check

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))
        yield


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(scope="session")
def models_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return a folder that holds the compiled default model, one for all workers of a run."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "models"
    open_embedder(DEFAULT_MODEL, folder)
    return folder


@pytest.fixture(scope="session")
def embedder(models_folder: Path) -> ServedEmbedder:
    """Return the real embedding model."""
    return open_embedder(DEFAULT_MODEL, models_folder)


@pytest.fixture(scope="session")
def home(models_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a coach's home folder with the compiled model in it."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "models").symlink_to(models_folder)
    return folder


@pytest.fixture(scope="session")
def coach(home: Path) -> Iterator[Coach]:
    """Return a coach over the shipped corpus."""
    coach = Coach.open(Settings(home=home))
    yield coach
    coach.close()


@pytest.fixture(scope="session")
def search(coach: Coach, embedder: ServedEmbedder) -> Iterator[Search]:
    """Return a search over the index that the coach has made."""
    settings = coach.settings
    location = Location(settings.home / "index", settings.chroma_url, settings.collection)
    search = open_index(settings.corpus, location, embedder).search
    yield search
    search.close()


@contextmanager
def run_chroma(folder: Path) -> Iterator[str]:
    """Run a Chroma server on loopback for a while; yield its URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = Path(sys.executable).with_name("chroma")
    arguments = ["run", "--host", "127.0.0.1", "--port", str(port), "--path", str(folder)]
    with subprocess.Popen([command, *arguments], stdout=subprocess.DEVNULL) as server:
        try:
            give_up = time.monotonic() + 60
            while not _answers(port):
                assert server.poll() is None
                assert time.monotonic() < give_up
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="session")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a Chroma server for the session and return its URL."""
    with run_chroma(tmp_path_factory.mktemp("chroma-server")) as url:
        yield url
