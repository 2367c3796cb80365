"""Which track fits where a person stands: their roles and goals against the tracks' rungs.

A person stands on a rung only when a role of theirs names it. A role that is merely like one (by
shared words and by the embedding model) says which track is nearest, and no more than that. Where
they want to get comes first, where they have said so; else the post that the documents are about
is preferred before a mere likeness.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from coach.errors import RoadmapError
from coach.evidence import content_stems
from coach.naming import names_in_full
from coach.profile.facts import Fact, Profile
from coach.roadmap.placement import Fit, Placement, Track, TrackChoice
from coach.roadmap.wording import quote
from index.embedding import Vectors
from index.words import words_of

Embed = Callable[[list[str]], Vectors]

# Likeness of two titles, 0..1, chosen by eye on titles of several trades.
_NEAR = 0.4
_KINDRED = 0.27
# Each step between two ranks, such as "senior" and "chief".
_RANK_COST = 0.2
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
_EMPLOYER = re.compile(r",\s|\s(?:at|@|for|with|[-–—|·])\s|\s?\(")  # noqa: RUF001
# They say what somebody does with it, whatever it is.
_COMMON = frozenset(content_stems("manager management managing"))
# What somebody was before counts less than what they are.
_EARLIER_WEIGHT = 0.75
_FEWEST_MENTIONS = 2


def choose_track(
    tracks: Sequence[Track],
    profile: Profile,
    embed: Embed,
    texts: Iterable[str] = (),
    wanted: str | None = None,
) -> TrackChoice:
    """Choose the track that fits a person best, or place them on the one that they want.

    Args:
        texts: what the corpus says, passage by passage, to tell which post it is about.
        wanted: a track's name, or enough of its words to tell it from the others.

    Raises:
        RoadmapError: no track is called what is wanted, or several are.
    """
    names = tuple(track.name for track in tracks)
    by_hand = _find(names, wanted) if wanted is not None else None
    if not tracks:
        return TrackChoice(None, "The documents name no track, so the plan goes by the gaps alone.")
    placements = list(_place_all(tracks, profile, embed, find_subject(tracks, texts)))
    if by_hand is not None:
        chosen = placements[by_hand]
        return TrackChoice(
            chosen, f"You chose it. {say_place(chosen)}", names=names, is_by_hand=True
        )
    ranked = sorted(placements, key=lambda placed: placed.score, reverse=True)
    known = [placed for placed in ranked if placed.role or placed.goal]
    if not known:
        return TrackChoice(None, _say_unknown(profile), names=names)
    best = known[0]
    second = next((placed for placed in ranked if placed is not best), None)
    why = say_second(second, best) if second else ""
    return TrackChoice(best, say_place(best), second, why, names)


def find_subject(tracks: Sequence[Track], texts: Iterable[str]) -> int | None:
    """Return the place of the track whose last post the corpus names most often, if one is."""
    counts = [0] * len(tracks)
    for text in texts:
        for place, track in enumerate(tracks):
            counts[place] += names_in_full(text, track.goal.name)
    most = max(counts, default=0)
    return counts.index(most) if most >= _FEWEST_MENTIONS and counts.count(most) == 1 else None


def _find(names: Sequence[str], wanted: str) -> int:
    said, stems = wanted.strip().casefold(), set(content_stems(wanted))
    exact = [n for n, name in enumerate(names) if name.casefold() == said]
    within = [n for n, name in enumerate(names) if said and said in name.casefold()]
    alike = [n for n, name in enumerate(names) if stems and stems <= set(content_stems(name))]
    found = exact or within or alike
    if len(found) == 1:
        return found[0]
    known = "; ".join(names) or "none at all"
    several = "Several tracks are" if found else "No track is"
    raise RoadmapError(f"{several} called {wanted!r}. The documents name these: {known}.")


def _place_all(
    tracks: Sequence[Track], profile: Profile, embed: Embed, subject: int | None
) -> Iterator[Placement]:
    facts = [fact for fact in profile.facts if fact.holds]
    roles = sorted((f for f in facts if f.kind == "role"), key=_recency, reverse=True)
    goals = [fact for fact in facts if fact.kind == "goal"]
    rungs = [rung.name for track in tracks for rung in track.rungs]
    fields = _compare([_title(role) for role in roles], rungs, embed)
    column = 0
    for place, track in enumerate(tracks):
        width = len(track.rungs)
        placed = _place(track, roles, fields[:, column : column + width])
        goal = next((fact for fact in goals if _named(track, fact)), None)
        yield replace(placed, goal=goal, is_subject=place == subject)
        column += width


def _place(track: Track, roles: Sequence[Fact], fields: Vectors) -> Placement:
    """Place a person on a track.

    Args:
        fields: how like what each role is of is to what each rung is of, shape (roles, rungs).
    """
    best = Placement(track)
    own = [_rank(rung.name) for rung in track.rungs]
    heights = _climb(own)
    for age, role in enumerate(roles):
        title, weight = _title(role), _EARLIER_WEIGHT**age
        rank = _rank(title)
        for rung, height in enumerate(heights):
            same = _names(title, track.rungs[rung].name)
            apart = min(abs(rank - own[rung]), abs(rank - height))
            near = 1.0 if same else float(fields[age, rung]) - _RANK_COST * apart
            if near * weight > best.likeness and (same or near >= _NEAR):
                fit: Fit = "on" if same else "above" if rank > height else "near"
                best = Placement(track, fit, rung, role, likeness=near * weight)
        kin = float(fields[age].max())
        if best.role is None and kin >= _KINDRED:
            entry = next((n for n, height in enumerate(heights) if height >= rank), 0)
            best = Placement(track, "by rank", entry, role, likeness=kin * weight)
    return best


def _climb(ranks: Sequence[int]) -> list[int]:
    """Return how high each rung is: as its name says, and above the one before."""
    heights: list[int] = []
    for rank in ranks:
        heights.append(max(rank, heights[-1] + 1 if heights else rank))
    return heights


def _compare(titles: list[str], rungs: list[str], embed: Embed) -> Vectors:
    """Return how like what each title is of is to what each rung is of, its rank apart."""
    if not titles:
        return np.zeros((0, len(rungs)), np.float32)
    vectors = embed([_field(name) for name in (*titles, *rungs)])
    cosines = vectors[: len(titles)] @ vectors[len(titles) :].T
    shared = [[_overlap(title, rung) for rung in rungs] for title in titles]
    return np.asarray((cosines + np.array(shared)) / 2, np.float32)


def _field(title: str) -> str:
    """Return a title without its rank."""
    return " ".join(word for word in words_of(title) if word not in _RANKS) or title


def _rank(title: str) -> int:
    return max((_RANKS[word] for word in words_of(title) if word in _RANKS), default=_NO_RANK)


def _overlap(title: str, rung: str) -> float:
    """Return how much of what a title is of, in stems, the rung is of as well."""
    ours, theirs = (set(content_stems(_field(name))) for name in (title, rung))
    telling = ours - _COMMON or ours
    return len(telling & theirs) / len(telling) if telling else 0.0


def _names(title: str, rung: str) -> bool:
    """Tell whether two titles are one, however they're written."""
    return set(content_stems(title)) == set(content_stems(rung)) or (
        names_in_full(title, rung) and names_in_full(rung, title)
    )


