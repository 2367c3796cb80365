"""Languages that people speak, and how well, as they say it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NAMES = (
    "Afrikaans|Albanian|Amharic|Arabic|Armenian|Azerbaijani|Basque|Belarusian|Bengali|Bosnian|"
    "Bulgarian|Burmese|Cantonese|Catalan|Cebuano|Chinese|Croatian|Czech|Danish|Dari|Dutch|"
    "English|"
    "Estonian|Farsi|Filipino|Finnish|Flemish|French|Galician|Georgian|German|Greek|Gujarati|"
    "Haitian|"
    "Hausa|Hebrew|Hindi|Hungarian|Icelandic|Igbo|Indonesian|Irish|Italian|Japanese|Javanese|"
    "Kannada|Kazakh|Khmer|Kinyarwanda|Korean|Kurdish|Lao|Latvian|Lithuanian|Luxembourgish|"
    "Macedonian|Malay|Malayalam|Maltese|Mandarin|Marathi|Mongolian|Nepali|Norwegian|Pashto|"
    "Persian|"
    "Polish|Portuguese|Punjabi|Romanian|Russian|Serbian|Shona|Sinhala|Slovak|Slovene|Slovenian|"
    "Somali|Spanish|Swahili|Swedish|Swiss German|Tagalog|Tamil|Telugu|Thai|Tibetan|Tigrinya|"
    "Turkish|Twi|"
    "Ukrainian|Urdu|Uzbek|Vietnamese|Welsh|Wolof|Xhosa|Yoruba|Zulu|Scottish Gaelic|Sign Language|"
    "Kiswahili|Hokkien|Konkani|Odia|Assamese|Sindhi|Kikuyu|Akan|Lingala|Quechua|Māori|Maori|"
    "Esperanto"
)
_LEVEL = (
    r"native(?: speaker| or bilingual)?|mother tongue|first language|bilingual|fluent|fluently|"
    r"proficient|professional(?: working)?(?: proficiency)?|full professional(?: proficiency)?|"
    r"business(?: level| fluent)?|advanced|upper[- ]intermediate|intermediate|conversational|good|"
    r"very good|basic|basics|elementary|beginner|limited(?: working)?(?: proficiency)?|"
    r"working(?: knowledge| proficiency)?|excellent|learning|reading|"
    r"[ABC][12](?:\s*/\s*[ABC][12])?\+?"
)
_LANGUAGE = re.compile(
    rf"(?<![\w-])(?P<name>{_NAMES})(?![\w-])(?:\s*(?:[(:,-]|"
    rf"\s)\s*(?P<level>(?:{_LEVEL})(?:[ ,/]+(?:{_LEVEL}))*)(?![\w])\s*\)?)?",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?:[^,;|•·(]|\([^()]*\))+")
_UNKNOWN = re.compile(
    rf"(?P<name>[^\W\d_]+(?: [^\W\d_]+){{0,2}})\s*[(:-]\s*(?P<level>(?:{_LEVEL})\b.*?)\)?\.?",
    re.IGNORECASE,
)
_LEVEL_BEFORE = re.compile(rf"(?i)\b(?P<level>{_LEVEL})(?:\s+in)?\s+$")


@dataclass(frozen=True, slots=True)
class SpokenLanguage:
    """A language in a text.

    Attributes:
        level: as it's said: "C1", "native"; "" where it isn't.
    """

    name: str
    level: str
    start: int
    end: int


def find_languages(text: str, *, is_list: bool = False) -> Iterator[SpokenLanguage]:
    """Yield the languages that a text names, in its order.

    Args:
        is_list: the text lists languages and nothing else, so a name with a level is one, too.
    """
    if is_list:
        yield from _list_languages(text)
        return
    for match in _LANGUAGE.finditer(text):
        start, level = match.start(), match["level"] or ""
        before = _LEVEL_BEFORE.search(text[:start])
        if before and not level:
            start, level = before.start(), before["level"]
        name = match["name"]
        yield SpokenLanguage(name[0].upper() + name[1:], level, start, match.end())


def _list_languages(text: str) -> Iterator[SpokenLanguage]:
    for item in _ITEM.finditer(text):
        known = next(find_languages(item[0]), None)
        other = _UNKNOWN.fullmatch(item[0].strip())
        start = item.start() + len(item[0]) - len(item[0].lstrip())
        if other and (known is None or len(other["name"]) > len(known.name)):
            yield SpokenLanguage(other["name"], other["level"], start, start + len(item[0].strip()))
        elif known:
            yield SpokenLanguage(
                known.name, known.level, item.start() + known.start, item.start() + known.end
            )


def is_language(text: str) -> bool:
    """Tell whether a text is a language's name and, maybe, how well it's spoken."""
    return bool(_LANGUAGE.fullmatch(text.strip(" .")))


def say_language(name: str, level: str) -> str:
    """Return it in words: "Speaks German (C1)"."""
    return f"Speaks {name} ({level})" if level else f"Speaks {name}"
