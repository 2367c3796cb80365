"""What a chat model writes, as it arrives, within bounds of time; what fails becomes a ModelError.

A ModelError is not chained to its cause: what a server says may repeat the key.
"""

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from contextlib import aclosing, suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import SecretStr

from coach.chat_models import host_of, open_at, open_named
from coach.errors import CoachError
from coach.prompting import Prompt

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

T = TypeVar("T")

_FINISH_KEYS = ("finish_reason", "stop_reason", "done_reason", "stopReason")
_CUT_OFF = frozenset({"length", "max_tokens", "model_length"})
_WITHHELD = frozenset({"content_filter", "refusal", "safety", "blocked"})
_lock = threading.Lock()


class ModelError(CoachError):
    """The chat model failed, or wrote too little that holds.

    Attributes:
        helps: whether the same request may succeed in a moment.
        wait_s: how long the server asks to be left alone, when it says.
    """

    def __init__(self, message: str, *, helps: bool = False, wait_s: float | None = None) -> None:
        super().__init__(message)
        self.helps = helps
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a model may take, in seconds.

    Attributes:
        total_s: for one answer, all tries together.
        first_s: until the first piece of it.
        idle_s: between two pieces.
    """

    total_s: float
    first_s: float
    idle_s: float

    @classmethod
    def within(cls, total_s: float) -> "Patience":
        """Share out the time for one answer."""
        return cls(total_s, total_s * 0.75, total_s / 3)


@dataclass(frozen=True, slots=True)
class Piece:
    """What a model wrote next.

    Attributes:
        is_cut_off: it reached a limit in the middle of what it had to say.
    """

    text: str
    is_cut_off: bool = False


class ChatModel:
    """One model, by the name of its provider or behind an address."""

    def __init__(
        self, model: str | None, url: str | None, key: SecretStr | None, patience: Patience
    ) -> None:
        """Open it; no request is made yet.

        Raises:
            SettingsError: the provider is unknown, or its package or the key is missing.
        """
        self._url = url
        self._key = key
        self._patience = patience
        # With an address the provider is known, and a colon belongs to the name ("llama3.2:3b").
        model = model.removeprefix("openai:") if model and url else model
        self._is_named = bool(model)
        self.name = model or f"the model at {host_of(url or '')}"
        self._model: BaseChatModel = (
            open_at(url, self.name, key) if url else open_named(self.name, key)
        )

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Piece]:
        """Yield what the model writes.

        Raises:
            ModelError: it failed, or fell silent.
        """
        from langchain_core.messages import HumanMessage, SystemMessage

        messages = [SystemMessage(prompt.system), HumanMessage(prompt.user)]
        has_begun = has_ended = False
        try:
            await self._find_name()
            async with aclosing(self._bound(self._model.astream(messages))) as chunks:
                async for chunk in chunks:
                    has_begun = True
                    reason = _finish_reason(chunk)
                    has_ended = has_ended or bool(reason)
                    if reason in _WITHHELD:
                        raise ModelError(f"{self.name} withheld its answer.")
                    yield Piece(str(chunk.text), reason in _CUT_OFF)
        except ModelError:
            raise
        # Each provider has exceptions of its own, and a malformed answer can raise anything.
        except Exception as error:  # noqa: BLE001
            raise self._describe(error, has_begun=has_begun) from None
        # The protocol gives a reason at the end; without one the connection was cut.
        if self._url and not has_ended:
            raise ModelError(self._broken_off(), helps=True)

    def _broken_off(self) -> str:
        return f"The answer of {self.name} broke off."

    async def _find_name(self) -> None:
        """Ask a server what it serves, when nobody has said which model to use."""
        if self._is_named or not self._url:
            return
        client = open_at(self._url, self.name, self._key).root_async_client
        async with asyncio.timeout(self._patience.first_s):
            served = (await client.models.list()).data
        if not served:
            raise ModelError(f"{self.name} has no name: set COACH_MODEL.")
        self.name = served[0].id
        self._model = open_at(self._url, self.name, self._key)
        self._is_named = True

    async def _bound(
        self, source: "AsyncIterator[AIMessageChunk]"
    ) -> "AsyncGenerator[AIMessageChunk]":
        wait_s, silence = self._patience.first_s, "did not begin to answer within"
        while True:
            try:
                async with asyncio.timeout(wait_s):
                    chunk = await anext(source)
            except StopAsyncIteration:
                return
            except TimeoutError:
                raise ModelError(f"{self.name} {silence} {wait_s:.2g} seconds.") from None
            yield chunk
            wait_s, silence = self._patience.idle_s, "fell silent in the middle of its answer for"

    def _describe(self, error: Exception, *, has_begun: bool) -> ModelError:
        from langchain_core import exceptions as known

        status = _status(error)
        wait_s = _retry_after_s(error)
        if isinstance(error, known.ContextOverflowError):
            return ModelError(f"The passages are too long for {self.name}: lower COACH_PASSAGES.")
        if isinstance(error, known.ModelAuthenticationError) or status in (401, 403):
            said = f"{self.name} refused the key ({status or 401}): check COACH_MODEL_KEY"
            return ModelError(f"{said}." if self._url else f"{said} or the provider's own one.")
        if isinstance(error, known.ModelNotFoundError) or status == 404:
            return ModelError(f"There is no model {self.name} there (404): check COACH_MODEL.")
        if isinstance(error, known.ModelRateLimitError) or status == 429:
            said = f"{self.name} is over its limit of requests (429): try again later."
            return ModelError(said, helps=True, wait_s=wait_s)
        if isinstance(error, known.ModelAPIError) or (status or 0) >= 500:
            said = f"The server of {self.name} failed ({status or 500}): try again later."
            return ModelError(said, helps=True, wait_s=wait_s)
        if status:
            return ModelError(f"{self.name} refused the request ({status}).")
        if isinstance(error, (known.ModelTimeoutError, TimeoutError)):
            return ModelError(f"{self.name} did not answer in time.")
        if isinstance(error, (known.ModelConnectionError, ConnectionError)):
            where = f" at {host_of(self._url)}" if self._url else ""
            unreached = f"{self.name} cannot be reached{where}."
            return ModelError(self._broken_off() if has_begun else unreached, helps=True)
        if "No generation chunks" in str(error):
            return ModelError(f"The answer of {self.name} was empty.", helps=True)
        return ModelError(f"The answer of {self.name} could not be read.", helps=True)


async def run_apart(
    work: Callable[[Callable[[T], None]], Coroutine[Any, Any, None]],
) -> AsyncGenerator[T]:
    """Yield what `work` puts while it runs in the models' own event loop.

    Providers keep their connections open; a connection belongs to one event loop, and callers have
    many. When the caller goes away, the work is cancelled, and with it the request.
    """
    here = asyncio.get_running_loop()
    queue: asyncio.Queue[tuple[T] | Exception | None] = asyncio.Queue()

    def put(item: tuple[T] | Exception | None) -> None:
        # The caller's loop may have ended.
        with suppress(RuntimeError):
            here.call_soon_threadsafe(queue.put_nowait, item)

    async def relay() -> None:
        try:
            await work(lambda item: put((item,)))
            put(None)
        # Whatever it is, the caller gets it.
        except Exception as error:  # noqa: BLE001
            put(error)

    with _lock:
        loop = _model_loop()
    running = asyncio.run_coroutine_threadsafe(relay(), loop)
    try:
        while (item := await queue.get()) is not None:
            if isinstance(item, Exception):
                raise item
            yield item[0]
    finally:
        running.cancel()


@cache
def _model_loop() -> asyncio.AbstractEventLoop:
    """One for the whole process: LangChain's own clients are shared by all models in it."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="chat-models", daemon=True).start()
    return loop


def _finish_reason(chunk: "AIMessageChunk") -> str:
    said = (chunk.response_metadata.get(key) for key in _FINISH_KEYS)
    return next((str(reason).lower() for reason in said if reason), "")


def _status(error: Exception) -> int | None:
    response = getattr(error, "response", None)
    for status in (getattr(error, "status_code", None), getattr(response, "status_code", None)):
        if isinstance(status, int):
            return status
    return None


def _retry_after_s(error: Exception) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return max(0.0, float(headers.get("retry-after", "")))
    except ValueError:
        return None
