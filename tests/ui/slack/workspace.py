"""A Slack workspace: people who write, press and type commands, sent to the bot as Slack does."""

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode

import httpx2

from tests.servers.slack_server import BOT_USER, SIGNING_SECRET, TEAM, SlackServer

Payload = dict[str, Any]

_numbers = itertools.count(1)
MENTION = f"<@{BOT_USER}>"
PAY = "What does a Head of Machine Learning earn?"
PAID = "$259,000"


def new_time() -> str:
    """Return a message's time, which no other has."""
    return f"1780000000.{next(_numbers):06d}"


def new_channel() -> str:
    return f"C{next(_numbers):05d}"


def new_person() -> str:
    return f"U{next(_numbers):05d}"


def direct(person: str) -> str:
    """Return the channel of a person's direct messages."""
    return f"D{person[1:]}"


@dataclass(frozen=True)
class Delivered:
    """How the bot took something."""

    seconds: float
    reply: Payload | None


class Carrier(Protocol):
    """A way that requests come to the bot."""

    def carry(self, kind: str, payload: Payload, **headers: str) -> Delivered:
        """Bring a request, and wait until it's acknowledged."""


@dataclass
class HttpCarrier:
    """Signs requests and posts them."""

    url: str
    secret: str = SIGNING_SECRET
    client: httpx2.Client = field(default_factory=lambda: httpx2.Client(timeout=10))

    def carry(self, kind: str, payload: Payload, **headers: str) -> Delivered:
        if kind == "events_api":
            body, content = json.dumps(payload), "application/json"
        elif kind == "slash_commands":
            body, content = urlencode(payload), "application/x-www-form-urlencoded"
        else:
            body = urlencode({"payload": json.dumps(payload)})
            content = "application/x-www-form-urlencoded"
        began = time.monotonic()
        answer = self.post(body.encode(), content, **headers)
        assert answer.status_code == 200, answer.text
        reply = answer.json() if answer.text.startswith("{") else None
        return Delivered(time.monotonic() - began, reply)

    def post(
        self, body: bytes, content: str, timestamp: str | None = None, **headers: str
    ) -> httpx2.Response:
        timestamp = timestamp or str(int(time.time()))
        signed = f"v0:{timestamp}:".encode() + body
        signature = hmac.new(self.secret.encode(), signed, hashlib.sha256).hexdigest()
        return self.client.post(
            f"{self.url}/slack/events",
            content=body,
            headers={
                "content-type": content,
                "x-slack-request-timestamp": timestamp,
                "x-slack-signature": f"v0={signature}",
                **headers,
            },
        )


@dataclass
class SocketCarrier:
    """Sends envelopes."""

    slack: SlackServer

    def carry(self, kind: str, payload: Payload, **_: str) -> Delivered:
        envelope = self.slack.send(kind, payload)
        assert self.slack.wait_until(lambda: envelope.acknowledged is not None, 10)
        return Delivered((envelope.acknowledged or 0) - envelope.sent, envelope.reply)


@contextmanager
def open_carrier(slack: SlackServer, url: str | None) -> Iterator[Carrier]:
    """Open the way to a bot: HTTP where it has an address, else the socket."""
    if url is None:
        yield SocketCarrier(slack)
        return
    carrier = HttpCarrier(url)
    try:
        yield carrier
    finally:
        carrier.client.close()


