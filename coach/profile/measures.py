"""How much of it: years of experience, people led, hours a week, as a text says them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
_WORDS += "sixteen seventeen eighteen nineteen twenty"
_VALUES: dict[str, float] = {word: float(n) for n, word in enumerate(_WORDS.split(), 1)}
_VALUES |= {"a dozen": 12.0, "twenty-five": 25.0, "thirty": 30.0, "forty": 40.0, "fifty": 50.0}
_VALUES |= {"a couple of": 2.0, "an": 1.0, "a": 1.0}
_NUMBER = r"(?:\d{1,4}(?:[.,]\d{1,2})?(?![\d.,]*\d)|twenty-five|" + "|".join(
    word for word in sorted(_VALUES, key=len, reverse=True) if word not in ("a", "an")
) + r")"  # fmt: skip
_RANGE = rf"(?P<number>{_NUMBER})(?:\s*(?:-|to|or)\s*(?P<upper>{_NUMBER}))?\s*(?:\+|plus)?"
_YEARS = re.compile(
    rf"(?<![\w.$€£-])(?:{_RANGE})[\s-]*(?P<half>and a half\s+)?(?P<unit>years?|yrs?|months?)\b"
    r"(?P<apostrophe>')?",
    re.IGNORECASE,
)
_NO_EXPERIENCE_BEFORE = re.compile(
    r"(?i)\b(?:in|within|next|another|after|every|until|by|ago|age|aged|the (?:first|last)|"
    r"over the (?:next|last)|during)\s+(?:the\s+|about\s+|around\s+)?$"
)
_NO_EXPERIENCE_AFTER = re.compile(
    r"(?i)^\s*(?:old\b|ago\b|from now|of age\b|later\b|earlier\b|-?(?:roadmap|plan|contract|"
    r"strategy|"
    r"project|programme|program|grant|warranty|horizon|forecast|term)\b|into the future|after\b|"
    r"in (?:a row|prison)|ahead\b)"
)
_OF_EXPERIENCE = re.compile(
    r"(?i)^\s*(?:of\s+)?(?:[\w/&-]+\s+){0,4}?(?:experience|expertise|background)\b"
    r"|^\s*(?:in|as|of|at|doing|working|building|leading|managing|running|with|across|on)\b"
)
_ABOUT = re.compile(
    r"(?i)^\s*(?:of\s+)?(?P<before>(?:[\w/&+#-]+\s+){0,3}?)(?:experience|expertise)\b"
    r"(?:\s+(?:in|with|of|as an?|as|across|building|doing|leading|on)\s+(?P<after>[^,;.()\n|]+))?"
    r"|^\s*(?:in|of|as an?|as|doing|working (?:in|on|with|as an?|as)|building|with|across)\s+"
    r"(?P<plain>[^,;.()\n|]+)"
)
_ABOUT_END = re.compile(
    r"(?i)\s+(?:and (?=(?:i|a|an|no|my|currently|\w+ed|lead|manage|have)\b)|but|who|which|where|"
    r"at|for|from|since|"
    r"so far|now|already|behind|including|across|with(?= a)).*$"
)
_NO_SUBJECT = re.compile(
    r"(?i)^(?:total|overall|work|working|professional|relevant|industry|hands-on|practical|the|"
    r"my|"
    r"this|that|it|them|experience|combined|full-time|commercial|solid|proven)$"
)

_PERSON = (
    r"(?:people|persons|engineers?|scientists?|analysts?|juniors?|seniors?|reports?|developers?|"
    r"staff|"
    r"students?|interns?|researchers?|members?|managers?|employees?|colleagues|consultants?|"
    r"nurses?|"
    r"teachers?|designers?|volunteers?|trainees?|apprentices?|programmers?|specialists?|"
    r"assistants?|"
    r"architects?|technicians?|leads?|tutors?|clerks?|postdocs?|mentees|annotators|labellers|"
    r"labelers|contractors|FTEs?|ICs?|heads|leaders?|physicists?|statisticians?|workers?|agents?|"
    r"graduates?|associates?|coordinators?|officers?|data folks|hires)"
)
_LEADING = (
    r"(?P<verb>(?:co-)?(?:lead|leads|led|leading|manage|manages|managed|managing|supervis(?:e|es|"
    r"ed|ing)|"
    r"head|heads|headed|heading|direct|directs|directed|oversee|oversees|oversaw|overseeing|run|"
    r"runs|"
    r"ran|running|line[- ]manag(?:e|es|ed|ing)|mentor(?:s|ed|ing)?|coach(?:es|ed|ing)?|"
    r"responsible for|in charge of|grew|grow|growing|built|building|scaled|"
    r"hired|trained|onboarded))"
)
_COUNT = rf"(?P<number>{_NUMBER})(?:\s*(?:-|to)\s*(?P<upper>{_NUMBER}))?\+?"
_BETWEEN = r"(?:[\w/&'-]+,?\s+){0,5}?"
_LED = (
    re.compile(
        rf"\b{_LEADING}\s+{_BETWEEN}(?:teams?|groups?|squads?|departments?|units?|labs?|"
        rf"chapters?|crews?)\s+"
        rf"(?:[\w'-]+\s+){{0,3}}?(?:of|from|with|to)\s+"
        rf"(?:up to\s+|about\s+|around\s+|over\s+|more than\s+|initially\s+|nearly\s+|"
        rf"then\s+)?{_COUNT}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{_LEADING}\s+(?:an?\s+|the\s+|our\s+)?{_BETWEEN}(?P<number>{_NUMBER})[- ](?:person|"
        rf"people|strong|member|"
        r"head)\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{_LEADING}\s+(?:up to\s+|about\s+|around\s+|over\s+|more than\s+|nearly\s+|"
        rf"a total of\s+|and\s+\w+\s+|"
        rf"a (?:team|group) of\s+|"
        rf"directly\s+){{0,2}}{_COUNT}\s+(?:[\w/&'-]+\s+){{0,4}}?{_PERSON}\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?P<verb>\b(?:with|have|had)\s+)?(?<![\w-]){_COUNT}\s+(?:direct\s+reports?|"
        rf"people (?:report(?:ing)? to|under)"
        r" me)\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<verb>my)\s+{_BETWEEN}team\s+(?:of|has|is|counts)\s+{_COUNT}\b(?!\s*(?:years?|"
        rf"%))",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\bteam (?:lead|leader|manager|head)(?:er)? (?P<verb>of|for)\s+{_COUNT}\s+"
        rf"(?:[\w/&-]+\s+){{0,3}}?{_PERSON}\b",
        re.IGNORECASE,
    ),
)
_LEADS_SOME = re.compile(
    rf"\b{_LEADING}\s+(?:[\w/&'-]+\s+){{0,4}}?(?:teams?|people|direct reports|juniors|engineers|"
    r"scientists|analysts|anybody|anyone|others|someone|somebody)\b",
    re.IGNORECASE,
)
_PAST = re.compile(r"(?i)led|ran|oversaw|grew|built|hired|had|\w+ed")
_MENTORING = re.compile(r"(?i)mentor|coach|train|onboard")

_PACE = re.compile(
    rf"(?<![\w-])(?P<number>{_NUMBER}|an?)\s*(?:(?:-||to)\s*{_NUMBER}\s*)?"
    r"(?:free\s+|spare\s+|extra\s+)?(?:hours?|hrs?|h)\s*"
    r"(?:(?:in|of)\s+\w+\s+)?(?:a|per|each|every|/)\s*(?P<unit>week(?:day|end)?|day|evening|"
    r"night)\b",
    re.IGNORECASE,
)
_TIMES_A_WEEK = {"week": 1, "weekend": 1, "weekday": 5, "day": 7, "evening": 7, "night": 7}


@dataclass(frozen=True, slots=True)
class Measure:
    """A number in a text, and what it's of.

    Attributes:
        number: in years, people, or hours a week; None where a text says of people only that they
            are some.
        subject: of what: "machine learning" for years in it; "" where that isn't said.
        verb: of people led, what is done with them, in lower case: "led", "mentor".
    """

    number: float | None
    subject: str
    start: int
    end: int
    verb: str = ""

    @property
    def is_past(self) -> bool:
        """Whether its verb tells of something that is over, or may be."""
        return bool(_PAST.fullmatch(self.verb.removeprefix("co-")))

    @property
    def is_mentoring(self) -> bool:
        """Whether people are taught, and not led."""
        return bool(_MENTORING.match(self.verb))


def find_years(text: str) -> Iterator[Measure]:
    """Yield the years of experience that a text states; ages and plans are none."""
    for match in _YEARS.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if _NO_EXPERIENCE_BEFORE.search(before) or _NO_EXPERIENCE_AFTER.match(after):
            continue
        has_cue = re.search(
            r"(?i)\b(?:with|have|has|had|for|over|got|than|nearly|almost)\s+\W*$", before
        )
        if not (has_cue or _OF_EXPERIENCE.match(after) or not after.strip(" .,;)!")):
            continue
        number = _value(match["number"]) + (0.5 if match["half"] else 0)
        if match["unit"].lower().startswith("month"):
            number = round(number / 12, 1)
        about = _ABOUT.match(after)
        subject = _subject(about) if about else ""
        end = match.end() + (about.end() if about and subject else 0)
        yield Measure(number, subject, match.start(), end)


def find_people_led(text: str) -> Iterator[Measure]:
    """Yield how many people a text says are led, managed or mentored."""
    taken: list[tuple[int, int]] = []
    for form in _LED:
        for match in form.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            if re.match(
                r"(?i)\s*(?:%|years?\b|months?\b|million|k\b|hours?\b)", text[match.end() :]
            ):
                continue
            taken.append((match.start(), match.end()))
            number = _value(match["number"])
            upper = match.groupdict().get("upper")
            grown = re.search(r"(?i)\bfrom\b", match[0]) and upper
            verb = (match["verb"] or "").strip().lower()
            yield Measure(_value(upper) if grown and upper else number, "", *match.span(), verb)


def find_some_led(text: str) -> Measure | None:
    """Return where a text speaks of leading people without saying how many."""
    match = _LEADS_SOME.search(text)
    return Measure(None, "", *match.span(), match["verb"].lower()) if match else None


def find_pace(text: str) -> Measure | None:
    """Return the hours a week that a text says are free."""
    match = _PACE.search(text)
    if match is None:
        return None
    times = _TIMES_A_WEEK[match["unit"].lower()]
    return Measure(_value(match["number"]) * times, "", *match.span())


def say_number(number: float) -> str:
    """Return a number as people write it: 6, 1.5."""
    return f"{number:g}"


def _value(written: str) -> float:
    plain = written.lower().strip()
    return _VALUES[plain] if plain in _VALUES else float(plain.replace(",", "."))


def _subject(about: re.Match[str]) -> str:
    for group in ("after", "plain", "before"):
        said = _ABOUT_END.sub("", f" {(about[group] or '').strip()}").strip(" -")
        said = re.sub(r"(?i)^(?:an?|the|my)\s+", "", said)
        if said and not all(_NO_SUBJECT.match(word) for word in said.split()) and len(said) <= 60:
            return said
    return ""
