"""Greetings, thanks and questions about the coach itself: talk, which needs no passages.

A message is talk when every word of weight in it is one that people use for talk.
"""

import re
from enum import Enum

from coach.scope import Scope
from index.words import FUNCTION_WORDS, words_of

_HELLO = frozenset(
    "hello hey heya hi hiya howdy greetings yo morning afternoon evening welcome sup".split()  # noqa: SIM905
)
_THANKS = frozenset(
    """thanks thank thx ty tks cheers ta appreciate appreciated grateful helpful helped great good
    cool nice awesome amazing perfect brilliant excellent wonderful fantastic lovely super wow
    impressive love liked clever smart sorted crikey blimey""".split()  # noqa: SIM905
)
_BYE = frozenset(
    "bye goodbye ciao farewell bed cya ta-ra tara later leaving off night sleep".split()  # noqa: SIM905
)
_COACH = frozenset(
    """ai answer answers answering bot built chatbot coach computer cover do exactly headway help
    helping human know machine made name offer person pleasure purpose question questions real
    robot speaking stuff talk talking thing things topics type typing use used using work works
    works""".split()  # noqa: SIM905
)
_FILLERS = frozenset(
    """actually again alright anyway bit buddy care chap coach dead dear dude even everybody
    everyone excuse feeling fine folks friend going guys hang happy having here hm hmm hope job just
    kind lot man mate meet moment nicely now oh ok okay one partner pal pretty really right round
    see sir so sort team there today tomorrow up well what's whatsup yeah yep yes how's it's you're
    i'm that's thats who's i've whom don't can't day stay today take sure thing then""".split()  # noqa: SIM905
)
_ADDRESSES_COACH = re.compile(
    r"\b(?:you|your|yourself|this|here|headway|anyone|somebody|someone|a real person|a human|i ask"
    r"|i use|help|whom? (?:do|am|have) i)\b"
)
_OPENING = re.compile(
    rf"^(?:{'|'.join(sorted(_HELLO))}|good (?:morning|afternoon|evening|day))"
    r"(?: (?:there|coach|headway|everyone|all|team|friend|mate))*\s*[,.!:-]+\s*(?=\S)",
    re.IGNORECASE,
)


class Talk(Enum):
    """What kind of talk a message is."""

    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    ABOUT_COACH = "about the coach"


def recognise(message: str) -> Talk | None:
    """Return what kind of talk a message is, None when it asks for something."""
    folded = message.lower().replace("’", "'")  # noqa: RUF001
    words = words_of(folded)
    weighty = [w for w in words if w not in FUNCTION_WORDS and w not in _FILLERS]
    known = _HELLO | _THANKS | _BYE | _COACH
    if not words or any(word not in known for word in weighty):
        return None
    asks = "?" in folded or bool(re.match(r"(?:so |and |ok |well )?(?:wh|how\b|help)", folded))
    if _HELLO.intersection(weighty):
        return Talk.GREETING
    if asks and re.search(r"\bhow(?:'s| is| are) (?:it|you|things|your day)\b", folded):
        return Talk.GREETING
    about_coach = not weighty or _COACH.intersection(weighty)
    if asks and about_coach and _ADDRESSES_COACH.search(folded):
        return Talk.ABOUT_COACH
    if asks:
        return None
    if _BYE.intersection(weighty):
        return Talk.GOODBYE
    return Talk.THANKS if _THANKS.intersection(weighty) else None


def reply(talk: Talk, scope: Scope) -> str:
    """Return what the coach says to it."""
    topics = ", ".join(topic.lower() for topic in scope.topics)
    introduction = (
        "I'm a program that answers career questions from documents. I show where each statement "
        f"comes from, and where they say nothing I tell you so. They cover: {topics}."
    )
    return {
        Talk.GREETING: f"Hello! {introduction}",
        Talk.THANKS: "You're welcome. Ask on whenever you like.",
        Talk.GOODBYE: "Goodbye, and good luck with your next step.",
        Talk.ABOUT_COACH: introduction,
    }[talk]


def without_greeting(message: str) -> str:
    """Take a greeting off the front of a question."""
    return _OPENING.sub("", message, count=1)
