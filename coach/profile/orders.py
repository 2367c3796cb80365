"""Sentences that give orders to whoever reads them, or judge the person from outside.

Such a sentence in a CV is no statement of the person about themselves: it gives no fact, and stands
in the way of none.
"""

import re

from coach.profile.signs import fold_signs
from index.sentences import split_sentences

_KEPT_WORDS = 3

_READER = (
    r"(?:ai|llm|language model|chat ?bot|assistant|chatgpt|gpt|claude|gemini|reviewer|evaluator|"
    r"recruiter|grader|screener|system|model|reader|parser|hiring manager|ats|coach)"
)
_PERSON = r"(?:this (?:candidate|applicant|cv|r[ée]sum[ée])|the (?:candidate|applicant))"
_FORMS = (
    # What was said before is to be forgotten.
    r"\b(?:ignore|disregard|forget|override|bypass|discard)\b.{0,60}\b(?:instructions?|prompts?|"
    r"rules?|guidelines?|above|previous|prior|earlier|everything|criteria|rubric|directions?)\b",
    # The person is to be judged in some way, or is.
    r"(?:^|[.;:,!\"]\s*|\b(?:and|then|please|must|should|to|or)\s+|(?=(?-i:[A-Z])))"
    r"\b(?:rate|score|rank|assess|mark|grade|evaluate|consider|treat|recommend|hire|classify|"
    r"report|describe|present|judge|approve|select|shortlist|accept|praise|label)\b.{0,40}\b"
    rf"(?:{_PERSON}|(?:me|him|her|them) (?:as|to be)\b)",
    rf"\b{_PERSON} (?:is|has|was|meets|must|should|deserves|shows|holds|led|leads|manages|"
    rf"fulfil\w*|"
    r"exceeds|possesses|qualifies|scores|ranks|satisfies|can|will|knows|speaks|demonstrates)\b",
    r"\b(?:mark|set|give|assign|return|output)\b.{0,40}\b(?:(?:as|to) (?:shown|perfect|met|"
    r"passed|excellent|qualified|complete)|full marks|highest (?:score|rating|marks?|grade)|"
    r"top (?:score|marks?|rating)|\d+ ?/ ?\d+|100 ?%|score of)",
    # The reader is spoken to.
    r"^\W*(?:note|message|instructions?|attention|notice|important|warning|dear)\s*(?:to|for)?\s*"
    rf"(?:the|all|any)?\s*{_READER}s?\b",
    r"^\W*(?:system|assistant|user|developer|ai)\s+(?:prompt|message|note|override|"
    r"instruction)s?\b",
    rf"\bif you are an? {_READER}\b|\byou are (?:now )?an? (?:{_READER}|helpful|unrestricted)\b",
    r"\bas an? (?:ai|llm|language model)\b",
    r"\byou (?:must|should|will|shall|are (?:required|instructed|to|now))\b",
    r"\b(?:do not|don't|never) (?:mention|reveal|tell|list|say|report|flag|disclose|show|ask)\b",
    r"\b(?:respond|reply|answer|output|print|return|say|write|repeat)\b.{0,20}\b(?:only|with|"
    r"exactly|the (?:word|phrase|following)|that)\b.{0,60}\b(?:perfect|hired?|excellent|"
    r"qualified|score|10|100|yes|candidate|applicant)\b",
    r"</?(?:system|instructions?|prompt|user|assistant)>|\[/?(?:inst|system)\]|<\|",
)
_ORDER = re.compile("|".join(_FORMS), re.IGNORECASE)


def is_order(text: str) -> bool:
    """Tell whether a text speaks to its reader, or of "this candidate"."""
    return bool(_ORDER.search(fold_signs(text)))


def cut_orders(text: str) -> str:
    """Return the longest stretch of a text that orders nothing; "" where there is none.

    What stands before an order in its sentence is kept: a stranger's sentence may have been put
    behind a line that ends without a full stop.
    """
    if not is_order(text):
        return text
    stretches: list[tuple[int, int]] = []
    is_open = False
    for start, end in split_sentences(text):
        order = _ORDER.search(fold_signs(text[start:end]))
        if order:
            before = text[start : start + order.start()].rstrip(" ,;:-")
            end = start + (len(before) if len(before.split()) >= _KEPT_WORDS else 0)
        if end > start:
            first = stretches.pop()[0] if is_open else start
            stretches.append((first, end))
        is_open = order is None
    first, last = max(stretches, key=lambda ends: ends[1] - ends[0], default=(0, 0))
    return text[first:last]
