"""Coaching in direct messages: which command, button and modal is whose, and how each is answered.

Only where nobody else is. One thing after the other for each person, so that what is pressed twice
is done once.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from types import MappingProxyType
from typing import Any
from weakref import WeakValueDictionary

from coach.errors import PracticeError, ProfileError, QuestionError, RoadmapError
from ui.slack.about_you import KEEP_ACTION, KEEP_ALL_ACTION, KEEP_NONE_ACTION
from ui.slack.answering import OUT_OF_ORDER
from ui.slack.messages import LEAVE_OUT_ACTION, Message, write_notice
from ui.slack.parts import Parts
from ui.slack.posting import post_in_channel, replace, respond
from ui.slack.signs import REFUSALS, LateNotice
from ui.slack.views import SHOW_ACTION
from ui.slack.you import gaps, heard, practice, profile, roadmap
from ui.slack.you.visits import (
    Handler,
    Open,
    Outcome,
    Replace,
    Tell,
    Visit,
    read_pressed,
    read_submitted,
)

ONLY_DIRECT = (
    "That is for direct messages only, where nobody else is: type it where you write to me, below "
    "Apps, or open my Home tab there."
)

COMMANDS: Mapping[str, Handler] = MappingProxyType(
    {
        "profile": profile.show,
        "profile forget": profile.ask_what_to_forget,
        "gaps": gaps.show,
        "roadmap": roadmap.show,
        "practice": practice.show,
    }
)
"""What is typed after `/coach`."""


def _show(parts: Parts, visit: Visit) -> Outcome:
    """Do what a command does, by a button that names it."""
    return COMMANDS[visit.value](parts, visit)


ACTIONS: Mapping[str, Handler] = MappingProxyType(
    {
        SHOW_ACTION: _show,
        KEEP_ACTION: heard.keep,
        KEEP_ALL_ACTION: heard.keep_all,
        KEEP_NONE_ACTION: heard.keep_none,
        LEAVE_OUT_ACTION: heard.leave_out,
        profile.USE_ACTION: profile.use,
        profile.DELETE_ACTION: profile.delete,
        profile.PAGE_ACTION: profile.turn_page,
        profile.FORGET_ACTION: profile.ask_what_to_forget,
        gaps.DETAILS_ACTION: gaps.show_details,
        gaps.ANSWER_ACTION: gaps.ask,
        practice.ANSWER_ACTION: practice.ask,
        practice.NEXT_ACTION: practice.show,
        roadmap.DONE_ACTION: roadmap.finish_step,
        roadmap.PLAN_ACTION: roadmap.plan_anew,
    }
)
"""What is pressed; an action's id may go on after a colon."""

VIEWS: Mapping[str, Handler] = MappingProxyType(
    {
        profile.FORGET_VIEW: profile.forget,
        gaps.ANSWER_VIEW: gaps.take_answer,
        practice.ANSWER_VIEW: practice.take_answer,
    }
)
"""Which modal is sent."""

ACTION_PATTERN = re.compile(rf"^(?:{'|'.join(ACTIONS)})(?::|$)")


class Desk:
    """Coaches one person at a time."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def type(self, command: str, visit: Visit) -> None:
        """Carry out a command, which must be one of those there are."""
        await self._do(COMMANDS[command], visit)

    async def press(self, body: dict[str, Any]) -> None:
        """Do what a button says."""
        name = body["actions"][0]["action_id"].partition(":")[0]
        visit = read_pressed(body)
        async with self._apologising(visit):
            await self._do(ACTIONS[name], visit)

    async def submit(self, body: dict[str, Any]) -> None:
        """Take what stands in a modal, once."""
        visit = read_submitted(body)
        assert visit.key is not None  # noqa: S101
        async with self._apologising(visit), self._parts.once(visit.key) as is_first:
            if is_first:
                await self._do(VIEWS[body["view"]["callback_id"]], visit)

    @asynccontextmanager
    async def _apologising(self, visit: Visit) -> AsyncIterator[None]:
        """Tell whoever waits for what comes of it of a failure that is not told otherwise."""
        try:
            yield
        except Exception:
            if visit.url is None:
                with suppress(*REFUSALS):
                    await self._tell(visit, write_notice(OUT_OF_ORDER))
            raise

    async def _do(self, handler: Handler, visit: Visit) -> None:
        if not visit.is_private:
            await self._tell(visit, write_notice(ONLY_DIRECT))
            return
        sign = LateNotice(partial(self._tell, visit))
        sign.put_up()
        try:
            async with self._locks.setdefault(visit.person, asyncio.Lock()):
                outcome = await asyncio.to_thread(handler, self._parts, visit)
                await self._carry_out(outcome, visit)
        except (ProfileError, RoadmapError, PracticeError, QuestionError) as error:
            await self._tell(visit, write_notice(str(error)))
        finally:
            await sign.take_down()

    async def _carry_out(self, outcome: Outcome, visit: Visit) -> None:
        clients = self._parts.clients
        match outcome:
            case Tell(message):
                await self._tell(visit, message)
            case Replace(message) if visit.message:
                await replace(clients.patient, visit.place, visit.message, message)
            case Replace(message) if visit.url:
                await respond(clients.patient, visit.url, message, is_replacing=True)
            case Open(view):
                await clients.hasty.views_open(trigger_id=visit.trigger, view=view)

    async def _tell(self, visit: Visit, message: Message) -> None:
        client = self._parts.clients.patient
        if visit.url is None:
            # By a person's id Slack finds the direct messages between them and the bot.
            await post_in_channel(client, visit.place.person, message)
        else:
            await respond(client, visit.url, message)
