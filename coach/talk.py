"""Greetings, thanks and questions about the coach itself: talk, which needs no passages."""

import re

from coach.scope import Scope

_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_HELLO = r"(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)|yo)"
_ADDRESS = r"(?: (?:there|coach|headway|everyone|all|you|again|team|friend))*"
_GREETING = re.compile(rf"{_HELLO}{_ADDRESS}")
_OPENING = re.compile(rf"^{_HELLO}{_ADDRESS}\s*[,.!:-]+\s*(?=\S)", re.IGNORECASE)
_WELL_BEING = re.compile(
    r"(?:how are you|how(?:'s| is) it going|what(?:'s| is) up|nice to meet you).*"
)
_THANKS = re.compile(
    r"(?:(?:ok(?:ay)?|great|perfect|cool|awesome|wow|nice|super)[\s,.!]*)*"
    r"(?:thanks?|thank you|thx|ty|cheers|much appreciated|appreciate it)\b[^?.]{0,60}"
)
_APPROVAL = re.compile(
    r"(?:ok(?:ay)?|great|perfect|cool|awesome|wow|nice|super|good|got it|i see|understood"
    r"|that(?:'s| is| was| were)? (?:great|helpful|good|useful|perfect|helped).{0,20})"
)
_BYE = re.compile(r"(?:bye|goodbye|good night|see you|see ya|cya|later|take care)\b.{0,30}")
_ABOUT_COACH = re.compile(
    r"(?:(?:so |and |ok |well )?(?:what|who|how|which).{0,12}"
    r"(?:can|could|do|are) you(?: (?:really|actually|exactly|even))?"
    r"(?: (?:do|help|know|work|cover|answer|tell me|offer|for me|talk about|help me)){0,3}"
    r"(?: (?:for me|with|here|about|on|then|today|exactly|anyway))*"
    r"|who are you|what(?:'s| is| are) (?:this|headway|you)(?: for| about)?|help(?: me)?"
    r"|(?:what|which) (?:questions|things|topics) can (?:i|you) (?:ask|answer|cover)(?: you)?"
    r"(?: about)?|what can i ask(?: you)?(?: about| here)?"
    r"|are you (?:a |an )?(?:bot|ai|human|robot|real).{0,20})"
)


def reply(message: str, scope: Scope) -> str | None:
    """Return the answer to small talk, None when the message asks for something else."""
    folded = _EDGES.sub("", message.lower().replace("’", "'"))  # noqa: RUF001
    if _GREETING.fullmatch(folded) or _WELL_BEING.fullmatch(folded):
        return f"Hello! {_introduction(scope)}"
    if _ABOUT_COACH.fullmatch(folded):
        return _introduction(scope)
    if _THANKS.fullmatch(folded) or _APPROVAL.fullmatch(folded):
        return "You're welcome. Ask on whenever you like."
    if _BYE.fullmatch(folded):
        return "Goodbye, and good luck with your next step."
    return None


def without_greeting(message: str) -> str:
    """Take a greeting off the front of a question."""
    return _OPENING.sub("", message, count=1)


def _introduction(scope: Scope) -> str:
    topics = ", ".join(topic.lower() for topic in scope.topics)
    return (
        "I answer career questions from my documents and show where each statement comes from; "
        f"where they say nothing, I tell you so. They cover: {topics}."
    )
