"""Questions that ask the same, put together: by their vectors, and by the names in them.

Average linkage on the cosine distance, among questions that name the same places, employers and
years: "pay in Germany" and "pay in India" are all but equal to an embedding model, and yet two
things to write. Measured on tests/evals/question_groups.txt (84 questions in 28 groups written by
hand, the default model) by which pairs of questions belong together:

                                             cosine   precision  recall   F1
    greedy leader                              0.56        0.49    0.48  0.48
    average linkage                            0.48        0.54    0.62  0.58
    greedy leader, names equal                 0.52        0.73    0.60  0.66
    average linkage, names equal               0.44        0.73    0.74  0.74
                                               0.48        0.81    0.70  0.75
                                               0.52        0.90    0.63  0.74

Each at its best threshold; a leader's figures also change with the order of the questions (these
are means over twenty). Of the last three the strictest: the more questions there are, the more of
them meet by chance (on either half of the set 0.44 is best), and what is kept apart reads better
than what is mixed. All of the set went into this choice: expect a little less elsewhere.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np

from coach.narrowing import find_narrowing_names
from index.embedding import Vectors

SAME_COSINE = 0.52
MAX_QUESTIONS = 5_000
"""What is compared with each other: every pair takes 8 bytes."""

_TELLING_KINDS = frozenset({"place", "company", "period"})


def group_questions(
    questions: Sequence[str], embed: Callable[[list[str]], Vectors]
) -> list[list[int]]:
    """Return groups of the questions' positions; those in a group, and the groups, in order.

    Raises:
        ValueError: there are more than `MAX_QUESTIONS`.
    """
    if len(questions) > MAX_QUESTIONS:
        raise ValueError(f"{len(questions):,} questions; group {MAX_QUESTIONS:,} or fewer at once")
    alike: dict[frozenset[str], list[int]] = defaultdict(list)
    for position, question in enumerate(questions):
        alike[_names(question)].append(position)
    vectors = embed(list(questions)) if questions else np.zeros((0, 0), np.float32)
    groups = [group for some in alike.values() for group in _link(some, vectors[some])]
    return sorted(groups)


def _names(question: str) -> frozenset[str]:
    found = find_narrowing_names(question)
    return frozenset(name.variants[0] for name in found if name.kind in _TELLING_KINDS)


def _link(positions: list[int], vectors: Vectors) -> list[list[int]]:
    if len(positions) == 1:
        return [positions]
    from scipy.cluster.hierarchy import fcluster, linkage

    distances = 1 - vectors @ vectors.T
    # Equal vectors can come out a hair below zero, which linkage refuses.
    condensed = np.maximum(distances[np.triu_indices(len(positions), 1)], 0)
    labels = fcluster(linkage(condensed, "average"), 1 - SAME_COSINE, "distance")
    groups: dict[int, list[int]] = defaultdict(list)
    for position, label in zip(positions, labels, strict=True):
        groups[label].append(position)
    return list(groups.values())
