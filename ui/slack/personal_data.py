"""All that is kept of one person: told in a sentence, taken along, and deleted."""

import json
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Literal

from coach.personal_data import export_person, forget_facts
from ui.slack.parts import Parts

Kind = Literal["facts", "roadmap", "practice", "questions"]

KINDS: Mapping[Kind, str] = MappingProxyType(
    {
        "facts": "What I know of you: each fact and its quote",
        "roadmap": "Your roadmap",
        "practice": "What you practised",
        "questions": "All that you asked or told me, with my answers and your feedback",
    }
)
"""Each kind, and what it is to people. The words of a fact stand in what its person wrote, too."""


def describe_data(parts: Parts, person: str) -> str:
    """Say how much is kept of a person."""
    coach = parts.coach
    return _list(
        questions=parts.shared.count(person),
        facts=len(coach.profiles.read(person).facts),
        roadmaps=coach.roadmaps.read(person) is not None,
        rounds=len(coach.rounds.read(person)),
    )


def export_data(parts: Parts, person: str) -> str:
    """Return all that is kept of a person as one JSON object; times are in ISO 8601."""
    own = json.loads(export_person(parts.coach, person).to_json())
    # Theirs are turns of conversations that belong to channels.
    del own["conversations"]
    said = json.loads(parts.shared.export(person).to_json())
    return json.dumps({**said, **own}, ensure_ascii=False, indent=2)


def delete_data(parts: Parts, person: str, kinds: Collection[Kind]) -> str:
    """Delete what is kept of a person, and say what that was."""
    coach = parts.coach
    gone = _list(
        questions=parts.shared.delete(person) if "questions" in kinds else 0,
        facts=forget_facts(coach, person) if "facts" in kinds else 0,
        roadmaps=coach.roadmaps.forget(person) if "roadmap" in kinds else False,
        rounds=coach.rounds.forget(person) if "practice" in kinds else 0,
    )
    return f"Deleted for good: {gone}." if gone else "There was nothing to delete."


def _list(*, questions: int, facts: int, roadmaps: bool, rounds: int) -> str:
    """Name what there is; "" when that's nothing."""
    named = (
        _count(questions, "question"),
        _count(facts, "fact"),
        "1 roadmap" if roadmaps else "",
        _count(rounds, "practised answer"),
    )
    return ", ".join(filter(None, named))


def _count(number: int, what: str) -> str:
    if not number:
        return ""
    return f"1 {what}" if number == 1 else f"{number} {what}s"
