"""Skills that somebody says they have or lack: "I know Python and SQL"."""

import re
from collections.abc import Callable, Iterator

from coach.narrowing import find_narrowing_names
from coach.profile.facts import Fact
from coach.profile.job_titles import holds_title
from coach.profile.negation import is_negated
from coach.profile.spoken_languages import find_languages

# How often, on either side of the verb: "I mostly work in R", "I work every day with Go".
_OFTEN = (
    r"(?:(?:mostly|mainly|daily|usually|regularly|often|also|every day|day to day|a lot|"
    r"most(?:ly)? days|these days|currently) )?"
)
_HAS_SKILL = re.compile(
    rf"(?i)\b(?:i (?:also )?know|i {_OFTEN}(?:use|write)|i(?:'m|"
    r" am)? (?:very |quite |really |pretty )?(?:good (?:at|with|in)|strong in|experienced (?:in|"
    r"with)|proficient (?:in|with)|skilled (?:in|at|with)|familiar with|comfortable with|"
    r"fluent in|an expert in|expert in)|i (?:can )?(?:have )?"
    rf"{_OFTEN}(?:program|code|work|worked) {_OFTEN}(?:in|with)|i(?:'ve| have) (?:used|"
    r"learned|learnt|mastered)|my (?:main |core |strongest |daily |day-to-day )?(?:skills?|stack|"
    r"strengths?|tools?) (?:are|is|includes?)|my (?:daily |day-to-day )?work is (?:mostly |mainly "
    r")?in|i have (?:solid |good |strong |deep |some )?(?:experience|knowledge|"
    r"skills) (?:in|with|of))\s+"
)
_LACKS_SKILL = re.compile(
    r"(?i)(?:\bi (?:don'?t|do not) (?:know|use)|(?:never|haven'?t|have not) (?:used|learned|"
    r"learnt|worked with|touched)|\bno (?:experience|knowledge) (?:in|with|of)|\b(?:not|"
    r"isn'?t) (?:familiar with|good at|experienced (?:in|with)))\s+"
)
_FREE_FORM = re.compile(
    r"(?i)\b(?:know|good|strong|expert|proficient|skill|familiar|comfortable|stack|tool|program|"
    r"code|learn|master)"
)
_NO_SKILL = re.compile(
    r"(?i)^(?:that|what|how|who|why|where|when|whether|the|an?|my|this|these|it|you|him|her|them|"
    r"people|nothing|some|about|everything|something|enough|more|much|many|i|we|if|there|for|with|"
    r"your|our|others|anything|of|any|of course|machine|well|better)\b(?! learning)"
)
_SKILL_END = re.compile(
    r"(?i)\s+(?:every|daily|at (?:work|a|an)|for|since|in my|because|to|on a|a lot|very|well|"
    r"really|quite|but|from|during|when|where|yet|at all|so far|most|and (?:i|have|am|a|an|lead|"
    r"led|speak|my)\b).*$"
)
# "PySpark", "GCP", "S3": no place and nobody is written so.
_TECHNICAL = re.compile(r"[a-z][A-Z]|[A-Z]{2}|[0-9+#]")
_MAX_SKILL_WORDS = 4


def hear_skills(text: str) -> Iterator[Fact]:
    """Yield the skills of a clause; the quote is all of it."""
    for form, holds in ((_LACKS_SKILL, False), (_HAS_SKILL, True)):
        match = form.search(text)
        if match is None or (holds and is_negated(text, match.end())):
            continue
        for name in _listed_skills(text, match):
            said = name if holds else f"Not {name}"
            yield Fact("skill", said, text, "", subject=name, holds=holds)
        return


def _listed_skills(text: str, match: re.Match[str]) -> Iterator[str]:
    is_skill = _test_for(match[0])
    listed = _SKILL_END.sub("", text[match.end() :])
    for item in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s+or\s+", listed):
        name = item.strip(" .!;:")
        if not name or len(name.split()) > _MAX_SKILL_WORDS or _NO_SKILL.match(name):
            continue
        if is_skill(name) and not holds_title(name) and not any(find_languages(name)):
            yield name


def _test_for(verb: str) -> Callable[[str], bool]:
    """Return what tells whether something is a skill, by what the person does with it."""
    if _FREE_FORM.search(verb):
        return bool
    # One works in Berlin and with Anna, too.
    return _is_technical if "work" in verb.lower() else _has_name


def _has_name(name: str) -> bool:
    return bool(re.search(r"[A-Z0-9+#]", name))


def _is_technical(name: str) -> bool:
    # What begins a text has a capital anyway, so it's looked for behind a word.
    kinds = {found.kind for found in find_narrowing_names(f"with {name}")}
    return "tool" in kinds or (not kinds and bool(_TECHNICAL.search(name)))
