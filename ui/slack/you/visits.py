"""What somebody does about themselves in Slack, and what comes of it: plain frozen types."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ui.slack.incoming import Place, read_press
from ui.slack.messages import Message
from ui.slack.parts import Parts
from ui.slack.views import View


@dataclass(frozen=True, slots=True)
class Visit:
    """One person typing a command, pressing a button or sending a modal.

    Attributes:
        person: what they are called outside Slack, and their profile with them.
        place: where they are; of a modal and the home tab the channel is "".
        is_private: nobody else is there.
        value: what the button carries, or the modal.
        trigger: what a modal is opened with.
        url: where Slack takes an answer to this for a while; None of a modal and the home tab.
        message: the time of the message with the button; "" where that can't be changed by it.
        fields: what stands in the modal's fields, each with all its values.
        key: what this is known by when it's sent again; None of what may come again.
    """

    person: str
    place: Place
    is_private: bool
    value: str = field(default="", repr=False)
    trigger: str = ""
    url: str | None = None
    message: str = ""
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)
    key: str | None = None

    def first(self, name: str) -> str:
        """Return a field's first value, "" without one."""
        return next(iter(self.fields.get(name, ())), "")


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell the person, so that they alone see it."""

    message: Message


@dataclass(frozen=True, slots=True)
class Replace:
    """Put this in the place of the message with the button."""

    message: Message


@dataclass(frozen=True, slots=True)
class Open:
    """Open a modal."""

    view: View


Outcome = Tell | Replace | Open | None
Handler = Callable[[Parts, Visit], Outcome]
"""Carries out what a person wants; it waits for the database, so it runs in a thread."""


def read_pressed(body: dict[str, Any]) -> Visit:
    """Read a button that was pressed."""
    place = read_press(body)
    container = body.get("container", {})
    is_changeable = not container.get("is_ephemeral")
    # A tab of the app's, which only its person sees.
    is_home = container.get("type") == "view"
    return Visit(
        place.asker,
        place,
        is_private=place.is_direct or is_home,
        value=str(body["actions"][0].get("value", "")),
        trigger=body.get("trigger_id", ""),
        url=body.get("response_url"),
        message=container.get("message_ts", "") if is_changeable else "",
    )


def read_submitted(body: dict[str, Any]) -> Visit:
    """Read a modal that was sent."""
    team, user, view = body["team"]["id"], body["user"], body["view"]
    home = user.get("team_id") or team
    place = Place(team, "", "", user["id"], home)
    fields = {
        block: _read_field(element)
        for block, elements in view.get("state", {}).get("values", {}).items()
        for element in elements.values()
    }
    return Visit(
        place.asker,
        place,
        is_private=True,
        value=view.get("private_metadata", ""),
        fields=fields,
        key=f"{place.asker}:view:{view['id']}",
    )


def _read_field(element: dict[str, Any]) -> tuple[str, ...]:
    if "selected_options" in element:
        return tuple(option["value"] for option in element["selected_options"] or ())
    return (str(element.get("value") or ""),)
