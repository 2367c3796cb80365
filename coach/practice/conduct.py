"""Which sentences of an answer say nothing, and at which an interviewer would stop, and why."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from coach.evidence import has_negation
from coach.practice.anchors import Anchors, read_conducts
from coach.practice.qualities import Marks
from coach.practice.statements import Statement
from index.embedding import Embedder, Vectors

# How near to what harms, and how much nearer than to what is sound. The model hears hardly any
# difference between "I'd ask her" and "I'd blame her", so it must be plain.
_LEAST_HARM = 0.55
_HARM_LEAD = 0.15
_LEAST_EMPTY = 0.4
# "I would never ignore it", and who tells of a mistake that was theirs.
_UNDONE = re.compile(r"(?:n['’]t|\bnot|\bnever|\binstead of|\brather than)(?: \w+){0,2} $")  # noqa: RUF001
_OWNED_UP = re.compile(
    r"\b(?:my (?:own )?(?:mistake|fault)|I was wrong|I regret|I learn(?:ed|t)|I got wrong)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What is made of one sentence.

    Attributes:
        reason: why an interviewer would stop at it; "" if it's fine.
        is_empty: it could be said of anything.
    """

    reason: str
    is_empty: bool


class ConductReader:
    """Reads how people behave in what they say. Safe to use from several threads."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        conducts = read_conducts()
        self._words = [(conduct.reason, form) for conduct in conducts for form in conduct.words]
        # What denies something is compared with what denies: the model hardly hears a "not".
        harms = [
            (conduct.reason, denies, [a for a in conduct.anchors if has_negation(a) == denies])
            for conduct in conducts
            if conduct.reason
            for denies in (False, True)
        ]
        harms = [harm for harm in harms if harm[2]]
        self._reasons = [reason for reason, _, _ in harms]
        self._denies = np.array([denies for _, denies, _ in harms])
        self._harms = Anchors([anchors for _, _, anchors in harms], embedder, folder)
        others = {conduct.id: conduct.anchors for conduct in conducts if not conduct.reason}
        self._others = Anchors([others["sound"], others["empty"]], embedder, folder)

    def read(
        self, statements: Sequence[Statement], vectors: Vectors, marks: Sequence[Marks]
    ) -> list[Reading]:
        """Return what is made of each sentence."""
        harms, others = self._harms.likeness(vectors), self._others.likeness(vectors)
        readings = []
        for place, (one, mark) in enumerate(zip(statements, marks, strict=True)):
            sound, empty = others[place]
            own = np.where(self._denies == has_negation(one.text), harms[place], -1.0)
            worst = int(np.argmax(own))
            reason = self._find_words(one.text)
            if own[worst] >= max(_LEAST_HARM, float(sound) + _HARM_LEAD, float(empty)):
                reason = reason or self._reasons[worst]
            sounds_empty = empty >= max(float(sound), _LEAST_EMPTY)
            is_empty = not mark.concreteness or (sounds_empty and mark.concreteness == 1)
            readings.append(Reading(reason, bool(is_empty)))
        return readings

    def _find_words(self, text: str) -> str:
        if _OWNED_UP.search(text):
            return ""
        for reason, form in self._words:
            found = form.search(text)
            if found and not _UNDONE.search(text[: found.start()]):
                return reason
        return ""
