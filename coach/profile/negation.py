"""Whether a text denies what it goes on to say."""

import re

_NOT = re.compile(
    r"(?i)\b(?:not|never|no|without|nor|neither|hardly|lack(?:ing)?|zero|haven'?t|hasn'?t|don'?t|"
    r"didn'?t|isn'?t|wasn'?t|ain'?t|can'?t|cannot|never)\b"
)
_NO_NEGATION = re.compile(
    r"(?i)\b(?:not only|not just|no (?:less|fewer|more) than|not (?:less|fewer|more) than|"
    r"no doubt|not to mention|no problem)\b"
)


def is_negated(text: str, end: int) -> bool:
    """Tell whether what begins at a place is denied by the words before it."""
    return bool(_NOT.search(_NO_NEGATION.sub("", text[:end])))
