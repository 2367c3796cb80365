"""The bot in a process of its own, as anybody runs it, against the stand-in of Slack."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.slack_server import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, SlackServer

READY_SECONDS = 40
_SCRIPT = "from ui.cli import main; main()"


class BotProcess:
    """A running `coach slack`.

    Attributes:
        url: where it takes events by HTTP; None in Socket Mode.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        self.url: str | None = None
        self._is_ready = threading.Event()
        self._readers = [
            threading.Thread(target=self._read, args=(stream,), daemon=True)
            for stream in (process.stdout, process.stderr)
        ]
        for reader in self._readers:
            reader.start()

    @property
    def output(self) -> str:
        """All that it printed so far."""
        return "".join(self.lines)

    def wait_until_ready(self) -> None:
        assert self._is_ready.wait(READY_SECONDS), self.output
        assert self.process.poll() is None, self.output

    def end(self, number: int = signal.SIGTERM, seconds: float = 15) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        code = self.process.wait(seconds)
        for reader in self._readers:
            reader.join(5)
        return code

    def _read(self, stream: Iterator[str]) -> None:
        for line in stream:
            self.lines.append(line)
            if found := re.search(r"(http://[\d.]+:\d+)/slack/events", line):
                self.url = found[1]
            if "Ctrl-C" in line:
                self._is_ready.set()
        self._is_ready.set()


def bot_environment(slack: SlackServer, home: Path, database: str, **others: str) -> dict[str, str]:
    return {
        **os.environ,
        "COACH_HOME": str(home),
        "COACH_DATABASE_URL": database,
        "COACH_SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        **others,
    }


BY_HTTP = {"SLACK_SIGNING_SECRET": SIGNING_SECRET}
BY_SOCKET = {"SLACK_APP_TOKEN": APP_TOKEN}


def start_bot(environment: dict[str, str], *arguments: str) -> BotProcess:
    command = [sys.executable, "-c", _SCRIPT, "slack", "--port", "0", *arguments]
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=environment["COACH_HOME"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    return BotProcess(process)


@contextmanager
def run_bot(environment: dict[str, str], *arguments: str) -> Iterator[BotProcess]:
    """Run the bot for a while; it must then end as it should."""
    bot = start_bot(environment, *arguments)
    try:
        bot.wait_until_ready()
        yield bot
        if bot.process.poll() is None:
            began = time.monotonic()
            assert bot.end() == 0, bot.output
            assert time.monotonic() - began < 10
    finally:
        if bot.process.poll() is None:
            bot.process.kill()
            bot.process.wait()
        for stream in (bot.process.stdout, bot.process.stderr):
            if stream:
                stream.close()
