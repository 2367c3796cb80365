"""Whether a sentence of a CV is taken as evidence of what it bears on, and of nothing else.

`evidence.jsonl` holds sentences as CVs have them, each with the sections of the rubric that a
careful reader would say it bears on, at least in part. Half 1 was there while the cues and examples
were written. Half 2 was written before anything had seen it; at first sight it gave a precision of
0.74 and a recall of 0.46, and one cue was mended after it ("novel", which a novel is not).
"""

import json
from dataclasses import dataclass
from pathlib import Path

from coach import Coach
from coach.profile.facts import Fact, Profile
from coach.profile.hearing import hear

_FILE = Path(__file__).with_name("evidence.jsonl")


@dataclass(frozen=True, slots=True)
class EvidenceFigures:
    """How well evidence is told, over pairs of a sentence and a section.

    Attributes:
        precision: of what is taken as evidence, whole or in part, the share that is.
        recall: of what is evidence the share that is taken so.
        shown_precision: of what is taken as showing a criterion whole the share that is evidence.
    """

    sentences: int
    precision: float
    recall: float
    shown_precision: float


def measure_evidence(coach: Coach, half: int) -> EvidenceFigures:
    """Hold each sentence by itself against the rubric."""
    lines = [json.loads(line) for line in _FILE.read_text(encoding="utf-8").splitlines()]
    sentences = [line for line in lines if line["half"] == half]
    right = taken = wanted = shown = shown_right = 0
    for line in sentences:
        gold = set(line["bears_on"])
        standings: dict[str, set[str]] = {}
        for dimension in coach.assessor.assess(_profile_of(line["said"])).dimensions:
            for one in dimension.criteria:
                if one.standing in ("shown", "partly"):
                    standings.setdefault(one.criterion.citation.section, set()).add(one.standing)
        whole = {section for section, found in standings.items() if "shown" in found}
        right += len(gold & standings.keys())
        taken += len(standings)
        wanted += len(gold)
        shown += len(whole)
        shown_right += len(gold & whole)
    return EvidenceFigures(
        len(sentences), right / taken, right / wanted, shown_right / max(shown, 1)
    )


def _profile_of(said: str) -> Profile:
    degrees = [fact for fact in hear(said, is_own=True) if fact.kind == "education"]
    return Profile(tuple(degrees) or (Fact("work", said, said, "cv.txt"),))
