"""Where in the documents an answer is to come from: a heading, or one Point below it.

The coach says more than it was asked when passages elsewhere are nearly as good. In a conversation
that helps; in an FAQ that has an entry for each heading it says the same again and again.
"""

from dataclasses import dataclass, replace

from coach.drafts import Part
from coach.pipeline import Plan
from index.search import RankedPassage


@dataclass(frozen=True, slots=True)
class Focus:
    """A heading of a document.

    Attributes:
        section: the heading path, joined by " > ".
        path: the document's file, relative to the corpus.
        point: the text of the one Point to say; "" for all of them.
    """

    section: str
    path: str
    point: str = ""

    def covers(self, section: str, path: str) -> bool:
        """Tell whether something stands there, or under a heading below it."""
        return path == self.path and f"{section} > ".startswith(f"{self.section} > ")

    def narrow(self, plan: Plan) -> Plan:
        """Leave out of a plan what stands elsewhere; a plan without anything from there stays."""
        parts = [replace(part, found=self._narrow(part)) for part in plan.parts]
        kept = tuple(part for part in parts if part.found)
        return replace(plan, parts=kept) if kept else plan

    def _narrow(self, part: Part) -> list[RankedPassage]:
        within = [
            ranked
            for ranked in part.found
            if self.covers(" > ".join(ranked.passage.heading_path), ranked.passage.path)
        ]
        if not self.point:
            return within
        return [one for ranked in within if (one := self._say_point(ranked))]

    def _say_point(self, ranked: RankedPassage) -> RankedPassage | None:
        """The passage with nothing in it but the Point; None when it stands in another one."""
        for point, similarity in zip(ranked.passage.points, ranked.point_similarities, strict=True):
            if point.text == self.point:
                passage = replace(ranked.passage, points=(point,), subheadings=())
                return replace(ranked, passage=passage, point_similarities=(similarity,))
        return None
