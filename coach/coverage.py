"""Whether the documents cover what is asked: by how near it is to them.

What they cover of the subject may still lack what the question is narrowed to: `coach.particulars`.
"""

import re
from collections.abc import Sequence

from coach.drafts import Part
from index.search import RankedPassage

# By how much what is asked must be nearer to the documents than to everyday questions on other
# subjects; a question is nearer to another question than to a text. Chosen on the first half of the
# evaluation's questions: the lowest that no question off the subject passes.
_TEXT_MARGIN = 0.04
_QUESTION_MARGIN = 0.07
# What lacks its particulars must be the nearer for that.
_SURE_QUESTION_MARGIN = 0.14

_AMOUNT = re.compile(r"[$€£]\s?\d[\d,.]*\d|\d[\d,.]*\s?(?:%|percent\b)")


def is_covered(part: Part, *, lacks_particulars: bool = False) -> bool:
    """Tell whether any passage is about what is asked at all."""
    question_margin = _SURE_QUESTION_MARGIN if lacks_particulars else _QUESTION_MARGIN
    text = max((ranked.similarity for ranked in part.found), default=0.0)
    question = max((ranked.question_similarity for ranked in part.found), default=0.0)
    return text - part.everyday >= _TEXT_MARGIN or question - part.everyday >= question_margin


def has_unknown_amount(question: str, found: Sequence[RankedPassage]) -> bool:
    """Tell whether the question states an amount that the passages do not."""
    texts = [re.sub(r"\s", "", ranked.passage.text) for ranked in found]
    amounts = (re.sub(r"\s", "", amount) for amount in _AMOUNT.findall(question))
    return any(all(amount not in text for text in texts) for amount in amounts)
