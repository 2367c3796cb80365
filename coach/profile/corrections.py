"""A person's correction of a fact: their words take the place of what was understood before."""

from dataclasses import replace

from coach.errors import ProfileError
from coach.profile.facts import Fact
from coach.profile.hearing import hear

MAX_CHARACTERS = 4_000


def correct_fact(fact: Fact, words: str) -> Fact:
    """Return the fact that the person's own words make of one.

    What the old words said beyond them (a number, a level, dates) is not carried over: it would
    rest on no words any more.

    Raises:
        ProfileError: the words are none or too many.
    """
    said = check_words(words)
    heard = hear(said, source="you", is_own=True)
    # What somebody says of another kind is what they want to stand there.
    heard = tuple(new for new in heard if new.kind == fact.kind) or heard
    if len(heard) == 1:
        return replace(heard[0], quote=said, is_used=fact.is_used)
    subject = fact.subject if fact.subject and fact.subject.casefold() in said.casefold() else ""
    return Fact(fact.kind, said, said, "you", subject=subject, is_used=fact.is_used)


def check_words(words: str) -> str:
    """Return a person's words about themselves in one line.

    Raises:
        ProfileError: they are none or too many.
    """
    said = " ".join(words.split())
    if not said:
        raise ProfileError('That says nothing: write what is true of you, like "I lead 3 people".')
    if len(said) > MAX_CHARACTERS:
        raise ProfileError(
            f"That has {len(said):,} characters; shorten it to {MAX_CHARACTERS:,}, or give your CV."
        )
    return said
