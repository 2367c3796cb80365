"""What concerns the person, in a browser: heard, kept, used and left out; and the pages."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from coach import Coach
from coach.profile.facts import Fact
from tests.ui.browsing import OVERFLOW, Visit, serving, violations

SAID = "I lead a team of four engineers."
QUESTION = "What leadership skills does a Head of ML need?"
PATHS = ("you", "you/gaps", "you/roadmap", "you/practice")


@pytest.fixture
def own_address(own: Coach) -> Iterator[str]:
    """Serve a page whose profile is this test's own."""
    with serving(own) as address:
        yield address


def test_what_is_told_is_kept_when_it_stays_ticked(
    own: Coach, own_address: str, visit: Callable[..., Visit]
) -> None:
    opened = visit(own_address)
    opened.ask(SAID)
    heard = opened.newest.locator(".heard")
    expect(heard).to_contain_text(SAID)
    assert own.profiles.read("local").facts == ()
    heard.get_by_role("button", name="Keep what is ticked").click()
    expect(heard.get_by_role("status")).to_contain_text("Kept.")
    assert [fact.quote for fact in own.profiles.read("local").facts] == [SAID]
    # What is known is not asked for again.
    opened.ask(SAID)
    expect(opened.newest.locator(".heard")).to_have_count(0)


def test_what_is_unticked_or_not_wanted_is_not_kept(
    own: Coach, own_address: str, visit: Callable[..., Visit]
) -> None:
    opened = visit(own_address)
    opened.ask(SAID)
    opened.newest.get_by_role("checkbox").uncheck()
    opened.newest.get_by_role("button", name="Keep what is ticked").click()
    expect(opened.newest.locator(".heard")).to_contain_text("Nothing is kept")
    opened.ask(f"{SAID} ")
    opened.newest.get_by_role("button", name="Keep nothing").click()
    expect(opened.newest.locator(".heard")).to_have_count(0)
    assert own.profiles.read("local").facts == ()


def test_an_answer_tells_what_bears_on_it_until_it_is_left_out(
    own: Coach, own_address: str, visit: Callable[..., Visit]
) -> None:
    own.profiles.keep("local", [Fact("work", SAID, SAID, "conversation")])
    opened = visit(own_address)
    opened.ask(QUESTION)
    yours = opened.newest.locator(".yours")
    expect(yours).to_contain_text("You said “I lead a team of four engineers”")
    yours.get_by_role("button", name="Leave this out of answers").click()
    expect(yours).to_contain_text("will not speak of that")
    assert not own.profiles.read("local").facts[0].is_used
    opened.ask(QUESTION)
    expect(opened.newest.locator(".yours")).to_have_count(0)


@pytest.fixture
def filled(own: Coach) -> Coach:
    """Return a coach that knows somebody, with a roadmap and a round of practice."""
    own.profiles.keep(
        "local",
        [
            Fact("work", SAID, SAID, "conversation"),
            Fact("education", "Bachelor's degree", "a BSc", "cv.pdf", level="bachelor"),
        ],
    )
    own.plan("local")
    own.practice.take("local", own.practice.scenarios[0].id, "I would talk to the team first.")
    return own


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_have_no_faults_that_axe_knows(
    width: int, scheme: str, filled: Coach, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    with serving(filled) as address:
        for path in PATHS:
            page.goto(address + path)
            page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
            assert violations(page) == [], path
            assert page.evaluate(OVERFLOW) <= 0, path
    context.close()


def test_a_roadmap_is_made_and_a_step_is_done_by_keys_alone(
    own: Coach, own_address: str, browser: Browser
) -> None:
    page: Page = browser.new_page()
    page.goto(own_address + "you/roadmap")
    page.get_by_role("button", name="Make my roadmap").press("Enter")
    step = page.locator(".step").first
    step.locator("summary").press("Enter")
    step.get_by_label("What proves it").fill("A talk")
    step.get_by_label("What proves it").press("Enter")
    expect(page.locator(".step").first).to_contain_text("A talk")
    assert own.roadmaps.read("local").now[0].state == "done"
    page.close()
