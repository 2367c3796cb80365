"""Takes the README's pictures of the page: `python -m tests.screenshots` writes them anew."""

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from coach import Coach, Settings
from coach.coaching import LOCAL_OWNER
from coach.profile.hearing import hear
from tests.ui.browsing import ARGUMENTS, CHROMIUM, OFF_SUBJECT, PAY, TRACK, Visit, serving

FOLDER = Path(__file__).parents[1] / "docs"
WIDE = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
TOLD = (
    "I am a senior machine learning engineer with 6 years of experience. I lead a team of four "
    "engineers. I have a bachelor's degree in computer science. Trained a recommender in PyTorch "
    "and took it into production. Presented our results to the board every quarter. Ran the "
    "fairness audit of our lending model. I have 5 hours a week."
)


def main() -> None:
    """Serve a coach with a home of its own, visit it, and take the pictures."""
    with TemporaryDirectory() as home, sync_playwright() as playwright:
        coach = Coach.open(Settings(home=Path(home)))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        coach.profiles.keep(LOCAL_OWNER, hear(TOLD, is_own=True))
        coach.plan()
        with serving(coach) as address:
            take_pictures(browser, address)
        browser.close()
        coach.close()


def take_pictures(browser: Browser, address: str) -> None:
    """Take the pictures of one visitor's page, in the order that they are made in."""
    visitor = Visit(browser, address, viewport=WIDE)
    take(visitor, "page-first.png")
    visitor.ask(TRACK)
    visitor.page.get_by_role("button", name="New conversation").click()
    visitor.ask("What does a Head of Machine Learning earn in Germany?")
    visitor.ask(OFF_SUBJECT)
    visitor.turns.first.scroll_into_view_if_needed()
    visitor.page.evaluate("window.scrollTo(0, 0)")
    take(visitor, "page-declined.png")
    visitor.page.get_by_role("button", name="New conversation").click()
    visitor.ask(PAY)
    visitor.newest.locator("button.marker").first.click()
    visitor.page.mouse.move(0, 0)
    take(visitor, "page.png")
    dark = Visit(browser, address, viewport=WIDE, color_scheme="dark")
    dark.titles.last.click()
    dark.newest.locator("figure").scroll_into_view_if_needed()
    take(dark, "page-dark.png")
    phone = Visit(browser, address, viewport=PHONE, has_touch=True, device_scale_factor=2)
    phone.ask(PAY)
    phone.newest.locator("button.marker").first.tap()
    take(phone, "page-phone.png")
    take_coaching(browser, address)


def take_coaching(browser: Browser, address: str) -> None:
    """Take the pictures of where somebody stands and of their roadmap."""
    visits = (
        ("light", WIDE, "you/gaps", "gaps.png"),
        ("dark", WIDE, "you/gaps", "gaps-dark.png"),
        ("light", WIDE, "you/roadmap", "roadmap.png"),
        ("dark", PHONE, "you/roadmap", "roadmap-phone.png"),
    )
    for scheme, size, path, name in visits:
        page = browser.new_page(viewport=size, color_scheme=scheme)
        page.goto(address + path)
        if size == PHONE:
            page.locator(".steps").first.evaluate("steps => steps.scrollIntoView()")
        page.screenshot(path=FOLDER / name)
        page.close()


def take(visitor: Visit, name: str) -> None:
    """Take a picture once nothing moves."""
    visitor.page.wait_for_timeout(700)
    visitor.page.screenshot(path=FOLDER / name)


if __name__ == "__main__":
    main()
