"""Coaching in direct messages: which command, button and modal is whose, and how each is answered.

Only where nobody else is. One thing after the other for each person, so that what is pressed twice
is done once.
"""

import asyncio
import re
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any
from weakref import WeakValueDictionary

from coach.errors import PracticeError, ProfileError, QuestionError, RoadmapError
from ui.slack.about_you import KEEP_ACTION, KEEP_ALL_ACTION, KEEP_NONE_ACTION
from ui.slack.answering import OUT_OF_ORDER
from ui.slack.messages import LEAVE_OUT_ACTION, Message, write_notice
from ui.slack.parts import Parts
from ui.slack.posting import post_in_channel, replace, respond, tell_alone
from ui.slack.signs import REFUSALS
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
    "That is for direct messages only, where nobody else is: write to me below Apps, and type it "
    "there."
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

ACTIONS: Mapping[str, Handler] = MappingProxyType(
    {
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
        if visit.place.is_direct:
            await self._do(COMMANDS[command], visit)
        else:
            await self._carry_out(Tell(write_notice(ONLY_DIRECT)), visit)

    async def press(self, body: dict[str, Any]) -> None:
        """Do what a button says."""
        visit = read_pressed(body)
        if visit.place.is_direct:
            name = body["actions"][0]["action_id"].partition(":")[0]
            await self._do(ACTIONS[name], visit)
        else:
            # No message with such a button is ever posted there.
            await self._carry_out(Tell(write_notice(ONLY_DIRECT)), visit)

    async def submit(self, body: dict[str, Any]) -> None:
        """Take what stands in a modal, once."""
        visit = read_submitted(body)
        assert visit.key is not None  # noqa: S101
        try:
            async with self._parts.once(visit.key) as is_first:
                if is_first:
                    await self._do(VIEWS[body["view"]["callback_id"]], visit)
        except Exception:
            # Whoever sent it waits for what comes of it.
            with suppress(*REFUSALS):
                await self._tell(visit, write_notice(OUT_OF_ORDER))
            raise

    async def _do(self, handler: Handler, visit: Visit) -> None:
        async with self._locks.setdefault(visit.person, asyncio.Lock()):
            try:
                outcome = await asyncio.to_thread(handler, self._parts, visit)
            except (ProfileError, RoadmapError, PracticeError, QuestionError) as error:
                outcome = Tell(write_notice(str(error)))
            await self._carry_out(outcome, visit)

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
        client, place = self._parts.clients.patient, visit.place
        if visit.url is None and visit.key is not None:
            await post_in_channel(client, place.channel, message)
        else:
            await tell_alone(client, place, message, visit.url)
