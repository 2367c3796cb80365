"""Which track fits where a person stands: their roles and goals against the tracks' rungs.

A person stands on a rung only when a role of theirs names it. A role that is merely like one (by
shared words and by the embedding model) says which track is nearest, and no more than that.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from coach.errors import RoadmapError
from coach.evidence import content_stems
from coach.naming import names_in_full
from coach.profile.facts import Fact, Profile
from coach.roadmap.tracks import Rung, Track
from index.embedding import Vectors
from index.words import words_of

Embed = Callable[[list[str]], Vectors]

# Likeness of two titles, 0..1, chosen by eye on titles of several trades.
_NEAR = 0.4
# Each step between two ranks, such as "senior" and "chief".
_RANK_COST = 0.12
# "Head" says how high, and nothing of what; without one a title ranks as an associate's.
_RANKS = {
    word: height
    for height, words in enumerate(
        (
            "intern trainee apprentice student assistant junior jr",
            "associate",
            "senior sr sous",
            "lead staff principal supervisor",
            "head chief director vp president executive dean",
        )
    )
    for word in words.split()
}
_NO_RANK = 1
# A goal tells where somebody wants to be, not where they stand.
_GOAL_WEIGHT = 0.3
# What somebody was before counts less than what they are.
_EARLIER_WEIGHT = 0.85


@dataclass(frozen=True, slots=True)
class Placement:
    """How a person stands to one track.

    Attributes:
        rung: the place in the track of the rung that they stand on, or that is nearest; None
            where none is.
        is_on: their own words name that rung.
        role: the fact that this rests on, None without one.
        goal: a fact that names a rung of the track as where they want to get.
        score: compares within one choice only.
    """

    track: Track
    rung: int | None = None
    is_on: bool = False
    role: Fact | None = None
    goal: Fact | None = None
    score: float = 0.0

    @property
    def next(self) -> tuple[Rung, ...]:
        """The rungs that are still to come, the next one first."""
        if self.rung is None:
            return self.track.rungs
        return self.track.rungs[self.rung + self.is_on :]


@dataclass(frozen=True, slots=True)
class TrackChoice:
    """Which track a roadmap follows, and why, in words for the person.

    Attributes:
        placement: None where there is no track, or nothing known to choose one by.
        runner_up: the next best track.
        reason: why this one; without one, what would be needed.
        runner_up_reason: why that one is second.
        names: of all tracks, to choose from.
        is_by_hand: the person chose it.
    """

    placement: Placement | None
    reason: str
    runner_up: Placement | None = None
    runner_up_reason: str = ""
    names: tuple[str, ...] = ()
    is_by_hand: bool = False


def choose_track(
    tracks: Sequence[Track], profile: Profile, embed: Embed, wanted: str | None = None
) -> TrackChoice:
    """Choose the track that fits a person best, or place them on the one that they want.

    Args:
        wanted: a track's name, or enough of its words to tell it from the others.

    Raises:
        RoadmapError: no track is called what is wanted, or several are.
    """
    names = tuple(track.name for track in tracks)
    by_hand = _find(names, wanted) if wanted is not None else None
    if not tracks:
        return TrackChoice(None, "The documents name no track, so the plan goes by the gaps alone.")
    ranked = sorted(
        _place_all(tracks, profile, embed), key=lambda placed: placed.score, reverse=True
    )
    if by_hand is not None:
        chosen = next(placed for placed in ranked if placed.track is tracks[by_hand])
        reason = f"You chose it. {_say_place(chosen)}"
        return TrackChoice(chosen, reason, names=names, is_by_hand=True)
    known = [placed for placed in ranked if placed.role or placed.goal]
    if not known:
        return TrackChoice(None, _say_unknown(profile), names=names)
    best = known[0]
    runner_up = next((placed for placed in ranked if placed is not best), None)
    return TrackChoice(
        best,
        _say_place(best),
        runner_up,
        _say_second(runner_up, best) if runner_up else "",
        names,
    )


def _find(names: Sequence[str], wanted: str) -> int:
    stems = set(content_stems(wanted))
    exact = [n for n, name in enumerate(names) if name.casefold() == wanted.strip().casefold()]
    found = exact or [
        n for n, name in enumerate(names) if stems and stems <= set(content_stems(name))
    ]
    if len(found) == 1:
        return found[0]
    known = "; ".join(names) or "none at all"
    several = "Several tracks are" if found else "No track is"
    raise RoadmapError(f"{several} called {wanted!r}. The documents name these: {known}.")


def _place_all(tracks: Sequence[Track], profile: Profile, embed: Embed) -> Iterator[Placement]:
    facts = [fact for fact in profile.facts if fact.holds and fact.is_used]
    roles = sorted((f for f in facts if f.kind == "role"), key=_recency, reverse=True)
    goals = [fact for fact in facts if fact.kind == "goal"]
    titles = [_title(role) for role in roles]
    rungs = [rung.name for track in tracks for rung in track.rungs]
    likeness = _compare(titles, rungs, embed)
    column = 0
    for track in tracks:
        width = len(track.rungs)
        yield _place(track, roles, goals, likeness[:, column : column + width])
        column += width


def _place(
    track: Track, roles: Sequence[Fact], goals: Sequence[Fact], likeness: Vectors
) -> Placement:
    """Place a person on a track.

    Args:
        likeness: of each role to each rung, shape (roles, rungs).
    """
    goal = next((fact for fact in goals if _named(track, fact) is not None), None)
    extra = _GOAL_WEIGHT if goal else 0.0
    weighted = likeness * (_EARLIER_WEIGHT ** np.arange(len(roles)))[:, None]
    if not weighted.size:
        return Placement(track, goal=goal, score=extra)
    row, rung = np.unravel_index(int(weighted.argmax()), weighted.shape)
    score = float(weighted[row, rung]) + extra
    if weighted[row, rung] < _NEAR:
        return Placement(track, goal=goal, score=score)
    role = roles[int(row)]
    is_on = _names(_title(role), track.rungs[int(rung)].name)
    return Placement(track, int(rung), is_on, role, goal, score)


def _compare(titles: list[str], rungs: list[str], embed: Embed) -> Vectors:
    """Return how like each title is to each rung: by what the post is of, and by how high it is."""
    if not titles:
        return np.zeros((0, len(rungs)), np.float32)
    vectors = embed([_field(name) for name in (*titles, *rungs)])
    cosines = vectors[: len(titles)] @ vectors[len(titles) :].T
    likeness: Vectors = np.zeros_like(cosines)
    for row, title in enumerate(titles):
        for column, rung in enumerate(rungs):
            fields = (float(cosines[row, column]) + _overlap(title, rung)) / 2
            distance = abs(_rank(title) - _rank(rung))
            is_same = _names(title, rung)
            likeness[row, column] = 1.0 if is_same else fields - _RANK_COST * distance
    return likeness


def _field(title: str) -> str:
    """Return a title without its rank."""
    return " ".join(word for word in words_of(title) if word not in _RANKS) or title


def _rank(title: str) -> int:
    return max((_RANKS[word] for word in words_of(title) if word in _RANKS), default=_NO_RANK)


def _overlap(title: str, rung: str) -> float:
    """Return how much of what a title is of, in stems, the rung is of as well."""
    ours, theirs = set(content_stems(_field(title))), set(content_stems(_field(rung)))
    return len(ours & theirs) / len(ours) if ours else 0.0


def _names(title: str, rung: str) -> bool:
    """Tell whether two titles are one, however they're written."""
    return set(content_stems(title)) == set(content_stems(rung)) or (
        names_in_full(title, rung) and names_in_full(rung, title)
    )


