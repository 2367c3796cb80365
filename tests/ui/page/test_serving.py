"""Serving the page: its address, its end, and what it asks of the network."""

import signal
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from coach.errors import SettingsError
from tests.ui.browsing import OFF_SUBJECT, PAY, ScriptedCoach, hostile_answer
from ui.web import serve

SERVE = """
import sys
from types import SimpleNamespace
from coach.scope import Scope
from ui.web import serve

store = SimpleNamespace(conversations=lambda owner, words: (), purge=lambda before: 0)
coach = SimpleNamespace(scope=Scope((), (), ((), (), ())), conversations=store)
serve(coach, "127.0.0.1", 0, on_ready=lambda address: print(address, flush=True))
print("ended")
"""


def test_nothing_is_asked_of_another_host(address: str, visit) -> None:
    visitor = visit(address)
    visitor.ask(PAY)
    visitor.newest.locator("button.marker").first.click()
    visitor.ask(OFF_SUBJECT)
    assert visitor.hosts == {urlsplit(address).netloc}
    assert not visitor.failures
    blocked = visitor.page.evaluate(
        """() => new Promise((resolve) => {
            document.addEventListener("securitypolicyviolation", (e) => resolve(e.blockedURI));
            fetch("http://192.0.2.1/").catch(() => {});
            setTimeout(resolve, 3000, "nothing");
        })"""
    )
    assert blocked.startswith("http://192.0.2.1")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_cleanly(visit, ending: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        address = process.stdout.readline().strip()
        visit(address)  # An open page holds a connection.
        process.send_signal(ending)
        out, err = process.communicate(timeout=60)
    assert (out, err, process.returncode) == ("ended\n", "", 0)


def test_a_taken_port_is_told_with_its_remedy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"port {port} .*--port or COACH_PORT"):
            serve(ScriptedCoach(end=hostile_answer()), "127.0.0.1", port, on_ready=print)
