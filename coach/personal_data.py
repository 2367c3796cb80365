"""All that is kept of one person: to take along, and to delete."""

from dataclasses import dataclass

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass as checked_dataclass

from coach.conversations import Transcript
from coach.practice.rounds import Round
from coach.profile.facts import Fact
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
