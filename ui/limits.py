"""How often somebody may do something: a count in a window of time that moves along."""

from math import ceil
from time import time
from typing import TYPE_CHECKING

from coach.errors import RateLimitError

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.strategies import MovingWindowRateLimiter

    _Window = tuple[MovingWindowRateLimiter, RateLimitItem]


class RateLimit:
    """Counts in memory, so a restart forgives. Safe to use from several threads."""

    def __init__(self, count: int, seconds: int) -> None:
        """Allow `count` times in `seconds`; 0 times means no limit."""
        self._window: _Window | None = None
        if count:
            from limits import RateLimitItemPerSecond
            from limits.storage import MemoryStorage
            from limits.strategies import MovingWindowRateLimiter

            limiter = MovingWindowRateLimiter(MemoryStorage())
            self._window = limiter, RateLimitItemPerSecond(count, seconds)

    def take(self, *who: str) -> int:
        """Count one time; return 0, or the seconds to wait if it was one too many.

        What was refused does not count: whoever waits that long may go on.
        """
        if self._window is None:
            return 0
        limiter, item = self._window
        # The library would join "a", "b/c" and "a/b", "c" to the same key.
        key = repr(who)
        if limiter.hit(item, key):
            return 0
        return max(1, ceil(limiter.get_window_stats(item, key).reset_time - time()))

    def forget(self, *who: str) -> None:
        """Begin to count anew."""
        if self._window is not None:
            limiter, item = self._window
            limiter.clear(item, repr(who))


class RequestLimit:
    """How often one person may ask in a minute; 0 times means no limit."""

    def __init__(self, per_minute: int) -> None:
        self._limit = RateLimit(per_minute, seconds=60)

    def check(self, owner: str) -> None:
        """Count one request.

        Raises:
            RateLimitError: it was one too many; the message says how long to wait.
        """
        if seconds := self._limit.take(owner):
            raise RateLimitError(
                f"You've asked a lot in a short time: ask again in {write_wait(seconds)}."
            )


def write_wait(seconds: int) -> str:
    """Return a time to wait in words, minutes from two on."""
    number, unit = (ceil(seconds / 60), "minute") if seconds > 90 else (seconds, "second")
    return f"{number} {unit}{'' if number == 1 else 's'}"
