"""What the bot is at: every task, so that it can be finished, or told, before the bot ends."""

import asyncio
import logging
from collections.abc import Coroutine

from ui.slack.discretion import describe_error

_logger = logging.getLogger(__name__)


class InFlight:
    """The tasks that are not done yet."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, work: Coroutine[None, None, None]) -> None:
        """Begin a task, which tells people of its failures itself; any other is logged."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._end)

    async def settle(self, finish_seconds: float, tell_seconds: float) -> None:
        """Give the tasks a while to finish, then cancel them and give them a while to tell it."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=finish_seconds)
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=tell_seconds)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _logger.error("Something of Slack's was not dealt with: %s", describe_error(error))
