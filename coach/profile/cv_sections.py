"""A CV's lines by section: what stands under which heading, and what such a section holds."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from coach.profile.cv_lines import BOLD, Line
from coach.profile.job_titles import holds_title
from coach.profile.periods import find_period
from coach.profile.signs import fold_signs

SectionKind = Literal[
    "head", "summary", "positions", "education", "skills", "languages", "credentials", "other"
]
"""head: above all headings. other: what says nothing of what somebody did or can."""

_NAMES: tuple[tuple[SectionKind, str], ...] = (
    (
        "other",
        r"interests?|hobb(?:y|ies)|references?|referees|contact(?: (?:details|information|me))?|"
        r"personal (?:details|information|data|interests?)|address|declaration|"
        r"research interests?|(?:fun )?facts|outside (?:of )?work|(?:when|"
        r"what) i do when i'?m not working|availability|links|memberships?|details|social|"
        r"find me|get in touch|reach me|beyond work|free time|relevant coursework",
    ),
    (
        "credentials",
        r"certific\w+|certs|licen[cs]es?|credentials|publications?|papers|patents?|awards?|"
        r"hono(?:u)?rs|grants?|prizes?|scholarships?|courses|talks|presentations|conference \w+|"
        r"recognition|accreditations?|continuing education|professional development|writing|"
        r"articles|books|invited talks",
    ),
    (
        "languages",
        r"(?:spoken |foreign |human |natural )?languages(?: (?:spoken|i speak))?|sprachen|"
        r"idiomas|langues",
    ),
    (
        "skills",
        r"skills?|skill ?set|technolog(?:y|ies)|tools?(?:kit|box)?|competenc(?:y|ies|es)|"
        r"expertise|stack|tech(?:nical)?(?: stack)?|proficienc(?:y|ies)|strengths|know-?how|"
        r"what i (?:know|use|work with|can do|bring)|methods|things i know|kenntnisse|"
        r"comp[ée]tences|habilidades|abilities|programming|software",
    ),
    (
        "education",
        r"education|academic (?:background|qualifications|record|history)|studies|"
        r"qualifications?|degrees?|schooling|formaci[óo]n|ausbildung|formation|"
        r"where i (?:studied|learned)|training|educaci[óo]n|what i (?:studied|learned)|university",
    ),
    (
        "positions",
        r"experience|employment|work|work history|career|positions?|appointments|jobs|roles|"
        r"background|what i'?(?:ve| have) done|what i did|where i'?(?:ve| have)? work(?:ed)?|"
        r"internships?|projects?|portfolio|open[- ]source|volunteer\w*|community|teaching|"
        r"leadership|service|military service|berufserfahrung|experiencia|exp[ée]rience|"
        r"engagement|activities|(?:my )?path(?: so far)?|so far|timeline|consulting|freelance|"
        r"accomplishments|achievements|extracurricular\w*|board|offices|mandates|pro bono|"
        r"supervision|employers|practice|clinical practice",
    ),
    (
        "summary",
        r"summary|profile|about(?: me)?|objective|goals?|introduction|statement|overview|"
        r"bio(?:graphy)?|who i am|in short|at a glance|highlights|aims?|ambition|what (?:i want|"
        r"next|comes next|i'?m looking for)|looking for|where i want to go|next|pitch|in brief",
    ),
)
_ADJECTIVES = (
    r"professional|work|working|relevant|technical|key|core|selected|other|further|additional|"
    r"academic|career|personal|industry|research|recent|main|employment|peer-reviewed|refereed|"
    r"computer|it|digital|soft|hard|my|the|areas? of|scientific|previous|earlier|current|formal|"
    r"higher|history|executive|and|&|/|of|,|in|with|list of|special|management|language|"
    r"programming|data|side|volunteer(?:ing)?|community|teaching|leadership|honou?rs|"
    r"publications?|summary|background|details|information|section|highlights|involvement|record|"
    r"full|development|training|certifications?|awards?|skills|tools|technologies|interests|"
    r"projects|experience"
)
_ALL = "|".join(names for _, names in _NAMES)
_KINDS = {
    kind: re.compile(
        rf"(?:(?:{_ADJECTIVES})\s*)*?(?P<name>{names})(?:\s*(?:{_ADJECTIVES})|\s*(?:and|"
        rf"[&,/+])\s*(?:{_ALL}))*",
        re.IGNORECASE,
    )
    for kind, names in _NAMES
}
_HEADING_WORDS = 6


@dataclass(frozen=True, slots=True)
class CvSection:
    """What stands under one heading; its own headings are lines of it."""

    kind: SectionKind
    heading: str
    lines: tuple[Line, ...]


def split_sections(lines: Sequence[Line]) -> tuple[CvSection, ...]:
    """Cut a CV at the headings that CVs have."""
    levels = [line.level for line in lines if line.level and _kind(line)]
    # Of headings that look like the known ones, those that aren't known begin something else.
    top = min((level for level in levels if level < BOLD), default=0)
    sections: list[CvSection] = []
    kind: SectionKind = "head"
    heading, inside = "", list[Line]()
    for line in lines:
        found = _kind(line)
        is_like_them = bool(top) and line.level == top and kind != "head"
        if found is None and is_like_them and not _names_position(line):
            found = "other"
        if found is None:
            inside.append(line)
            continue
        sections.append(CvSection(kind, heading, tuple(inside)))
        kind, heading, inside = found, line.text, []
    sections.append(CvSection(kind, heading, tuple(inside)))
    return tuple(_without_empty(sections))


def _names_position(line: Line) -> bool:
    text = fold_signs(line.text)
    return holds_title(text) or find_period(text) is not None


def _without_empty(sections: list[CvSection]) -> Iterator[CvSection]:
    for section in sections:
        if section.lines:
            yield section


def _kind(line: Line) -> SectionKind | None:
    """Tell what a heading announces; None of what is no heading of a section."""
    text = re.sub(r"^[\W\d_]+|[\W_]+$", "", fold_signs(line.text))
    if line.kind == "bullet" or not text or len(text.split()) > _HEADING_WORDS:
        return None
    # Without a mark only a line that is nothing but a heading's words is one.
    if not (line.level or text[0].isupper()):
        return None
    found = {kind: match for kind, names in _KINDS.items() if (match := names.fullmatch(text))}
    # "Skills and interests" is about skills first.
    return min(found, key=lambda kind: found[kind].start("name"), default=None)
