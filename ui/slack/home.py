"""The home tab: what the coach knows, and a person's own data, to take along or to delete."""

import asyncio
import logging
from typing import Any

from ui.slack.discretion import describe_error
from ui.slack.encoding import write_text
from ui.slack.incoming import Place, name_person, read_press
from ui.slack.limits import fill_sections
from ui.slack.messages import Message, write_notice, write_section
from ui.slack.parts import Parts
from ui.slack.personal_data import KINDS, delete_data, describe_data, export_data
from ui.slack.posting import post_in_channel, post_in_thread
from ui.slack.signs import REFUSALS
from ui.slack.views import write_home

_FILE = "headway-my-data.json"
_SECTIONS = 12
"""In one message, where the file cannot be sent."""

_logger = logging.getLogger(__name__)


class Home:
    """Keeps each person's home tab up to date."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def open(self, body: dict[str, Any]) -> None:
        """Show the tab to whoever opens it."""
        person = body["event"]["user"]
        await self._show(person, name_person(body["team_id"], person))

    async def export(self, body: dict[str, Any]) -> None:
        """Send a person all that is kept of them, as a file in their direct messages."""
        place = read_press(body)
        person = place.person
        text = await asyncio.to_thread(export_data, self._parts, place.asker)
        kept = await asyncio.to_thread(describe_data, self._parts, place.asker)
        client = self._parts.clients.patient
        here = f"Here is all that I keep of you: {kept or 'nothing'}."
        channel, time = await post_in_channel(client, person, write_notice(here))
        try:
            await client.files_upload_v2(
                channel=channel, thread_ts=time, content=text, filename=_FILE, title="My data"
            )
        except REFUSALS as error:
            _logger.warning("A file was not uploaded: %s", describe_error(error))
            sections = [write_section(part) for part in fill_sections([write_text(text)])]
            for start in range(0, len(sections), _SECTIONS):
                part = Message(_FILE, tuple(sections[start : start + _SECTIONS]))
                await post_in_thread(client, Place(place.team, channel, time, person), part)

    async def delete(self, body: dict[str, Any]) -> None:
        """Delete all that is kept of a person, and say so on their tab."""
        place = read_press(body)
        note = await asyncio.to_thread(delete_data, self._parts, place.asker, KINDS)
        await self._show(place.person, place.asker, note)

    async def _show(self, person: str, owner: str, note: str = "") -> None:
        kept = await asyncio.to_thread(describe_data, self._parts, owner)
        view = write_home(self._parts.coach.scope, kept, note)
        await self._parts.clients.patient.views_publish(user_id=person, view=view)
