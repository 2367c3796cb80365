"""What can be pressed below an answer: its sources, what one thinks of it, and sharing it."""

import asyncio
from contextlib import suppress
from typing import Any

from slack_sdk.errors import SlackApiError

from coach.conversations import Rating, Turn
from ui.slack.incoming import Place, read_press
from ui.slack.messages import write_notice, write_shared
from ui.slack.parts import Parts
from ui.slack.posting import post_in_channel, post_to_one, respond
from ui.slack.signs import REFUSALS
from ui.slack.views import write_notice_view, write_passage_view

_GONE = "I don't keep this answer any more."
_THANKS: dict[Rating, str] = {
    "up": "Thank you. It's good to know that this helped.",
    "down": "Thank you. Whoever keeps my documents will see that this didn't help.",
}


class Presses:
    """Does what the buttons below an answer say."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def show_source(self, body: dict[str, Any]) -> None:
        """Open the passage that a source is from."""
        turn_id, _, number = body["actions"][0]["value"].partition(":")
        turn = await self._find(read_press(body), turn_id)
        cited = turn.answer.citations if turn else ()
        found = [citation for citation in cited if str(citation.number) == number]
        view = write_passage_view(found[0]) if found else write_notice_view("Source", _GONE)
        await self._parts.clients.hasty.views_open(trigger_id=body["trigger_id"], view=view)

    async def rate(self, body: dict[str, Any]) -> None:
        """Store what a person thinks of an answer, and thank them once."""
        place = read_press(body)
        turn, _, value = body["actions"][0]["value"].partition(":")
        rating: Rating = "up" if value == "up" else "down"
        rate = self._parts.coach.conversations.rate
        is_kept = await asyncio.to_thread(rate, place.owner, turn, rating, person=place.asker)
        async with self._parts.once(f"{place.asker}:{turn}:{rating}") as is_first:
            if is_first:
                await self._tell(body, _THANKS[rating] if is_kept else _GONE)

    async def share(self, body: dict[str, Any]) -> None:
        """Post an answer where all in the channel can read it, once."""
        place = read_press(body)
        turn = await self._find(place, body["actions"][0]["value"])
        if turn is None:
            await self._tell(body, _GONE)
            return
        async with self._parts.once(f"{place.owner}:shared:{turn.id}") as is_first:
            if is_first:
                await self._share(body, place, turn)

    async def _share(self, body: dict[str, Any], place: Place, turn: Turn) -> None:
        message = write_shared(turn.answer, turn.id, turn.asked, place.person)
        client = self._parts.clients.patient
        try:
            _, time = await post_in_channel(client, place.channel, message)
        except SlackApiError:
            # The coach is no member here; by this address it may post all the same.
            await respond(client, body["response_url"], message, is_public=True)
            return
        # So that a reply below it goes on from there.
        store = self._parts.coach.conversations
        await asyncio.to_thread(
            store.append,
            place.owner,
            time,
            turn.asked,
            turn.answer,
            turn.made_with,
            asker=place.asker,
        )

    async def _find(self, place: Place, turn: str) -> Turn | None:
        return await asyncio.to_thread(self._parts.shared.find, place.owner, turn)

    async def _tell(self, body: dict[str, Any], sentence: str) -> None:
        place, notice = read_press(body), write_notice(sentence)
        client = self._parts.clients.patient
        with suppress(*REFUSALS):
            try:
                await post_to_one(client, place, notice, body.get("message", {}).get("thread_ts"))
            except SlackApiError:
                await respond(client, body["response_url"], notice)
