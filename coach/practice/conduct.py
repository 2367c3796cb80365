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

# How much nearer to what harms than to what is sound, and how near at all. Where the words
# themselves shut somebody out or wave something away, less is enough.
_HARM_LEAD = 0.1
_LEAST_HARM = 0.42
_HARM_LEAD_WITH_WORDS = 0.0
_LEAST_HARM_WITH_WORDS = 0.28
_LEAST_EMPTY = 0.4

_SHUTS_OUT = re.compile(
    r"\b(?:(?:would|do|will|need|does|did|can|should)(?:n['’]t| not| never)(?: even| really)?"  # noqa: RUF001
    r"(?: have to| need to| be)? (?:ask|tell|inform|involve|bother|listen|explain|test|check"
    r"|consult|warn|care|touch|wait|hold|show|discuss|negotiate|understand|involved|told|asked)"
    r"|never (?:ask|tell|inform|involve|listen|explain|admit)\w*"
    r"|not (?:going to|my (?:problem|job|business)|a matter for|worth|their business)"
    r"|(?:that|it)['’]s (?:their|his|her|your) (?:own )?(?:problem|fault)"  # noqa: RUF001
    r"|no(?:body| one)(?: else)?(?: ever| will| would| needs| has to| really)? \w+"
    r"|without (?:asking|telling|checking|testing|anybody|discussion|involving)"
    r"|(?:they|people|users|customers)(?:['’]ll| will)? always|(?:they|these people) only"  # noqa: RUF001
    r"|behind (?:his|her|their|its|\w+['’]s) backs?|keep (?:\w+ )?(?:quiet|silent|secret)"  # noqa: RUF001
    r"|ignore\w*|waste of|only costs? time|don['’]t believe in|die[sd]? down|get used to"  # noqa: RUF001
    r"|(?:should|must|can|will) be glad|take it or leave it|like it or not|point of no return"
    r"|replace(?:d|able)?|fire(?:d)? (?:him|her|them|the|whoever|one|people)|get rid of|blackmail"
    r"|shut up|no (?:discussion|way back|plan b|excuses)|(?:round|dress|play) .{1,20}(?:up|down)"
    r"|so that (?:they|he|she) (?:keep|keeps|stay|stays) quiet|anyway|my word is|leave it (?:as|at)"
    r"|whoever (?:doesn['’]t|can['’]t|complains))\b",  # noqa: RUF001
    re.IGNORECASE,
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
            is_told = bool(_SHUTS_OUT.search(one.text))
            lead = _HARM_LEAD_WITH_WORDS if is_told else _HARM_LEAD
            least = _LEAST_HARM_WITH_WORDS if is_told else _LEAST_HARM
            harm = float(own[worst])
            is_harmful = harm >= least and harm - float(sound) >= lead and harm >= float(empty)
            sounds_empty = empty >= max(float(sound), _LEAST_EMPTY)
            is_empty = not mark.concreteness or (sounds_empty and mark.concreteness == 1)
            readings.append(Reading(self._reasons[worst] if is_harmful else "", bool(is_empty)))
        return readings
