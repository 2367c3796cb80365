"""Follow-ups without a model, on the shipped corpus."""

import pytest

from coach import Coach


def say(coach: Coach, conversation: str, *turns: str) -> str:
    return [coach.ask(turn, conversation) for turn in turns][-1].text


@pytest.mark.parametrize(
    ("turns", "holds"),
    [
        (("What does a Head of ML earn?", "and for a Director of Data Science?"), "$253,919"),
        (("What does a Director of AI Research earn?", "what about the range?"), "$644,261+"),
        (("How much will AI job openings rise?", "by which year?"), "2027"),
        (("How is AI used in healthcare?", "what about cybersecurity?"), "threats"),
        (("Where does the AI Research Track start?", "where does it end?"), "Chief Research"),
        (("Why is talent retention hard?", "how can I fix that?"), "opportunities"),
        (("What career tracks are there?", "Tell me about the second track"), "Senior ML"),
        (
            ("What career tracks are there?", "where does the third one start?"),
            "AI Product Manager",
        ),
        (("What does a Head of ML earn?", "thanks!", "and a Head of Data Science?"), "$224,539"),
    ],
)
def test_a_follow_up_leans_on_the_turn_before(
    coach: Coach, turns: tuple[str, ...], holds: str
) -> None:
    assert holds in say(coach, f"leans-{turns[0]}-{turns[-1]}", *turns)


@pytest.mark.parametrize(
    ("turns", "section"),
    [
        (("What does a Head of ML earn?", "Which soft skills do I need?"), "Essential Soft Skills"),
        (("What does a Head of ML earn?", "what about best practices?"), "Best Practices"),
        (("How is AI used in healthcare?", "and what degree do I need?"), "Requirements"),
    ],
)
def test_a_change_of_subject_leaves_the_old_one_behind(
    coach: Coach, turns: tuple[str, ...], section: str
) -> None:
    conversation = f"changes-{turns[-1]}"
    answer = [coach.ask(turn, conversation) for turn in turns][-1]
    assert answer.citations[0].section.split(" > ")[0] == section
    assert "$259,000" not in answer.text


def test_without_a_conversation_nothing_is_remembered(coach: Coach) -> None:
    coach.ask("What does a Head of ML earn?")
    assert "$253,919" not in coach.ask("by which year?").text


def test_conversations_do_not_mix(coach: Coach) -> None:
    coach.ask("What does a Head of ML earn?", "one")
    coach.ask("How much will AI job openings rise?", "two")
    assert "2027" in coach.ask("by which year?", "two").text
    assert "$188,000" in coach.ask("and the range?", "one").text
