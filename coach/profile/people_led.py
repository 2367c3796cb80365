"""How many people somebody leads, manages or mentors, as a text says it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coach.profile.numbers import NUMBER, say_number, value_of

_VERB = (
    r"(?:co-)?(?:lead|leads|led|leading|manage|manages|managed|managing|supervis(?:e|es|ed|ing)|"
    r"head|heads|headed|heading|direct|directs|directed|oversee|oversees|oversaw|overseeing|run|"
    r"runs|ran|running|line[- ]manag(?:e|es|ed|ing)|mentor(?:s|ed|ing)?|coach(?:es|ed|ing)?|"
    r"coordinat(?:e|es|ed|ing)|guid(?:e|es|ed|ing)|responsible for|in charge of)"
)
_FORMING = r"grew|grow|growing|built|building|scaled|hired|assembled"
_PERSON = (
    r"(?:people|persons|engineers?|scientists?|analysts?|juniors?|seniors?|reports?|developers?|"
    r"staff|students?|interns?|researchers?|members?|managers?|employees?|colleagues|consultants?|"
    r"nurses?|teachers?|designers?|volunteers?|trainees?|apprentices?|programmers?|specialists?|"
    r"assistants?|architects?|technicians?|leads?|tutors?|clerks?|postdocs?|mentees|annotators|"
    r"contractors|FTEs?|ICs?|heads|leaders?|physicists?|statisticians?|workers?|agents?|"
    r"graduates?|associates?|coordinators?|officers?|hires)"
)
_TEAM = r"(?:teams?|groups?|squads?|departments?|units?|labs?|chapters?|crews?|organi[sz]ations?)"
_COUNT = rf"(?P<number>{NUMBER})(?:\s*(?:-|to)\s*(?P<upper>{NUMBER}))?\+?"
_ABOUT = (
    r"(?:(?:up to|about|around|over|more than|nearly|initially|then|a total of|directly)\s+){0,2}"
)
_WORDS = r"(?:[\w/&'-]+,?\s+){0,%d}?"
_AND_MORE = re.compile(
    rf"\s*{_WORDS % 3}(?:{_PERSON})?\s*(?:,\s*(?:and\s+)?|\s+and\s+|\s+plus\s+)(?P<more>{NUMBER}|"
    rf"an?)\s+{_WORDS % 3}{_PERSON}\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(rf"(?P<number>{NUMBER})\s+{_WORDS % 3}{_PERSON}\b", re.IGNORECASE)
_IN_BRACKETS = re.compile(
    rf"\b(?P<verb>{_VERB}|"
    rf"{_FORMING})\s+[^.;(]{{0,80}}?\b{_TEAM}\b[^.;(]{{0,80}}\((?P<counted>[^()]+)\)",
    re.IGNORECASE,
)
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # "lead a team of 5", "grew the group from 3 to 12 people"
        rf"\b(?P<verb>{_VERB}|{_FORMING})\s+{_WORDS % 5}{_TEAM}\s+{_WORDS % 3}(?:of|from|with|"
        rf"to)\s+{_ABOUT}{_COUNT}",
        # "lead a 5-person team"
        rf"\b(?P<verb>{_VERB}|{_FORMING})\s+{_WORDS % 5}(?P<number>{NUMBER})[- ]"
        r"(?:person|people|strong|member|head)\b",
        # "lead two juniors"
        rf"\b(?P<verb>{_VERB})\s+{_ABOUT}{_COUNT}\s+{_WORDS % 4}{_PERSON}\b",
        # "8 direct reports", "three people report to me"
        rf"(?<![\w-])(?P<verb>){_COUNT}\s+(?:direct\s+reports?|people (?:report(?:ing)? to|"
        rf"under) me)\b",
        # "my team has 8 people"
        rf"\b(?P<verb>my)\s+{_WORDS % 3}team\s+(?:of|has|is|counts)\s+{_COUNT}",
        # "team lead of 4 engineers"
        rf"\bteam (?:lead|leader|manager) (?P<verb>of|for)\s+{_COUNT}\s+{_WORDS % 3}{_PERSON}\b",
    )
)
_NO_PEOPLE = re.compile(r"(?i)\s*(?:%|years?\b|months?\b|million|billion|k\b|hours?\b|days?\b)")
_SOME = re.compile(
    rf"\b(?P<verb>{_VERB})\s+{_WORDS % 4}(?:teams?|people|direct reports|juniors|engineers|"
    r"scientists|analysts|anybody|anyone|others|someone|somebody|nobody|no one)\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"(?i)\b(?:nobody|no one)$")
_FORMED = re.compile(_FORMING, re.IGNORECASE)
_PAST = re.compile(r"(?i)led|ran|oversaw|grew|built|hired|had|\w+ed")
_MENTORING = re.compile(r"(?i)mentor|coach")


@dataclass(frozen=True, slots=True)
class PeopleLed:
    """People whom somebody leads.

    Attributes:
        number: None where a text says only that there are some.
        verb: what is done with them, in lower case: "led", "mentor"; "" where it isn't said.
        start: in characters.
        end: just behind what says so.
    """

    number: float | None
    verb: str
    start: int
    end: int

    @property
    def is_nobody(self) -> bool:
        """Whether it's said of nobody."""
        return self.number == 0

    @property
    def is_past(self) -> bool:
        """Whether it's told of as over, or may be."""
        return bool(_PAST.fullmatch(self.verb.removeprefix("co-")))

    def say(self) -> str:
        """Return it in words: "Leads 2 people", "Mentored others"."""
        if _FORMED.fullmatch(self.verb) and self.number:
            return f"Built a team of {self.number:g}"
        forms = ("Mentored", "Mentors") if _MENTORING.match(self.verb) else ("Led", "Leads")
        verb = forms[0] if self.is_past else forms[1]
        whom = "others" if self.number is None else say_number(self.number, "person", "people")
        return f"{verb} {whom}"


def find_people_led(text: str) -> Iterator[PeopleLed]:
    """Yield how many people a text says are led, managed or mentored. Signs must be plain."""
    taken: list[tuple[int, int]] = []
    for match in _IN_BRACKETS.finditer(text):
        counted = sum(value_of(one["number"]) for one in _COUNTED.finditer(match["counted"]))
        if counted:
            taken.append(match.span())
            yield PeopleLed(counted, match["verb"].lower(), *match.span())
    for form in _FORMS:
        for match in form.finditer(text):
            start, end = match.span()
            if any(start < last and first < end for first, last in taken):
                continue
            if _NO_PEOPLE.match(text, end):
                continue
            grown = match.groupdict().get("upper") and re.search(r"(?i)\bfrom\b", match[0])
            number = value_of(match["upper"] if grown else match["number"])
            while more := _AND_MORE.match(text, end):
                number, end = number + value_of(more["more"]), more.end()
            taken.append((start, end))
            yield PeopleLed(number, match["verb"].strip().lower(), start, end)


def find_some_led(text: str) -> PeopleLed | None:
    """Return where a text speaks of leading people without saying how many."""
    match = _SOME.search(text)
    if match is None:
        return None
    number = 0.0 if _NOBODY.search(match[0]) else None
    return PeopleLed(number, match["verb"].lower(), *match.span())
