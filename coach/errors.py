"""What can go wrong, whole.

    CoachError
    ├── CorpusError         the corpus cannot be read, or nothing in it can
    ├── EmbeddingError      the embedding model cannot be loaded or used
    ├── StoreError          the vector store failed or cannot be reached
    │   ├── IndexMismatch   the index was made with another embedding model
    │   └── UnwritableError the index's files cannot be written
    ├── SettingsError       a setting is unknown or malformed
    ├── QuestionError       a question is empty or too long
    ├── RateLimitError      somebody asks more often than is allowed
    ├── ConversationError   the stored conversations cannot be opened, read or written
    ├── ModelError          the chat model failed, or too little of what it wrote holds
    ├── FaqError            an FAQ's questions, entries or files cannot be used
    ├── ProfileError        a CV cannot be read, or a fact isn't there or says nothing
    ├── RoadmapError        a roadmap cannot be made, read or changed as wanted
    ├── PracticeError       a scenario isn't there, or an answer to it cannot be judged
    └── EvaluationError     a set of questions cannot be read

ModelError stands in `coach.chat_streams` and EvaluationError in `coach.evaluation`, beside what
raises them; those above SettingsError in `index`.

Each message is one line for the person at the keyboard and names the remedy. An interface
catches CoachError once and words it in its own way.
"""

from index.errors import CoachError, CorpusError, EmbeddingError, IndexMismatch, StoreError

__all__ = [
    "CoachError",
    "ConversationError",
    "CorpusError",
    "EmbeddingError",
    "FaqError",
    "IndexMismatch",
    "PracticeError",
    "ProfileError",
    "QuestionError",
    "RateLimitError",
    "RoadmapError",
    "SettingsError",
    "StoreError",
]


class SettingsError(CoachError):
    """A setting is unknown or malformed."""


class QuestionError(CoachError):
    """A question is empty or too long."""


class RateLimitError(CoachError):
    """Somebody asks, or tries to sign in, more often than is allowed."""


class ConversationError(CoachError):
    """The stored conversations cannot be opened, read or written."""


class FaqError(CoachError):
    """An FAQ's questions, entries or files cannot be used."""


class ProfileError(CoachError):
    """A CV cannot be read, or a fact isn't there or says nothing."""


class RoadmapError(CoachError):
    """A roadmap cannot be made, read or changed as wanted."""


class PracticeError(CoachError):
    """A scenario isn't there, or an answer to it cannot be judged."""
