"""Whether anything is known of a person is told without opening the database."""

from pathlib import Path

from coach.profile.facts import Fact
from coach.profile.peeking import may_know
from coach.profile.store import open_profiles


def test_is_certain_only_where_nothing_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "people.sqlite"
    assert not may_know(file, "ann")
    with open_profiles(file) as profiles:
        assert not may_know(file, "ann")
        profiles.keep("ann", [Fact("work", "a", "a", "x")])
        assert may_know(file, "ann")
        assert not may_know(file, "bob")
        profiles.forget_all("ann")
    assert not may_know(file, "ann")


def test_leaves_what_it_cannot_read_to_the_store(tmp_path: Path) -> None:
    file = tmp_path / "people.sqlite"
    file.write_bytes(b"no database")
    assert may_know(file, "ann")
    assert may_know("postgresql://localhost/people", "ann")