def _named(track: Track, goal: Fact) -> int | None:
    """Return the highest rung that a goal names; a part of a longer title names nothing."""
    said = goal.subject or goal.quote
    found = [n for n, rung in enumerate(track.rungs) if names_in_full(said, rung.name)]
    return max(found, default=None)


def _title(role: Fact) -> str:
    return role.subject or role.statement


def _recency(role: Fact) -> tuple[bool, str, str]:
    return role.until in ("now", "") and bool(role.since or role.until), role.until, role.since


def _say_place(placed: Placement) -> str:
    if placed.role is None or placed.rung is None:
        goal = f"You said “{placed.goal.quote}”, which is on it. " if placed.goal else ""
        return f"{goal}Where you stand on it is unknown: none of your roles is near a rung."
    name = placed.track.rungs[placed.rung].name
    if placed.is_on:
        return f"You stand on “{name}”: you said “{placed.role.quote}”."
    return (
        f"Its rung “{name}” is the nearest to what you said: “{placed.role.quote}”. "
        "That you stand on it isn't known."
    )


def _say_second(second: Placement, best: Placement) -> str:
    if second.role is None or second.rung is None:
        goal = "It is where you want to get, but none" if second.goal else "None"
        return f"{goal} of your roles is near one of its rungs."
    name = second.track.rungs[second.rung].name
    if best.goal and not second.goal and second.is_on == best.is_on:
        return f"Its rung “{name}” is as near, but your goal stands on the other."
    if second.is_on:
        return f"You stood on its rung “{name}” as well, less lately."
    goal = "It is where you want to get, but its" if second.goal and not best.goal else "Its"
    return f"{goal} nearest rung, “{name}”, is less like “{_title(second.role)}”."


def _say_unknown(profile: Profile) -> str:
    if any(fact.kind == "role" and fact.holds and fact.is_used for fact in profile.facts):
        return (
            "None of your roles is near a rung of any track, so which one fits you is unknown. "
            "Choose one by hand, or go by the gaps alone."
        )
    return (
        "No role of yours is known, so which track fits you is unknown. "
        "Say what you work as, or choose one by hand."
    )
