"""The tests' own safeguards."""

import os
import socket
from pathlib import Path

import pytest


@pytest.mark.parametrize("address", [("192.0.2.1", 9), ("2001:db8::1", 9), ("example.org", 80)])
@pytest.mark.parametrize("connect", ["connect", "connect_ex"])
def test_the_network_is_off(address, connect):
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as outside:
        outside.settimeout(0.1)
        with pytest.raises(pytest.fail.Exception, match="a test connects to"):
            getattr(outside, connect)(address)


def test_loopback_and_unix_sockets_are_on(tmp_path):
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(("localhost", server.getsockname()[1]))
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "socket"))
        server.listen()
        client.connect(str(tmp_path / "socket"))


def test_nothing_of_the_developers_is_seen():
    assert not [name for name in os.environ if name.upper().startswith("COACH_")]
    assert list(Path.cwd().iterdir()) == []
    assert not list(Path(os.environ["XDG_DATA_HOME"]).iterdir())
