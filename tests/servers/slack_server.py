"""Slack on loopback: a Web API that writes down its calls, and Socket Mode. It fails on demand.

It holds a bot to what Slack holds it to: tokens, the forms of messages, the state of a stream. It
knows nothing of the coach.
"""

import asyncio
import itertools
import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import WSMsgType, web

from tests.servers.slack_forms import find_faults

BOT_TOKEN = "xoxb-standin-7391-canary"
APP_TOKEN = "xapp-1-standin-7391-canary"
SIGNING_SECRET = "a secret of the stand-in's".replace(" ", "-")
TICKET = "ticket-7391-canary"
"""How every address of a socket ends but for a number; each is good once."""
BOT_USER = "UCOACH"
TEAM = "T1"

Payload = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One call of the Web API.

    Attributes:
        status: what it was answered with.
        error: Slack's name for the error, if it was one.
    """

    method: str
    sent: Payload
    time: float
    status: int = 200
    error: str | None = None

    @property
    def text(self) -> str:
        """All that a person reads of it."""
        return json.dumps(self.sent, ensure_ascii=False)


@dataclass(frozen=True)
class Failure:
    """What a call is answered with in place of the truth."""

    status: int = 200
    error: str | None = None
    retry_after: int | None = None
    body: str = "<html>upstream is down</html>"


@dataclass
class Envelope:
    """What was sent by Socket Mode."""

    id: str
    sent: float
    acknowledged: float | None = None
    reply: Payload | None = None


@dataclass
class Stream:
    """A message in streaming state."""

    text: str
    is_open: bool = True


class SlackServer:
    """Serves in a thread of its own: `with SlackServer() as slack: slack.api_url`."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.faults: list[str] = []
        self.files: list[str] = []
        self.streams: dict[str, Stream] = {}
        self.is_streaming_allowed = True
        self.is_pane_allowed = True
        self.wrong_tokens: set[str] = set()
        self.wss_failures = 0
        self.envelopes: dict[str, Envelope] = {}
        self.connections = 0
        self._failures: dict[str, deque[Failure]] = defaultdict(deque)
        self._times = itertools.count(1)
        self._changed = threading.Condition()
        self._tickets: set[str] = set()
        self._sockets: list[web.WebSocketResponse] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self.url = ""

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def fail(self, method: str, *failures: Failure) -> None:
        """Answer the next calls of a method so."""
        self._failures[method].extend(failures)

    def named(self, method: str, where: Callable[[Call], bool] = lambda _: True) -> list[Call]:
        """Return the calls of a method that succeeded."""
        with self._changed:
            return [c for c in self.calls if c.method == method and not c.error and where(c)]

    def wait(
        self,
        method: str,
        where: Callable[[Call], bool] = lambda _: True,
        count: int = 1,
        seconds: float = 15,
    ) -> list[Call]:
        """Wait until a method was called so, and return the calls."""
        self.wait_until(lambda: len(self.named(method, where)) >= count, seconds)
        found = self.named(method, where)
        assert len(found) >= count, f"{method}: {self.calls[-12:]}"
        return found

    def wait_until(self, holds: Callable[[], bool], seconds: float = 15) -> bool:
        """Wait until something holds, and return whether it does."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while not holds() and (left := deadline - time.monotonic()) > 0:
                self._changed.wait(min(left, 0.2))
            return holds()

    def send(self, kind: str, payload: Payload) -> Envelope:
        """Send something by Socket Mode."""
        envelope = Envelope(f"envelope-{next(self._times)}", time.monotonic())
        self.envelopes[envelope.id] = envelope
        message = {
            "envelope_id": envelope.id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        assert self.wait_until(lambda: bool(self._sockets))
        self._run(self._sockets[-1].send_str(json.dumps(message)))
        return envelope

    def drop(self) -> None:
        """Cut the connections without a word."""

        async def cut() -> None:
            for one in self._sockets:
                transport = one._req.transport if one._req else None
                if transport is not None:
                    transport.abort()

        self._run(cut())

    def ask_to_reconnect(self) -> None:
        """Say what Slack says before it closes a connection."""
        message = {"type": "disconnect", "reason": "refresh_requested"}
        self._run(self._sockets[-1].send_str(json.dumps(message)))

    def _run(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _open(self) -> None:
        app = web.Application()
        app.router.add_post("/api/{method}", self._answer)
        app.router.add_post("/upload", self._take_file)
        app.router.add_post("/respond/{name}", self._take_response)
        app.router.add_get("/link", self._connect)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method, sent = request.match_info["method"], await _read(request)
        failure = self._failures[method].popleft() if self._failures[method] else None
        if failure:
            return self._refuse(method, sent, failure)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        expected = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        if token != expected or token in self.wrong_tokens:
            answer: Payload = {"ok": False, "error": "invalid_auth"}
        else:
            answer = self._do(method, sent)
        self._write(method, sent, answer)
        return web.json_response(answer)

    def _refuse(self, method: str, sent: Payload, failure: Failure) -> web.Response:
        error = failure.error or f"status {failure.status}"
        self._note(Call(method, sent, time.monotonic(), failure.status, error))
        if failure.error and failure.status == 200:
            return web.json_response({"ok": False, "error": failure.error})
        headers = {"Retry-After": str(failure.retry_after)} if failure.retry_after else {}
        if failure.status == 429:
            answer = {"ok": False, "error": "ratelimited"}
            return web.json_response(answer, status=429, headers=headers)
        return web.Response(status=failure.status, text=failure.body, content_type="text/html")

    def _do(self, method: str, sent: Payload) -> Payload:
        if faults := find_faults(method, sent):
            self.faults += faults
            return {"ok": False, "error": "invalid_blocks", "faults": faults}
        done = getattr(self, f"_do_{method.replace('.', '_')}", None)
        answer: Payload = done(sent) if done else {}
        return {"ok": "error" not in answer, **answer}

    def _do_auth_test(self, _: Payload) -> Payload:
        return {"user": "coach", "user_id": BOT_USER, "bot_id": "BCOACH", "team": "Stand-in",
                "team_id": TEAM, "url": self.url}  # fmt: skip

    def _do_apps_connections_open(self, _: Payload) -> Payload:
        ticket = f"{TICKET}-{next(self._times)}"
        self._tickets.add(ticket)
        return {"url": f"{self.url.replace('http', 'ws')}/link?ticket={ticket}"}

    def _do_chat_postMessage(self, sent: Payload) -> Payload:  # noqa: N802
        channel = sent["channel"]
        direct = f"D{channel[1:]}" if channel.startswith("U") else channel
        return {"channel": direct, "ts": self._time()}

    def _do_chat_postEphemeral(self, _: Payload) -> Payload:  # noqa: N802
        return {"message_ts": self._time()}

    def _do_chat_update(self, sent: Payload) -> Payload:
        stream = self.streams.get(sent["ts"])
        return {"error": "streaming_state_conflict"} if stream and stream.is_open else {}

    def _do_chat_startStream(self, sent: Payload) -> Payload:  # noqa: N802
        if not self.is_streaming_allowed:
            return {"error": "missing_scope"}
        started = self._time()
        self.streams[started] = Stream(sent.get("markdown_text", ""))
        return {"ts": started}

    def _do_chat_appendStream(self, sent: Payload) -> Payload:  # noqa: N802
        stream = self.streams[sent["ts"]]
        stream.text += sent.get("markdown_text", "")
        return {} if stream.is_open else {"error": "message_not_in_streaming_state"}

    def _do_chat_stopStream(self, sent: Payload) -> Payload:  # noqa: N802
        stream = self.streams[sent["ts"]]
        if not stream.is_open:
            return {"error": "message_not_in_streaming_state"}
        stream.is_open = False
        return {}

    def _do_assistant_threads_setStatus(self, _: Payload) -> Payload:  # noqa: N802
        return {} if self.is_pane_allowed else {"error": "missing_scope"}

    def _do_files_getUploadURLExternal(self, _: Payload) -> Payload:  # noqa: N802
        return {"upload_url": f"{self.url}/upload", "file_id": "F1"}

    def _do_files_completeUploadExternal(self, _: Payload) -> Payload:  # noqa: N802
        return {"files": [{"id": "F1"}]}

    async def _take_file(self, request: web.Request) -> web.Response:
        self.files.append((await request.read()).decode())
        return web.Response(text="OK")

    async def _take_response(self, request: web.Request) -> web.Response:
        sent = {**await request.json(), "name": request.match_info["name"]}
        failures = self._failures["response_url"]
        if failures:
            return self._refuse("response_url", sent, failures.popleft())
        self.faults += find_faults("response_url", sent)
        self._note(Call("response_url", sent, time.monotonic()))
        return web.Response(text="ok")

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        if request.query["ticket"] not in self._tickets:
            raise web.HTTPForbidden
        self._tickets.remove(request.query["ticket"])
        if self.wss_failures:
            self.wss_failures -= 1
            raise web.HTTPServiceUnavailable
        one = web.WebSocketResponse(autoping=True)
        await one.prepare(request)
        self._sockets.append(one)
        await one.send_json({"type": "hello", "num_connections": len(self._sockets)})
        with self._changed:
            self.connections += 1
            self._changed.notify_all()
        async for message in one:
            if message.type == WSMsgType.TEXT:
                answer = json.loads(message.data)
                envelope = self.envelopes[answer["envelope_id"]]
                with self._changed:
                    envelope.acknowledged = time.monotonic()
                    envelope.reply = answer.get("payload")
                    self._changed.notify_all()
        if one in self._sockets:
            self._sockets.remove(one)
        return one

    def _write(self, method: str, sent: Payload, answer: Payload) -> None:
        self._note(Call(method, sent, time.monotonic(), error=answer.get("error")))

    def _note(self, call: Call) -> None:
        with self._changed:
            self.calls.append(call)
            self._changed.notify_all()

    def _time(self) -> str:
        return f"1790000000.{next(self._times):06d}"


async def _read(request: web.Request) -> Payload:
    if request.content_type == "application/json":
        return dict(await request.json())
    sent: Payload = {**request.query, **await request.post()}
    for name in ("blocks", "view", "prompts", "files"):
        if isinstance(sent.get(name), str):
            sent[name] = json.loads(sent[name])
    return sent
