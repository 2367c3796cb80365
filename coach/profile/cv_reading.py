"""A CV into facts, each with the words that it came from."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from coach.profile.cv_files import read_cv_lines
from coach.profile.cv_lines import Line, join_lines
from coach.profile.cv_positions import (
    find_roles,
    find_studies,
    split_entries,
)
from coach.profile.cv_sections import CvSection, split_sections
from coach.profile.doubles import without_doubles
from coach.profile.facts import Fact
from coach.profile.hearing import hear, hear_leadership
from coach.profile.orders import cut_orders
from coach.profile.signs import fold_signs
from coach.profile.skill_lists import split_skills
from coach.profile.spoken_languages import find_languages, is_language, say_language
from index.sentences import split_sentences

_TOOLS = re.compile(
    r"(?i)^(?:(?:main |key |core |our |used )?(?:tech(?:nolog(?:y|ies)|nical)?(?: stack)?|"
    r"(?:tech )?stack|tools?(?: used)?|environment|keywords|skills|languages|frameworks|libraries|"
    r"built with|methods))\s*:\s+"
)
_CONTACT = re.compile(
    r"(?i)[\w.+-]+@[\w-]+\.\w|(?:https?://|www\.)\S|\+?\d[\d ()/-]{7,}\d(?!\d* ?[-%])|\b(?:phone|"
    r"tel|mobile|e-?mail|address|born|date of birth|nationality|marital status|gender|"
    r"driving licen[cs]e|linkedin|github|twitter|orcid)\b(?=\s*[:.]|\s*$)"
)
_DETAIL = re.compile(
    r"(?i)^(?:thesis|dissertation|advis[eo]rs?|supervisors?|grade|gpa|final grade|coursework|"
    r"relevant coursework|modules|location|website|link|url|doi)\b"
)
_SAYS_I = re.compile(r"\b(?:I|I'm|I've|[Mm]y)\b(?! *[/&+.,])(?=.*\w{2,} \w)")
_SENTENCE_WORDS = 4
_MAX_LINE = 2_000  # characters; a longer one is no line that somebody wrote


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
    facts = tuple(replace(fact, source=name) for fact in without_doubles(found))
    return CvReading(join_lines(lines), facts)


def _without_orders(line: Line) -> Line | None:
    if len(line.text) > _MAX_LINE:
        return None
    text = cut_orders(line.text)
    return replace(line, text=text) if text else None


def _read_section(section: CvSection) -> Iterator[Fact]:
    if section.kind in ("education", "skills", "languages", "credentials"):
        said = tuple(line for line in section.lines if _SAYS_I.search(line.text))
        yield from _read_summary(said)
        section = replace(section, lines=tuple(ln for ln in section.lines if ln not in said))
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
    is_list = all(line.kind == "bullet" for line in lines)
    for entry in split_entries(_unlisted(lines) if is_list else lines):
        roles = list(find_roles(entry))
        yield from roles
        # In a list without a title, each line tells of something done.
        for line in entry.body if roles or not is_list else (*entry.head, *entry.body):
            yield from _read_work(line)


def _read_work(line: Line) -> Iterator[Fact]:
    if _TOOLS.match(line.text):
        yield from _read_skills(line)
        return
    if _DETAIL.match(line.text) or _CONTACT.search(line.text):
        return
    pieces = [line.text] if line.kind == "bullet" else _sentences(line.text)
    for piece in pieces:
        if len(piece.split()) < (2 if line.kind == "bullet" else _SENTENCE_WORDS - 1):
            continue
        yield Fact("work", piece.strip(" ."), piece, "")
        for led in hear_leadership(fold_signs(piece)):
            if led.number is not None:
                yield replace(led, quote=piece)


def _read_skills(line: Line) -> Iterator[Fact]:
    # What is set like a heading names a group of skills, but for a list.
    if (line.level and not re.search(r"[,;|]", line.text)) or _CONTACT.search(line.text):
        return
    for name in split_skills(line.text):
        if is_language(name):
            yield from _read_languages(Line("text", name))
        else:
            yield Fact("skill", name, name, "", subject=name)


def _read_languages(line: Line) -> Iterator[Fact]:
    for language in find_languages(fold_signs(line.text), is_list=True):
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
