"""A passage as evidence: what it says, prepared so that a statement can be held against it."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from coach.quantities import Quantity, find_quantities, find_units
from coach.vocabulary import stem
from index.documents import Point
from index.passages import Passage
from index.words import FUNCTION_WORDS

_EMPTY_WORDS = FUNCTION_WORDS | frozenset(
    """across along among around between both during each either every here however including into
    may might must need needs one ones onto over per since therefore through thus together toward
    towards under until upon via well whether within without yet yourself dollars percent
    e.g i.e etc""".split()  # noqa: SIM905
)

# Different ways to write one thing; the shortest stands for all.
_SAME = {
    ("machine", "learning"): "ml", ("artificial", "intelligence"): "ai",
    ("natural", "language", "processing"): "nlp", ("large", "language", "model"): "llm",
    ("large", "language", "models"): "llm", ("vice", "president"): "vp", ("ph.d",): "phd",
    ("chief", "executive", "officer"): "ceo", ("chief", "technology", "officer"): "cto",
    ("chief", "data", "officer"): "cdo", ("united", "states"): "usa",
    ("u.s",): "usa", ("u.s.a",): "usa", ("key", "performance", "indicators"): "kpi",
    ("kpis",): "kpi",
    ("sr",): "senior", ("jr",): "junior", ("m.sc",): "master", ("msc",): "master",
    ("computer", "science"): "cs", ("world", "wide"): "worldwide",
}  # fmt: skip
_LONGEST_SAME = 3
_WORD = re.compile(r"[^\W_]+(?:[.'’+][^\W_]+)*[+#]*")  # noqa: RUF001
_FIGURE = re.compile(r"\d[\d.]*(?:k|m|b|mn|bn|tn)?")
_CAPITALISED_RUN = re.compile(r"[A-Z][\w'’]*(?:(?: (?:of|and|the|for|&))? [A-Z][\w'’]*)+")  # noqa: RUF001
_LETTERS = re.compile(r"\b[A-Z]")
_POSSESSIVE = re.compile(r"['’]s$")  # noqa: RUF001
_MARKUP = re.compile(r"[*_`\\]")
_NEGATION = re.compile(
    r"\b(?:not(?! only)|no|never|none|neither|nor|nobody|nothing|cannot|\w+n['’]t)\b",  # noqa: RUF001
    re.IGNORECASE,
)
_LIKE_QUOTES = str.maketrans({"‘": "'", "’": "'", "[": "(", "]": ")", "<": "‹", ">": "›"})  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class Place:
    """One thing that a passage says: a Point, a line of its text or a heading.

    Attributes:
        words: the stems of all words but function words, in order.
        point: the Point that it is, if it is one.
        is_frame: it's a heading or what the document says of itself.
    """

    words: tuple[str, ...]
    stems: frozenset[str]
    quantities: tuple[Quantity, ...]
    has_negation: bool
    point: Point | None = None
    is_frame: bool = False

    def names(self, name: Sequence[str]) -> bool:
        """Tell whether the stems of a name stand close together, in any order."""
        if not self.stems.issuperset(name):
            return False
        # A word or two may stand between: "Head of (AI and) Machine Learning".
        width = len(name) + 2
        wanted = set(name)
        return any(
            wanted <= set(self.words[start : start + width]) for start in range(len(self.words))
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one passage says.

    Attributes:
        stems: of all its words.
        said: the same without what frames it, headings and what the document says of itself.
        units: of its numbers.
        folded: all of its text in one line, for quotes.
        initials: of its capitalised names, "wef" for World Economic Forum.
    """

    passage: Passage
    places: tuple[Place, ...]
    stems: frozenset[str]
    said: frozenset[str]
    units: frozenset[str]
    folded: str
    initials: frozenset[str]


@lru_cache(maxsize=512)
def read_evidence(passage: Passage) -> Evidence:
    """Prepare a passage."""
    frame = [*passage.heading_path, passage.as_of or "", passage.source]
    places = [_place(text, is_frame=True) for text in frame if text]
    # "Section 6" of a guide is no figure.
    places[-1] = replace(places[-1], quantities=())
    places += [_place(subheading) for subheading in passage.subheadings]
    places += [_place(_point_text(point), point) for point in passage.points]
    # What is no Point (a long block of code) can be cited, too.
    rest = passage.text
    for point in passage.points:
        rest = rest.replace(point.quote, "\n", 1)
    places += [_place(line) for line in rest.splitlines() if re.search(r"\w", line)]
    points = [point.text for point in passage.points]
    everything = " ".join([*frame, *passage.subheadings, passage.text, *points])
    runs = _CAPITALISED_RUN.findall(everything)
    return Evidence(
        passage=passage,
        places=tuple(places),
        stems=frozenset().union(*(place.stems for place in places)),
        said=frozenset().union(*(place.stems for place in places if not place.is_frame)),
        units=find_units(everything),
        folded=fold(everything),
        initials=frozenset("".join(_LETTERS.findall(run)).lower() for run in runs),
    )


def fold(text: str) -> str:
    """Bring text to one line in lower case, without markup and with plain quotation marks."""
    plain = _MARKUP.sub("", unicodedata.normalize("NFKC", text).translate(_LIKE_QUOTES))
    return " ".join(plain.lower().split())


def content_stems(text: str) -> tuple[str, ...]:
    """Return the stems of a text's words in order, one spelling for each thing, numbers left out.

    Function words are left out, too.
    """
    # In capitals it's no pronoun.
    words = ["usa" if w == "US" else _POSSESSIVE.sub("", w.lower()) for w in _WORD.findall(text)]
    return tuple(
        _stem(word)
        for word in _unified(words)
        if word not in _EMPTY_WORDS and not _FIGURE.fullmatch(word)
    )


def has_negation(text: str) -> bool:
    """Tell whether a text denies something."""
    return bool(_NEGATION.search(text))


def _stem(word: str) -> str:
    # Stems of British and American spellings differ: "optimise", "analyse".
    return stem(re.sub(r"(?<=[a-z]{3})is(?=(?:e[drs]?|ing|ations?)$)", "iz", word))


def _unified(words: list[str]) -> Iterable[str]:
    place = 0
    while place < len(words):
        for length in range(min(_LONGEST_SAME, len(words) - place), 0, -1):
            same = _SAME.get(tuple(words[place : place + length]))
            if same:
                yield same
                place += length
                break
        else:
            yield words[place]
            place += 1


def _point_text(point: Point) -> str:
    # What stands above a bullet belongs to what it says.
    return point.text if point.text.startswith(point.label) else f"{point.label}: {point.text}"


def _place(text: str, point: Point | None = None, *, is_frame: bool = False) -> Place:
    words = content_stems(text)
    return Place(
        words=words,
        stems=frozenset(words),
        quantities=tuple(find_quantities(text)),
        has_negation=has_negation(text),
        point=point,
        is_frame=is_frame,
    )
