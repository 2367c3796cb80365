"""The bot's life: checked, opened, served until it's told to end, and ended in good order."""

import asyncio
import os
import signal
import socket
from collections.abc import Callable
from contextlib import closing
from threading import Timer

from coach.channel_settings import ChannelSettingsStore
from coach.coach import Coach
from coach.database import Database, open_database
from coach.event_log import EventLog
from coach.settings import Settings
from coach.shared_conversations import SharedConversations
from ui.address import listen
from ui.slack.answering import Answerer
from ui.slack.app import build_app
from ui.slack.client import Clients, open_clients
from ui.slack.credentials import AppToken, Credentials, SigningSecret
from ui.slack.identity import Identity, identify
from ui.slack.in_flight import InFlight
from ui.slack.parts import Parts
from ui.slack.transports import Http, Socket, Transport

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
    asyncio.run(_live(settings, credentials, (host, port), open_coach, on_ready))


async def _live(
    settings: Settings,
    credentials: Credentials,
    address: tuple[str, int],
    open_coach: Callable[[Settings], Coach],
    on_ready: Callable[[str], None],
) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, _end, stop)
    token = credentials.bot_token.get_secret_value()
    async with open_clients(token, settings.slack_api_url) as clients:
        # Before what takes long: a token that is refused is told at once.
        identity = await identify(credentials, clients)
        coach = await asyncio.to_thread(open_coach, settings)
        # Opened here, so that a database that fails is told at the start.
        database = await asyncio.to_thread(open_database, settings.locate_conversations())
        with closing(coach), closing(database):
            in_flight = InFlight()
            parts = _gather(coach, database, clients, identity)
            app = build_app(parts, identity, in_flight)
            transport: Transport
            match credentials.events:
                case AppToken(app_token):
                    transport = Socket(app, clients, app_token.get_secret_value(), identity)
                case SigningSecret(secret):
                    transport = Http(app, secret.get_secret_value(), _listen(*address))
            on_ready(await transport.open())
            await stop.wait()
            await transport.close()
            await in_flight.settle(FINISH_SECONDS, TELL_SECONDS)


def _gather(coach: Coach, database: Database, clients: Clients, identity: Identity) -> Parts:
    return Parts(
        user=identity.user,
        coach=coach,
        clients=clients,
        answerer=Answerer(coach),
        events=EventLog(database),
        channels=ChannelSettingsStore(database),
        shared=SharedConversations(database),
    )


def _end(stop: asyncio.Event) -> None:
    if not stop.is_set():
        # A thread that waits for the database, say, can't be ended any other way.
        last = Timer(_LAST_SECONDS, os._exit, [0])
        last.daemon = True
        last.start()
    stop.set()


def _listen(host: str, port: int) -> socket.socket:
    return listen(host, port, "Slack's events cannot be taken", "choose another with --port")
