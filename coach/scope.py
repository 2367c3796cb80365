"""What a corpus is about: its topics, the questions that it answers, and the names it gives."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from coach.paths import name_step, steps_of
from coach.suggestions import choose_examples, choose_themes, suggest_questions
from index.passages import Passage

_EXAMPLES = 6
_THEMES = 6
_QUESTIONS_A_THEME = 2
# Enough to know a corpus by, and quick to read from the largest.
_PASSAGES = 1_000


@dataclass(frozen=True, slots=True)
class Theme:
    """A document, and questions that it answers; at least one."""

    topic: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a corpus is about.

    Attributes:
        themes: examples again, by document.
        as_of: the places and dates that documents say their figures hold for.
        names: by kind, what the corpus calls things: its headings, the first cells of its tables'
            rows and its paths' steps, in reading order.
    """

    topics: tuple[str, ...]
    examples: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    themes: tuple[Theme, ...] = ()
    as_of: tuple[str, ...] = ()


def survey(topics: tuple[str, ...], passages: Iterable[Passage]) -> Scope:
    """Look a corpus over, or of a large one the first thousand passages."""
    seen = sorted(islice(passages, _PASSAGES), key=lambda passage: passage.position)
    headings = dict.fromkeys(heading for p in seen for heading in p.heading_path)
    rows = dict.fromkeys(
        point.cells[0].value for p in seen for point in p.points if point.kind == "row"
    )
    steps = dict.fromkeys(name_step(step) for p in seen for step in steps_of(p))
    return Scope(
        topics=topics,
        examples=suggest_questions(choose_examples(seen), _EXAMPLES),
        names=(tuple(headings), tuple(rows), tuple(steps)),
        themes=tuple(
            Theme(topic, questions)
            for topic, below in choose_themes(seen, _THEMES).items()
            if (questions := suggest_questions(below, _QUESTIONS_A_THEME))
        ),
        as_of=tuple(dict.fromkeys(passage.as_of for passage in seen if passage.as_of)),
    )
