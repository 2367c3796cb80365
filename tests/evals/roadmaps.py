"""Whether each step of a roadmap has a source."""

from collections.abc import Iterable

from coach.answer import Citation
from coach.roadmap.roadmap import Roadmap, is_sourced


def count_unsourced(roadmaps: Iterable[Roadmap], passage_ids: frozenset[str]) -> int:
    """Count the steps without a source: nobody's, or a passage that is not in the corpus.

    Args:
        passage_ids: of all passages of the corpus that the roadmaps were made from.
    """
    return sum(
        not is_sourced(step)
        or (isinstance(step.source, Citation) and step.source.passage_id not in passage_ids)
        for roadmap in roadmaps
        for step in roadmap.steps
    )
