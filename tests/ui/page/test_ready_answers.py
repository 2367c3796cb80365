"""What a reviewer approves on the page answers whoever asks the same there."""

from datetime import date

import pytest
from playwright.sync_api import expect

from coach import Coach
from coach.faq.entries import make_entry
from tests.ui.browsing import OVERFLOW, PAY, serving, violations


@pytest.fixture(autouse=True)
def entry(own: Coach) -> None:
    own.reviews.take_in([make_entry(PAY, own.ask(PAY), date(2026, 11, 26))])


@pytest.mark.parametrize("width", [360, 1280])
def test_an_edited_answer_is_approved_and_served(own: Coach, visit, width: int) -> None:
    with serving(own) as address:
        visitor = visit(address, viewport={"width": width, "height": 800})
        page = visitor.page
        if width == 360:
            page.get_by_role("button", name="Your conversations").click()
        page.get_by_role("link", name="Review the FAQ").click()
        assert violations(page) == []
        assert page.evaluate(OVERFLOW) <= 0
        page.get_by_text("Edit", exact=True).click()
        page.get_by_label("The answer in Markdown").fill("On average it is $259,000. [1]")
        page.get_by_role("button", name="Store and approve").click()
        expect(page.get_by_text("Nothing waits for a review.")).to_be_visible()
        page.get_by_role("link", name="Headway").click()
        page.wait_for_selector("body[data-ready]")
        visitor.ask("How much does a Head of Machine Learning earn?")
        expect(visitor.newest.locator(".text").first).to_contain_text("On average it is $259,000.")
        expect(visitor.newest.locator(".writer")).to_contain_text("the reviewer")
        visitor.newest.locator("button.marker").first.click()
        expect(page.get_by_role("dialog").locator("mark").first).to_be_visible()
        visitor.ask("What does a Head of Machine Learning earn in Germany?")
        expect(visitor.newest.locator(".answer.partial")).to_be_visible()
        expect(visitor.newest.locator(".writer")).to_have_count(0)
