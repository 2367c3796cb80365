"""The page with a chat model that is slow: streaming, stopping and failing, in a real browser."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import expect

from coach import Coach, Settings
from tests.servers.openai_server import OpenAIServer, Reply, refuse, say
from tests.ui.browsing import PAY, Visit, serving

FIRST = "A Head of Machine Learning earns $259,000 on average [1]."
SECOND = "The low is $188,000 and the high is $330,000 [1]."

Open = Callable[..., tuple[Visit, OpenAIServer]]


@pytest.fixture
def open_with(home: Path, tmp_path: Path, visit) -> Iterator[Open]:
    """Return what opens a page whose chat model says just this."""
    with ExitStack() as stack:

        def start(*replies: Reply) -> tuple[Visit, OpenAIServer]:
            server = stack.enter_context(OpenAIServer(*replies))
            settings = Settings(
                home=home,
                database_url=f"sqlite:///{tmp_path}/own.db",
                model_url=server.url,
                model_timeout_s=10,
            )
            coach = Coach.open(settings)
            stack.callback(coach.close)
            return visit(stack.enter_context(serving(coach))), server

        yield start


def test_the_first_sentence_is_there_long_before_the_last(open_with: Open) -> None:
    visitor, _ = open_with(say(f"{FIRST} {SECOND}", pause_s=0.15))
    visitor.send(PAY)
    expect(visitor.newest.locator(".text")).to_contain_text("$259,000 on average")
    expect(visitor.newest).to_have_attribute("aria-busy", "true")
    expect(visitor.newest.locator(".text")).not_to_contain_text("$188,000")
    visitor.wait()
    expect(visitor.newest.locator(".text")).to_contain_text("the high is $330,000")
    expect(visitor.newest.locator("button.marker").first).to_be_visible()


def test_stop_ends_the_models_work_too(open_with: Open) -> None:
    visitor, server = open_with(say(f"{FIRST} {SECOND} " * 40, pause_s=0.05))
    visitor.send(PAY)
    expect(visitor.newest.locator(".text")).to_contain_text("$259,000 on average")
    visitor.page.get_by_role("button", name="Stop", exact=True).click()
    expect(visitor.newest.get_by_role("alert")).to_have_text("You stopped this answer.")
    visitor.wait()
    assert server.chats[0].was_left.wait(5), "nobody reads what the model writes"
    shown = visitor.newest.locator(".text").inner_text()
    time.sleep(0.5)
    assert visitor.newest.locator(".text").inner_text() == shown
    visitor.button("Ask again").click()
    expect(visitor.newest.locator(".text")).to_contain_text("$259,000 on average")
    expect(visitor.turns).to_have_count(1)


def test_a_stopped_answer_in_place_of_another_leaves_that_one(open_with: Open) -> None:
    visitor, _ = open_with(say(FIRST), say(f"{FIRST} {SECOND} " * 40, pause_s=0.05))
    visitor.ask(PAY)
    visitor.button("Answer this question again").click()
    visitor.page.get_by_role("button", name="Stop", exact=True).click()
    expect(visitor.turns).to_have_count(1)
    expect(visitor.newest.locator(".answer.answered")).to_be_visible()
    expect(visitor.page.locator(".foot").get_by_role("alert")).to_contain_text("stopped")


def test_a_failing_model_is_said_and_the_documents_answer(open_with: Open) -> None:
    visitor, _ = open_with(refuse(500))
    visitor.ask(PAY)
    expect(visitor.newest.locator(".answer.answered")).to_contain_text("$259,000")
    expect(visitor.newest.locator(".note")).to_contain_text("put together from the documents")
