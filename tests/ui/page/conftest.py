"""What the tests of the page share: a browser, the real coach behind a page, and visits to it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from coach import Coach
from tests.ui.browsing import ARGUMENTS, CHROMIUM, Visit, serving


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/ui/page/" in item.path.as_posix():
            item.add_marker(
                pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}")
            )
            # Gradio counts its events with pandas in a way that pandas gives up.
            item.add_marker(pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"))


# A browser's loop would be in the way of tests in other modules that run in one.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(coach: Coach) -> Iterator[str]:
    with serving(coach) as address:
        yield address


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    visits: list[Visit] = []

    def open_page(address: str, **options: object) -> Visit:
        visits.append(Visit(browser, address, **options))
        return visits[-1]

    yield open_page
    for opened in visits:
        opened.context.close()
