"""Bolt's app: which part deals with what Slack sends, each acknowledged before anything is done."""

import logging
import re
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk.web.async_client import AsyncWebClient

from ui.slack.answering import OUT_OF_ORDER
from ui.slack.commands import COMMAND, Commands
from ui.slack.discretion import describe_error, open_logger
from ui.slack.home import Home
from ui.slack.identity import Identity
from ui.slack.in_flight import InFlight
from ui.slack.listening import Listener
from ui.slack.messages import FEEDBACK_ACTION, SHARE_ACTION, SOURCE_ACTION, write_notice
from ui.slack.parts import Parts
from ui.slack.posting import respond
from ui.slack.presses import Presses
from ui.slack.signs import REFUSALS
from ui.slack.views import DELETE_ACTION, EXPORT_ACTION, SETTINGS_VIEW
from ui.slack.you.desk import ACTION_PATTERN, VIEWS, Desk

_Body = dict[str, Any]
_Work = Callable[[_Body], Coroutine[Any, Any, None]]
_Handler = Callable[[AsyncAck, _Body], Awaitable[None]]

_logger = logging.getLogger(__name__)


def build_app(parts: Parts, identity: Identity, in_flight: InFlight) -> AsyncApp:
    """Build the app; whoever carries its requests has checked where they come from."""

    async def authorize() -> AuthorizeResult:
        # Known from the start: else Bolt would ask Slack with the first event, and lose that
        # event when Slack fails just then.
        return AuthorizeResult(
            enterprise_id=None,
            team_id=None,
            bot_user_id=identity.user,
            bot_id=identity.bot,
        )

    app = AsyncApp(
        name="headway",
        logger=open_logger(),
        # The parts have clients of their own, with a token.
        client=AsyncWebClient(logger=open_logger()),
        authorize=authorize,
        request_verification_enabled=False,
        raise_error_for_unhandled_request=True,
        attaching_conversation_kwargs_enabled=False,
    )

    def begin(work: _Work) -> _Handler:
        async def handle(ack: AsyncAck, body: _Body) -> None:
            await ack()
            in_flight.begin(attempt(work, body))

        return handle

    async def attempt(work: _Work, body: _Body) -> None:
        try:
            await work(body)
        except Exception:
            # Whoever typed or pressed something waits for what comes of it.
            if url := body.get("response_url"):
                with suppress(*REFUSALS):
                    await respond(parts.clients.hasty, url, write_notice(OUT_OF_ORDER))
            raise

    for event, work in list_events(parts).items():
        app.event(event)(begin(work))
    desk = Desk(parts)
    presses, home, commands = Presses(parts), Home(parts), Commands(parts, desk)
    app.command(COMMAND)(begin(commands.run))
    app.view(SETTINGS_VIEW)(begin(commands.save_settings))
    app.action(re.compile(rf"^{SOURCE_ACTION}:"))(begin(presses.show_source))
    app.action(SHARE_ACTION)(begin(presses.share))
    app.action(FEEDBACK_ACTION)(begin(presses.rate))
    app.action(EXPORT_ACTION)(begin(home.export))
    app.action(DELETE_ACTION)(begin(home.delete))
    app.action(ACTION_PATTERN)(begin(desk.press))
    for view in VIEWS:
        app.view(view)(begin(desk.submit))
    app.error(_answer_error)
    return app


def list_events(parts: Parts) -> dict[str, _Work]:
    """Return what deals with each kind of event."""
    listener, home = Listener(parts), Home(parts)

    async def open_tab(body: _Body) -> None:
        is_messages = body["event"].get("tab") == "messages"
        await (listener.open_messages(body) if is_messages else home.open(body))

    return {
        "app_mention": listener.hear,
        "message": listener.hear,
        "assistant_thread_started": listener.open_pane,
        "app_home_opened": open_tab,
    }


async def _answer_error(error: Exception) -> BoltResponse:
    # What nobody deals with is taken all the same, or Slack would send it again.
    if isinstance(error, BoltUnhandledRequestError):
        return BoltResponse(status=200)
    _logger.error("A request of Slack's was not dealt with: %s", describe_error(error))
    return BoltResponse(status=500)
