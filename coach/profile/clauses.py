"""Sentences cut into clauses, and of each whether it states something about who says it.

By the form alone, and when in doubt it states nothing: what a person only asks, supposes, wishes or
tells of others must never become a fact about them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from coach.profile.degrees import find_degrees
from coach.profile.job_titles import holds_title
from coach.profile.numbers import NUMBER
from index.sentences import split_sentences

MAX_SENTENCE = 600
"""Characters; what is longer is no sentence, and nothing is heard in it."""

Mood = Literal["stated", "asked", "supposed", "wished", "of others"]

_SUBJECT = (
    r"(?:i(?=\W|$)|i'(?:m|ve|d|ll)|im\b|ive\b|my|we|you|he|she|they|it|there|this|that|these|"
    r"those|the|our|his|her|their|your|people|someone|somebody|everybody|everyone|some|most|many)"
)
_ASKING = (
    r"(?:what|how|why|which|who|whom|whose|when|where|whether|do i|do you|do they|does|did|is|are|"
    r"am i|was|were|should|can|could|would|will|shall|have i|have you|has|may i|might|tell me|"
    r"explain|show me|give me|list|compare|describe|help me|please)"
)
_OPENS_CLAUSE = (
    rf"(?:also |now |currently |then |only |just |have |even )?(?:{_SUBJECT}\b|{_ASKING}\b|"
    r"(?:if|never|not|no|without|with|once|until|unless|when|speak|lead|led|manage|managed|mentor|"
    r"have|had|hold|know|used to|built|worked|work|want|am|was|been|ran|run|studied|publish\w*|"
    rf"finished|did|don't|a|an)\b|(?:about |around |over |more than )?{NUMBER}\+? (?:years?|yrs|"
    r"months?|hours?)\b)"
)
_BREAK = re.compile(
    r"\s*[;:]\s+|\s+-\s+|,\s+(?:and\s+|but\s+|so\s+|or\s+|plus\s+|then\s+)?|\s+\((?=(?:i|my|we|he|"
    r"she|they|you|it|if|but)\b)|\)\s*(?=\w)|\s+(?:and|but|though|although|while|whereas|because|"
    r"so|then|plus|or|yet|as well as)\s+"
    rf"(?={_OPENS_CLAUSE})"
    r"|\s+(?=(?:who|whose|whom|which|that (?:he|she|they|it|is|was|are|were|has|had))\b)",
    re.IGNORECASE,
)
_LIST_ITEM = re.compile(
    r"(?i)(?:and|or)?\s*[\w.+#/&-]+(?:\s+[\w.+#/&-]+){0,3}(?:\s+and\s+[\w.+#/&-]+)?[.!]?$"
)
_NO_LIST_ITEM = re.compile(
    rf"(?i)^(?:{_SUBJECT}|{_ASKING}|if|unless|with|without|no|not|never|an?|but|currently|now|"
    rf"previously|formerly|"
    r"lead\w*|led|manag\w+|mentor\w*|speak\w*|hav\w+|had|hold\w*|know\w*|built|build\w*|ran|"
    r"run\w*|want\w*|work\w*|stud\w+|responsible|fluent|\d+|one|two|three|four|five|six|seven|"
    r"eight|nine|ten|twelve|about|over|more|yet|though|although|because|since|given|as|when|once|"
    r"so|then|plus)\b"
)
_LEADING_WORDS = re.compile(
    r"(?i)^[\s\"'(*-]*(?:(?:well|hi|hello|hey|ok|okay|yes|yeah|no,|so|and|but|also|plus|then|"
    r"thanks|now|currently|actually|at the moment|at present|right now|today|because|since(?= i)|"
    r"although|though|while|as for me|personally|honestly|given(?: that)?|considering(?: that)?|"
    r"by the way|for context|background|about me|yet|in my (?:last|current|previous) (?:job|role)|"
    r"before that|previously|formerly|recently|until recently|as well as|in \d{4}|in (?:\w+|"
    r"\d+) years?(?: time)?|for now|so far|always|still|apart from that|besides|in addition|next|"
    r"eventually|one day|ultimately|long[- ]term|i think|fyi)[\s,:]+)*"
)
_FIRST_PERSON = re.compile(
    r"(?i)^(?:i(?=\W|$)|i'(?:m|ve|d|ll)\b|im\b|ive\b|me\b|myself\b|my (?:\w+ )?(?:role|title|job|"
    r"position|background|degrees?|experience|team|goal|aim|dream|ambition|current|field|name|"
    r"skills?|languages?|education|studies|phd|doctorate|master'?s?|bachelor'?s?|native|mother|"
    r"first|career|direct reports|target|plan|pace|work|thesis|strengths?|stack)\b)"
)
_SUPPOSING = re.compile(
    r"(?i)\b(?:i (?:really |also |still )?(?:wish|need|want|require|miss)\b(?! to)|if|unless|"
    r"suppos\w+|imagin\w+|assum(?:e|ing)|pretend\w*|hypothetical\w*|let's say|what if|in case|"
    r"as if|were to|had i|should i|provided|once i|when i(?:'m| am| have| get| become| was told)|"
    r"until i|before i|by the time|as soon as|not sure|unsure|don'?t know (?:if|whether|what|how|"
    r"why|which)|don'?t think|doubt|maybe|perhaps|probably|guess|for example|say i|as though|"
    r"someone like|i(?:'d| would| could| might| should| may| must| will|'ll| can)(?! (?:speak|"
    r"code|program|read)\b)|(?:going|about|need|needs|have|has|got|trying|try|learning|learn|"
    r"considering|thinking|plan|planning|hope|hoping|applied|applying|supposed|asked|like|"
    r"love) (?:to|of|for|about|how)\b(?! (?:me|\d)))"
)
_WISHING = re.compile(
    r"(?i)\b(?:want(?:ing)? to|wanna|would (?:like|love) to|'d (?:like|love) to|hop(?:e|ing) to|"
    r"aim(?:ing)? (?:to|for)|plan(?:ning)? to|intend(?:ing)? to|wish(?:ing)? to|dream(?:ing)? of|"
    r"aspir(?:e|ing) to|(?:goal|aim|dream|ambition|target|objective|plan) is|look(?:ing)? (?:to|"
    r"for)|working towards?|seeking|eager to|keen to|striving (?:to|for)|try(?:ing)? to (?:be|"
    r"become|get|move)|ready to (?:be|become|move|step))"
)
_FINITE_OF_OTHERS = re.compile(
    r"(?i)\b(?:is|are|was|were|has|does|says|said|leads|earns|works|thinks|told|needs|requires|"
    r"will|can|should|manages|holds|speaks|wants|asks|asked|makes|gets)\b"
)
_SUBORDINATE = re.compile(r"(?i)\b(?:when|where|what|that|which|because|how|who)\b")
_OTHER_SUBJECT = re.compile(
    r"(?i)^(?:we|you|he|she|they|it|there|people|someone|somebody|everybody|everyone|some|most|"
    r"many|our|his|her|their|your|who|whose|whom|which|these|those|this|that|the (?!first|best|"
    r"most|last \w+ (?:in|as|with|on|years?)\b|past \w+ (?:in|as|with|on|years?)\b)|"
    r"my\s+(?!own\b)|one of)"
)
_IF = re.compile(r"(?i)\b(?:if|unless|suppos\w+|imagine|assum\w+|let's say|what if)\b")
_ASKS_FIRST = re.compile(rf"(?i)^{_ASKING}\b")


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence.

    Attributes:
        start: in characters of the whole text.
        end: just behind it.
        is_first: whether it begins a sentence.
    """

    text: str
    start: int
    end: int
    mood: Mood
    is_first: bool

    @property
    def has_own_subject(self) -> bool:
        """Whether it says "I" or "my ..."."""
        return bool(_FIRST_PERSON.match(_without_lead(self.text)))


