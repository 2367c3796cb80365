"""All that is kept of one person: to take along, to correct, and to delete."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass as checked_dataclass

from coach.conversations import Transcript
from coach.errors import ConversationError
from coach.practice.rounds import Round
from coach.profile.facts import Fact
from coach.roadmap.retraction import retract
from coach.roadmap.roadmap import Roadmap
from coach.stores import Stores


@dataclass(frozen=True, slots=True)
class CvFile:
    """A CV that the person asked to keep, to the byte."""

    name: str
    content: bytes


@checked_dataclass(frozen=True, slots=True, config=ConfigDict(ser_json_bytes="base64"))
class PersonalData:
    """All that is kept of one person.

    Attributes:
        conversations: those that they had; what they deleted is not among them.
    """

    facts: tuple[Fact, ...]
    cvs: tuple[CvFile, ...]
    roadmap: Roadmap | None
    practice: tuple[Round, ...]
    conversations: tuple[Transcript, ...]

    def to_json(self) -> str:
        """Return it as one JSON object; times are in ISO 8601, files in base 64."""
        return _data.dump_json(self, indent=2).decode()


_data = TypeAdapter(PersonalData)


def export_person(stores: Stores, owner: str) -> PersonalData:
    """Return all that is kept of a person.

    Raises:
        ConversationError: the database fails.
    """
    contents = ((cv.name, stores.profiles.cv(owner, cv.name)) for cv in stores.profiles.cvs(owner))
    transcripts = (
        stores.conversations.export(owner, one.id)
        for one in stores.conversations.conversations(owner)
    )
    return PersonalData(
        facts=stores.profiles.read(owner).facts,
        cvs=tuple(CvFile(name, content) for name, content in contents if content is not None),
        roadmap=stores.roadmaps.read(owner),
        practice=stores.rounds.read(owner),
        # One may be deleted while they are read.
        conversations=tuple(found for found in transcripts if found is not None),
    )


def replace_fact(stores: Stores, owner: str, fact_id: str, words: str) -> Fact:
    """Put what a person says instead in a fact's place, wherever it's quoted, and return it.

    Raises:
        ProfileError: there is no such fact, or the words are none or too many.
        ConversationError: the database fails.
    """
    before = stores.profiles.read(owner).facts
    fact = stores.profiles.correct(owner, fact_id, words)
    _retract(stores, owner, before, lambda other: other.id == fact_id != fact.id)
    return fact


def forget_fact(stores: Stores, owner: str, fact_id: str) -> Fact:
    """Delete a fact for good, wherever it's quoted, and return what it was.

    Raises:
        ProfileError: there is no such fact.
        ConversationError: the database fails; doing it again goes on where it stopped.
    """
    # The fact goes last, as it tells what is to go.
    _retract(stores, owner, stores.profiles.read(owner).facts, lambda fact: fact.id == fact_id)
    return stores.profiles.forget(owner, fact_id)


def forget_facts(stores: Stores, owner: str) -> int:
    """Delete all facts and CVs of a person for good; return how many facts there were.

    Raises:
        ConversationError: the database fails; doing it again goes on where it stopped.
    """
    _retract(stores, owner, stores.profiles.read(owner).facts, lambda _: True)
    return stores.profiles.forget_all(owner)


def _retract(
    stores: Stores, owner: str, known: Iterable[Fact], is_gone: Callable[[Fact], bool]
) -> None:
    """Take what facts say out of the roadmap that was planned by them."""
    gone: list[Fact] = []
    left: list[Fact] = []
    for fact in known:
        (gone if is_gone(fact) else left).append(fact)
    if not gone or stores.roadmaps.read(owner) is None:
        return

    def take_out(roadmap: Roadmap | None) -> Roadmap:
        if roadmap is None:
            raise ConversationError("The roadmap was deleted meanwhile: try again.")
        for fact in gone:
            roadmap = retract(roadmap, fact, left)
        return roadmap

    stores.roadmaps.change(owner, take_out)


def forget_person(stores: Stores, owner: str, *, conversations: bool = True) -> None:
    """Delete all that is kept of a person for good, and its traces.

    Args:
        conversations: delete what was said, too.

    Raises:
        ConversationError: the database fails; doing it again goes on where it stopped.
    """
    stores.profiles.forget_all(owner)
    stores.roadmaps.forget(owner)
    stores.rounds.forget(owner)
    if conversations:
        stores.conversations.delete_all(owner)
