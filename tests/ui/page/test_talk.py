"""Talking on the page, in a real browser: what is asked, and what one sees of its answer."""

import logging
from urllib.parse import urlsplit

from playwright.sync_api import expect

from coach import Answer, Coach, RestartEvent
from coach.errors import QuestionError, StoreError
from coach.scope import Scope, Theme
from tests.ui.browsing import (
    EVIL,
    OFF_SUBJECT,
    PAY,
    ScriptedCoach,
    hostile_answer,
    serving,
)


def test_the_first_screen_says_what_the_coach_knows_and_from_when(
    coach: Coach, address: str, visit
) -> None:
    page = visit(address).page
    welcome = page.locator(".welcome p").inner_text()
    assert all(topic in welcome for topic in coach.scope.topics)
    assert "US market, 2024" in welcome
    themes = page.locator(".theme")
    assert themes.get_by_role("heading").all_inner_texts() == [t.topic for t in coach.scope.themes]
    asked = themes.get_by_role("button").all_inner_texts()
    assert asked == [question for theme in coach.scope.themes for question in theme.questions]
    assert len(coach.scope.themes) >= 5
    assert page.title() == "Headway"


def test_every_example_of_the_first_screen_is_answered(coach: Coach) -> None:
    for theme in coach.scope.themes:
        for question in theme.questions:
            answer = coach.ask(question)
            assert answer.status == "answered", question
            assert theme.topic in {c.section.split(" > ")[0] for c in answer.citations}, question


def test_enter_asks_and_the_answer_is_cited(coach: Coach, address: str, visit) -> None:
    visitor = visit(address)
    visitor.ask(PAY)
    answer = coach.ask(PAY)
    assert answer.status == "answered"
    expect(visitor.newest.get_by_role("heading", name=PAY)).to_be_visible()
    expect(visitor.newest.locator(".answer.answered")).to_contain_text("$259,000")
    expect(visitor.newest.locator("button.marker").first).to_have_text("1")
    sources = visitor.newest.locator(".sources button").all_inner_texts()
    assert [text.split(maxsplit=1)[0] for text in sources] == [
        str(citation.number) for citation in answer.citations
    ]


def test_shift_enter_makes_a_line(address: str, visit) -> None:
    visitor = visit(address)
    visitor.box.fill("one")
    visitor.box.press("Shift+Enter")
    visitor.box.press_sequentially("two")
    assert visitor.box.input_value() == "one\ntwo"
    expect(visitor.turns).to_have_count(0)


def test_an_example_is_asked_by_a_click(coach: Coach, address: str, visit) -> None:
    visitor = visit(address)
    visitor.box.fill("a draft")
    example = coach.scope.themes[0].questions[0]
    visitor.page.locator(".welcome").get_by_role("button", name=example).click()
    visitor.wait()
    expect(visitor.newest.get_by_role("heading", name=example)).to_be_focused()
    expect(visitor.newest.locator(".answer.answered")).to_be_visible()
    assert visitor.box.input_value() == "a draft"
    expect(visitor.page.locator(".welcome")).to_be_hidden()


def test_follow_ups_stand_under_the_newest_answer_only(coach: Coach, address: str, visit) -> None:
    visitor = visit(address)
    visitor.ask(PAY)
    follow_ups = coach.ask(PAY).follow_ups
    buttons = visitor.newest.locator(".follow-ups").get_by_role("button")
    assert tuple(buttons.all_inner_texts()) == follow_ups
    assert 0 < len(follow_ups) <= 3
    buttons.first.click()
    expect(visitor.newest.get_by_role("heading", name=follow_ups[0])).to_be_visible()
    visitor.wait()
    expect(visitor.page.locator(".follow-ups:visible")).to_have_count(1)


def test_visitors_share_nothing_and_do_not_wait_for_each_other(visit) -> None:
    with serving(ScriptedCoach(end=hostile_answer(), askers=2)) as address:
        one, other = visit(address), visit(address)
        for visitor, question in ((one, "mine"), (other, "theirs")):
            visitor.box.fill(question)
            visitor.box.press("Enter")
        for visitor, question in ((one, "mine"), (other, "theirs")):
            visitor.wait()
            expect(visitor.page.locator(".question")).to_have_text(question)
        expect(visit(address).turns).to_have_count(0)


