"""The tracks of a corpus: its paths whose steps are posts that people hold."""

import re
from collections.abc import Iterable, Iterator

from coach.drafts import cite
from coach.paths import is_path, name_step, steps_of
from coach.roadmap.placement import Rung, Track
from index.passages import Passage
from index.words import words_of

_LONGEST_TITLE_WORDS = 9
# What people who hold a post are called: by what they do ("engineer", "dietitian"), or by rank.
_AGENT = re.compile(r"\w{2,}(?:er|or|ist|ian|ant|yst|man|woman)s?|\w*ee")
_RANKS = frozenset(
    """apprentice assistant associate boss captain chair chairman chef chief clerk coach cook dean
    deputy director doctor executive expert fellow head intern junior lead nurse officer partner
    pilot president principal resident scholar sous staff steward student teacher trainee vp ceo
    cto cfo coo cio cdo""".split()  # noqa: SIM905
)


def read_tracks(passages: Iterable[Passage]) -> tuple[Track, ...]:
    """Return a corpus's tracks in reading order; none where it has no path of posts."""
    paths = sorted(filter(is_path, passages), key=lambda passage: passage.position)
    return tuple(
        Track(passage.heading, tuple(_rungs(passage))) for passage in paths if _is_ladder(passage)
    )


def _rungs(passage: Passage) -> Iterator[Rung]:
    for step in steps_of(passage):
        yield Rung(name_step(step), cite(1, passage, [step], 1.0))


def _is_ladder(passage: Passage) -> bool:
    """Tell a ladder from a recipe: most of its steps name a post and nothing else."""
    names = [name_step(step) for step in steps_of(passage)]
    return sum(map(_names_a_post, names)) * 2 > len(names)


def _names_a_post(name: str) -> bool:
    words = words_of(name)
    return len(words) <= _LONGEST_TITLE_WORDS and any(
        word in _RANKS or _AGENT.fullmatch(word) for word in words
    )
