"""The facts that a profile consists of: plain frozen types that cross the borders."""

from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

FactKind = Literal[
    "role",
    "experience",
    "education",
    "skill",
    "leadership",
    "work",
    "credential",
    "language",
    "goal",
    "pace",
]
"""What a fact is about.

role: a position held. experience: years of doing something. education: a degree. skill: a thing
that they know. leadership: people whom they lead or led. work: what they did, and what came of it.
credential: a certificate, a publication, an award. language: one that they speak. goal: where they
want to get. pace: the time that they have for getting there.
"""

DegreeLevel = Literal["school", "bootcamp", "bachelor", "master", "doctorate"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a person said of themselves.

    Attributes:
        statement: what it comes to, in few and plain words: "6 years of experience".
        quote: the words that it came from, to the letter.
        source: where the quote stands: "conversation", or the name of a file.
        subject: what the fact is of: the title of a role, the field of a degree, a skill's name; of
            an answer to the coach's question the id of the criterion that it was about.
        number: years of experience, people led, or hours a week for a pace; None of other kinds,
            and where none is said.
        level: of an education.
        since: when it began, as far as it's said: "2019" or "2019-04".
        until: when it ended, likewise; "now" while it lasts.
        holds: False where the person says that it's not so: "I have never led anybody".
        is_used: whether answers may speak of it.
    """

    kind: FactKind
    statement: str
    quote: str
    source: str
    subject: str = ""
    number: float | None = None
    level: DegreeLevel | None = None
    since: str = ""
    until: str = ""
    holds: bool = True
    is_used: bool = True

    @property
    def id(self) -> str:
        """Twelve hexadecimal digits; equal for the same statement from the same words."""
        said = "\0".join((self.kind, self.statement, self.quote, self.source))
        # Half a surrogate pair is no reason to fail; it's taken out where facts are kept.
        return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:12]

    def to_dict(self) -> dict[str, Any]:
        """Return it with its id, as JSON takes it."""
        return {"id": self.id, **asdict(self)}


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of one person, in the order in which it was kept; nothing else is assumed."""

    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptCv:
    """A CV that its person asked to keep, without what is in it."""

    name: str
    size_bytes: int
    kept: datetime
