"""The command `/coach`: a question that one person sees answered, settings, and the coaching."""

import asyncio
from contextlib import suppress
from functools import partial
from typing import Any

from ui.slack.answering import Question
from ui.slack.deliveries import WholeDelivery
from ui.slack.encoding import read_text
from ui.slack.incoming import Place, name_channel
from ui.slack.messages import Message, write_notice
from ui.slack.parts import Parts
from ui.slack.posting import post_to_one, tell_alone
from ui.slack.signs import REFUSALS, LateNotice
from ui.slack.views import describe_settings, read_settings, write_settings_view
from ui.slack.you.desk import COMMANDS as COACHING
from ui.slack.you.desk import Desk
from ui.slack.you.visits import Visit

COMMAND = "/coach"

_HELP = (
    f"Type `{COMMAND}` and a question, and I answer so that you alone see it; then you can share "
    f"the answer. `{COMMAND} settings` says when and where I answer in this channel. In a direct "
    f"message to me, `{COMMAND} profile` shows what I know of you, `{COMMAND} gaps` where you "
    f"stand, `{COMMAND} roadmap` what to do next, and `{COMMAND} practice` asks you a question of "
    "an interview."
)
_THREAD = "command"
"""The conversation by commands, of each person in each channel."""


class Commands:
    """Carries out `/coach`."""

    def __init__(self, parts: Parts, desk: Desk) -> None:
        self._parts = parts
        self._desk = desk

    async def run(self, body: dict[str, Any]) -> None:
        """Carry out a command."""
        place = Place(body["team_id"], body["channel_id"], _THREAD, body["user_id"])
        text = read_text(body.get("text") or "", self._parts.user)
        post = partial(self._post, place, body.get("response_url"))
        match text.lower():
            case "" | "help" | "?":
                await post(write_notice(_HELP))
            case "settings" if place.is_direct:
                await post(
                    write_notice("Settings are for channels; here I answer whatever you ask.")
                )
            case "settings":
                settings = await asyncio.to_thread(self._parts.channels.read, place.owner)
                view = write_settings_view(place.channel, settings)
                await self._parts.clients.hasty.views_open(trigger_id=body["trigger_id"], view=view)
            case command if (command := " ".join(command.split())) in COACHING:
                visit = Visit(
                    place.asker,
                    place,
                    is_private=place.is_direct,
                    trigger=body.get("trigger_id", ""),
                    url=body.get("response_url"),
                )
                await self._desk.type(command, visit)
            case _:
                question = Question(
                    text, place.owner, place.private, place.asker, is_direct=place.is_direct
                )
                delivery = WholeDelivery(post, LateNotice(post), is_private=True)
                await self._parts.answerer.answer(question, delivery)

    async def save_settings(self, body: dict[str, Any]) -> None:
        """Store what was chosen in the modal, and confirm it to whoever chose."""
        team, person, view = body["team"]["id"], body["user"]["id"], body["view"]
        place = Place(team, view["private_metadata"], _THREAD, person)
        settings = read_settings(view["state"])
        owner = name_channel(team, place.channel)
        await asyncio.to_thread(self._parts.channels.write, owner, settings)
        saved = write_notice(f"Saved. {describe_settings(settings)}")
        # It is saved also where the coach is no member and may not say so.
        with suppress(*REFUSALS):
            await post_to_one(self._parts.clients.patient, place, saved)

    async def _post(self, place: Place, url: str | None, message: Message) -> None:
        await tell_alone(self._parts.clients.patient, place, message, url)
