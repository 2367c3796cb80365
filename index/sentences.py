"""Where the sentences of a plain text begin and end."""

import re
from collections.abc import Iterator

_NEVER_LAST = re.compile(r"(?i:e\.g|i\.e|cf|vs|viz|approx|mrs?|ms|dr|prof|st)")
_SELDOM_LAST = re.compile(
    r"[A-HJ-Z]|(?:[^\W\d_]{1,3}\.)+[^\W\d_]{1,3}|(?i:etc|al|inc|ltd|corp?|[js]r|dept|est|nos?|figs?|pp?)"
)
_OPENER = re.compile(
    r"(?i:an?|and|as|at|but|by|each|for|from|he|her|his|how|however|if|in|its?|many|more|most|on|our"
    r"|she|some|that|the|their|then|there|these|they|this|those|to|we|what|when|where|while|who"
    r"|with|your?)\b"
)
_STOP = re.compile(
    r"\n\s*|(?<![.!?…])[.!?…]++[\"'”’)\]]*+\s++(?=\S)|[。！？]++[”’」』）]*+"  # noqa: RUF001
)


def split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of plain `text` begins and ends; a line feed always ends one.

    Rules, not a model: an abbreviation ends a sentence only before a word that often opens one.
    """
    begin = 0
    for stop in [*_STOP.finditer(text), None]:
        end = stop.end() if stop else len(text)
        if stop and not _ends_sentence(text, begin, stop):
            continue
        sentence = text[begin:end].strip()
        if sentence:
            start = text.index(sentence, begin)
            yield start, start + len(sentence)
        begin = end


def _ends_sentence(text: str, begin: int, stop: re.Match[str]) -> bool:
    if stop[0].startswith(("\n", "。", "！", "？")):  # noqa: RUF001
        return True
    following = text[stop.end() : stop.end() + 40].lstrip("\"'“‘([")  # noqa: RUF001
    before = re.search(r"[\w.]*\Z", text[max(begin, stop.start() - 20) : stop.start()])
    word = before[0] if before else ""
    if following[:1].islower() or (stop[0][0] == "." and _NEVER_LAST.fullmatch(word)):
        return False
    if word.isdigit() and not text[begin : stop.start() - len(word)].strip():
        return False  # the number of a clause, not a sentence of its own
    return not _SELDOM_LAST.fullmatch(word) or bool(_OPENER.match(following))
