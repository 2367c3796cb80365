"""What narrows a question and does not stand in what was found for it.

A likeness of vectors does not tell: "the salary in Germany" is as near to the salaries as "the
salary in the US". So what narrows a question (a place, a company, a year, a tool, a group of
people, a job, a number asked for) must stand in what was found, or the answer says that it does
not.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from coach.naming import names_in_full
from coach.narrowing import find_narrowing_names
from coach.parts import asking_sentences
from coach.vocabulary import expand, is_everyday, stem, stems, translate
from index.documents import Point
from index.passages import Passage
from index.search import RankedPassage
from index.words import FUNCTION_WORDS, content_words, words_of

_TOKEN = re.compile(r"[^\W_]+(?:[.'’&/-]+[^\W_]+)*")  # noqa: RUF001
_MID_SENTENCE = re.compile(r"[\w,'’)]\s+$")  # noqa: RUF001
_LONGEST_INITIALISM = 4
# People in what is told around a question: "my cousin Ann says".
_PERSON_BEFORE = re.compile(
    r"\b(?:my|our|his|her|their) (?:\w+ ){0,2}$|\b(?:called|named|hi|hello|hey|dear|thanks) $",
    re.IGNORECASE,
)
_PERSON_AFTER = re.compile(
    r"^[\w'-]*,? (?:say|said|tell|told|ask|reckon|think|thought|claim|keep|want|insist|mention)",
    re.IGNORECASE,
)
# Written like names, and narrowing nothing.
_COMMON_NAMES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december christmas easter god english ok tv cv hr
    it pr ceo cfo ceos faq pc kpi kpis roi pls asap""".split()  # noqa: SIM905
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_EMPLOYER = re.compile(r"\bat (?:an? |the )?([a-z][\w.&-]+)", re.IGNORECASE)
_NO_EMPLOYER = frozenset(
    """all any anything best big everything first full great half home hospital large last least
    length level my night nothing once one other our peace present risk scale school senior short
    small some someone that their this times top various what which work worst your""".split()  # noqa: SIM905
)
_SUM = re.compile(
    r"\bhow much (?:do|does|did|would|will|could|can|might|is|are)\b.*\b(?:make|get|earn|paid)\b",
    re.IGNORECASE,
)
_PAY = re.compile(
    rf"\b(?:pay|paid|salar|wage|earn|compensation|income)|{_SUM.pattern}", re.IGNORECASE
)
_JOBS = (
    "engineer|scientist|analyst|developer|manager|director|architect|researcher|designer|officer"
    "|consultant|writer|programmer|administrator|professor|recruiter|executive|lead|specialist|intern"
)
_ROLE = re.compile(
    r"\b(?:(?:head|director|vp|vice president|chief|lead|manager)s? of (?:[a-z]+ ?){1,3}"
    rf"|(?:[a-z]+[ -]){{0,2}}(?:{_JOBS})s?)\b(?!-)",
    re.IGNORECASE,
)
# What follows a job's name and is no part of it.
_VERBS = frozenset(
    """ask asks attend attends become becomes change changes cost costs earn earned earns go goes
    have has hire hires know knows live lives make makes must made need needs pay pays read reads
    report reports require requires use uses wear wears work works write writes""".split()  # noqa: SIM905
)
_ASKED_THING = re.compile(
    r"\bwhat(?:['’]s| is| are| was| were) (?:the |an? )?"  # noqa: RUF001
    r"((?:(?!(?:at|in|on|by|to|of|for|with)\b)[a-z][\w-]* ){0,3}?)([a-z][\w-]*?)(?: [a-z]+ed)?"
    r" (?:of|for|among|between)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\bhow (?:many|often|old|long)\b(?: ([a-z]+))?"
    r"|\b(?:what|which) (?:percent(?:age)?|share|proportion|fraction|number)\b(?: of ([a-z]+))?"
    r"|\b(?:what|which) age\b|\bhow much (experience|time|vacation|holiday|equity|stock|budget)\b",
    re.IGNORECASE,
)
_INSTANCE = re.compile(
    r"\b(?:which|what|best|good|name an?|recommend(?: an?)?)\s+(?:[a-z]+\s+){0,2}?"
    r"(universit(?:y|ies)|colleges?|schools?|certifi(?:cation|cate)s?|courses?|books?|boot ?camps?"
    r"|compan(?:y|ies)|employers?|cit(?:y|ies)|countr(?:y|ies)|recruiters?|podcasts?|newsletters?"
    r"|conferences?|websites?|blogs?|mentors?|visas?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a question asks about and the passages lack.

    Attributes:
        term: as a person would read it ("Germany", "1998", "how many hours").
        kind: of a narrowing name, or "year", "role", "name", "count", "instance" or "thing".
    """

    term: str
    kind: str


def find_gaps(question: str, found: Sequence[RankedPassage]) -> tuple[Gap, ...]:
    """Return what narrows the question and does not stand in what was found for it."""
    evidence = frozenset().union(*(_stems_of(ranked.passage) for ranked in found))
    if not _asks_pay(question, found):
        # "I live in Berlin" narrows a question about pay, and hardly one about skills.
        question = asking_sentences(question)
    gaps = [
        *_missing_names(question, evidence),
        *(Gap(year, "year") for year in _YEAR.findall(question) if year not in evidence),
        *_missing_roles(question, found, evidence),
        *_missing_proper_nouns(question, found, evidence),
        *_missing_counts(question, found),
        *_missing_instances(question, evidence),
        *_missing_thing(question, found),
    ]
    unique = list({gap.term.lower(): gap for gap in reversed(gaps)}.values())
    instances = " ".join(gap.term.lower() for gap in gaps if gap.kind == "instance")
    return tuple(
        gap
        for gap in reversed(unique)
        if gap.kind == "instance" or gap.term.lower() not in instances
    )


def _missing_names(question: str, evidence: frozenset[str]) -> Iterable[Gap]:
    for name in find_narrowing_names(question):
        said = any(evidence.issuperset(stems(variant)) for variant in name.variants)
        # Doctors stand for healthcare, and shops for retail; Germany stands for itself.
        meant = name.kind in ("group", "sector") and _is_meant(name.spelled, question, evidence)
        if not said and not meant:
            yield Gap(name.spelled, name.kind)


def _is_meant(name: str, question: str, evidence: frozenset[str]) -> bool:
    said = set(stems(name))
    return any(
        said.intersection(found.phrase) and not evidence.isdisjoint(stems(" ".join(found.words)))
        for found in translate(question)
    )


def _missing_roles(
    question: str, found: Sequence[RankedPassage], evidence: frozenset[str]
) -> Iterable[Gap]:
    """A job whose pay is asked and that has no row, or one that the passages don't speak of."""
    asks_pay = _asks_pay(question, found)
    if asks_pay and any(names_in_full(question, row.cells[0].value) for row in _rows(found)):
        return
    for match in _ROLE.finditer(question):
        words = _words_of_role(match.group(), evidence)
        weighty = [word for word in words if word not in FUNCTION_WORDS]
        known = evidence.issuperset(stem(word) for word in weighty)
        if len(weighty) > 1 and (asks_pay or not known):
            yield Gap(" ".join(words), "role")


def _words_of_role(text: str, evidence: frozenset[str]) -> list[str]:
    """Cut off what stands before and behind a job's name ("the pay of a", "monitor")."""
    words = words_of(text)
    while words and words[0] in FUNCTION_WORDS | _VERBS:
        words = words[1:]
    first = words.index("of") + 1 if "of" in words else len(words)
    # Behind "of", what the passages know is the name, and what they don't know a verb.
    for place, word in enumerate(words[first:], start=first):
        is_known = place > first and stem(words[first]) in evidence and stem(word) not in evidence
        if word in FUNCTION_WORDS | _VERBS or is_known:
            return words[:place]
    return words


def _asks_pay(question: str, found: Sequence[RankedPassage]) -> bool:
    # A sum that is asked for is asked for wherever the table came out.
    near = found if _SUM.search(question) else found[:3]
    return bool(_rows(near)) and bool(_PAY.search(expand(question)))


def _rows(found: Sequence[RankedPassage]) -> list[Point]:
    return [p for ranked in found for p in ranked.passage.points if p.kind == "row"]


def _missing_proper_nouns(
    question: str, found: Sequence[RankedPassage], evidence: frozenset[str]
) -> Iterable[Gap]:
    """Words that the person wrote like a name, and an employer behind "at"."""
    words = [(match.group(), match.start()) for match in _TOKEN.finditer(question)]
    capitalised = [word for word, _ in words[1:] if word[0].isupper()]
    # In a title or a shout capitals say nothing.
    if len(capitalised) * 2 <= len(words) or len(words) < 4:
        for word, start in words:
            mid_sentence = _MID_SENTENCE.search(question[:start])
            shouted = word.isupper() and len(word) > _LONGEST_INITIALISM
            bare = word.removesuffix("'s")
            if (
                word[0].isupper()
                and mid_sentence
                and not shouted
                and not _is_said(bare, found, evidence)
            ):
                before, after = question[:start], question[start:]
                if not _PERSON_BEFORE.search(before) and not _PERSON_AFTER.search(after):
                    yield Gap(bare, "name")
    for employer in _EMPLOYER.findall(question):
        if employer.lower() not in _NO_EMPLOYER and not _is_said(employer, found, evidence):
            yield Gap(employer, "name")


def _is_said(word: str, found: Sequence[RankedPassage], evidence: frozenset[str]) -> bool:
    plain = word.lower()
    return (
        plain in FUNCTION_WORDS | _COMMON_NAMES
        or len(plain) < 2
        or all(stem(part) in evidence for part in re.split(r"[/-]", plain))
        or (word.isupper() and _is_initialism(plain, found))
        or is_everyday(plain)
    )


def _missing_counts(question: str, found: Sequence[RankedPassage]) -> Iterable[Gap]:
    """A number was asked for, and no Point has one next to the thing that is counted."""
    points = [point.text for ranked in found for point in ranked.passage.points]
    headings = frozenset(word for ranked in found for word in stems(ranked.passage.heading))
    for match in _COUNT.finditer(question):
        counted = next((group for group in match.groups() if group), "")
        wanted = frozenset(stems(counted)) - FUNCTION_WORDS
        # What a heading lists can be counted: "how many tracks are there?".
        how_many = match.group().lower().startswith("how many")
        listed = how_many and bool(wanted) and wanted <= headings
        if not listed and not any(_counts(point, wanted) for point in points):
            yield Gap(match.group().lower(), "count")


def _counts(text: str, wanted: frozenset[str]) -> bool:
    words = stems(text)
    return any(
        word[0].isdigit() and wanted.intersection(words[place + 1 : place + 4]) == wanted
        for place, word in enumerate(words)
    )


def _missing_instances(question: str, evidence: frozenset[str]) -> Iterable[Gap]:
    for kind in _INSTANCE.findall(question):
        if stem(kind.lower()) not in evidence:
            yield Gap(f"any particular {kind.lower()}", "instance")


@cache
def _stems_of(passage: Passage) -> frozenset[str]:
    text = f"{passage.searchable_text} {passage.as_of or ''}"
    # "PhD" is what is written as Ph.D.
    plain = stems(re.sub(r"[/-]", " ", text)) + stems(text.replace(".", ""))
    return frozenset(stems(text)).union(plain)


@cache
def _vocabulary_of(passage: Passage) -> frozenset[str]:
    """The stems of what it says and of the questions that it answers."""
    return _stems_of(passage).union(*(stems(asked_as) for asked_as in passage.asked_as))


@cache
def _initials_of(passage: Passage) -> str:
    return "".join(word[0] for word in words_of(passage.searchable_text))


def _is_initialism(word: str, found: Sequence[RankedPassage]) -> bool:
    """Tell whether the first letters of words in a row spell it: ML, machine learning."""
    return len(word) > 1 and any(word in _initials_of(ranked.passage) for ranked in found)


def asks_for_figures(question: str, table: Passage) -> bool:
    """Tell whether a question that names a row of a table also asks for what its columns hold."""
    if tells_of_another_thing(question, table):
        return False
    columns = [cell.header for point in table.points for cell in point.cells[1:]]
    subject = frozenset(stems(" ".join([*table.heading_path, *columns])))
    if _PAY.search(question) or not subject.isdisjoint(stems(expand(question))):
        return True
    # Nothing that it's about is named: then it may ask for nothing that the table doesn't know.
    return _vocabulary_of(table).issuperset(stem(word) for word in content_words(question))


def tells_of_another_thing(question: str, passage: Passage) -> bool:
    """Tell whether a question asks for something of a name that a passage doesn't have.

    A table of pay has a row for the Head of Machine Learning, and not the role's "average age".
    """
    asked = _ASKED_THING.search(question)
    if asked is None:
        return False
    evidence = _vocabulary_of(passage)
    return stem(asked[2].lower()) not in evidence and not _is_meant(asked[2], question, evidence)


def _missing_thing(question: str, found: Sequence[RankedPassage]) -> Iterable[Gap]:
    """What a question asks for of a name in a table when nothing that was found has it."""
    asked = _ASKED_THING.search(question)
    best = [ranked.passage for ranked in found]
    if asked and _rows(found[:1]) and all(tells_of_another_thing(question, p) for p in best):
        yield Gap(f"{asked[1]}{asked[2]}", "thing")
