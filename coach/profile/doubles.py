"""What a CV says twice, as in its summary and in the position that it sums up: once is enough."""

from collections.abc import Iterator, Sequence

from coach.profile.facts import Fact

_LISTED_ONCE = ("skill", "language", "goal", "pace")


def without_doubles(found: Sequence[Fact]) -> Iterator[Fact]:
    """Yield the facts that say something new; of two, the one that says more."""
    has_dated_roles = any(fact.kind == "role" and fact.since for fact in found)
    has_counted_people = any(fact.kind == "leadership" and fact.number for fact in found)
    degrees = [fact for fact in found if fact.kind == "education"]
    seen: set[tuple[object, ...]] = set()
    for fact in found:
        match fact.kind:
            case "role":
                is_vague = has_dated_roles and fact.holds and not fact.since
            case "leadership":
                is_vague = has_counted_people and fact.number is None
            case "education":
                is_vague = any(_says_more(other, fact) for other in degrees)
            case _:
                is_vague = False
        key = _key(fact)
        if not is_vague and key not in seen:
            seen.add(key)
            yield fact


def _key(fact: Fact) -> tuple[object, ...]:
    """Return what two facts share that say the same."""
    subject = fact.subject.casefold()
    quote = " ".join(fact.quote.casefold().split())
    if fact.kind in _LISTED_ONCE:
        return (fact.kind, subject)
    if fact.kind in ("work", "credential"):
        return (fact.kind, quote)
    said = (fact.kind, subject, fact.number, fact.level, fact.since, fact.until, fact.holds)
    # Two teams of five in the past are two; the one that is led now is the same everywhere.
    is_over = fact.kind == "leadership" and not fact.statement.startswith(("Leads", "Mentors"))
    return (*said, quote) if is_over else said


def _says_more(other: Fact, fact: Fact) -> bool:
    """Tell whether another fact is of the same degree, and has a field or dates that this lacks."""
    if other is fact or (other.level, other.holds) != (fact.level, fact.holds):
        return False
    if fact.since or fact.until or fact.subject.casefold() not in other.subject.casefold():
        return False
    has_field, has_dates = bool(other.subject), bool(other.since or other.until)
    return (has_field, has_dates) > (bool(fact.subject), False)