def test_an_answer_can_be_copied_with_its_sources(coach: Coach, address: str, visit) -> None:
    visitor = visit(address, permissions=["clipboard-read", "clipboard-write"])
    visitor.ask(PAY)
    visitor.newest.get_by_role("button", name="Copy").click()
    expect(visitor.newest.get_by_role("button", name="Copied")).to_be_visible()
    copied = visitor.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(coach.ask(PAY).text)
    assert "Sources:\n\n1. Salary Ranges" in copied


def test_a_follow_up_leans_on_what_was_said_on_the_page(address: str, visit) -> None:
    visitor = visit(address)
    visitor.ask("What does a Head of Machine Learning earn?")
    visitor.ask("and for a Director of Data Science?")
    expect(visitor.newest.locator(".text").first).to_contain_text("$253,919")


def test_what_a_model_wrote_in_vain_is_taken_back_with_a_word_about_it(visit) -> None:
    note = "The model took too long."
    end = Answer("q", "From the documents.", "answered", note=note)
    scripted = ScriptedCoach("In vain.", RestartEvent(), "From the documents.", end=end)
    with serving(scripted) as own:
        visitor = visit(own)
        visitor.ask("What is paid?")
        expect(visitor.newest.locator(".text")).to_have_text("From the documents.")
        expect(visitor.newest.locator(".note")).to_have_text(note)


def test_hostile_text_stays_text(visit) -> None:
    script = ScriptedCoach(EVIL, end=hostile_answer())
    script.scope = Scope((EVIL,), (EVIL,), ((), (), ()), (Theme(EVIL, (EVIL,)),), (EVIL,))
    with serving(script) as address:
        visitor = visit(address)
        expect(visitor.page.locator(".welcome p")).to_contain_text(EVIL)
        visitor.page.locator(".welcome button.ask").click()
        visitor.wait()
        visitor.ask(EVIL)
        expect(visitor.newest.locator(".question")).to_have_text(EVIL)
        visitor.newest.locator("button.marker").click()
        expect(visitor.page.get_by_role("dialog")).to_contain_text("window.hit=1")
        assert visitor.page.evaluate("window.hit") is None
        active = ":is(.turn, .panel, .welcome) :is(img, script, a, svg:not(.thumb > svg))"
        assert visitor.page.locator(active).count() == 0
        assert visitor.hosts == {urlsplit(address).netloc}


def test_a_failure_that_the_coach_knows_is_one_kind_line(visit) -> None:
    error = StoreError("The index cannot be reached: start it and ask again.")
    with serving(ScriptedCoach(end=error)) as address:
        visitor = visit(address)
        visitor.ask("pay?")
        expect(visitor.newest.locator(".question")).to_have_text("pay?")
        expect(visitor.newest.get_by_role("alert")).to_have_text(
            "I can't answer right now. The index cannot be reached: start it and ask again."
        )


def test_any_other_failure_is_told_without_its_cause(visit, caplog) -> None:
    with serving(ScriptedCoach("Half an ", end=ZeroDivisionError("secret"))) as address:
        visitor = visit(address)
        with caplog.at_level(logging.ERROR, "ui.talk"):
            visitor.ask("pay?")
        expect(visitor.newest.get_by_role("alert")).to_contain_text("went wrong on my side")
        assert "secret" not in visitor.page.content()
        assert "ZeroDivisionError: secret" in caplog.text
        assert visitor.failures == []


def test_a_question_that_is_too_long_stays_in_the_box(address: str, visit) -> None:
    visitor = visit(address)
    visitor.ask(PAY)
    visitor.box.fill("why? " * 1000)
    visitor.box.press("Enter")
    expect(visitor.page.get_by_role("alert")).to_contain_text("shorten it")
    expect(visitor.box).to_have_value("why? " * 1000)
    expect(visitor.turns).to_have_count(1)
    visitor.ask(OFF_SUBJECT)
    expect(visitor.page.get_by_role("alert")).to_have_count(0)


def test_a_question_that_fails_first_leaves_the_first_screen(visit) -> None:
    with serving(ScriptedCoach(end=QuestionError("Too long: shorten it."))) as address:
        visitor = visit(address)
        visitor.box.fill("x")
        visitor.box.press("Enter")
        expect(visitor.page.get_by_role("alert")).to_have_text("Too long: shorten it.")
        expect(visitor.box).to_have_value("x")
        expect(visitor.page.locator(".welcome")).to_be_visible()


