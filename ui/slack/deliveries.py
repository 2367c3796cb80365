"""How an answer reaches people: whole, in one message."""

from typing import Protocol

from coach.answer import Answer
from ui.slack.about_you import NOTHING, Personal, write_heard
from ui.slack.messages import write_message, write_notice
from ui.slack.posting import Post
from ui.slack.signs import Sign


class Delivery(Protocol):
    """One answer's way to people. A call raises what the Web API raises."""

    def begin(self) -> None:
        """Show that the coach works on it."""

    async def add(self, text: str) -> None:
        """Take a piece of the text."""

    async def restart(self) -> None:
        """Take back the pieces."""

    async def finish(self, answer: Answer, turn: str | None, personal: Personal = NOTHING) -> None:
        """Show the whole answer, and what of the turn is about the person."""

    async def tell(self, sentence: str) -> None:
        """Say something else than an answer."""

    async def end(self) -> None:
        """Show no longer that the coach works on it."""


class WholeDelivery:
    """Posts the answer when all of it is there."""

    def __init__(self, post: Post, sign: Sign, *, is_private: bool = False) -> None:
        """Post with `post`; `is_private` says that one person alone will see it."""
        self._post = post
        self._sign = sign
        self._is_private = is_private

    def begin(self) -> None:
        """Put up the sign."""
        self._sign.put_up()

    async def add(self, text: str) -> None:
        """Wait for the rest."""

    async def restart(self) -> None:
        """There is nothing to take back."""

    async def finish(self, answer: Answer, turn: str | None, personal: Personal = NOTHING) -> None:
        """Post the answer, and below it what was heard."""
        await self._post(
            write_message(answer, turn, personal.bearings, is_private=self._is_private)
        )
        if turn is not None and personal.heard:
            await self._post(write_heard(turn, personal.heard))

    async def tell(self, sentence: str) -> None:
        """Post the sentence."""
        await self._post(write_notice(sentence))

    async def end(self) -> None:
        """Take down the sign."""
        await self._sign.take_down()
