"""What the coach would like to know of a person: the unknown that tells most, put as a question."""

import re
from collections.abc import Sequence

from coach.assessment.degrees import find_lowest_degree
from coach.assessment.findings import CriterionFinding, DimensionFinding, Enquiry
from coach.assessment.matching import Wanted
from coach.assessment.rubric import Criterion
from coach.profile.facts import Fact

MOST_ENQUIRIES = 3
_FORMS = (
    "The documents ask for this: “{asked}” When did you do that, and what came of it?",
    "“{asked}” Have you done that? Tell me one time when you did, or say no.",
    "What in your work comes nearest to this? “{asked}”",
)
_EDUCATION = "“{asked}” What have you studied, and how far did you take it?"
_YEARS = "“{asked}” How long have you done that?"
_DENIAL = re.compile(
    r"\W*(?:no|nope|nah|never|not (?:yet|really|so far|at all)|none|nothing|"
    r"i(?:[’']ve| have)? (?:never|not)|i (?:haven|didn|don|can)[’']?t)\b(?!.*\bbut\b)",  # noqa: RUF001
    re.IGNORECASE | re.DOTALL,
)


def choose_enquiries(
    dimensions: Sequence[DimensionFinding], wanted: Sequence[Wanted]
) -> tuple[Enquiry, ...]:
    """Choose the unknown criteria of which an answer tells most, of each dimension one at most.

    What is asked for first comes first; of that, what shares its activities with most of the other
    unknown ones.
    """
    by_id = {one.criterion.id: one for one in wanted}
    unknown = [
        (dimension, finding)
        for dimension in dimensions
        for finding in dimension.criteria
        if finding.standing == "unknown"
    ]
    unknown_activities = [by_id[finding.criterion.id].activities for _, finding in unknown]

    def tell(one: tuple[DimensionFinding, CriterionFinding]) -> tuple[bool, int, int]:
        dimension, finding = one
        own = by_id[finding.criterion.id].activities
        shared = sum(1 for activities in unknown_activities if activities & own)
        # Of a dimension of which something is known, the next answer tells less.
        return dimension.standing != "unknown", _order_of(dimension, finding), -shared

    chosen: dict[str, tuple[DimensionFinding, CriterionFinding]] = {}
    for dimension, finding in sorted(unknown, key=tell):
        chosen.setdefault(dimension.dimension.id, (dimension, finding))
    return tuple(
        Enquiry(_word(by_id[finding.criterion.id], place), dimension.dimension, finding.criterion)
        for place, (dimension, finding) in enumerate(list(chosen.values())[:MOST_ENQUIRIES])
    )


def answer_enquiry(criterion: Criterion, said: str) -> Fact:
    """Make of an answer a fact that bears on the criterion that was asked about."""
    quote = " ".join(said.split())
    holds = not _DENIAL.match(quote)
    statement = quote if holds else f"Not so far: {criterion.text}"
    source = f"asked about “{criterion.text}”"
    return Fact("work", statement, quote, source, subject=criterion.id, holds=holds)


def _order_of(dimension: DimensionFinding, finding: CriterionFinding) -> int:
    return next(
        level.order for level in dimension.dimension.levels if finding.criterion in level.criteria
    )


def _word(wanted: Wanted, place: int) -> str:
    text = wanted.criterion.text
    if find_lowest_degree(text):
        return _EDUCATION.format(asked=text)
    if wanted.years is not None:
        return _YEARS.format(asked=text)
    return _FORMS[place % len(_FORMS)].format(asked=text)