def test_nothing_typed_asks_nothing(address: str, visit) -> None:
    visitor = visit(address)
    visitor.box.fill("   ")
    visitor.box.press("Enter")
    visitor.page.wait_for_timeout(500)
    expect(visitor.page.locator(".welcome")).to_be_visible()
    expect(visitor.page.get_by_role("alert")).to_have_count(0)


def test_partial_and_declined_answers_look_different_and_say_why(address: str, visit) -> None:
    visitor = visit(address)
    looks = []
    for question, label, reason in (
        (PAY, None, "$259,000"),
        ("What does a Head of Machine Learning earn in Peru?", "Only partly", "nothing about Peru"),
        (OFF_SUBJECT, "Not in my documents", "don't say anything about that"),
    ):
        visitor.ask(question)
        answer = visitor.newest.locator(".answer")
        expect(answer.locator(".text")).to_contain_text(reason)
        expect(answer.locator(".label")).to_have_count(1 if label else 0)
        if label:
            expect(answer.locator(".label")).to_contain_text(label)
        look = "e => { const s = getComputedStyle(e); return s.borderStyle + s.borderWidth }"
        looks.append(answer.evaluate(look))
    assert len(set(looks)) == 3
    expect(visitor.newest.locator("button.marker")).to_have_count(0)


def test_an_answer_can_be_asked_for_again(address: str, visit) -> None:
    visitor = visit(address)
    visitor.ask(PAY)
    stored = visitor.newest.get_attribute("data-turn")
    visitor.ask(OFF_SUBJECT)
    visitor.turns.first.get_by_role("button", name="Answer this question again").click()
    expect(visitor.turns).to_have_count(1)
    visitor.wait()
    expect(visitor.newest.locator(".answer.answered")).to_contain_text("$259,000")
    assert visitor.newest.get_attribute("data-turn") != stored
    visitor.page.reload()
    expect(visitor.turns).to_have_count(1)
    expect(visitor.newest.locator(".question")).to_have_text(PAY)


def test_a_question_can_be_edited_and_takes_the_place_of_what_followed(address: str, visit) -> None:
    visitor = visit(address)
    visitor.ask("What does a Director of Data Science earn?")
    visitor.ask("and a Head of Data Science?")
    visitor.ask(OFF_SUBJECT)
    second = visitor.turns.nth(1)
    second.get_by_role("button", name="Edit this question").click()
    edited = visitor.page.get_by_label("Your question, changed")
    expect(edited).to_be_focused()
    expect(edited).to_have_value("and a Head of Data Science?")
    edited.press("Escape")
    expect(second.locator(".question")).to_be_visible()
    expect(second.get_by_role("button", name="Edit this question")).to_be_focused()
    second.get_by_role("button", name="Edit this question").click()
    edited.fill("and a Head of Machine Learning?")
    edited.press("Enter")
    expect(visitor.turns).to_have_count(2)
    visitor.wait()
    expect(visitor.newest.locator(".text").first).to_contain_text("$259,000")
    visitor.page.reload()
    expect(visitor.page.locator(".question")).to_have_text(
        ["What does a Director of Data Science earn?", "and a Head of Machine Learning?"]
    )


def test_what_is_edited_stays_when_there_is_no_answer(address: str, visit) -> None:
    visitor = visit(address)
    visitor.ask(PAY)
    visitor.ask(OFF_SUBJECT)
    visitor.turns.first.get_by_role("button", name="Edit this question").click()
    visitor.page.get_by_label("Your question, changed").fill("why? " * 1000)
    visitor.page.get_by_role("button", name="Ask again", exact=True).click()
    expect(visitor.page.locator(".foot").get_by_role("alert")).to_contain_text("shorten it")
    expect(visitor.page.locator(".question:visible")).to_have_text([PAY, OFF_SUBJECT])


def test_a_server_that_is_gone_is_told(visit) -> None:
    with serving(ScriptedCoach(end=hostile_answer())) as address:
        visitor = visit(address)
        visitor.ask("first")
    visitor.send("second")
    alert = visitor.newest.get_by_role("alert")
    expect(alert).to_contain_text("connection was lost")
    expect(visitor.button("Ask again")).to_be_visible()
    expect(visitor.turns).to_have_count(2)