@dataclass
class Workspace:
    """Whatever people do in it comes to the bot by one carrier."""

    slack: SlackServer
    carrier: Carrier
    team: str = TEAM

    def event(self, event: Payload, event_id: str | None = None) -> Delivered:
        """Deliver an event as Slack's Events API words it."""
        payload = {
            "token": "verification",
            "team_id": self.team,
            "api_app_id": "A1",
            "event": event,
            "type": "event_callback",
            "event_id": event_id or f"Ev{next(_numbers)}",
            "event_time": 1780000000,
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": self.team,
                    "user_id": BOT_USER,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
        }
        return self.carrier.carry("events_api", payload)

    def write(
        self, text: str, channel: str, person: str, *, thread: str | None = None, **others: Any
    ) -> str:
        """Write a message and return its time."""
        others.setdefault("team", self.team)
        event = write_event("message", text, channel, person, thread=thread, **others)
        self.event(event)
        return str(event["ts"])

    def mention(
        self, text: str, channel: str, person: str, *, thread: str | None = None, **others: Any
    ) -> str:
        """Mention the coach and return the message's time."""
        text = f"{MENTION} {text}"
        others.setdefault("team", self.team)
        event = write_event("app_mention", text, channel, person, thread=thread, **others)
        self.event(event)
        return str(event["ts"])

    def command(self, text: str, channel: str, person: str, name: str = "r") -> Delivered:
        """Type `/coach`."""
        payload = {
            "token": "verification",
            "team_id": self.team,
            "team_domain": "stand-in",
            "channel_id": channel,
            "channel_name": "directmessage" if channel.startswith("D") else "general",
            "user_id": person,
            "user_name": "ann",
            "command": "/coach",
            "text": text,
            "api_app_id": "A1",
            "response_url": f"{self.slack.url}/respond/{name}",
            "trigger_id": "trigger",
        }
        return self.carrier.carry("slash_commands", payload)

    def press(
        self,
        action: Payload,
        channel: str,
        person: str,
        *,
        time: str = "1780000000.9",
        thread: str | None = None,
        name: str = "r",
        is_ephemeral: bool = False,
    ) -> Delivered:
        """Press a button of a message."""
        message = {"ts": time, **({"thread_ts": thread} if thread else {})}
        payload = {
            "type": "block_actions",
            "user": {"id": person, "team_id": self.team},
            "team": {"id": self.team, "domain": "stand-in"},
            "api_app_id": "A1",
            "container": {
                "type": "message",
                "message_ts": time,
                "channel_id": channel,
                "is_ephemeral": is_ephemeral,
            },
            "trigger_id": "trigger",
            "channel": {"id": channel, "name": "general"},
            "message": message,
            "response_url": f"{self.slack.url}/respond/{name}",
            "actions": [{"type": "button", **action, "action_ts": "1"}],
        }
        return self.carrier.carry("interactive", payload)

    def press_home(self, action: Payload, person: str) -> Delivered:
        """Press a button of the home tab."""
        payload = {
            "type": "block_actions",
            "user": {"id": person, "team_id": self.team},
            "team": {"id": self.team, "domain": "stand-in"},
            "api_app_id": "A1",
            "container": {"type": "view", "view_id": "V1"},
            "trigger_id": "trigger",
            "view": {"id": "V1", "type": "home"},
            "actions": [{"type": "button", **action, "action_ts": "1"}],
        }
        return self.carrier.carry("interactive", payload)

    def submit(
        self, view: Payload, values: Payload, person: str, view_id: str | None = None
    ) -> Delivered:
        """Save a modal."""
        payload = {
            "type": "view_submission",
            "user": {"id": person, "team_id": self.team},
            "team": {"id": self.team, "domain": "stand-in"},
            "api_app_id": "A1",
            "trigger_id": "trigger",
            "view": {
                **view,
                "id": view_id or f"V{next(_numbers)}",
                "state": {"values": values},
            },
        }
        return self.carrier.carry("interactive", payload)


def write_event(
    kind: str, text: str, channel: str, person: str, *, thread: str | None = None, **others: Any
) -> Payload:
    """Return an event as Slack words it."""
    moment = others.pop("ts", None) or new_time()
    event = {
        "type": kind,
        "user": person,
        "text": text,
        "ts": moment,
        "channel": channel,
        "event_ts": moment,
        "team": TEAM,
        **others,
    }
    if kind == "message":
        event["channel_type"] = "im" if channel.startswith("D") else "channel"
    if thread:
        event["thread_ts"] = thread
    return event


def button(blocks: list[Payload], action: str) -> Payload:
    """Return the first button of that action."""
    elements = (e for block in blocks for e in block.get("elements", []))
    return next(e for e in elements if e.get("action_id", "").startswith(action))


def feedback(blocks: list[Payload], which: str) -> Payload:
    """Return what pressing a feedback button sends."""
    element = button(blocks, "feedback")
    return {
        "type": "feedback_buttons",
        "action_id": element["action_id"],
        "value": element[f"{which}_button"]["value"],
    }


def shown(call_text: Payload) -> str:
    """Return all that a person reads of a message: the texts of its blocks."""
    texts: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("text"), str):
                texts.append(node["text"])
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(call_text.get("blocks", []))
    walk(call_text.get("view", {}))
    return "\n".join(texts)
