"""The bot's life: checked, opened, served until it's told to end, and ended in good order."""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import closing
from threading import Timer

from coach.channel_settings import ChannelSettingsStore
from coach.coach import Coach
from coach.database import open_database
from coach.event_log import EventLog
from coach.settings import Settings
from coach.shared_conversations import SharedConversations
from ui.slack.answering import Answerer
from ui.slack.app import build_app
from ui.slack.client import open_clients
from ui.slack.credentials import Credentials
from ui.slack.identity import identify
from ui.slack.in_flight import InFlight
from ui.slack.parts import Parts
from ui.slack.transports import Http, Socket, Transport, listen

FINISH_SECONDS = 5.0
TELL_SECONDS = 2.0
_LAST_SECONDS = 9.5
"""After a signal, before the process ends whatever may still hang."""


def run_bot(
    settings: Settings,
    credentials: Credentials,
    host: str,
    port: int,
    open_coach: Callable[[Settings], Coach],
    on_ready: Callable[[str], None],
) -> None:
    """Answer in Slack until Ctrl-C or SIGTERM. Call it from the main thread.

    Args:
        port: of the Events API; 0 takes a free one. Socket Mode needs none.
        on_ready: called with a line that says so once it answers.

    Raises:
        CoachError: Slack refuses a token or cannot be reached, the address is taken, or the coach
            cannot be opened.
    """
    asyncio.run(_Bot(settings, credentials, host, port, open_coach, on_ready).run())


class _Bot:
    def __init__(
        self,
        settings: Settings,
        credentials: Credentials,
        host: str,
        port: int,
        open_coach: Callable[[Settings], Coach],
        on_ready: Callable[[str], None],
    ) -> None:
        self._settings = settings
        self._address = host, port
        self._open_coach = open_coach
        self._on_ready = on_ready
        self._credentials = credentials
        self._stop = asyncio.Event()

    async def run(self) -> None:
        """Live."""
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self._end)
        token = self._credentials.bot_token.get_secret_value()
        async with open_clients(token, self._settings.slack_api_url) as clients:
            identity = await identify(self._credentials, clients)
            listener = None if self._credentials.app_token else listen(*self._address)
            coach = await asyncio.to_thread(self._open_coach, self._settings)
            where = self._settings.locate_conversations()
            database = await asyncio.to_thread(open_database, where)
            with closing(coach), closing(database):
                # Opened here, so that a database that fails is told at the start.
                shared = SharedConversations(database)
                parts = Parts(
                    user=identity.user,
                    coach=coach,
                    clients=clients,
                    answerer=Answerer(coach, shared),
                    events=EventLog(database),
                    channels=ChannelSettingsStore(database),
                    shared=shared,
                )
                in_flight = InFlight()
                app = build_app(parts, identity, in_flight)
                transport: Transport
                if listener is None:
                    assert self._credentials.app_token is not None  # noqa: S101
                    assert identity.socket_url is not None  # noqa: S101
                    transport = Socket(
                        app,
                        clients,
                        self._credentials.app_token.get_secret_value(),
                        identity.socket_url,
                        f"{identity.name} in {identity.team}",
                    )
                else:
                    assert self._credentials.signing_secret is not None  # noqa: S101
                    secret = self._credentials.signing_secret.get_secret_value()
                    transport = Http(app, secret, listener)
                self._on_ready(await transport.open())
                await self._stop.wait()
                await transport.close()
                await in_flight.settle(FINISH_SECONDS, TELL_SECONDS)

    def _end(self) -> None:
        if not self._stop.is_set():
            # A thread that waits for the database, say, can't be ended any other way.
            last = Timer(_LAST_SECONDS, os._exit, [0])
            last.daemon = True
            last.start()
        self._stop.set()
