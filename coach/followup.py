"""A follow-up, made into a question that stands alone, by rules over the last turn.

Four ways in which a question leans on what was said before are told apart: an ordinal ("the
second track"), a pronoun ("how can I fix that?"), another name in the same question ("and for a
Director?"), and something to add to it ("by which year?"). What leans on nothing is left as it
is, so a change of subject does not drag the old one along.
"""

import re
from collections.abc import Callable, Sequence

from coach.answer import Answer
from coach.naming import Mention, find_mentions
from coach.scope import Scope
from index.words import content_words

_ORDINALS = {
    "first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3,
    "fifth": 4, "5th": 4, "sixth": 5, "6th": 5, "last": -1, "final": -1, "latter": -1, "former": 0,
}  # fmt: skip
_ORDINAL = re.compile(rf"\bthe ({'|'.join(_ORDINALS)})\b(?: (one|ones|[a-z-]+))?", re.IGNORECASE)
_PRONOUN = re.compile(
    r"\b(?:it|its|they|them|their|theirs|those|these|this|that|he|she|his|one|there)\b",
    re.IGNORECASE,
)
# "that" behind a noun and in front of a clause joins the two and stands for nothing.
_CONJUNCTION = re.compile(
    r"\b(?:is|are|was) there\b|\bthere (?:is|are)\b"
    r"|[a-z]+ that (?:i|you|we|they|an?|the|can|are|is|do|does|will|would|should|have|has)\b"
    r"|\b(?:no|any|some|every|each|which|at least|only)? ?one (?:of|thing|day|person|place)\b"
    r"|\bthis (?:job|role|field|career|guide|document|week|year|month|stuff)\b"
    r"|\bin (?:this|that) case\b|\bso that\b",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"^(?:(?:ok(?:ay)?|so|well|thanks|cool|great|hm+|no|yes|yeah|right)[,.!]*\s+)*"
    r"(?:(?:and|or|but|also|then|plus)\b[\s,]*)?(?:(?:what|how)\s+about\b\s*|same\s+for\b\s*)?",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"^(?:for|by|in|at|with|within|without|since|until|from|of|as|on|to|under|over|per|after"
    r"|before|during|than)\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^(?:why|when|where|who|how|how (?:so|much|many|long|often|come)|which(?: ones?)?|what else"
    r"|anything else|more|tell me more|go on|continue|elaborate|such as|like what|for example"
    r"|really|is that all|by when|since when)[\s?.!]*$",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"^(?:the|its|their|a|an|my)\s", re.IGNORECASE)
_LIST_LABEL = re.compile(r"^(?:- |\d+\. |\| )?\*\*(.+?):?\*\*|^\d+\. (.+?)\.? \[", re.MULTILINE)

About = Callable[[str], str | None]
"""Returns the title of the document that a phrase is surely about, None when it's unsure."""


def stand_alone(question: str, last: Answer | None, scope: Scope, about: About) -> str:
    """Return the question as it reads without the turns before it.

    Args:
        last: the answer before; None at the beginning of a conversation.
        about: looks a phrase up, to tell a new subject from more of the old one.
    """
    if last is None or last.status == "talk":
        return question
    if ordinal := _ORDINAL.search(question):
        item = _pick(ordinal, last, scope)
        if item:
            return _with(question, item)
    bare = _LEAD_IN.sub("", question, count=1)
    leans = len(bare) < len(question)
    if has_pronoun(bare) and not _names_own_subject(bare, scope):
        topic = _topic(last, scope)
        return _with(question, topic) if topic else _joined(last.question, bare)
    if _BARE.match(bare) or _PREPOSITION.match(bare):
        return _renamed(last.question, bare, scope) or _joined(last.question, bare)
    if leans or _ATTRIBUTE.match(bare):
        if len(content_words(bare)) > 4:
            return bare
        if renamed := _renamed(last.question, bare, scope):
            return renamed
        title = about(bare)
        if title and title not in {c.section.split(" > ")[0] for c in last.citations}:
            return bare
        if leans or len(content_words(bare)) == 1:
            return _joined(last.question, bare)
    return question


def has_pronoun(question: str) -> bool:
    """Tell whether a word of the question stands for something said elsewhere."""
    return bool(_PRONOUN.search(_CONJUNCTION.sub("", question)))


def _pick(ordinal: re.Match[str], last: Answer, scope: Scope) -> str | None:
    """What an ordinal points at: of the last answer's list, else of the corpus's names."""
    place = _ORDINALS[ordinal[1].lower()]
    noun = (ordinal[2] or "").lower().removesuffix("s")
    named: list[str] = [a or b for a, b in _LIST_LABEL.findall(last.text)]
    if noun and noun not in ("one", "step", "point", "item"):
        of_kind = [name for name in named if noun in name.lower()]
        of_corpus = [n for n in scope.names[0] if n.lower().split()[-1].removesuffix("s") == noun]
        named = max(of_kind, of_corpus, key=len)
    try:
        return named[place]
    except IndexError:
        return None


def _topic(last: Answer, scope: Scope) -> str | None:
    """What the last turn was about: what its question names, else where its answer comes from."""
    mentions = find_mentions(last.question, _all_names(scope))
    if mentions:
        return mentions[0].name
    if last.citations:
        return last.citations[0].section.split(" > ")[-1]
    return None


def _names_own_subject(question: str, scope: Scope) -> bool:
    return bool(find_mentions(question, _all_names(scope)))


def _renamed(asked: str, bare: str, scope: Scope) -> str | None:
    """The last question with another name of the same kind in it; None when there is no such."""
    for names in scope.names:
        new = find_mentions(bare, names)
        old: Sequence[Mention] = find_mentions(asked, names)
        if new and old and new[0].name != old[0].name:
            said = bare[new[0].start : new[0].end]
            return asked[: old[0].start] + said + asked[old[0].end :]
    return None


def _joined(asked: str, bare: str) -> str:
    return f"{asked.rstrip(' ?.!')}, {bare}"


def _with(question: str, topic: str) -> str:
    """Say in brackets what a pronoun or an ordinal stands for."""
    bare = question.rstrip()
    mark = bare[-1] if bare[-1:] in "?.!" else ""
    return f"{bare.removesuffix(mark)} ({topic}){mark}"


def _all_names(scope: Scope) -> list[str]:
    return [name for names in scope.names for name in names]
