"""Job titles in a text, by the words that titles end in and begin with."""

import re
from dataclasses import dataclass

_ROLE = (
    r"(?:engineer|scientist|manager|analyst|developer|researcher|director|head|lead|leader|"
    r"architect|consultant|officer|president|professor|lecturer|teacher|nurse|intern|assistant|"
    r"associate|specialist|coordinator|administrator|designer|founder|owner|fellow|postdoc|"
    r"programmer|statistician|economist|accountant|actuary|physicist|chemist|biologist|"
    r"mathematician|trader|strategist|advis[eo]r|trainer|instructor|tutor|technician|operator|"
    r"supervisor|producer|editor|journalist|lawyer|physician|pharmacist|trainee|apprentice|"
    r"partner|principal|controller|planner|buyer|recruiter|marketer|evangelist|librarian|master|"
    r"executive|secretary|captain|sergeant|lieutenant|auditor|translator|writer|bioinformatician|"
    r"epidemiologist|quant|modeller|modeler|technologist|practitioner|expert in residence|"
    r"working student|research student|phd (?:student|candidate|researcher)|doctoral (?:student|"
    r"candidate|researcher)|vp|svp|evp|avp|cto|ceo|cio|cdo|caio|coo|chair|dean|clerk|agent|"
    r"representative|barista|chef|cook|driver|paramedic|midwife|therapist|psychologist|"
    r"neuroscientist|geologist|linguist|surveyor|underwriter|broker|banker|investigator|"
    r"ambassador|member of technical staff|chief of staff|werkstudent|fellowship|internship|tl|em|"
    r"pm|sre|dba|mentor|volunteer|broadcaster|reporter|planner|inspector|estimator|merchandiser|"
    r"musician|pilot|soldier)"
)
_OF = r"(?:\s+(?:of|for)\s+[A-Za-z][\w&/-]*(?:\s+(?:and|&|of)?\s*[A-Za-z][\w&/-]*){0,4})"
_LEVEL = r"(?:\s+(?:I{1,3}|IV|V|[1-5]|L\d|IC\d)\b)?"
_WORD = r"[A-Za-z][\w&/+.'-]*"
_TITLE = re.compile(
    rf"(?<![\w-])(?:{_WORD}\s+){{0,6}}?{_ROLE}(?:\s+{_ROLE}){{0,2}}{_LEVEL}(?![\w'])",
    re.IGNORECASE,
)
_HAS_ROLE = re.compile(rf"(?<![\w-]){_ROLE}s?(?![\w'])", re.IGNORECASE)
_SPOKEN = re.compile(
    rf"(?:(?!(?:at|in|with|for|and|but|who|which|that|from|of|on|to|as|is|am|was|my|very|an?|"
    rf"the)\b){_WORD}[\s]+){{0,5}}?(?:(?:head|director|vp|vice president|manager|lead|leader|"
    rf"chief|professor|officer|owner|dean){_OF}|{_ROLE}(?:\s+{_ROLE}){{0,2}}{_LEVEL}(?![\w'-]))",
    re.IGNORECASE,
)
_SPOKEN_END = re.compile(
    r"(?i)\s+(?:at|in|with|since|and i|but|by|within|for (?:the|a|\d)|one day|someday|soon|next|"
    r"eventually|before|after|until|now|or)\b.*$"
)


@dataclass(frozen=True, slots=True)
class Title:
    """A job title, and where it stands."""

    name: str
    start: int
    end: int


def holds_title(text: str) -> bool:
    """Tell whether a text has a word that job titles have."""
    return bool(_HAS_ROLE.search(text))


def match_title(text: str, start: int = 0) -> Title | None:
    """Return the title that a text goes on with at a place: "senior data scientist at ..."."""
    match = _SPOKEN.match(text, start)
    if match is None:
        return None
    name = _SPOKEN_END.sub("", match[0]).strip(" -")
    return Title(name, match.start(), match.start() + len(name)) if holds_title(name) else None
