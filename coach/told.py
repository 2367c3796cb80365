"""A person who tells of themselves instead of asking.

What was understood, an interface lists: it's no part of the answer, which a conversation keeps.
"""

import re
from collections.abc import Sequence

from coach.answer import Answer
from coach.profile.facts import Fact
from coach.profile.hearing import hear

_ASKS = re.compile(
    r"\?|\b(?:what|how|who|whom|whose|which|when|where|why|tell me|show me|explain|give me|list|"
    r"describe|help me|compare|advise|recommend|i wonder|(?:like|want) to know)\b",
    re.IGNORECASE,
)


def answer_told(said: str) -> Answer | None:
    """Say back what was understood; None when something is asked, or nothing was understood."""
    facts = hear(said)
    if not facts or _ASKS.search(_without_quotes(said, facts)):
        return None
    things = "one thing" if len(facts) == 1 else f"{len(facts)} things"
    text = f"Thank you. I understood {things} about you. Nothing of it is kept unless you say so."
    return Answer(said, text, "talk")


def _without_quotes(said: str, facts: Sequence[Fact]) -> str:
    for fact in facts:
        said = said.replace(fact.quote, " ")
    return said
