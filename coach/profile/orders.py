"""Sentences that give orders to whoever reads them, or judge the person from outside.

Such a sentence in a CV is no statement of the person about themselves: it gives no fact, and stands
in the way of none.
"""

import re

_READER = (
    r"(?:ai|llm|language model|chat ?bot|assistant|chatgpt|gpt|claude|gemini|reviewer|evaluator|"
    r"recruiter|grader|"
    r"screener|system|model|reader|parser|hiring manager|ats|coach|headway)"
)
_PERSON = (
    r"(?:this|the|said|our) "
    r"(?:candidate|applicant|person|cv|r[ée]sum[ée]|profile|application|user|individual)"
)
_ORDER = re.compile(
    r"(?i)\b(?:ignore|disregard|forget|override|bypass|discard)\b.{0,60}\b(?:instructions?|"
    r"prompts?|rules?|"
    r"guidelines?|above|previous|prior|earlier|everything|criteria|rubric|context|directions?)\b"
    rf"|\b(?:rate|score|rank|assess|mark|grade|evaluate|consider|treat|recommend|hire|classify|"
    rf"report|describe|"
    rf"present|judge|approve|select|shortlist|accept|praise|label|list|record|"
    rf"add)\b.{{0,40}}\b(?:{_PERSON}|"
    r"(?:me|him|her|them|it) (?:as|to be)\b)"
    rf"|\b{_PERSON} (?:is|has|was|meets|must|should|deserves|shows|holds|led|leads|manages|"
    rf"fulfil\w*|exceeds|"
    r"possesses|qualifies|scores|ranks|satisfies|can|will|knows|speaks|demonstrates)\b"
    rf"|^\W*(?:note|message|instructions?|attention|notice|important|warning|dear)\s*(?:to|"
    rf"for)?\s*(?:the|all|any)?\s*{_READER}s?\b"
    rf"|^\W*(?:system|assistant|user|developer|human|ai)\s*(?:prompt|message|note|override|"
    rf"instruction)?\s*[:>\]]"
    rf"|\bas an? (?:ai|llm|language model)\b|\bif you are an? (?:{_READER})\b|"
    rf"\byou are (?:now )?an? (?:{_READER}|helpful|expert|unrestricted)\b"
    r"|\byou (?:must|should|will|shall|are (?:required|instructed|to|now))\b"
    r"|\b(?:do not|don't|never) (?:mention|reveal|tell|list|say|report|flag|disclose|show|ask)\b"
    r"|\b(?:respond|reply|answer|output|print|return|say|write|repeat)\b.{0,20}\b(?:only|with|"
    r"exactly|the (?:word|phrase|following)|that)\b.{0,60}"
    r"\b(?:perfect|hire|hired|strong|excellent|qualified|score|10|100|yes|candidate|applicant|"
    r"shown)\b"
    r"|\b(?:all|every) (?:criteria|requirements?|dimensions?|skills?|gaps?) (?:is|are|as|must|"
    r"should)\b"
    r"|\b(?:mark|set|give|assign|return|output)\b.{0,40}\b(?:(?:as|to) (?:shown|perfect|met|"
    r"passed|excellent|qualified|complete)|full marks|"
    r"highest (?:score|rating|marks?|grade)|top (?:score|marks?|rating)|\d+ ?/ ?\d+|100 ?%|"
    r"score of)"
    r"|</?(?:system|instructions?|prompt|user|assistant)>|\[/?(?:inst|system)\]|<\|"
)


def is_order(sentence: str) -> bool:
    """Tell whether a sentence speaks to its reader, or of "this candidate"."""
    return bool(_ORDER.search(sentence))
