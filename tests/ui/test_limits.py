import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from coach.errors import CoachError, RateLimitError
from ui.limits import RateLimit, RequestLimit, write_wait


def test_one_too_many_is_told_the_time_to_wait() -> None:
    limit = RequestLimit(2)
    limit.check("ann")
    limit.check("ann")
    with pytest.raises(RateLimitError, match=r"ask again in (59|60) seconds\.") as caught:
        limit.check("ann")
    assert isinstance(caught.value, CoachError)


def test_each_person_has_a_limit_of_their_own() -> None:
    limit = RequestLimit(1)
    limit.check("ann")
    limit.check("bob")
    with pytest.raises(RateLimitError):
        limit.check("ann")


def test_names_that_run_together_are_two() -> None:
    limit = RateLimit(1, 60)
    assert limit.take("a", "b/c") == 0
    assert limit.take("a/b", "c") == 0
    assert limit.take("a", "b/c") > 0


def test_no_limit_is_none() -> None:
    limit = RequestLimit(0)
    for _ in range(1000):
        limit.check("ann")


def test_whoever_waits_as_told_may_go_on() -> None:
    limit = RateLimit(2, 1)
    assert limit.take("ann") == limit.take("ann") == 0
    waits = [limit.take("ann") for _ in range(5)]
    assert waits == [1] * 5
    time.sleep(1.05)
    assert limit.take("ann") == 0


def test_what_is_forgotten_begins_anew() -> None:
    limit = RateLimit(1, 60)
    limit.take("ann", "here")
    limit.take("bob", "here")
    limit.forget("ann", "here")
    assert limit.take("ann", "here") == 0
    assert limit.take("bob", "here") > 0


def test_many_at_once_do_not_slip_through() -> None:
    limit = RateLimit(10, 60)
    with ThreadPoolExecutor(16) as pool:
        waits = list(pool.map(lambda _: limit.take("ann"), range(200)))
    assert waits.count(0) == 10


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "1 second"),
        (25, "25 seconds"),
        (90, "90 seconds"),
        (91, "2 minutes"),
        (300, "5 minutes"),
    ],
)
def test_a_time_to_wait_is_said_in_words(seconds: int, said: str) -> None:
    assert write_wait(seconds) == said
