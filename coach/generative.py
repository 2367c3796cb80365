"""Writes an answer with a chat model, from the same passages, and shows only what holds.

Each statement is checked as soon as it is complete (`coach.citations`), so nobody reads one that
was not. When the model fails or too little of what it writes holds, a ModelError says why, and the
caller lets the extractive answer stand in.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

from pydantic import SecretStr
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    wait_random_exponential,
)

from coach.answer import Answer
from coach.chat_streams import ChatModel, ModelError, Patience, run_apart
from coach.citations import Checked, Checker
from coach.prompting import (
    Prompt,
    ask_for_answer,
    ask_for_questions,
    ask_for_rewrite,
    prompt_texts,
)
from coach.rewriting import clean_rewrite
from index.passages import Passage

_LOG = logging.getLogger(__name__)

_TRIES = 3
# Asking again within half a second meets the same trouble.
_BACK_OFF = wait_random_exponential(multiplier=0.5, max=4)
_LEAST_WORDS = 4
# A model that goes on in vain is stopped.
_VAIN_STATEMENTS = 8
_LONGEST = 3
_LONGEST_CHARACTERS = 40_000
_REWRITE_SHARE = 0.25
_REWRITE_CHARACTERS = 1_000


def open_writer(
    model: str | None, url: str | None, api_key: SecretStr | None, timeout_s: float = 60.0
) -> "ChatWriter | None":
    """Open the chat model that the settings name; None when they name none.

    Args:
        model: "provider:model"; with an address, what the server calls it.
        url: of an OpenAI-compatible server, which is asked for its first model if none is named.

    Raises:
        SettingsError: the provider is unknown, or its package or the key is missing.
    """
    if not model and not url:
        return None
    patience = Patience.within(timeout_s)
    return ChatWriter(ChatModel(model, url, api_key, patience), patience)


class ChatWriter:
    """Writes with one chat model. Safe to use from several threads and event loops."""

    def __init__(self, model: ChatModel, patience: Patience) -> None:
        self._model = model
        self._patience = patience

    @property
    def name(self) -> str:
        """The model's name; of a server that was not asked yet, its address."""
        return self._model.name

    async def write(
        self, question: str, passages: Sequence[Passage], caveat: str = "", words: int = 150
    ) -> AsyncGenerator[str | Checked]:
        """Yield the answer's text in pieces that hold, and last what was kept and removed.

        Args:
            passages: what to write from, best first.
            caveat: what the reader is told before about what the documents lack.
            words: how long the answer may get.

        Raises:
            ModelError: the model failed or too little holds; what was yielded is void.
        """
        prompt = ask_for_answer(question, passages, caveat, words)

        async def work(put: Callable[[str | Checked], None]) -> None:
            put(await self._write(prompt, passages, words, put))

        async with aclosing(run_apart(work)) as pieces:
            async for piece in pieces:
                yield piece

    async def rewrite(self, question: str, history: Sequence[Answer]) -> str | None:
        """Return the question as it reads without the turns before it; None when that fails."""
        if not history:
            return None
        prompt = ask_for_rewrite(question, history)

        async def work(put: Callable[[str], None]) -> None:
            async with asyncio.timeout(self._patience.total_s * _REWRITE_SHARE):
                put(await self._read(prompt))

        try:
            async with aclosing(run_apart(work)) as pieces:
                async for text in pieces:
                    return clean_rewrite(text, question, history)
        except (ModelError, TimeoutError) as error:
            _LOG.info("A question was not rewritten: %s", error or "it took too long")
        return None

    async def ask_about(self, passage: Passage, count: int) -> str:
        """Return what the model writes when it's to ask `count` questions about a passage.

        Raises:
            ModelError: the model failed.
        """
        prompt = ask_for_questions(passage, count)

        async def work(put: Callable[[str], None]) -> None:
            async with asyncio.timeout(self._patience.total_s):
                put(await self._read(prompt))

        try:
            async with aclosing(run_apart(work)) as pieces:
                async for text in pieces:
                    return text
        except TimeoutError:
            raise ModelError(f"{self.name} did not answer in time.") from None
        return ""

    async def _write(
        self,
        prompt: Prompt,
        passages: Sequence[Passage],
        words: int,
        put: Callable[[str | Checked], None],
    ) -> Checked:
        total_s = self._patience.total_s
        failure = ModelError(f"{self.name} took longer than {total_s:g} seconds.")
        shown: list[str] = []

        def show(text: str) -> None:
            if text:
                shown.append(text)
                put(text)

        def may_try_again(error: BaseException) -> bool:
            # What was read cannot be taken back.
            nonlocal failure
            if not isinstance(error, ModelError) or shown:
                return False
            failure = error
            return error.helps

        retrying = AsyncRetrying(
            stop=stop_after_attempt(_TRIES) | stop_before_delay(total_s),
            retry=retry_if_exception(may_try_again),
            wait=_wait_s,
            reraise=True,
        )
        try:
            async with asyncio.timeout(total_s):
                checker: Checker = await retrying(self._try, prompt, passages, words, show)
        except TimeoutError:
            raise failure from None
        return _judge(checker.result(), self.name)

    async def _try(
        self, prompt: Prompt, passages: Sequence[Passage], words: int, show: Callable[[str], None]
    ) -> Checker:
        checker = Checker(passages, prompt_texts())
        characters = 0
        async with aclosing(self._model.stream(prompt)) as pieces:
            async for piece in pieces:
                characters += len(piece.text)
                show(checker.feed(piece.text))
                is_vain = checker.failed_in_a_row >= _VAIN_STATEMENTS
                is_long = checker.words > _LONGEST * words or characters > _LONGEST_CHARACTERS
                # What was not finished cannot be judged.
                if is_vain or is_long or piece.is_cut_off:
                    return checker
        if not characters:
            raise ModelError(f"The answer of {self.name} was empty.", helps=True)
        show(checker.finish())
        return checker

    async def _read(self, prompt: Prompt) -> str:
        text = ""
        async with aclosing(self._model.stream(prompt)) as pieces:
            async for piece in pieces:
                text += piece.text
                if len(text) > _REWRITE_CHARACTERS:
                    break
        return text


def _wait_s(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked_s = error.wait_s if isinstance(error, ModelError) else None
    return _BACK_OFF(state) if asked_s is None else asked_s


def _judge(checked: Checked, name: str) -> Checked:
    """Return it when enough of it holds.

    Raises:
        ModelError: under half of the statements hold, or hardly anything is left.
    """
    statements = checked.kept + checked.failed
    if checked.kept * 2 < statements or len(checked.text.split()) < _LEAST_WORDS:
        held = f"only {checked.kept} of {statements} statements" if checked.kept else "no statement"
        raise ModelError(f"{name} wrote {held} that the documents bear out.")
    return checked
