"""A CV into facts, each with the words that it came from."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from coach.profile.cv_files import read_cv_lines
from coach.profile.cv_lines import Line, join_lines
from coach.profile.cv_positions import (
    find_role,
    find_studies,
    split_entries,
)
from coach.profile.cv_sections import CvSection, split_sections
from coach.profile.facts import Fact
from coach.profile.hearing import hear, say_people
from coach.profile.measures import find_people_led
from coach.profile.orders import cut_orders
from coach.profile.signs import fold_signs
from coach.profile.skill_lists import split_skills
from coach.profile.spoken_languages import find_languages, is_language, say_language
from index.sentences import split_sentences

_TOOLS = re.compile(
    r"(?i)^(?:(?:main |key |core |our |used )?(?:tech(?:nolog(?:y|ies)|nical)?(?: stack)?|"
    r"(?:tech )?stack|tools?(?: used)?|environment|"
    r"keywords|skills|languages|frameworks|libraries|built with|methods))\s*:\s+"
)
_CONTACT = re.compile(
    r"(?i)[\w.+-]+@[\w-]+\.\w|(?:https?://|www\.)\S|\+?\d[\d ()/-]{7,}\d(?!\d* ?[-%])|"
    r"\b(?:phone|tel|mobile|e-?mail|address|born|date of birth|nationality|marital status|gender|"
    r"driving licen[cs]e|linkedin|github|twitter|orcid)\b(?=\s*[:.]|\s*$)"
)
_PERSONAL = re.compile(
    r"(?i)\b(?:years? old|aged? \d+|born (?:in|on)|married|single|divorced|children|pregnan\w+|"
    r"disab\w+|religio\w+)\b"
)
_DETAIL = re.compile(
    r"(?i)^(?:thesis|dissertation|advis[eo]rs?|supervisors?|grade|gpa|final grade|coursework|"
    r"relevant coursework|"
    r"modules|location|website|link|url|doi)\b"
)
_SENTENCE_WORDS = 4
_MOST_SPECIFIC = ("skill", "language", "goal", "pace")


@dataclass(frozen=True, slots=True)
class CvReading:
    """What was read from a CV.

    Attributes:
        text: of the whole file in reading order, a line for each line, bullet or heading.
        facts: what it says of the person, in its order; white space folded, each quote stands in
            `text` to the letter.
    """

    text: str
    facts: tuple[Fact, ...]


def read_cv(name: str, content: bytes) -> CvReading:
    """Read a CV; nothing of it is kept.

    What it orders its reader to do is passed over, and so are contacts and personal details.

    Args:
        name: of the file, which tells its format by its suffix.

    Raises:
        ProfileError: it's too large, of no format that can be read, broken, or holds no text.
    """
    lines = read_cv_lines(name, content)
    clean = [line for line in map(_without_orders, lines) if line is not None]
    found = [fact for section in split_sections(clean) for fact in _read_section(section)]
    facts = tuple(replace(fact, source=name) for fact in _without_doubles(found))
    return CvReading(join_lines(lines), facts)


def _without_orders(line: Line) -> Line | None:
    text = cut_orders(line.text)
    return replace(line, text=text) if text else None


def _read_section(section: CvSection) -> Iterator[Fact]:
    match section.kind:
        case "head" | "summary":
            yield from _read_summary(section.lines)
        case "positions":
            yield from _read_positions(section.lines)
        case "education":
            for entry in split_entries(_unlisted(section.lines)):
                yield from find_studies(entry)
        case "skills":
            for line in section.lines:
                yield from _read_skills(line)
        case "languages":
            for line in section.lines:
                yield from _read_languages(line)
        case "credentials":
            yield from _read_credentials(section.lines)
        case "other":
            return


def _read_summary(lines: Sequence[Line]) -> Iterator[Fact]:
    for line in lines:
        if line.level or _CONTACT.search(line.text):
            continue
        if len(line.text.split()) < _SENTENCE_WORDS and not re.search(r"\d", line.text):
            continue
        if _TOOLS.match(line.text):
            yield from _read_skills(line)
            continue
        yield from hear(line.text, is_own=True)


def _read_positions(lines: Sequence[Line]) -> Iterator[Fact]:
    listed = (
        lines if any(not line.level and line.kind == "text" for line in lines) else _unlisted(lines)
    )
    for entry in split_entries(listed):
        role = find_role(entry)
        if role:
            yield role
        for line in entry.body:
            yield from _read_work(line)


def _read_work(line: Line) -> Iterator[Fact]:
    if _TOOLS.match(line.text):
        yield from _read_skills(line)
        return
    if _DETAIL.match(line.text) or _CONTACT.search(line.text):
        return
    pieces = [line.text] if line.kind == "bullet" else _sentences(line.text)
    for piece in pieces:
        if len(piece.split()) < (2 if line.kind == "bullet" else _SENTENCE_WORDS):
            continue
        yield Fact("work", piece.strip(" ."), piece, "")
        for led in find_people_led(fold_signs(piece)):
            yield Fact("leadership", say_people(led), piece, "", number=led.number)


def _read_skills(line: Line) -> Iterator[Fact]:
    if line.level or _CONTACT.search(line.text):
        return
    for name in split_skills(line.text):
        if is_language(name):
            yield from _read_languages(Line("text", name))
        else:
            yield Fact("skill", name, name, "", subject=name)


def _read_languages(line: Line) -> Iterator[Fact]:
    for language in find_languages(fold_signs(line.text)):
        quote = line.text[language.start : language.end]
        yield Fact(
            "language",
            say_language(language.name, language.level),
            quote,
            "",
            subject=language.name,
        )


def _read_credentials(lines: Sequence[Line]) -> Iterator[Fact]:
    for line in lines:
        if (
            line.level
            or len(line.text) < 3
            or _CONTACT.search(line.text)
            or _DETAIL.match(line.text)
        ):
            continue
        yield Fact(
            "credential", line.text.strip(" ."), line.text, "", subject=line.text.strip(" .")
        )


def _unlisted(lines: Iterable[Line]) -> list[Line]:
    """Return bullets as lines: in some sections they are all there is."""
    return [replace(line, kind="text") if line.kind == "bullet" else line for line in lines]


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def _without_doubles(found: Sequence[Fact]) -> Iterator[Fact]:
    """Leave out what is said twice, as in a summary and in the position that it sums up."""
    has_roles = any(fact.kind == "role" and fact.since for fact in found)
    seen: set[tuple[object, ...]] = set()
    for number, fact in enumerate(found):
        others = [*found[:number], *found[number + 1 :]]
        if fact.kind == "role" and has_roles and not fact.since:
            continue
        if fact.kind == "education" and any(_says_more(other, fact) for other in others):
            continue
        if fact.kind in ("leadership", "education", "role", "experience"):
            key: tuple[object, ...] = (
                fact.kind,
                fact.subject.casefold(),
                fact.number,
                fact.level,
                fact.since,
                fact.until,
                fact.holds,
            )
            key = (*key, fact.quote) if fact.kind == "leadership" else key
        elif fact.kind in _MOST_SPECIFIC:
            key = (fact.kind, fact.subject.casefold())
        else:
            key = (fact.kind, " ".join(fact.quote.casefold().split()))
        if key not in seen:
            seen.add(key)
            yield fact


def _says_more(other: Fact, fact: Fact) -> bool:
    """Tell whether another fact is of the same degree and says more of it."""
    if other.kind != "education" or other.level != fact.level or other.holds != fact.holds:
        return False
    is_same = not fact.subject or fact.subject.casefold() in other.subject.casefold()
    more = (bool(other.subject), bool(other.until or other.since))
    return is_same and more > (bool(fact.subject), bool(fact.until or fact.since))
