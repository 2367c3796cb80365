"""An answer taken apart into what it says, sentence by sentence, and what is somebody else's words.

Nothing here judges: it finds what of a sentence stands in the question or in the documents already,
and what is no sentence but a row of words.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.sentences import split_sentences
from index.words import FUNCTION_WORDS, words_of

# Four words in their order are seldom the same by chance, and half a sentence of such runs never.
_RUN = 4
_COPIED_SHARE = 0.5
# A spoken sentence has more of them: "communication, transparency, alignment, fairness" has none.
_FUNCTION_SHARE = 0.2
_LIST_WORDS = 5
# A sentence often sees to several things, one in each clause.
_CLAUSE = re.compile(r"[;:]\s+|,\s+(?=(?:and|but|so|because|which|while|then)\b)")
_CLAUSE_WORDS = 6
# What is said to whoever judges is no part of the answer.
_TO_THE_JUDGE = re.compile(
    r"\b(?:rate|score|grade|mark|judge|evaluate|assess|treat|consider)\b.{0,30}?\b(?:answer|response"
    r"|candidate|submission|as perfect|as excellent|as covered|full marks|top marks)\b"
    r"|\b(?:ignore|disregard|forget|override)\b.{0,30}?\b(?:instructions?|rubric|criteria"
    r"|rules above|prompt)\b"
    r"|\byou are (?:now )?an? (?:ai|assistant|language model|judge|evaluator)\b"
    r"|\b(?:system prompt|full marks|10/10|100 ?%? score)\b|<\|?\w+\|?>",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer.

    Attributes:
        text: to the letter.
        clauses: what it consists of; a short one is with the one before it.
        is_copied: most of it stands in the question or in the documents in the same order.
        is_list: it's a row of words.
        is_to_judge: it tells whoever judges what to do.
    """

    text: str
    clauses: tuple[str, ...]
    is_copied: bool
    is_list: bool
    is_to_judge: bool

    @property
    def counts(self) -> bool:
        """Whether it's something that the person says of the matter."""
        return not (self.is_copied or self.is_list or self.is_to_judge)


def read_statements(answer: str, known: Iterable[str]) -> tuple[Statement, ...]:
    """Return the sentences of an answer, each once however often it comes.

    Args:
        known: texts that the person has before them: the question, and the cited passages.
    """
    runs = frozenset(run for text in known for run in _runs(words_of(text)))
    sentences = dict.fromkeys(answer[begin:end] for begin, end in split_sentences(answer))
    return tuple(_read(text, runs) for text in sentences if re.search(r"\w", text))


def _read(text: str, known: frozenset[tuple[str, ...]]) -> Statement:
    words = words_of(text)
    copied: set[int] = set()
    for place, run in enumerate(_runs(words)):
        if run in known:
            copied.update(range(place, place + _RUN))
    joining = sum(word in FUNCTION_WORDS for word in words)
    return Statement(
        text=text,
        clauses=tuple(_split(text)),
        is_copied=len(copied) >= _COPIED_SHARE * max(1, len(words)),
        is_list=len(words) >= _LIST_WORDS and joining < _FUNCTION_SHARE * len(words),
        is_to_judge=bool(_TO_THE_JUDGE.search(text)),
    )


def _split(text: str) -> list[str]:
    clauses: list[str] = []
    for part in _CLAUSE.split(text):
        if clauses and len(clauses[-1].split()) < _CLAUSE_WORDS:
            clauses[-1] += f" {part}"
        else:
            clauses.append(part)
    if len(clauses) > 1 and len(clauses[-1].split()) < _CLAUSE_WORDS:
        last = clauses.pop()
        clauses[-1] += f" {last}"
    return clauses


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[place : place + _RUN]) for place in range(len(words) - _RUN + 1))
