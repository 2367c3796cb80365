"""Words of English text, and which of them say what it is about."""

import re

from index.lexical import FUNCTION_WORDS, content_words

__all__ = ["FUNCTION_WORDS", "content_words", "words_of"]

_WORD = re.compile(r"[^\W_]+(?:[.'’+-][^\W_]+)*", re.UNICODE)


def words_of(text: str) -> list[str]:
    """Return the words of `text` in lower case, in order."""
    return [word.lower() for word in _WORD.findall(text)]
