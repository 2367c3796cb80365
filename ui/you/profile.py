"""The page of what is known of a person: facts and their words, to keep, correct and delete."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from coach import Coach
from coach.errors import ProfileError, QuestionError
from coach.personal_data import forget_fact, forget_person, replace_fact
from coach.pipeline import check_question
from coach.profile.corrections import correct_fact
from coach.profile.cv_reading import read_cv
from coach.profile.facts import Fact, FactKind
from coach.profile.hearing import hear
from ui.you.forms import Go, Outcome, Sent, Show
from ui.you.layout import render

_KINDS: dict[FactKind, str] = {
    "role": "Roles",
    "experience": "Experience",
    "leadership": "Leading people",
    "work": "What you did",
    "education": "Education",
    "credential": "Certificates and publications",
    "skill": "Skills",
    "language": "Languages",
    "goal": "Goals",
    "pace": "Your time for it",
}
_DONE = {
    "kept": "Kept.",
    "nothing": "Nothing was ticked, so nothing is kept.",
    "changed": "Corrected.",
    "forgotten": "Deleted for good.",
    "on": "Answers may speak of it again.",
    "off": "Answers will not speak of it any more.",
}
_fact = TypeAdapter(Fact)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A fact that is kept only if the person says so.

    Attributes:
        sent: the whole fact, for the form to send back.
    """

    fact: Fact
    sent: str


def show(coach: Coach, owner: str, query: Mapping[str, str]) -> str:
    """Render what is known of a person."""
    return _render(coach, owner, done=_DONE.get(query.get("done", ""), ""))


def take(coach: Coach, owner: str, sent: Sent) -> Outcome:
    """Carry out what the person wants with what is known of them."""
    try:
        match sent.first("act"):
            case "tell":
                return _propose(coach, owner, hear(_checked(sent.first("words")), is_own=True))
            case "read":
                return _read(coach, owner, sent)
            case "keep":
                kept = _confirmed(sent)
                coach.profiles.keep(owner, kept)
                return Go("kept" if kept else "nothing")
            case "correct":
                fact = replace_fact(coach, owner, sent.first("fact"), sent.first("words"))
                return Go("changed", f"f-{fact.id}")
            case "use":
                is_used = sent.first("use") == "on"
                fact = coach.profiles.use(owner, sent.first("fact"), is_used=is_used)
                return Go("on" if is_used else "off", f"f-{fact.id}")
            case "forget":
                forget_fact(coach, owner, sent.first("fact"))
                return Go("forgotten")
            case "forget all" if sent.first("sure"):
                forget_person(coach, owner, conversations=bool(sent.first("conversations")))
                return Go("forgotten")
            case "forget all":
                raise ProfileError("Tick the box to say that you are sure.")
            case _:
                raise ProfileError("This page doesn't know what to do with that: load it again.")
    except (ProfileError, QuestionError) as error:
        return Show(_render(coach, owner, error=str(error), words=sent.first("words")), 422)


def _checked(words: str) -> str:
    check_question(words)
    return words


def _read(coach: Coach, owner: str, sent: Sent) -> Outcome:
    if sent.file is None:
        raise ProfileError("Choose a file first: PDF, DOCX, Markdown or text.")
    reading = read_cv(sent.file.name, sent.file.content)
    if sent.first("keep-file"):
        coach.profiles.keep_cv(owner, sent.file.name, sent.file.content)
    return _propose(coach, owner, reading.facts)


def _propose(coach: Coach, owner: str, facts: Sequence[Fact]) -> Outcome:
    known = {fact.id for fact in coach.profiles.read(owner).facts}
    new = [fact for fact in facts if fact.id not in known]
    if not new:
        raise ProfileError(
            "There is nothing in it that I know already or understand. Plain words help: "
            "“I am a data scientist with 6 years of experience.”"
            if not facts
            else "I know all of that already."
        )
    proposals = tuple(Proposal(fact, _fact.dump_json(fact).decode()) for fact in new)
    return Show(_render(coach, owner, proposals=proposals))


def _confirmed(sent: Sent) -> list[Fact]:
    try:
        facts = [_fact.validate_json(text) for text in sent.every("fact")]
    except ValidationError:
        # Not chained: pydantic's message quotes what the person said.
        raise ProfileError("This page is too old: load it and tell it again.") from None
    corrections = ((fact, sent.first(f"words-{fact.id}").strip()) for fact in facts)
    return [correct_fact(fact, words) if words else fact for fact, words in corrections]


def _render(
    coach: Coach,
    owner: str,
    *,
    done: str = "",
    error: str = "",
    words: str = "",
    proposals: Sequence[Proposal] = (),
) -> str:
    known = coach.profiles.read(owner).facts
    groups = {
        title: [fact for fact in known if fact.kind == kind] for kind, title in _KINDS.items()
    }
    return render(
        "profile",
        done=done,
        error=error,
        words=words,
        proposals=proposals,
        kinds=_KINDS,
        groups={title: facts for title, facts in groups.items() if facts},
        cvs=coach.profiles.cvs(owner),
    )
