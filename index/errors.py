"""The root of the error tree, and the branch that belongs to finding passages.

    CoachError
    ├── CorpusError       the corpus cannot be read, or nothing in it can
    ├── EmbeddingError    the embedding model cannot be loaded or used
    └── StoreError        the vector store failed or cannot be reached
        ├── IndexMismatch the index was made with another embedding model
        └── UnwritableError (index.chroma) the index's files cannot be written

`coach.errors` adds the coach's own branch. Every message is one line that names the remedy.
"""


class CoachError(Exception):
    """What every error of this product is."""


class CorpusError(CoachError):
    """The corpus cannot be read, or nothing in it can."""


class EmbeddingError(CoachError):
    """The embedding model cannot be loaded or used."""


class StoreError(CoachError):
    """The vector store failed or cannot be reached."""


class IndexMismatch(StoreError):
    """The index was made with another embedding model or passage format."""
