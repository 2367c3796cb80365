"""What a person says of themselves in plain words, heard: "I lead two juniors" -> facts.

Rules, no model: what is asked, supposed, wished or told of others gives nothing, and what isn't
said stays unknown. Each fact is quoted to the letter.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from coach.profile.clauses import Clause, split_clauses
from coach.profile.degrees import find_degrees, name_degree
from coach.profile.experience import find_years
from coach.profile.facts import Fact
from coach.profile.job_titles import match_title
from coach.profile.negation import is_negated
from coach.profile.numbers import NUMBER, say_number, value_of
from coach.profile.orders import is_order
from coach.profile.people_led import find_people_led, find_some_led
from coach.profile.said_skills import hear_skills
from coach.profile.signs import fold_signs
from coach.profile.spoken_languages import find_languages, say_language

_IS = re.compile(
    r"(?i)\b(?:i am|i'm|im|i have been|i've been|i was|i used to be|i (?:currently |"
    r"now )?work(?:ed|ing)? as|(?:am|was|been|now|currently|previously|formerly|presently|"
    r"still) working as|worked as|working as|employed as|i (?:became|got promoted to|"
    r"was promoted to)|promoted to|my (?:current |present |last |job )?(?:role|title|position|"
    r"job)(?: title)? (?:is|was)(?: that of)?)\s+(?:(?:currently|now|still|only|just|also|already|"
    r"not|no longer|basically|really|working as|employed as)\s+)*(?:an?\s+|the\s+)?"
)
_WAS = re.compile(r"(?i)\b(?:was|used to be|worked|previously|formerly|no longer|ex-)\b")
_BARE_ROLE = re.compile(
    r"(?i)^(?:(?:currently|now|still|previously|formerly|also|and|as)\s+)*(?:an?\s+|the\s+)?"
)
_SINCE = re.compile(
    r"(?i)\b(?:since|from)\s+(?:(?P<month>[a-z]{3,9})\.?\s+)?(?P<year>(?:19|20)\d\d)\b"
)
_OTHER_PERSON = re.compile(
    r"(?i)\b(?:boss|sister|brother|wife|husband|friend|colleague|my mentor|mother|father|"
    r"girlfriend|boyfriend|my manager|with (?:an?|the|my) [\w ]*(?:manager|director|head|lead|"
    r"boss))\b"
)
_NOT_FINISHED = re.compile(
    r"(?i)\b(?:dropp\w+ out|never finished|didn'?t finish|without finishing|quit|abandon\w+|"
    r"left)\b"
)
_UNDER_WAY = re.compile(
    r"(?i)\b(?:halfway|midway|part-?way|doing|studying|pursuing|working on|enrolled|"
    r"in the (?:middle|process) of|finishing|completing|writing|part[- ]time)\b"
)
_GOAL = re.compile(
    r"(?i)\b(?:to (?:be|become|get to|move (?:in)?to|grow into|step (?:up )?(?:in)?to|"
    r"switch (?:in)?to|transition (?:in)?to|reach|work as|get promoted to|lead as|end up as|land|"
    r"make it to|progress to)|(?:goal|aim|dream|ambition|target|objective) is(?: to (?:be|become|"
    r"get to|reach))?|aiming for|aim for|dream(?:ing)? of (?:becoming|being)?|looking for|seeking|"
    r"working towards?(?: becoming)?|striving for|(?:move|step|grow|"
    r"promotion) (?:in)?to)\s+(?:(?:being|becoming)\s+)?(?:(?:an?\s+|the\s+|my\s+|first\s+|new\s+|"
    r"next\s+)*(?:role|position|job)\s+(?:as|of)\s+)?(?:an?\s+|the\s+|my\s+|first\s+)*"
)
_BY_YEAR = re.compile(
    r"(?i)\b(?:by|before|until|in)\s+(?:the end of\s+|early\s+|late\s+|mid-?)?(20\d\d)\b"
)
_DONE = re.compile(
    r"(?i)^(?:(?:and|also|then|recently|previously|successfully|in \d{4})[\s,]+)*(?:i(?:'ve|"
    r" have)?\s+)?(?:(?:also|recently|successfully|then|once|personally|single-handedly|"
    r"just)\s+)*(?:built|led|launched|designed|developed|deployed|shipped|created|introduced|"
    r"migrated|reduced|increased|improved|cut|saved|delivered|founded|hired|organi[sz]ed|wrote|"
    r"taught|presented|negotiated|implemented|automated|set up|established|trained|owned|scaled|"
    r"grew|defined|drove|rebuilt|redesigned|optimi[sz]ed|architected|productioni[sz]ed|researched|"
    r"managed|ran|convinced|co-?founded|initiated|coordinated|analy[sz]ed|modelled|modeled|"
    r"secured|won over|rolled out|replaced|started)\b(?=\s+\S+\s+\S)"
)
_CREDENTIAL = re.compile(
    r"(?i)\b(?:(?:i(?:'m| am)|an?)\s+(?P<who>[\w .+-]{2,40}?certified\b[\w .+-]{0,40})|(?:have|"
    r"hold|got|earned|with|passed)\s+(?:an?\s+|the\s+|"
    r"my\s+)?(?P<what>[\w .+/-]{2,60}?(?:certificate|certification|licen[cs]e|exam|accreditation|"
    r"patents?)\b(?:\s+(?:in|for|on)\s+[\w +/-]{2,40})?)|(?P<done>(?:published|authored|"
    r"co-?authored|wrote)\s+(?:[\w-]+\s+){0,5}?(?:papers?|articles?|books?|publications?|"
    r"patents?)\b[\w ]{0,40})|(?P<won>(?:won|received|awarded)\s+(?:an?\s+|"
    r"the\s+)?[\w '-]{2,60}?(?:award|prize|medal|scholarship|fellowship|grant)\b))"
)
_BEHIND_TITLE = re.compile(r"(?i)\s*(?:$|[.,(!]|(?:at|in|with|for|since|and|by|from|on|working)\b)")
_HAS_BEEN = re.compile(r"(?i)\b(?:i have|i've|have) been\b")
_NO_EXPERIENCE = re.compile(
    r"(?i)\bno (?:(?:real|work|working|professional|prior|industry|"
    r"practical) )*experience\s+(?:in|with|as|of)\s+(?:an?\s+)?(?P<what>[^,;.]+)"
)
_NO_DEGREE_OF_ONES_OWN = re.compile(
    r"(?i)\s*(?:students?|candidates?|theses|thesis|interns?|graduates?|holders?)\b"
)
_SOME_DEGREE = re.compile(
    r"(?i)\b(?:formal |university |"
    r"college )?degree\b(?! of)(?:\s+in\s+(?P<field>[A-Za-z ]{3,40}))?"
)
_LEADS_NOBODY = re.compile(
    r"(?i)\b(?:(?:don't|do not|didn't|never) ha(?:ve|d) any (?:direct )?reports|"
    r"no (?:direct reports|reports|(?:leadership|management|managing|people|leading) experience|"
    r"team to lead|experience (?:in |with |of )?(?:leading|managing|leadership|management)))\b"
)
_USED_TO = re.compile(r"(?i)\b(?:used to|formerly|previously|once)\b")
_OVER = {"Leads": "Led", "Mentors": "Mentored"}
_SPEAKS = re.compile(
    r"(?i)\b(?:speak|fluent|native|mother tongue|bilingual|languages?|[ABC][12])\b"
)
_NEVER_DID = re.compile(
    r"(?i)^(?:but\s+)?(?:i(?:'ve| have)?\s+)?never\s+(?:actually\s+|really\s+|"
    r"yet\s+)?(?P<what>(?:trained|built|shipped|deployed|worked|written|run|owned|hired|designed|"
    r"presented|published|negotiated|managed|launched|set|taken|given|done|put|held|planned|"
    r"defended|led)\b.+)"
)
_PACE = re.compile(
    rf"(?<![\w-])(?P<number>{NUMBER}|an?)\s*(?:(?:-|to)\s*{NUMBER}\s*)?"
    r"(?:free\s+|spare\s+|extra\s+)?(?:hours?|hrs?|h)\s*(?:(?:in|of)\s+\w+\s+)?(?:a|per|each|"
    r"every|/)\s*(?P<unit>week(?:day|end)?|day|evening|night)\b",
    re.IGNORECASE,
)
_TIMES_A_WEEK = {"week": 1, "weekend": 1, "weekday": 5, "day": 7, "evening": 7, "night": 7}
_WORKING_TIME = re.compile(
    r"(?i)\b(?:work(?:ing|ed)?(?! on)|job|takes?|sleep|commut\w+|meetings?|billed?|saves?|saved)\b"
)


def hear(text: str, source: str = "conversation", *, is_own: bool = False) -> tuple[Fact, ...]:
    """Return what a person says of themselves, in the text's order.

    Args:
        source: where the text stands; each fact says so.
        is_own: what is said without a subject is said of the person, as in a CV or an answer to
            "what do you do?".
    """
    found: dict[str, Fact] = {}
    context = _Context()
    for clause in split_clauses(fold_signs(text), is_own=is_own):
        if clause.is_first:
            context = _Context(has_years=context.has_years, names_role=is_own)
        context.is_order = context.is_order or is_order(clause.text)
        if context.is_order:
            continue
        for fact in _hear_clause(clause, context):
            # What was heard begins where its clause does.
            end = clause.start + len(fact.quote)
            fact = replace(fact, source=source, quote=text[clause.start : end])
            found.setdefault(fact.id, fact)
    return tuple(found.values())


@dataclass(slots=True)
class _Context:
    """What was said before in a sentence.

    Attributes:
        has_years: years of experience, so that "six of them" are some of those.
        names_role: "I am ...", so that "a data scientist" goes on with it; it could else be
            somebody whom the person works with.
        is_order: it orders its reader to do something.
    """

    has_years: bool = False
    names_role: bool = False
    is_order: bool = False


def _hear_clause(clause: Clause, context: _Context) -> Iterator[Fact]:
    if clause.mood == "wished":
        yield from _goals(clause.text)
    pace = None if clause.mood in ("asked", "of others") else _pace(clause.text)
    if pace:
        yield pace
    if clause.mood != "stated":
        return
    other = _OTHER_PERSON.search(clause.text)
    text = clause.text[: other.start()].rstrip() if other else clause.text
    if not text:
        return
    years = [] if pace else list(_years(text, goes_on=context.has_years))
    led = list(hear_leadership(text))
    credentials = list(_credentials(text))
    says_am = _IS.search(text)
    if clause.has_own_subject:
        context.names_role = bool(says_am)
    if says_am or context.names_role:
        yield from _roles(text, says_am)
    yield from years
    yield from _education(text)
    yield from led
    yield from hear_skills(text)
    yield from _languages(text)
    yield from credentials
    if not (years or led or credentials):
        yield from _work(text)
    context.has_years = context.has_years or bool(years)
    context.names_role = context.names_role and not led


def _roles(text: str, said: re.Match[str] | None) -> Iterator[Fact]:
    opening = said or _BARE_ROLE.match(text)
    title = match_title(text, opening.end()) if opening else None
    # Without "I am", a title must be all there is, or go on like one.
    if title is None or (not said and not _BEHIND_TITLE.match(text, title.end)):
        return
    since = _SINCE.search(text)
    is_over = bool(_WAS.search(text[: title.start])) and not _HAS_BEEN.search(text)
    holds = not is_negated(text, title.start)
    name = title.name[0].upper() + title.name[1:]
    yield Fact(
        "role",
        f"{'Formerly ' if is_over else ''}{name}" if holds else f"Not {_with_article(name)}",
        text,
        "",
        subject=title.name,
        since=since["year"] if since and holds else "",
        until="" if is_over or not holds else "now",
        holds=holds,
    )


def _years(text: str, *, goes_on: bool) -> Iterator[Fact]:
    for years in find_years(text, goes_on=goes_on):
        if is_negated(text, years.start):
            continue
        about = f": {years.subject}" if years.subject else ""
        said = f"{say_number(years.number, 'year')} of experience{about}"
        yield Fact("experience", said, text, "", subject=years.subject, number=years.number)
    lacking = _NO_EXPERIENCE.search(text)
    if lacking and not _LEADS_NOBODY.search(text):
        what = lacking["what"].strip()
        yield Fact("experience", f"No experience: {what}", text, "", subject=what, holds=False)


def _education(text: str) -> Iterator[Fact]:
    if _NOT_FINISHED.search(text):
        return
    degrees = list(find_degrees(text))
    for degree in degrees:
        if _NO_DEGREE_OF_ONES_OWN.match(text, degree.end):
            continue
        holds = not is_negated(text, degree.start)
        named = name_degree(degree.level, degree.field)
        is_under_way = holds and bool(_UNDER_WAY.search(text[: degree.start]))
        statement = f"Studying for: {named}" if is_under_way else named
        yield Fact(
            "education",
            statement if holds else f"No {named[0].lower()}{named[1:]}",
            text,
            "",
            subject=degree.field,
            level=degree.level,
            until="now" if is_under_way else "",
            holds=holds,
        )
    some = None if degrees else _SOME_DEGREE.search(text)
    if some:
        field = (some["field"] or "").strip()
        holds = not is_negated(text, some.start())
        named = f"{'Degree' if holds else 'No degree'}{f' in {field}' if field else ''}"
        yield Fact("education", named, text, "", subject=field, holds=holds)


def hear_leadership(text: str) -> Iterator[Fact]:
    """Yield whom somebody leads or led, as they say it; the quote is all of the text."""
    some = find_some_led(text)
    nobody = _LEADS_NOBODY.search(text)
    if nobody or (some and (some.is_nobody or is_negated(text, some.start))):
        said = "Has never led anybody" if re.search(r"(?i)\bnever\b", text) else "Leads nobody"
        yield Fact("leadership", said, text, "", number=0, holds=False)
        return
    led = [one for one in find_people_led(text) if not is_negated(text, one.start)]
    for one in led or filter(None, [some]):
        is_past = one.is_past or bool(_USED_TO.search(text[: one.start]))
        said = one.say()
        if is_past and not one.is_past:
            said = re.sub("^Leads|^Mentors", lambda verb: _OVER[verb[0]], said)
        yield Fact("leadership", said, text, "", number=one.number)


def _languages(text: str) -> Iterator[Fact]:
    if not _SPEAKS.search(text):
        return
    for language in find_languages(text):
        holds = not is_negated(text, language.start)
        said = say_language(language.name, language.level)
        said = said if holds else f"Doesn't speak {language.name}"
        yield Fact("language", said, text, "", subject=language.name, holds=holds)


def _credentials(text: str) -> Iterator[Fact]:
    match = _CREDENTIAL.search(text)
    if match and not is_negated(text, match.end()):
        what = next(filter(None, match.groups())).strip()
        yield Fact("credential", what[0].upper() + what[1:], text, "", subject=what)


def _work(text: str) -> Iterator[Fact]:
    never = _NEVER_DID.match(text)
    if never:
        said = f"Has never {never['what'].strip(' .')}"
        yield Fact("work", said, text, "", holds=False)
    elif _DONE.match(text) and not is_negated(text, len(text)):
        yield Fact("work", text.strip(" ."), text, "")


def _goals(text: str) -> Iterator[Fact]:
    wish = _GOAL.search(text)
    title = match_title(text, wish.end()) if wish else None
    if title is None or is_negated(text, title.start):
        return
    year = _BY_YEAR.search(text)
    said = f"Wants to become {title.name}{f' by {year[1]}' if year else ''}"
    yield Fact("goal", said, text, "", subject=title.name, until=year[1] if year else "")


def _pace(text: str) -> Fact | None:
    match = _PACE.search(text)
    if match is None or _WORKING_TIME.search(text[: match.start()]):
        return None
    hours = value_of(match["number"]) * _TIMES_A_WEEK[match["unit"].lower()]
    return Fact("pace", f"{say_number(hours, 'hour')} a week", text, "", number=hours)


def _with_article(name: str) -> str:
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name[0].lower()}{name[1:]}"
