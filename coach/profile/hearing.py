"""What a person says of themselves in plain words, heard: "I lead two juniors" -> facts.

Rules, no model: what is asked, supposed, wished or told of others gives nothing, and what isn't
said stays unknown. Each fact is quoted to the letter.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from coach.profile.clauses import Clause, split_clauses
from coach.profile.degrees import find_degrees, name_degree
from coach.profile.facts import Fact
from coach.profile.job_titles import holds_title, match_title
from coach.profile.measures import (
    Measure,
    find_pace,
    find_people_led,
    find_some_led,
    find_years,
    say_number,
)
from coach.profile.orders import is_order
from coach.profile.signs import fold_signs
from coach.profile.spoken_languages import find_languages, say_language

_NOT = re.compile(
    r"(?i)\b(?:not|never|no|without|nor|neither|hardly|lack(?:ing)?|zero|haven'?t|hasn'?t|don'?t|"
    r"didn'?t|isn'?t|wasn'?t|ain'?t|can'?t|cannot|never)\b"
)
_NO_NEGATION = re.compile(
    r"(?i)\b(?:not only|not just|no (?:less|fewer|more) than|not (?:less|fewer|more) than|"
    r"no doubt|"
    r"not to mention|no problem)\b"
)
_IS = re.compile(
    r"(?i)\b(?:i am|i'm|im|i have been|i've been|i was|i used to be|i (?:currently |"
    r"now )?work(?:ed|ing)? as|"
    r"(?:am|was|been|now|currently|previously|formerly|presently|still) working as|worked as|"
    r"working as|employed as|"
    r"i (?:became|got promoted to|was promoted to)|"
    r"promoted to|my (?:current |present |last |job )?(?:role|title|position|"
    r"job)(?: title)? (?:is|was)(?: that of)?)\s+"
    r"(?:(?:currently|now|still|only|just|also|already|not|no longer|basically|really|working as|"
    r"employed as)\s+)*"
    r"(?:an?\s+|the\s+)?"
)
_WAS = re.compile(r"(?i)\b(?:was|used to be|worked|previously|formerly|no longer|ex-)\b")
_BARE_ROLE = re.compile(
    r"(?i)^(?:(?:currently|now|still|previously|formerly|also|and|as)\s+)*(?:an?\s+|the\s+)?"
)
_SINCE = re.compile(
    r"(?i)\b(?:since|from)\s+(?:(?P<month>[a-z]{3,9})\.?\s+)?(?P<year>(?:19|20)\d\d)\b"
)
_OTHER_PERSON = re.compile(
    r"(?i)\b(?:boss|sister|brother|wife|husband|friend|colleague|mentor|mother|father|girlfriend|"
    r"boyfriend|manager (?:has|is|with)|with (?:an?|the|my) [\w ]*(?:manager|director|head|lead|"
    r"boss))\b"
)
_NOT_FINISHED = re.compile(
    r"(?i)\b(?:dropp\w+ out|never finished|didn'?t finish|without finishing|quit|abandon\w+|"
    r"left)\b"
)
_UNDER_WAY = re.compile(
    r"(?i)\b(?:doing|studying|pursuing|working on|enrolled|in the (?:middle|process) of|"
    r"finishing|"
    r"completing|writing|part[- ]time)\b"
)
_HAS_SKILL = re.compile(
    r"(?i)\b(?:i (?:also )?know|i (?:mostly |mainly |daily |usually |regularly |also )?use|"
    r"i(?:'m| am)? (?:very |quite |really |pretty )?(?:good (?:at|with|in)|strong in|"
    r"experienced (?:in|with)|proficient (?:in|with)|"
    r"skilled (?:in|at|with)|familiar with|comfortable with|fluent in|an expert in|expert in)|"
    r"i (?:can )?(?:program|code|work|worked|have worked) (?:mostly |mainly )?(?:in|with)|"
    r"i(?:'ve| have) (?:used|learned|learnt|mastered)|my (?:main |core |strongest )?(?:skills?|"
    r"stack|strengths?|tools?) (?:are|is|includes?)|"
    r"i have (?:solid |good |strong |deep |some )?(?:experience|knowledge|skills) (?:in|with|"
    r"of))\s+"
)
_LACKS_SKILL = re.compile(
    r"(?i)(?:\bi (?:don'?t|do not) (?:know|use)|(?:never|haven'?t|have not) (?:used|learned|"
    r"learnt|worked with|touched)|"
    r"\bno (?:experience|knowledge) (?:in|with|of)|\b(?:not|isn'?t) (?:familiar with|good at|"
    r"experienced (?:in|with)))\s+"
)
_FREE_FORM = re.compile(
    r"(?i)\b(?:know|good|strong|expert|proficient|skill|familiar|comfortable|stack|tool|program|"
    r"code|learn|master)"
)
_NO_SKILL = re.compile(
    r"(?i)^(?:that|what|how|who|why|where|when|whether|the|an?|my|this|these|it|you|him|her|them|"
    r"people|nothing|"
    r"some|about|everything|something|enough|more|much|many|i|we|if|there|for|with|your|our|"
    r"others|anything|of|any|"
    r"of course|machine|well|better)\b(?! learning)"
)
_SKILL_END = re.compile(
    r"(?i)\s+(?:every|daily|at (?:work|a|an)|for|since|in my|because|to|on a|a lot|very|well|"
    r"really|quite|but|from|"
    r"during|when|where|yet|at all|so far|most|and (?:i|have|am|a|an|lead|led|speak|my)\b).*$"
)
_GOAL = re.compile(
    r"(?i)\b(?:to (?:be|become|get to|move (?:in)?to|grow into|step (?:up )?(?:in)?to|"
    r"switch (?:in)?to|"
    r"transition (?:in)?to|reach|work as|get promoted to|lead as|end up as|land|make it to|"
    r"progress to)|(?:goal|aim|dream|ambition|"
    r"target|objective) is(?: to (?:be|become|get to|reach))?|aiming for|aim for|"
    r"dream(?:ing)? of (?:becoming|being)?|looking for|"
    r"seeking|working towards?(?: becoming)?|striving for|(?:move|step|grow|"
    r"promotion) (?:in)?to)\s+"
    r"(?:(?:being|becoming)\s+)?(?:an?\s+|the\s+|my first\s+|a role as\s+|the role of\s+|"
    r"a position as\s+)*"
)
_BY_YEAR = re.compile(
    r"(?i)\b(?:by|before|until|in)\s+(?:the end of\s+|early\s+|late\s+|mid-?)?(20\d\d)\b"
)
_DONE = re.compile(
    r"(?i)^(?:(?:and|also|then|recently|previously|successfully|in \d{4})[\s,]+)*(?:i(?:'ve|"
    r" have)?\s+)?"
    r"(?:(?:also|recently|successfully|then|once|personally|single-handedly|just)\s+)*"
    r"(?:built|led|launched|designed|developed|deployed|shipped|created|introduced|migrated|"
    r"reduced|increased|"
    r"improved|cut|saved|delivered|founded|hired|organi[sz]ed|wrote|taught|presented|negotiated|"
    r"implemented|automated|set up|established|trained|owned|scaled|grew|defined|drove|rebuilt|"
    r"redesigned|optimi[sz]ed|architected|productioni[sz]ed|researched|managed|ran|convinced|"
    r"co-?founded|"
    r"initiated|coordinated|analy[sz]ed|modelled|modeled|secured|won over|rolled out|replaced|"
    r"started)\b(?=\s+\S+\s+\S)"
)
_CREDENTIAL = re.compile(
    r"(?i)\b(?:(?:i(?:'m| am)|an?)\s+(?P<who>[\w .+-]{2,40}?certified\b[\w .+-]{0,40})|(?:have|"
    r"hold|got|earned|with|passed)\s+(?:an?\s+|the\s+|my\s+)?"
    r"(?P<what>[\w .+/-]{2,60}?(?:certificate|certification|licen[cs]e|exam|accreditation|"
    r"patents?)\b(?:\s+(?:in|for|on)\s+[\w +/-]{2,40})?)|"
    r"(?P<done>(?:published|authored|co-?authored|wrote)\s+(?:[\w-]+\s+){0,5}?(?:papers?|"
    r"articles?|books?|publications?|patents?)\b[\w ]{0,40})|"
    r"(?P<won>(?:won|received|awarded)\s+(?:an?\s+|the\s+)?[\w '-]{2,60}?(?:award|prize|medal|"
    r"scholarship|fellowship|grant)\b))"
)
_MAX_SKILL_WORDS = 4


def hear(text: str, source: str = "conversation", *, is_own: bool = False) -> tuple[Fact, ...]:
    """Return what a person says of themselves, in the text's order.

    Args:
        source: where the text stands; each fact says so.
        is_own: what is said without a subject is said of the person, as in a CV or an answer to
            "what do you do?".
    """
    found: dict[str, Fact] = {}
    for clause in split_clauses(fold_signs(text), is_own=is_own):
        if is_order(clause.text):
            continue
        for fact in _hear_clause(clause):
            # What was heard begins where its clause does.
            end = clause.start + len(fact.quote)
            fact = replace(fact, source=source, quote=text[clause.start : end])
            found.setdefault(fact.id, fact)
    return tuple(found.values())


def _hear_clause(clause: Clause) -> Iterator[Fact]:
    if clause.mood == "wished":
        yield from _goals(clause.text)
    pace = find_pace(clause.text)
    if (
        pace
        and clause.mood in ("stated", "wished", "supposed")
        and not _is_working_time(clause, pace)
    ):
        yield Fact("pace", f"{_hours(pace)} a week", clause.text, "", number=pace.number)
    if clause.mood != "stated":
        return
    text = clause.text
    if other := _OTHER_PERSON.search(text):
        text = text[: other.start()].rstrip()
    if not text:
        return
    led = list(_leadership(text))
    yield from _roles(text)
    if not pace:
        yield from _years(text)
    yield from _education(text)
    yield from led
    yield from _skills(text)
    yield from _languages(text)
    credentials = list(_credentials(text))
    yield from credentials
    if not led and not credentials and _DONE.match(text) and not _is_negated(text, len(text)):
        yield Fact("work", text.strip(" ."), text, "")


def _roles(text: str) -> Iterator[Fact]:
    said = _IS.search(text)
    opening = said or _BARE_ROLE.match(text)
    title = match_title(text, opening.end()) if opening else None
    if title is None or opening is None:
        return
    if not said and (
        title.end < len(text.rstrip(" ."))
        and not re.match(
            r"\s*(?:,|at\b|in\b|with\b|for\b|since\b|and\b|by\b|from\b|on\b|working\b|\()",
            text[title.end :],
        )
    ):
        return
    since = _SINCE.search(text)
    is_over = bool(_WAS.search(text[: title.start])) and not re.search(
        r"(?i)i have been|ve been", text
    )
    holds = not _is_negated(text, title.start)
    name = title.name[0].upper() + title.name[1:]
    yield Fact(
        "role",
        f"{'Formerly ' if is_over and holds else ''}{name}" if holds else f"Not {_article(name)}",
        text,
        "",
        subject=title.name,
        since=since["year"] if since and holds else "",
        until="" if is_over or not holds else "now",
        holds=holds,
    )


def _years(text: str) -> Iterator[Fact]:
    for years in find_years(text):
        if _is_negated(text, years.start):
            continue
        in_what = f" in {years.subject}" if years.subject else ""
        yield Fact(
            "experience",
            f"{say_years(years)} of experience{in_what}",
            text,
            "",
            subject=years.subject,
            number=years.number,
        )
        return
    lacking = re.search(
        r"(?i)\bno (?:(?:real|work|working|professional|prior|industry|"
        r"practical) )*experience\s+(?:in|with|as|of)\s+(?:an?\s+)?(?P<what>[^,;.]+)",
        text,
    )
    if lacking and not re.match(r"(?i)lead|manag|[A-Z]", lacking["what"]):
        what = lacking["what"].strip()
        yield Fact("experience", f"No experience in {what}", text, "", subject=what, holds=False)


def _education(text: str) -> Iterator[Fact]:
    if _NOT_FINISHED.search(text):
        return
    degrees = list(find_degrees(text))
    for degree in degrees:
        if re.match(
            r"(?i)\s*(?:students?|candidates?|theses|interns?|graduates?)\b", text[degree.end :]
        ):
            continue
        holds = not _is_negated(text, degree.start)
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
    if not degrees and re.search(
        r"(?i)\b(?:no|without (?:an?|any)|don'?t have (?:an?|any)|never got a) (?:\w+ )?degree\b",
        text,
    ):
        yield Fact("education", "No degree", text, "", holds=False)


def _leadership(text: str) -> Iterator[Fact]:
    some = find_some_led(text)
    if some and _is_negated(text, some.start):
        yield Fact(
            "leadership",
            "Has never led anybody" if "never" in text.lower() else "Leads nobody",
            text,
            "",
            number=0,
            holds=False,
        )
        return
    if re.search(
        r"(?i)\bno (?:direct reports|reports|(?:leadership|management|managing|"
        r"people) experience|team to lead)\b",
        text,
    ):
        yield Fact("leadership", "Leads nobody", text, "", number=0, holds=False)
        return
    led = [measure for measure in find_people_led(text) if not _is_negated(text, measure.start)]
    for measure in led:
        yield Fact("leadership", say_people(measure), text, "", number=measure.number)
    if not led and some:
        yield Fact("leadership", say_people(some), text, "")


def _skills(text: str) -> Iterator[Fact]:
    for form, holds in ((_LACKS_SKILL, False), (_HAS_SKILL, True)):
        match = form.search(text)
        if match is None or (holds and _is_negated(text, match.end())):
            continue
        listed = _SKILL_END.sub("", text[match.end() :])
        for item in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s+or\s+", listed):
            name = item.strip(" .!;:")
            is_name = bool(re.search(r"[A-Z0-9+#]", name)) or _FREE_FORM.search(match[0])
            if (
                name
                and is_name
                and len(name.split()) <= _MAX_SKILL_WORDS
                and not _NO_SKILL.match(name)
                and not holds_title(name)
                and not any(find_languages(name))
            ):
                yield Fact(
                    "skill", name if holds else f"Not {name}", text, "", subject=name, holds=holds
                )
        return


def _languages(text: str) -> Iterator[Fact]:
    if not re.search(
        r"(?i)\b(?:speak|fluent|native|mother tongue|bilingual|languages?|[ABC][12])\b", text
    ):
        return
    for language in find_languages(text):
        holds = not _is_negated(text, language.start)
        said = say_language(language.name, language.level)
        yield Fact(
            "language",
            said if holds else f"Doesn't speak {language.name}",
            text,
            "",
            subject=language.name,
            holds=holds,
        )


def _credentials(text: str) -> Iterator[Fact]:
    match = _CREDENTIAL.search(text)
    if match and not _is_negated(text, match.end()):
        what = next(filter(None, match.groups())).strip()
        yield Fact("credential", what[0].upper() + what[1:], text, "", subject=what)


def _goals(text: str) -> Iterator[Fact]:
    wish = _GOAL.search(text)
    title = match_title(text, wish.end()) if wish else None
    if title is None or _is_negated(text, title.start):
        return
    year = _BY_YEAR.search(text)
    by = f" by {year[1]}" if year else ""
    yield Fact(
        "goal",
        f"Wants to become {title.name}{by}",
        text,
        "",
        subject=title.name,
        until=year[1] if year else "",
    )


def say_years(years: Measure) -> str:
    """Return it in words: "6 years"."""
    number = years.number or 0
    return "1 year" if number == 1 else f"{say_number(number)} years"


def say_people(led: Measure) -> str:
    """Return it in words: "Leads 2 people", "Mentored others"."""
    verb = (
        ("Mentored" if led.is_past else "Mentors")
        if led.is_mentoring
        else ("Led" if led.is_past else "Leads")
    )
    if led.number is None:
        return f"{verb} others"
    return f"{verb} 1 person" if led.number == 1 else f"{verb} {say_number(led.number)} people"


def _hours(pace: Measure) -> str:
    number = pace.number or 0
    return "1 hour" if number == 1 else f"{say_number(number)} hours"


def _is_working_time(clause: Clause, pace: Measure) -> bool:
    before = clause.text[: pace.start]
    return bool(
        re.search(
            r"(?i)\b(?:work(?:ing|ed)?(?! on)|job|takes?|sleep|commut\w+|meetings?|billed?)\b",
            before,
        )
    )


def _is_negated(text: str, end: int) -> bool:
    before = _NO_NEGATION.sub("", text[:end])
    return bool(_NOT.search(before))


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name[0].lower()}{name[1:]}"
