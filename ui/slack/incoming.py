"""Slack's events, read: who said what where, and whether that is anything to answer."""

from dataclasses import dataclass
from typing import Any

from ui.slack.encoding import begins_with_mention, mentions, read_text

_TOLD_BY_PEOPLE = (None, "file_share", "thread_broadcast")
"""The kinds of message that a person writes; edits, deletions and joins are other kinds."""
_SLACKBOT = "USLACKBOT"
_QUESTION_MARKS = ("?", "？", "؟")  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said, and by whom.

    Attributes:
        thread: the time of the message that began the thread.
        home: the person's own workspace where the channel is shared with another one's people;
            "" where it's the channel's.
    """

    team: str
    channel: str
    thread: str
    person: str
    home: str = ""

    @property
    def owner(self) -> str:
        """Whose the conversations here are: the channel's, and no other's."""
        return name_channel(self.team, self.channel)

    @property
    def asker(self) -> str:
        """Whose the questions are, and the profile: the person's, the same in all channels."""
        return name_person(self.home or self.team, self.person)

    @property
    def private(self) -> str:
        """The conversation with this person alone, beside the thread that others see."""
        return f"{self.thread} {self.person}"

    @property
    def is_direct(self) -> bool:
        """Whether nobody else is here."""
        return self.channel.startswith("D")


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that a person wrote.

    Attributes:
        text: as the person saw it.
        time: the message's own, which names it in its channel.
        is_mention: it mentions the coach.
        is_to_other: it is addressed to somebody else.
        is_reply: it stands in a thread that another message began.
        keys: what this event is known by; its repetitions share one, and so does its twin.
    """

    place: Place
    text: str
    time: str
    is_mention: bool
    is_to_other: bool
    is_reply: bool
    keys: tuple[str, ...]

    @property
    def is_question(self) -> bool:
        """Whether it ends with a question mark."""
        return self.text.endswith(_QUESTION_MARKS)


def name_channel(team: str, channel: str) -> str:
    """Return what a channel is called outside Slack."""
    return f"slack:{team}:{channel}"


def name_person(team: str, person: str) -> str:
    """Return what a person is called outside Slack."""
    return f"slack:{team}:{person}"


def name_event(body: dict[str, Any]) -> str:
    """Return what an event is known by."""
    return f"slack:{body.get('team_id')}:event:{body.get('event_id')}"


def read_message(body: dict[str, Any], bot: str) -> Heard | None:
    """Read a `message` or an `app_mention`; None when a person has not just written it.

    Args:
        bot: the coach's own user id.
    """
    event = body["event"]
    person, channel, time = event.get("user"), event.get("channel"), event.get("ts")
    team = body.get("team_id") or event.get("team")
    if not (person and channel and time and team) or person in (bot, _SLACKBOT):
        return None
    if event.get("subtype") not in _TOLD_BY_PEOPLE or event.get("hidden"):
        return None
    if event.get("bot_id") or event.get("bot_profile") or event.get("edited"):
        return None
    home = event.get("user_team") or event.get("team") or team
    text = event.get("text") or ""
    thread = event.get("thread_ts") or time
    is_mention = event.get("type") == "app_mention" or bot in mentions(text)
    return Heard(
        Place(team, channel, thread, person, home),
        read_text(text, bot),
        time,
        is_mention=is_mention,
        is_to_other=not is_mention and begins_with_mention(text),
        is_reply=thread != time,
        # The same message comes as an `app_mention` and as a `message`, under two event ids.
        keys=(name_event(body), f"{name_channel(team, channel)}:{time}"),
    )


def read_press(body: dict[str, Any]) -> Place:
    """Read who presses something, and where the message with it is."""
    container, message, person = body.get("container", {}), body.get("message", {}), body["user"]
    channel = body.get("channel", {}).get("id") or container.get("channel_id") or ""
    thread = message.get("thread_ts") or container.get("message_ts") or ""
    team = body["team"]["id"]
    return Place(team, channel, thread, person["id"], person.get("team_id") or team)
