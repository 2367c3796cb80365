"""What all tests share: a clean environment, no network, and one compiled model for the session."""

import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coach import Coach, Settings
from index.embedding import DEFAULT_MODEL, ServedEmbedder, open_embedder


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
def models_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that holds the compiled default model."""
    folder = tmp_path_factory.mktemp("home") / "models"
    open_embedder(DEFAULT_MODEL, folder)
    return folder


@pytest.fixture(scope="session")
def embedder(models_folder: Path) -> ServedEmbedder:
    """Return the real embedding model."""
    return open_embedder(DEFAULT_MODEL, models_folder)


@pytest.fixture(scope="session")
def home(models_folder: Path) -> Path:
    """Return a coach's home folder with the compiled model in it."""
    return models_folder.parent


@pytest.fixture(scope="session")
def coach(home: Path) -> Coach:
    """Return a coach over the shipped corpus."""
    return Coach.open(Settings(home=home))
