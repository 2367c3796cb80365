"""What interviewers listen for whatever the question, as far as it can be seen in the words.

The qualities are those of structured interviewing: a situation of one's own, the actions in steps
and their result (the STAR form of behaviour description interviews; Janz, 1982), and what scales
with described behaviour ask of a leader's answer (Campion, Palmer and Campion, "A Review of
Structure in the Selection Interview", 1997): who takes part, what speaks against it, who answers
for it, by when, and how one would know. Each is found by the forms that English has for it, never
by what the answer is about.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coach.practice.rounds import Quality, QualityFinding
from coach.quantities import find_quantities

STEPS = Quality("steps", "Concrete steps", "Say what you would do, one step after the other.")
PEOPLE = Quality("people", "Who is involved", "Name whom you talk to and whom you bring in.")
CHOICE = Quality("choice", "What you weighed", "Say what else you could do, and why you don't.")
OUTCOME = Quality("outcome", "How you know it worked", "Name a result, or the figure to watch.")
OWNERSHIP = Quality("ownership", "Your own decision", "Say what you decide and answer for.")
TIMING = Quality("timing", "By when", "Say when: today, this week, by a date.")
EXAMPLE = Quality("example", "Something you lived through", "Tell a case of your own, briefly.")

_FIRST = r"\b(?:I|we)(?:['’](?:d|ll|ve))?\b"  # noqa: RUF001
_NUMBER = (
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|"
    r"fifty|sixty|ninety|hundred|half an?|a few|a couple of)"
)
_UNIT_OF_TIME = r"(?:minutes?|hours?|days?|weeks?|weekends?|months?|quarters?|years?|mornings?)"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_TIME = re.compile(
    rf"\b(?:today|tonight|tomorrow|at once|immediately|right away|straight away|{_DAY}s?"
    rf"|the same (?:day|week|afternoon|evening)|this (?:week|month|quarter|afternoon)"
    rf"|next (?:week|month|quarter)|the (?:first|next|last) (?:{_NUMBER}[ -])?{_UNIT_OF_TIME}"
    rf"|(?:by|until|before|in|since) (?:the )?(?:end|middle|noon|summer|autumn|winter|spring|"
    rf"january|february|march|april|may|june|july|august|september|october|november|december"
    rf"|{_DAY})\b|(?:every|each|once an?|twice an?) (?:second )?(?:{_UNIT_OF_TIME}|{_DAY}|evening)"
    rf"|{_NUMBER}[ -]+(?:more )?{_UNIT_OF_TIME}|within an? {_UNIT_OF_TIME}"
    rf"|(?:weekly|daily|monthly|quarterly)|the (?:day|week|month) (?:after|before))\b",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:\w+(?:ists?|eers?|icians?|analysts?|developers?|managers?|directors?|officers?"
    r"|auditors?|lawyers?|nurses?|doctors?|clerks?|operators?|owners?|testers?|designers?)"
    r"|(?:the|my|our|her|his|their|an?|each|every|two|three) (?:\w+ )?(?:boss|chief|cfo|ceo|cto"
    r"|lead|leader|head|deputy|colleagues?|juniors?|seniors?|client|clients|customers?|vendor"
    r"|suppliers?|board|union|works council|teams?|person|woman|man|users?|people)"
    r"|hr|legal|finance|sales|marketing|operations|procurement|controller|controlling|cfo|ceo|cto"
    r"|security|production|support|human resources)\b",
    re.IGNORECASE,
)
_CHOICE = re.compile(
    r"\b(?:instead(?: of)?|rather than|rather|the alternative|alternatively|on the other hand"
    r"|(?:the )?other option|either|trade-?off|decided against|considered|weigh(?:ed|ing)?"
    r"|cheaper|dearer|slower|faster|at the price of|what (?:we|they|it) (?:lose|costs?)|would lose"
    r"|the downside|the catch|speaks against|in exchange|give up|gave up|that would (?:take|cost"
    r"|mean)|(?:would|will) cost|costs? us|even (?:if|though)|although|worth it"
    r"|if (?:not|it (?:isn['’]t|doesn['’]t|fails|turns)|they (?:can['’]t|don['’]t|refuse|can))"  # noqa: RUF001
    r"|if (?:the|that|she|he|nothing|anything|more|less|we|by)\b.{3,60}?,)",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"\b(?:(?:fell|dropped|rose|went (?:up|down|from)|grew|shrank|cut|reduced|saved?s?|halved"
    r"|doubled|improved|(?:is|was|are|were) (?:up|down))\b.{0,60}?(?:\d|percent|half|third|quarter"
    r"|by|from|to)|is worth|paid (?:for"
    r" itself|off)|as a result|it (?:worked|turned out)|in the end|we shipped|since then"
    r"|(?:i|we)(?:['’]d|['’]ll)? (?:know|notice|see|can tell)\b.{0,20}\b(?:when|if|that|whether)"  # noqa: RUF001
    r"|(?:watch|track|measure|count|monitor|compare|check)\w*\b.{0,60}?\b(?:how|whether|if|when"
    r"|number|share|rate|percent|figures?|against|every|each|before and after|\d)"
    r"|success (?:is|means)|it works when|would show)\b",
    re.IGNORECASE,
)
_OWNED = re.compile(
    r"\b(?:i(?:['’]d|['’]ll)? (?:decide|decided|take the (?:decision|blame|call)|took the"  # noqa: RUF001
    r"|sign|stand|answer for|own|admit|apologi[sz]e|say no|said no|said so|tell (?:her|him|them)"
    r" (?:the truth|openly|honestly|myself)|say so|say openly|was wrong|stop|stopped|end|put my"
    r" name|call (?:the|her|him|them).{0,20}myself|would not (?:let|give|wait)|wouldn['’]t (?:let"  # noqa: RUF001
    r"|give|wait))|my (?:decision|mistake|call|fault|responsibility|name)|my side included"
    r"|i take (?:the|that)|on me\b|i myself|i would (?:decide|stop|say no|admit|sign))\b",
    re.IGNORECASE,
)
_LIVED = re.compile(
    r"\b(?:in my (?:last|previous|first|former|current|old) \w+|at my (?:last|previous|former|old)"
    r"|last (?:year|spring|summer|autumn|winter)|when i (?:did|was|had|led|took|started|ran"
    r"|joined)|we (?:had|did|lost|once) |years? ago|once (?:i|we|had)|i(?:['’]ve)? (?:once|did"  # noqa: RUF001
    r"|had|led|lost|saw|learn(?:ed|t)|made|stood|took|ran|worked)\b|in an? \w+ project"
    r"|back then|in (?:19|20)\d\d)",
    re.IGNORECASE,
)
_ACTION = re.compile(
    rf"{_FIRST}(?: (?:would|will|also|then|first|only|just|already|even|had|have|always))* "
    r"(?!(?:think|believe|feel|hope|am|was|be|have|had|make sure|know|want|need|like|see|could|can"
    r"|must|should|would|try|want|guess|stay|understand|mean|say)\b)[a-z]+",
    re.IGNORECASE,
)


_PATTERNS = {
    STEPS.id: _ACTION,
    PEOPLE.id: _ROLE,
    CHOICE.id: _CHOICE,
    OUTCOME.id: _RESULT,
    OWNERSHIP.id: _OWNED,
    TIMING.id: _TIME,
    EXAMPLE.id: _LIVED,
}
_CONCRETE = frozenset({"steps", "people", "timing", "outcome", "example", "figure"})

QUALITIES = (STEPS, PEOPLE, CHOICE, OUTCOME, OWNERSHIP, TIMING, EXAMPLE)


@dataclass(frozen=True, slots=True)
class Marks:
    """What forms a sentence has: ids of qualities, and "figure" for one with a number."""

    found: frozenset[str]

    @property
    def concreteness(self) -> int:
        """How many of them speak of something particular: an act, somebody, a time, a figure."""
        return len(self.found & _CONCRETE)


def find_marks(text: str) -> Marks:
    """Find the forms that a sentence has."""
    found = {quality for quality, pattern in _PATTERNS.items() if pattern.search(text)}
    if find_quantities(text):
        found.add("figure")
    return Marks(frozenset(found))


def find_qualities(sentences: Sequence[tuple[str, Marks]]) -> tuple[QualityFinding, ...]:
    """Return each quality with a sentence that shows it: the most concrete one not yet shown."""
    findings: list[QualityFinding] = []
    for quality in QUALITIES:
        used = {finding.quote for finding in findings}
        shown = [
            (text not in used, marks.concreteness, -place, text)
            for place, (text, marks) in enumerate(sentences)
            if quality.id in marks.found
        ]
        findings.append(QualityFinding(quality, max(shown)[-1] if shown else ""))
    return tuple(findings)
