"""An FAQ's page in a browser: search, deep links, and what helps those who don't see it."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from coach import Coach
from coach.batch import Question
from coach.faq.entries import make_entry
from coach.faq.layout import hold, lay_out
from coach.faq.outputs import write_files, writer_of
from tests.coach.faq_samples import DAY

PAY = "What does a Head of Machine Learning earn?"
QUESTIONS = (PAY, "What is narrow AI?", "How is AI used in healthcare?")


@pytest.fixture
def page(browser: Browser, coach: Coach, tmp_path: Path) -> Page:
    answers = dict(coach.ask_all(map(Question, QUESTIONS)))
    held, read = hold(make_entry(q, answers[n], DAY) for n, q in enumerate(QUESTIONS))
    file = tmp_path / "faq.html"
    write_files({file: writer_of(file, lay_out(held, read, coach.report.topics, "FAQ"))})
    page = browser.new_page()
    page.goto(file.as_uri())
    return page


def test_finds_by_words_and_tells_how_many(page: Page) -> None:
    page.get_by_role("searchbox").fill("HEALTHCARE disease")
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("status")).to_have_text("1 question")
    expect(page.get_by_role("heading", name="Salary Ranges")).to_be_hidden()
    page.get_by_role("searchbox").fill("zyzzyva")
    expect(page.get_by_role("status")).to_have_text("No questions")
    page.get_by_role("searchbox").fill("")
    expect(page.get_by_role("article")).to_have_count(3)


def test_leads_from_a_marker_to_its_source(page: Page) -> None:
    source = page.locator("#what-does-a-head-of-machine-learning-earn-source-1")
    expect(source).to_be_hidden()
    page.locator("article", has_text="$259,000").locator("sup a").click()
    expect(source).to_be_visible()
    expect(source).to_contain_text("Salary Ranges (US market, 2024)")


def test_opens_at_the_question_that_a_link_names(page: Page) -> None:
    page.get_by_role("link", name=PAY).click()
    assert page.url.endswith("#what-does-a-head-of-machine-learning-earn")
    page.reload()
    expect(page.get_by_role("heading", name=PAY)).to_be_in_viewport()


def test_has_no_faults_that_axe_knows(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.emulate_media(color_scheme="dark")
    assert Axe().run(page).violations_count == 0


def test_prints_answers_without_what_is_for_the_screen(page: Page) -> None:
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.get_by_role("searchbox")).to_be_hidden()
    expect(page.get_by_role("heading", name=PAY)).to_be_visible()
