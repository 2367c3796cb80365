"""Where a person stands to each criterion of the rubric, by their own words alone."""

from collections.abc import Sequence

from coach.answer import Answer
from coach.assessment.activities import Activities
from coach.assessment.bearing import Bearing, find_bearings
from coach.assessment.enquiries import choose_enquiries
from coach.assessment.findings import (
    Assessment,
    CriterionFinding,
    DimensionFinding,
    Standing,
)
from coach.assessment.matching import Match, Wanted, Yardstick
from coach.assessment.rubric import Rubric
from coach.profile.facts import Fact, Profile
from index.embedding import Embedder

# The most telling ones; more of them would hide those.
_MOST_EVIDENCE = 3


class Assessor:
    """Holds profiles against one rubric. Safe to use from several threads."""

    def __init__(self, rubric: Rubric, embedder: Embedder, activities: Activities) -> None:
        self._rubric = rubric
        criteria = tuple(rubric.criteria())
        self._yardstick = Yardstick(criteria, embedder, activities) if criteria else None

    def assess(self, profile: Profile) -> Assessment:
        """Return where a person stands; nothing when the corpus asks for nothing."""
        if self._yardstick is None:
            return Assessment(())
        wanted = self._yardstick.wanted
        found = {
            one.criterion.id: _judge(one, matches)
            for one, matches in zip(wanted, self._yardstick.hold(profile.facts), strict=True)
        }
        dimensions = tuple(
            DimensionFinding(dimension, _sum_up(criteria), criteria)
            for dimension in self._rubric.dimensions
            for criteria in [tuple(found[criterion.id] for criterion in dimension.criteria)]
        )
        return Assessment(dimensions, choose_enquiries(dimensions, wanted))

    def relate(self, profile: Profile, answer: Answer) -> tuple[Bearing, ...]:
        """Return what of a person's words bears on what an answer cites."""
        if self._yardstick is None:
            return ()
        return find_bearings(self._yardstick, profile.facts, answer.citations)


def _judge(wanted: Wanted, matches: Sequence[Match]) -> CriterionFinding:
    good = [match for match in matches if match.strength != "short"]
    short = [match for match in matches if match.strength == "short"]
    denied = [match for match in short if not match.fact.holds]
    if good and not denied and _is_whole(wanted, good):
        standing: Standing = "shown"
    elif good:
        standing = "partly"
    else:
        standing = "not shown" if short else "unknown"
    if standing == "shown":
        good = [match for match in good if match.strength == "whole"]
    # What speaks against it is shown with what speaks for it.
    against = _unique(denied)[:1] if good else _unique(short)
    facts = [*_unique(good)[: _MOST_EVIDENCE - len(against)], *against][:_MOST_EVIDENCE]
    return CriterionFinding(wanted.criterion, standing, tuple(facts))


def _unique(matches: Sequence[Match]) -> list[Fact]:
    """Return the facts, of one sentence the most telling one."""
    facts: dict[str, Fact] = {}
    for match in matches:
        facts.setdefault(match.fact.quote, match.fact)
    return list(facts.values())


def _is_whole(wanted: Wanted, matches: Sequence[Match]) -> bool:
    """Tell whether the matches together bear out all that a criterion speaks of."""
    whole = [match for match in matches if match.strength == "whole"]
    if any(not match.activities or match.says_the_same for match in whole):
        return True
    spoken_of = frozenset[str]().union(*(match.activities for match in whole))
    return bool(whole) and spoken_of >= wanted.activities


def _sum_up(findings: Sequence[CriterionFinding]) -> Standing:
    standings = {finding.standing for finding in findings}
    if standings == {"shown"}:
        return "shown"
    if standings & {"shown", "partly"}:
        return "partly"
    return "not shown" if "not shown" in standings else "unknown"
