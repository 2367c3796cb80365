"""A CV into facts, each with the words that it came from."""

from dataclasses import dataclass

from coach.profile.cv_files import read_cv_text
from coach.profile.facts import Fact
from coach.profile.hearing import hear


@dataclass(frozen=True, slots=True)
class CvReading:
    """What was read from a CV.

    Attributes:
        text: of the whole file in reading order, a line for each line, bullet or heading.
        facts: what it says of the person, in its order; of white space folded, each quote stands
            in `text` to the letter.
    """

    text: str
    facts: tuple[Fact, ...]


def read_cv(name: str, content: bytes) -> CvReading:
    """Read a CV; nothing of it is kept.

    Args:
        name: of the file, which tells its format by its suffix.

    Raises:
        ProfileError: it's too large, of no format that can be read, broken, or holds no text.
    """
    text = read_cv_text(name, content)
    return CvReading(text, hear(text, source=name, is_own=True))
