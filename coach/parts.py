"""A question that asks for several things, taken apart into the things that it asks for."""

import re

_ASKS = (
    r"what|which|who|whom|whose|when|where|why|how|do|does|did|is|are|can|could|should|will|would"
)
_TELLS = r"tell|list|name|give|show|explain|describe|compare|outline|summari[sz]e"
_SENTENCE = re.compile(r"(?<=[?!.;])\s+")
_SECOND_QUESTION = re.compile(rf"\s*(?:[,;]\s*|\s)and\s+(?=(?:{_ASKS}|{_TELLS})\b)", re.IGNORECASE)
_LIST_ITEM = re.compile(r",\s+(?:and\s+)?(?=the\s)|\s+and\s+(?=the\s)", re.IGNORECASE)
_IS_ASKED = re.compile(rf"\?|^(?:and\s+|please\s+)?(?:{_ASKS}|{_TELLS})\b", re.IGNORECASE)
_MAX_PARTS = 4


def asking_sentences(question: str) -> str:
    """Return the sentences that ask for something, without what is told around them."""
    asked = [s for s in _SENTENCE.split(question) if _IS_ASKED.search(s)]
    return " ".join(asked) or question


def split_question(question: str) -> list[str]:
    """Return what is asked, one a part, in order; a simple question is its own only part.

    Sentences that ask nothing ("I lead a team of four.") are left out of the parts.
    """
    sentences = [s for s in _SENTENCE.split(question) if len(s.split()) > 1]
    asked = [s for s in sentences if _IS_ASKED.search(s)]
    parts = [part for sentence in asked for part in _SECOND_QUESTION.split(sentence)]
    parts = [item for part in parts for item in _split_list(part)]
    return parts if 1 < len(parts) <= _MAX_PARTS else [question]


def _split_list(part: str) -> list[str]:
    """Take apart "tell me the pay, the path and the skills"; a pair is left together."""
    items = _LIST_ITEM.split(part)
    return items if len(items) > 2 else [part]
