"""Words of English text, and which of them say what it is about."""

import re

_WORD = re.compile(r"[^\W_]+(?:[.'\u2019+-][^\W_]+)*", re.UNICODE)

FUNCTION_WORDS = frozenset(
    """a about all also am an and any are as ask at be because been being but by can could did do
    does doing for from get give had has have having he her his how i if in into is it its just
    like list me mean more most much my need no not of on or other our out please say see she
    should so some such tell than that the their them then there these they this those to too up
    us very want was we were what when where which while who whom whose why will with would you
    your s t m re ve ll d""".split()  # noqa: SIM905
)
"""English words that say nothing of a question's subject."""


def content_words(text: str) -> list[str]:
    """Return the words that say what `text` is about, in lower case, in order."""
    return [word for word in words_of(text) if word not in FUNCTION_WORDS]


def words_of(text: str) -> list[str]:
    """Return the words of `text` in lower case, in order."""
    return [word.lower() for word in _WORD.findall(text)]
