"""Skills that somebody says they have or lack: "I know Python and SQL"."""

import re
from collections.abc import Iterator

from coach.profile.facts import Fact
from coach.profile.job_titles import holds_title
from coach.profile.negation import is_negated
from coach.profile.spoken_languages import find_languages

_HAS_SKILL = re.compile(
    r"(?i)\b(?:i (?:also )?know|i (?:mostly |mainly |daily |usually |regularly |also )?use|i(?:'m|"
    r" am)? (?:very |quite |really |pretty )?(?:good (?:at|with|in)|strong in|experienced (?:in|"
    r"with)|proficient (?:in|with)|skilled (?:in|at|with)|familiar with|comfortable with|"
    r"fluent in|an expert in|expert in)|i (?:can )?(?:program|code|work|worked|"
    r"have worked) (?:mostly |mainly )?(?:in|with)|i(?:'ve| have) (?:used|learned|learnt|"
    r"mastered)|my (?:main |core |strongest )?(?:skills?|stack|strengths?|tools?) (?:are|is|"
    r"includes?)|i have (?:solid |good |strong |deep |some )?(?:experience|knowledge|"
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
    # What somebody "uses" or "works with" is a skill if it has a name.
    needs_name = not _FREE_FORM.search(match[0])
    listed = _SKILL_END.sub("", text[match.end() :])
    for item in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s+or\s+", listed):
        name = item.strip(" .!;:")
        if not name or len(name.split()) > _MAX_SKILL_WORDS or _NO_SKILL.match(name):
            continue
        is_named = bool(re.search(r"[A-Z0-9+#]", name))
        if (is_named or not needs_name) and not holds_title(name) and not any(find_languages(name)):
            yield name
