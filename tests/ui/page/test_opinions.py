"""Thumbs on the page, in a real browser, and what is stored of them."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from coach import Coach
from coach.feedback_export import export_feedback
from tests.ui.browsing import PAY, Visit, serving


@pytest.fixture
def visitor(own: Coach, visit) -> Iterator[Visit]:
    with serving(own) as address:
        visitor = visit(address)
        visitor.ask(PAY)
        yield visitor


def exported(own: Coach) -> list[dict[str, object]]:
    turns = own.conversations.all_turns()
    return [json.loads(line) for line in export_feedback(turns, lambda name: name)]


def test_a_thumb_up_is_kept_and_can_be_taken_back(own: Coach, visitor: Visit) -> None:
    up, down = visitor.button("Good answer"), visitor.button("Not a good answer")
    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    assert [opinion["rating"] for opinion in exported(own)] == ["up"]
    visitor.page.reload()
    expect(up).to_have_attribute("aria-pressed", "true")
    down.click()
    expect(down).to_have_attribute("aria-pressed", "true")
    expect(up).to_have_attribute("aria-pressed", "false")
    assert [opinion["rating"] for opinion in exported(own)] == ["down"]
    down.click()
    expect(down).to_have_attribute("aria-pressed", "false")
    assert exported(own) == []


def test_why_it_is_no_good_answer_is_stored_with_what_the_answer_came_from(
    own: Coach, visitor: Visit
) -> None:
    visitor.button("Not a good answer").click()
    reason = visitor.page.get_by_label("What is wrong with it?")
    expect(reason).to_be_focused()
    reason.select_option("Something is missing")
    visitor.page.get_by_label("Anything else?").fill("And the bonus?")
    visitor.page.get_by_role("button", name="Send").click()
    expect(visitor.page.get_by_role("status").filter(has_text="Thank you")).to_be_visible()
    (opinion,) = exported(own)
    assert (opinion["rating"], opinion["reason"]) == ("down", "Something is missing")
    assert opinion["comment"] == "And the bonus?"
    assert opinion["question"] == PAY
    assert "$259,000" in str(opinion["answer"])
    assert "$259,000" in str(opinion["citations"])
    made_with = opinion["made_with"]
    assert isinstance(made_with, dict)
    assert made_with["embedding_model"] == own.settings.embedding_model


def test_the_reason_can_be_left_out(own: Coach, visitor: Visit) -> None:
    visitor.button("Not a good answer").click()
    visitor.page.get_by_role("button", name="Close", exact=True).click()
    expect(visitor.page.get_by_label("Anything else?")).to_have_count(0)
    (opinion,) = exported(own)
    assert (opinion["rating"], opinion["reason"], opinion["comment"]) == ("down", None, None)


def test_small_talk_is_not_rated(visitor: Visit) -> None:
    visitor.ask("thank you")
    expect(visitor.button("Good answer")).to_have_count(0)
