"""The leadership interview: asks one scenario at a time, and says what came of the answer."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from uuid import uuid4

from coach.assessment.findings import Assessment
from coach.conversation_rows import storable
from coach.errors import PracticeError
from coach.practice.judging import Judge
from coach.practice.rounds import Feedback, Round, Scenario
from coach.practice.store import Rounds

# How much a gap asks for practice: what a person fell short of most, what they began to show least.
_URGENCY = {"not shown": 3, "unknown": 2, "partly": 1}


class Interview:
    """Asks the scenarios of one corpus. Safe to use from several threads."""

    def __init__(
        self,
        scenarios: tuple[Scenario, ...],
        open_judge: Callable[[], Judge],
        open_rounds: Callable[[], Rounds],
    ) -> None:
        """Take the scenarios in the order in which they are to be asked.

        Args:
            open_judge: gives what judges; called with the first answer, as it may take its time.
            open_rounds: gives the stored rounds; called when they are first needed.
        """
        self.scenarios = scenarios
        self._open_judge = open_judge
        self._open_rounds = open_rounds

    @cached_property
    def _judge(self) -> Judge:
        return self._open_judge()

    def find(self, scenario_id: str) -> Scenario:
        """Return a scenario by its id.

        Raises:
            PracticeError: there is none of this id.
        """
        for scenario in self.scenarios:
            if scenario.id == scenario_id:
                return scenario
        raise PracticeError(
            f"There is no scenario {scenario_id!r}: `coach practice --list` names those there are."
        )

    def suggest(self, owner: str, assessment: Assessment | None = None) -> Scenario:
        """Return what to ask a person next: what they were asked least often, none twice before
        all were asked; of those the one that bears most on their gaps.

        Raises:
            PracticeError: the corpus names neither challenges nor duties to make scenarios from.
            ConversationError: the database fails.
        """
        if not self.scenarios:
            raise PracticeError(
                "The documents name no challenges and no responsibilities, so there is nothing to "
                "practise: add a section on either."
            )
        asked = Counter(played.scenario.id for played in self._open_rounds().read(owner))
        urgency = {
            gap.criterion.id: _URGENCY.get(gap.standing, 0)
            for gap in (assessment.gaps if assessment else ())
        }
        return min(
            self.scenarios,
            key=lambda scenario: (
                asked[scenario.id],
                -sum(urgency.get(point.id, 0) for point in scenario.points),
            ),
        )

    def judge(self, scenario: Scenario, answer: str) -> Feedback:
        """Judge an answer, and keep nothing of it.

        Raises:
            PracticeError: it says nothing, or is too long to be an answer.
            StoreError: the judge's folder cannot be written to.
        """
        return self._judge.judge(scenario, storable(answer))

    def take(self, owner: str, scenario_id: str, answer: str) -> Round:
        """Judge a person's answer to a scenario and keep the round.

        Raises:
            PracticeError: there is no such scenario, or the answer says nothing or is too long.
            StoreError: the judge's folder cannot be written to.
            ConversationError: the database fails; nothing is kept.
        """
        scenario = self.find(scenario_id)
        answer = storable(answer.strip())
        feedback = self.judge(scenario, answer)
        played = Round(uuid4().hex, scenario, answer, feedback, datetime.now(UTC))
        self._open_rounds().keep(owner, played)
        return played

    def rounds(self, owner: str) -> tuple[Round, ...]:
        """Return what a person has practised, the first round first.

        Raises:
            ConversationError: the database fails.
        """
        return self._open_rounds().read(owner)

    def forget(self, owner: str) -> int:
        """Delete all rounds of a person without a trace, and return how many there were.

        Raises:
            ConversationError: the database fails.
        """
        return self._open_rounds().forget(owner)
