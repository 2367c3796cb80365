"""What an answer was made with: the product's version, its settings and its prompts."""

from dataclasses import dataclass
from importlib.metadata import version

from coach.prompting import prompt_hash
from coach.settings import Settings


@dataclass(frozen=True, slots=True)
class Provenance:
    """What else than the question and the documents an answer depends on; nothing secret.

    Attributes:
        prompts: 12 hexadecimal digits, a hash of all prompts.
        model: what the settings name; the answer's `writer` says who wrote.
    """

    version: str
    prompts: str
    embedding_model: str
    model: str | None
    passages: int
    answer_words: int

    @classmethod
    def of(cls, settings: Settings) -> "Provenance":
        """Return what answers are made with under these settings."""
        return cls(
            version("headway"),
            prompt_hash(),
            settings.embedding_model,
            settings.model,
            settings.passages,
            settings.answer_words,
        )
