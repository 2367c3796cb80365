"""A server that speaks OpenAI's chat completions on loopback and fails on demand.

It answers from a script, one reply a request (the last one again and again), or as a function of
the request says, and writes down what it was asked. It knows nothing of the coach.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True)
class Pause:
    """A wait, ended early when the client goes away."""

    seconds: float


@dataclass(frozen=True)
class Drop:
    """The connection is cut, without a word."""


@dataclass(frozen=True)
class End:
    """The connection is closed politely, in the middle of the answer."""


Step = bytes | Pause | Drop | End


@dataclass(frozen=True)
class Reply:
    """What the server does for one request."""

    steps: Sequence[Step] = ()
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/event-stream"),)
    # The protocol can tell a cut answer of this kind, and not one of the other.
    is_chunked: bool = True
    # The steps again and again.
    is_endless: bool = False


@dataclass
class Request:
    """What the server was asked.

    Attributes:
        was_left: the client went away before the answer's end.
    """

    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    was_left: threading.Event = field(default_factory=threading.Event)

    def text(self, role: str) -> str:
        """The messages of one role."""
        return "\n".join(m["content"] for m in self.body["messages"] if m["role"] == role)


def say(text: str, *, pause_s: float = 0, finish: str = "stop") -> Reply:
    """Write a text word by word."""
    return Reply([*_words(text, pause_s), _event({}, finish), b"data: [DONE]\n\n"])


def say_whole(text: str) -> Reply:
    """Write a text in one piece."""
    return Reply([_event({"content": text}), _event({}, "stop"), b"data: [DONE]\n\n"])


def refuse(status: int, message: str = "no", **headers: str) -> Reply:
    """Answer with an error."""
    body = json.dumps({"error": {"message": message, "type": "x", "code": None}}).encode()
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Reply([body], status, (("Content-Type", "application/json"), *named))


def wait_first(seconds: float, text: str) -> Reply:
    """Say nothing for a while, not even that there is an answer."""
    return Reply([Pause(seconds), *say(text).steps])


def fall_silent(text: str, seconds: float = 60) -> Reply:
    """Begin, and hang."""
    return Reply([*_words(text, 0), Pause(seconds)])


def drop(text: str = "") -> Reply:
    """Begin, and cut the connection."""
    return Reply([*_words(text, 0), Pause(0.05), Drop()])


def break_off(text: str) -> Reply:
    """Begin, and close the connection as if that were all."""
    return Reply([*_words(text, 0), End()], is_chunked=False)


def say_nothing() -> Reply:
    """Answer with empty pieces."""
    return Reply([_event({"content": ""}), _event({}, "stop"), b"data: [DONE]\n\n"])


def send(data: bytes) -> Reply:
    """Answer with these bytes."""
    return Reply([data])


def never_end(sentence: str, pause_s: float = 0.001) -> Reply:
    """Say the same for ever."""
    return Reply([_event({"content": f"{sentence} "}), Pause(pause_s)], is_endless=True)


def _words(text: str, pause_s: float) -> Iterator[Step]:
    yield _event({"role": "assistant", "content": ""})
    for place, word in enumerate(text.split(" ")):
        yield _event({"content": word if place == 0 else f" {word}"})
        if pause_s:
            yield Pause(pause_s)


def _event(delta: dict[str, str], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "stand-in",
        "choices": [choice],
    }
    return f"data: {json.dumps(chunk)}\n\n".encode()


def _is_left(reader: asyncio.StreamReader) -> bool:
    # A client that leaves with something unread resets the connection, which is no end of file.
    return reader.at_eof() or reader.exception() is not None


class OpenAIServer:
    """Serves in a thread of its own: `with OpenAIServer(say("Hello")) as server: server.url`."""

    def __init__(
        self, *replies: Reply | Callable[[Request], Reply], models: Sequence[str] = ("stand-in",)
    ) -> None:
        self.replies = list(replies)
        self.models = list(models)
        self.requests: list[Request] = []
        self.url = ""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_ready = threading.Event()

    @property
    def chats(self) -> list[Request]:
        """The requests for an answer."""
        return [request for request in self.requests if request.path.endswith("/completions")]

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._is_ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._accept, "127.0.0.1", 0, backlog=1_000)
        )
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        self._is_ready.set()
        self._loop.run_forever()
        server.close()
        for task in self._tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*self._tasks, return_exceptions=True))
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        try:
            while await self._serve(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ")
        pairs = (line.split(": ", 1) for line in head[1:] if line)
        headers = {name.lower(): value for name, value in pairs}
        raw = await reader.readexactly(int(headers.get("content-length", 0)))
        request = Request(method, path, headers, json.loads(raw) if raw else {})
        self.requests.append(request)
        try:
            await self._reply(self._choose(request), request, reader, writer)
        except ConnectionError:
            request.was_left.set()
            raise
        return not request.was_left.is_set() and not writer.is_closing()

    def _choose(self, request: Request) -> Reply:
        if request.path.endswith("/models"):
            data = [{"id": name, "object": "model", "owned_by": "me"} for name in self.models]
            body = json.dumps({"object": "list", "data": data}).encode()
            return Reply([body], headers=(("Content-Type", "application/json"),))
        if not request.path.endswith("/chat/completions"):
            return refuse(404)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return reply if isinstance(reply, Reply) else reply(request)

    async def _reply(
        self,
        reply: Reply,
        request: Request,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        way = ("Transfer-Encoding", "chunked") if reply.is_chunked else ("Connection", "close")
        fields = "".join(f"{name}: {value}\r\n" for name, value in (*reply.headers, way))
        head = f"HTTP/1.1 {reply.status} OK\r\n{fields}\r\n".encode()
        for step in self._steps(reply):
            if isinstance(step, Pause):
                await self._pause(step.seconds, reader)
            if _is_left(reader):
                request.was_left.set()
                return
            if isinstance(step, Pause):
                continue
            if isinstance(step, Drop):
                writer.transport.abort()
                return
            elif isinstance(step, End):
                writer.close()
                return
            else:
                size = f"{len(step):x}\r\n".encode() if reply.is_chunked else b""
                writer.write(head + size + step + (b"\r\n" if reply.is_chunked else b""))
                head = b""
                await writer.drain()
        if reply.is_chunked:
            writer.write(head + b"0\r\n\r\n")
            await writer.drain()

    def _steps(self, reply: Reply) -> Iterator[Step]:
        yield from reply.steps
        while reply.is_endless:
            yield from reply.steps

    async def _pause(self, seconds: float, reader: asyncio.StreamReader) -> None:
        end = self._loop.time() + seconds
        while self._loop.time() < end and not _is_left(reader):
            await asyncio.sleep(min(0.01, max(0.0, end - self._loop.time())))