def _named(track: Track, goal: Fact) -> bool:
    """Tell whether a goal names a rung of the track."""
    said = goal.subject or goal.quote
    return any(names_in_full(said, rung.name) for rung in track.rungs)


def _title(role: Fact) -> str:
    """Return what a post is called, without where it was held: "Data Scientist, Acme"."""
    whole = role.subject or role.statement
    head = _EMPLOYER.split(whole, maxsplit=1)[0].strip()
    # "VP, Engineering" is called by both its halves.
    return head if any(word not in _RANKS for word in words_of(head)) else whole


def _recency(role: Fact) -> tuple[bool, str, str]:
    return role.until in ("now", ""), role.until, role.since


def say_place(placed: Placement) -> str:
    """Say why a track fits, in the person's words and the corpus's."""
    goal = f"You want to get there: {quote(placed.goal.quote)} " if placed.goal else ""
    if placed.is_subject and not placed.goal:
        goal = f"It leads to {placed.track.goal.name}, which the documents are about. "
    name = placed.track.rungs[placed.rung].name
    if placed.role is None:
        return f"{goal}Where you stand on it is unknown: no role of yours is near one of its rungs."
    said = quote(placed.role.quote)
    if placed.fit == "on":
        verb = "stand" if placed.role.until in ("", "now") else "have stood"
        return f"{goal}You {verb} on “{name}”: {said}"
    if placed.fit == "near":
        return f"{goal}Its rung “{name}” is the nearest to your words, though not the same: {said}"
    if placed.fit == "above":
        return f"{goal}By rank you are above its rung “{name}”, the nearest to your words: {said}"
    return (
        f"{goal}No rung of it is near what you said, but by rank you would come in at "
        f"“{name}”: {said}"
    )


def say_second(second: Placement, best: Placement) -> str:
    """Say why a track is second."""
    if second.role is None:
        return "No role of yours is near one of its rungs."
    title, name = _title(second.role), second.track.rungs[second.rung].name
    nearer = f"Its rung “{name}” is nearer to “{title}”, but it"
    if second.likeness > best.likeness and best.goal and not second.goal:
        return f"{nearer} doesn't lead where you said you want to get."
    if second.likeness > best.likeness and best.is_subject:
        return f"{nearer} leads to {second.track.goal.name}, of which the documents say less."
    if second.fit == "on":
        return f"You have stood on its rung “{name}” as well, less lately."
    wanted = "You want to get there, too, but its" if second.goal else "Its"
    return f"{wanted} nearest rung, “{name}”, is less like “{title}”."


def _say_unknown(profile: Profile) -> str:
    if any(fact.kind == "role" and fact.holds for fact in profile.facts):
        return (
            "None of your roles is near a rung of any track, so which one fits you is unknown. "
            "Choose one by hand, or go by the gaps alone."
        )
    return (
        "No role of yours is known, so which track fits you is unknown. "
        "Say what you work as, or choose one by hand."
    )
