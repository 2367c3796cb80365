"""An event is taken on once, by whichever thread or process comes first."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from coach.channel_settings import ChannelSettings, ChannelSettingsStore
from coach.database import Database, open_database
from coach.errors import ConversationError
from coach.event_log import KEPT, LEASE, EventLog
from coach.schema import events


def grow_older(database: Database, by: timedelta) -> None:
    with database.writing() as connection:
        moment = datetime.now(UTC) - by
        connection.execute(update(events).values(claimed=moment))


def test_one_of_many_that_claim_at_once_gets_it(url: str) -> None:
    databases = [open_database(url) for _ in range(4)]
    logs = [EventLog(database) for database in databases]
    with ThreadPoolExecutor(8) as pool:
        claims = [pool.submit(logs[n % 4].claim, "message", f"delivery {n}") for n in range(24)]
    assert sum(claim.result() for claim in claims) == 1
    for database in databases:
        database.close()


def test_a_lost_claim_takes_none_of_its_other_names(database: Database) -> None:
    log = EventLog(database)
    assert log.claim("a", "m")
    assert not log.claim("b", "m")
    assert log.claim("b")


def test_a_finished_event_stays_so_and_an_unfinished_one_can_be_claimed_again(
    database: Database,
) -> None:
    log = EventLog(database)
    assert log.claim("done")
    log.finish(["done"])
    assert log.claim("given up")
    assert not log.claim("given up")
    grow_older(database, LEASE + timedelta(seconds=1))
    assert not log.claim("done")
    assert log.claim("given up")
    assert not log.claim("given up")


def test_an_event_is_forgotten_in_the_end(database: Database) -> None:
    log = EventLog(database)
    assert log.claim("old")
    log.finish(["old"])
    grow_older(database, KEPT + timedelta(seconds=1))
    assert log.claim("new")
    assert log.claim("old")


def test_a_channels_settings_are_its_own(database: Database) -> None:
    store = ChannelSettingsStore(database)
    chosen = ChannelSettings("questions", "privately")
    assert store.read("c1") == ChannelSettings("mentions", "thread")
    store.write("c1", chosen)
    assert store.read("c1") == chosen
    assert store.read("c2") == ChannelSettings()
    with pytest.raises(ConversationError):
        store.write("c1", ChannelSettings("everything", "thread"))  # type: ignore[arg-type]
