"""The scenarios of a corpus: its challenges and duties as the questions of an interview.

Each section that states a challenge or a duty becomes one question: a situation in which it comes
up, the corpus's own words for it, and what the person is to say. What a good answer covers is what
the section itself says, and what the corpus asks of a person elsewhere that bears on it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from coach.assessment.rubric import make_criterion
from coach.drafts import cite
from coach.evidence import content_stems
from coach.practice.rounds import Scenario
from coach.practice.sections import Section, read_sections
from coach.practice.situations import Situation, assign_situations
from index.documents import Point
from index.embedding import Embedder, Vectors
from index.passages import Passage

MAX_SCENARIOS = 40

_OWN_POINTS = 4
_POINTS = 6
_LEAST_POINTS = 4
_NEAR = 0.4
_SAME = 0.8
_SAME_WORDS = 0.6
_SECTION_WEIGHT = 0.6

_VOICE_WORDS = range(5, 15)
_OF_ONESELF = re.compile(r"\b(?:I|me|my|mine)\b", re.IGNORECASE)
_CHALLENGE = "Your documents name the challenge behind it: “{point}” [1]"
_DUTY = "Your documents ask this of whoever holds the role: “{point}” [1]"


@dataclass(frozen=True, slots=True)
class _Said:
    """One thing that a section says."""

    section: Section
    passage: Passage
    point: Point


def make_scenarios(passages: Iterable[Passage], embedder: Embedder) -> tuple[Scenario, ...]:
    """Make the scenarios of a corpus, challenges first, in reading order.

    Returns:
        None where the corpus states neither challenges nor duties; else at most 40.
    """
    sections = read_sections(passages, embedder)
    asking = [s for s in sections if s.kind in ("challenge", "duty", "need", "practice")]
    said = [_Said(section, *point) for section in asking for point in section.points]
    stated = [s for kind in ("challenge", "duty") for s in sections if s.kind == kind]
    stated = stated[:MAX_SCENARIOS]
    if not stated:
        return ()
    vectors = embedder.embed([one.point.text for one in said])
    owned = [[i for i, one in enumerate(said) if one.section is section] for section in stated]
    centres = np.stack([_centre(vectors[own]) for own in owned])
    whole = [". ".join([s.heading, *(point.text for _, point in s.points)]) for s in stated]
    situations = assign_situations(embedder.embed(whole), embedder)
    return tuple(
        _make(situation, said, vectors, own, centre, embedder)
        for situation, own, centre in zip(situations, owned, centres, strict=True)
    )


def _centre(vectors: Vectors) -> Vectors:
    mean = vectors.mean(axis=0)
    centre: Vectors = mean / np.linalg.norm(mean)
    return centre


def _make(
    situation: Situation,
    said: Sequence[_Said],
    vectors: Vectors,
    own: Sequence[int],
    centre: Vectors,
    embedder: Embedder,
) -> Scenario:
    section = said[own[0]].section
    told = embedder.embed([f"{situation.story} {situation.task}"])[0]
    # What bears on the section but not on what has happened isn't missed in an answer.
    bearing = _SECTION_WEIGHT * centre + (1 - _SECTION_WEIGHT) * told
    theme = embedder.embed(list(situation.bears_on) or [situation.story])
    quoted = max(own, key=lambda place: float((theme @ vectors[place]).max()))
    voice = _choose_voice(section, vectors[quoted] + theme.mean(axis=0), embedder)
    likeness = vectors @ bearing
    chosen = _choose_points(said, vectors, likeness, own)
    numbers = {said[quoted].passage.id: 1}
    for place in chosen:
        numbers.setdefault(said[place].passage.id, len(numbers) + 1)
    return Scenario(
        id=_hash(section.path, *section.heading_path),
        title=section.heading,
        question=_ask(section, situation, said[quoted].point, voice),
        citation=cite(
            1, said[quoted].passage, [said[quoted].point], max(0.0, float(likeness[quoted]))
        ),
        points=tuple(
            make_criterion(
                said[place].passage,
                said[place].point,
                numbers[said[place].passage.id],
                max(0.0, float(likeness[place])),
            )
            for place in chosen
        ),
    )


def _choose_voice(section: Section, bearing: Vectors, embedder: Embedder) -> str:
    """What people say of it, of the questions that the document lists: the nearest statement."""
    fit = [asked for asked in section.asked_as if _is_voice(asked)]
    if not fit:
        return ""
    return fit[int(np.argmax(embedder.embed(fit) @ bearing))]


def _is_voice(asked: str) -> bool:
    """Tell whether somebody in the situation could say it: a statement, and not about oneself."""
    return (
        asked[:1].isupper()
        and asked[-1:].isalpha()
        and len(asked.split()) in _VOICE_WORDS
        and not _OF_ONESELF.search(asked)
    )


def _choose_points(
    said: Sequence[_Said], vectors: Vectors, likeness: Vectors, own: Sequence[int]
) -> list[int]:
    """Its own points, then the nearest that ask something of a person; no two that say the same."""
    ranked = sorted(range(len(said)), key=lambda place: -float(likeness[place]))
    chosen = sorted([place for place in ranked if place in own][:_OWN_POINTS])
    for place in ranked:
        section = said[place].section
        if place in own or section.kind == "challenge":
            continue
        is_near = likeness[place] >= _NEAR or len(chosen) < _LEAST_POINTS
        if len(chosen) >= _POINTS or not is_near:
            break
        is_heard = any(said[other].section is section for other in chosen)
        if not is_heard and not any(_says_the_same(place, o, said, vectors) for o in chosen):
            chosen.append(place)
    return chosen


def _says_the_same(one: int, other: int, said: Sequence[_Said], vectors: Vectors) -> bool:
    words, others = (set(content_stems(said[place].point.text)) for place in (one, other))
    shared = len(words & others) / max(1, min(len(words), len(others)))
    return bool(vectors[one] @ vectors[other] >= _SAME or shared >= _SAME_WORDS)


def _ask(section: Section, situation: Situation, point: Point, voice: str) -> str:
    heard = situation.heard.replace("{voice}", f"{voice}.") if voice else ""
    told = situation.story if "{heard}" in situation.story else f"{situation.story} {{heard}}"
    story = " ".join(told.replace("{heard}", heard).split())
    cited = (_CHALLENGE if section.kind == "challenge" else _DUTY).replace("{point}", point.text)
    return "\n\n".join([story, cited, situation.task])


def _hash(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()[:12]
