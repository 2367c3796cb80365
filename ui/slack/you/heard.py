"""What is pressed about the person below an answer: to keep what was heard, to leave a fact out."""

from coach.profile.facts import Fact
from coach.profile.hearing import hear
from ui.slack.about_you import MOST_HEARD, write_heard
from ui.slack.messages import write_notice
from ui.slack.parts import Parts
from ui.slack.you.visits import Outcome, Replace, Tell, Visit

_GONE = "I don't keep any more what you said there. Tell me again, and I ask you again."
_KEPT = "I keep this about you. /coach profile shows it, and there you can take it back."
_ASKING = "Shall I keep the rest, too? Nothing of it is kept unless you say so."


def keep(parts: Parts, visit: Visit) -> Outcome:
    """Keep one fact."""
    turn, _, fact_id = visit.value.partition(":")
    return _keep(parts, visit, turn, fact_id)


def keep_all(parts: Parts, visit: Visit) -> Outcome:
    """Keep every fact that was shown."""
    return _keep(parts, visit, visit.value, None)


def keep_none(parts: Parts, visit: Visit) -> Outcome:
    """Take the list away; what was kept of it before stays."""
    known = {fact.id for fact in parts.coach.profiles.read(visit.person).facts}
    has_kept = any(fact.id in known for fact in _hear_again(parts, visit, visit.value))
    said = "Nothing more of it is kept." if has_kept else "Nothing of it is kept."
    return Replace(write_notice(said))


def leave_out(parts: Parts, visit: Visit) -> Outcome:
    """Let no answer speak of a fact any more."""
    profiles = parts.coach.profiles
    known = {fact.id: fact for fact in profiles.read(visit.person).facts}
    if visit.value not in known:
        return Tell(write_notice("I don't know that of you any more, so no answer speaks of it."))
    if not known[visit.value].is_used:
        return None
    profiles.use(visit.person, visit.value, is_used=False)
    return Tell(
        write_notice("Answers will not speak of it any more. /coach profile takes that back.")
    )


def _keep(parts: Parts, visit: Visit, turn: str, fact_id: str | None) -> Outcome:
    heard = _hear_again(parts, visit, turn)
    wanted = [fact for fact in heard if fact_id in (None, fact.id)]
    if not wanted:
        return Replace(write_notice(_GONE))
    profiles = parts.coach.profiles
    profiles.keep(visit.person, wanted)
    kept = {fact.id for fact in profiles.read(visit.person).facts}
    is_whole = all(fact.id in kept for fact in heard)
    return Replace(write_heard(turn, heard, kept, _KEPT if is_whole else _ASKING))


def _hear_again(parts: Parts, visit: Visit, turn: str) -> tuple[Fact, ...]:
    """Hear what was shown once more in the words of the turn, which must be the person's own."""
    found = parts.shared.find(visit.place.owner, turn, visit.person)
    return hear(found.asked)[:MOST_HEARD] if found else ()