def split_clauses(text: str, *, is_own: bool = False) -> Iterator[Clause]:
    """Yield the clauses of a text.

    Args:
        is_own: what is said without a subject is said of whoever wrote it, as in a CV.
    """
    for begin, end in split_sentences(text):
        if end - begin > MAX_SENTENCE:
            continue
        yield from _split_sentence(text, begin, end, is_own=is_own)


def _split_sentence(text: str, begin: int, end: int, *, is_own: bool) -> Iterator[Clause]:
    pieces = list(_cut(text, begin, end))
    is_question = text[begin:end].rstrip("\"') ").endswith("?")
    mood: Mood = "stated" if is_own else "of others"
    for number, (start, stop) in enumerate(pieces):
        words = text[start:stop]
        mood = _judge(words, mood, is_first=number == 0)
        is_last = number == len(pieces) - 1
        if mood in ("stated", "wished") and is_question and is_last and not _is_reason(words):
            mood = "asked"
        yield Clause(words, start, stop, mood, is_first=number == 0)


def _cut(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a sentence at what joins its clauses; the items of a list stay together."""
    borders = [begin]
    pieces: list[tuple[int, int]] = []
    sentence = text[begin:end]
    for match in _BREAK.finditer(sentence):
        pieces.append((borders[-1], begin + match.start()))
        # "(" and relative pronouns open a clause that has its own subject.
        borders.append(begin + match.end())
    pieces.append((borders[-1], end))
    kept: list[tuple[int, int]] = []
    for start, stop in pieces:
        words = text[start:stop]
        if not words.strip():
            continue
        if kept and _is_list_item(words) and text[kept[-1][1] : start].strip().startswith(","):
            kept[-1] = (kept[-1][0], stop)
        else:
            kept.append((start, stop))
    for start, stop in kept:
        words = text[start:stop]
        lead = len(words) - len(words.lstrip())
        yield start + lead, start + len(words.rstrip())


def _is_list_item(words: str) -> bool:
    return (
        bool(_LIST_ITEM.fullmatch(words.strip()))
        and not _NO_LIST_ITEM.match(words.strip())
        and not holds_title(words)
        and next(find_degrees(words), None) is None
    )


def _judge(words: str, before: Mood, *, is_first: bool) -> Mood:
    """Tell a clause's mood; one without a subject goes on with that of the clause before it."""
    bare = _without_lead(words)
    is_mine = bool(_FIRST_PERSON.match(bare))
    if _ASKS_FIRST.match(bare) and not re.match(r"(?i)(?:is|are|was|has|have) (?:a|an)\b", bare):
        return "asked"
    if is_mine and _WISHING.search(bare):
        return "wished"
    if _OTHER_SUBJECT.match(bare) and not is_mine and not _IF.search(words):
        return "of others"
    if _SUPPOSING.search(words):
        return "supposed"
    if is_mine:
        return "stated" if is_first or before not in ("supposed", "asked") else before
    if _WISHING.match(bare):
        return "wished" if before in ("stated", "wished") else before
    main = _SUBORDINATE.split(bare, maxsplit=1)[0]
    if _FINITE_OF_OTHERS.search(main):
        return "of others"
    return before


def _without_lead(words: str) -> str:
    return _LEADING_WORDS.sub("", words, count=1)


def _is_reason(words: str) -> bool:
    return bool(re.match(r"(?i)\s*(?:given|considering|since|because|as)\b", words))
