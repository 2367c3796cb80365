"""Lists of skills, as CVs have them, into single skills."""

import re
from collections.abc import Iterator

from coach.profile.signs import fold_signs

_BORDER = re.compile(r"\s*[,;|•·]\s+|\s*[;|•·]\s*|\s+[/-]\s+|,(?=\S)|\n")
_GROUP = re.compile(r"\s*\(([^()]*)\)")
_LABEL = re.compile(r"^[^:,;()]{2,40}:\s+")
_HOW_WELL = re.compile(
    r"(?i)(?:advanced|expert|proficient|intermediate|basic|basics|beginner|fluent|good|very good|"
    r"solid|strong|daily|familiar|working knowledge|learning|some|professional|excellent|"
    r"fundamentals|native|[\d.+]+\s*(?:years?|yrs?)(?: .*)?|\d+ ?/ ?\d+|[ABC][12]|level \d|"
    r"since \d+|★+|●+○*)"
)
_TRAILING = re.compile(
    r"(?i)\s+basics$|\s*[-:]\s*(?:advanced|expert|proficient|intermediate|basics?|beginner|fluent|"
    r"good|very good|daily use)$"
)
_OPENING = re.compile(
    r"(?i)^(?:and|or|including|e\.g\.|also|incl\.|as well as|plus|knowledge of|experience with|"
    r"experience in|proficient in|familiar with|basic|advanced|expert in|some|solid|strong|"
    r"good)\s+"
)
_MAX_WORDS = 6


def split_skills(text: str) -> Iterator[str]:
    """Yield the skills that a line lists, each as it's written."""
    plain = fold_signs(text)
    label = _LABEL.match(plain)
    start = label.end() if label else 0
    for begin, end in _cut(plain, start):
        yield from _split_item(text[begin:end])


def _cut(plain: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield where the items of a list stand; what is in brackets stays with its item."""
    depth = 0
    hidden = list(plain)
    for at, sign in enumerate(plain):
        depth += (sign == "(") - (sign == ")")
        if depth > 0 and sign != "(":
            hidden[at] = "x"
    shown = "".join(hidden)
    borders = [(match.start(), match.end()) for match in _BORDER.finditer(shown, start)]
    begin = start
    for left, right in [*borders, (len(plain), len(plain))]:
        if plain[begin:left].strip():
            yield begin, left
        begin = right


def _split_item(item: str) -> Iterator[str]:
    group = _GROUP.search(item)
    inside = group[1] if group else ""
    name = _tidy(item[: group.start()] + item[group.end() :] if group else item)
    if group and item[: group.start()].strip() and item[group.end() :].strip(" ."):
        name = _tidy(item)
        inside = ""
    pair = re.fullmatch(r"(\S+(?: \S+)?) (?:and|&) (\S+(?: \S+)?)", name)
    names = [name]
    if pair and all(re.search(r"[A-Z0-9+#]", half[:1] + half[1:]) for half in pair.groups()):
        names = list(pair.groups())
    yield from (one for one in names if _is_skill(one))
    if inside and not _HOW_WELL.fullmatch(inside.strip()):
        for one in re.split(r"\s*[,;]\s*", inside):
            if _is_skill(one.strip()) and not _HOW_WELL.fullmatch(one.strip()):
                yield one.strip()


def _tidy(item: str) -> str:
    name = _TRAILING.sub("", item.strip(" .-*"))
    return _OPENING.sub("", name).strip()


def _is_skill(name: str) -> bool:
    return (
        bool(re.search(r"[^\W\d_]", name))
        and len(name.split()) <= _MAX_WORDS
        and not _HOW_WELL.fullmatch(name)
        and "@" not in name
    )
