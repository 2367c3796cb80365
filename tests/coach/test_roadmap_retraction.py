"""What a person took back stands in no part of their roadmap; all else stays."""

from dataclasses import replace

import pytest

from coach.profile.facts import Fact
from coach.roadmap.placement import Placement, Rung, Track, TrackChoice
from coach.roadmap.renewal import quote_evidence
from coach.roadmap.retraction import retract
from coach.roadmap.roadmap import Deadline, Pace, Roadmap
from tests.coach.roadmap_samples import TODAY, citation, fact, small_roadmap

WORDS = "I run a bakery"
ROLE = fact("role", WORDS, "Baker")
GOAL = fact("goal", WORDS, "Miller")
TRACK = Track("Bread", (Rung("Baker", citation("Baker")), Rung("Miller", citation("Miller"))))


def quoting(**changes: object) -> Roadmap:
    return replace(small_roadmap(), **changes)


def test_a_deadline_goes_with_its_words() -> None:
    planned = quoting(deadline=Deadline(TODAY, WORDS))
    assert retract(planned, GOAL, ()).deadline is None
    assert retract(planned, fact("goal", "I want more"), ()).deadline == planned.deadline


def test_a_pace_is_assumed_from_then_on() -> None:
    planned = quoting(pace=Pace(7, WORDS))
    assert retract(planned, fact("pace", WORDS), ()).pace == Pace(7, is_assumed=True)


def test_the_proof_of_a_step_goes_when_it_is_those_words() -> None:
    first, second, *rest = small_roadmap().steps
    done = replace(first, state="done", done_on=TODAY, evidence=quote_evidence(WORDS))
    own = replace(second, state="done", done_on=TODAY, evidence="A link of my own")
    left = retract(quoting(steps=(done, own, *rest)), ROLE, ())
    assert [step.evidence for step in left.steps] == ["", "A link of my own", ""]
    assert [step.state for step in left.steps[:2]] == ["done", "done"]


def test_a_gap_becomes_unknown() -> None:
    planned = small_roadmap()
    left = retract(planned, fact("work", planned.steps[0].gap.quote), ())
    assert {(step.gap.standing, step.gap.quote, step.gap.said_in) for step in left.steps} == {
        ("unknown", "", "")
    }


@pytest.mark.parametrize("gone", [ROLE, GOAL])
def test_a_choice_says_that_its_ground_is_gone(gone: Fact) -> None:
    placed = Placement(TRACK, "on", 0, ROLE, GOAL)
    second = Placement(TRACK, "near", 1, ROLE)
    choice = TrackChoice(placed, f"You said {WORDS}.", second, f"As {WORDS}.", ("Bread",))
    left = retract(quoting(choice=choice), gone, ()).choice
    assert gone not in (left.placement.role, left.placement.goal)
    assert WORDS not in left.reason
    assert "plan anew" in left.reason
    assert (left.runner_up is None) == (gone is ROLE)
    # What was planned goes on from the same rung.
    assert left.placement.next == placed.next
