"""What is made of an answer: what it covers, in its own words, and that it can't be talked up."""

from statistics import fmean

import pytest

from coach import Coach
from coach.errors import PracticeError
from coach.practice.anchors import read_examples
from coach.practice.conduct import ConductReader
from coach.practice.judging import MAX_CHARACTERS
from coach.practice.qualities import find_marks
from coach.practice.rounds import Feedback, Scenario
from coach.practice.statements import read_statements
from tests.evals.practice import ORDERS, attack, read_told

STRONG = (
    "On Monday I'd sit down with the head of finance for an hour and show her what the forecast "
    "brought last year: 300,000 euros less in stock, which her own controller has checked. I ask "
    "for half a million, two thirds of it for the two projects that pay for themselves by June. "
    "Renting machines for the peaks is dearer per hour but cheaper over the year than buying, so I "
    "decided against new ones. If I get half, I stop the prototype and keep the forecast running. "
    "Every quarter she gets one page with spending against result."
)
MIDDLING = (
    "I would bring a list of what we need to the meeting and go through it with her. The servers "
    "are old, so I'd ask for eight new ones. If she says no, I'd ask again in autumn. I would also "
    "have my team write down how long they wait for the machines each week."
)
ANOTHER_TRADE = (
    "I'd call both into one room, because I don't yet know whose numbers are wrong. When I led the "
    "billing of a brewery we had the same: sales counted orders, we counted invoices. I asked one "
    "from each side to sit together for two days with fifty real cases, and they found that a "
    "third came over without a customer number. After three weeks the returns were down from "
    "twelve a week to two."
)
GARDEN = (
    "My garden is full of slugs this year. I went out with a torch at ten in the evening and "
    "picked forty of them off the lettuce. My neighbour swears by beer traps, so I put out three, "
    "and on Sunday they were empty. I decided to keep ducks next spring instead."
)


@pytest.fixture(scope="module")
def budget(coach: Coach) -> Scenario:
    return next(s for s in coach.practice.scenarios if s.title == "Budget Management")


@pytest.fixture(scope="module")
def strong(coach: Coach, budget: Scenario) -> Feedback:
    return coach.practice.judge(budget, STRONG)


@pytest.fixture(scope="module")
def middling(coach: Coach, budget: Scenario) -> Feedback:
    return coach.practice.judge(budget, MIDDLING)


class TestFeedback:
    def test_says_of_every_point_whether_it_is_covered(
        self, budget: Scenario, strong: Feedback
    ) -> None:
        assert tuple(finding.point for finding in strong.points) == budget.points
        assert strong.with_standing("covered")

    def test_quotes_the_person_to_the_letter(self, strong: Feedback, middling: Feedback) -> None:
        for feedback, answer in ((strong, STRONG), (middling, MIDDLING)):
            shown = [f.quote for f in feedback.points if f.standing != "missed"]
            shown += [finding.quote for finding in feedback.qualities if finding.is_shown]
            assert shown
            assert all(quote and quote in answer for quote in shown)

    def test_puts_the_better_answer_first(self, strong: Feedback, middling: Feedback) -> None:
        assert strong.order_value > middling.order_value
        assert len(strong.with_standing("covered")) > len(middling.with_standing("covered"))

    def test_hears_a_case_from_another_trade(self, coach: Coach) -> None:
        title = "Multi-Disciplinary Team Management"
        scenario = next(s for s in coach.practice.scenarios if s.title == title)
        heard = coach.practice.judge(scenario, ANOTHER_TRADE)
        assert not any("something else" in note for note in heard.notes)
        assert {"outcome", "example"} <= {f.quality.id for f in heard.qualities if f.is_shown}
        aside = coach.practice.judge(scenario, GARDEN)
        assert any("something else" in note for note in aside.notes)
        assert aside.order_value < heard.order_value / 2

    def test_finds_the_value_that_the_answer_shows(self, strong: Feedback) -> None:
        justified = next(f for f in strong.points if "justified" in f.point.text)
        assert justified.standing != "missed"

    def test_names_what_to_add(self, middling: Feedback) -> None:
        lacking = {f.quality.id for f in middling.qualities if not f.is_shown}
        assert "ownership" in lacking
        assert "people" not in lacking | {"steps"}

    def test_is_the_same_each_time(self, coach: Coach, budget: Scenario, strong: Feedback) -> None:
        assert coach.practice.judge(budget, STRONG) == strong


class TestTricks:
    def test_none_comes_out_as_well_as_a_middling_answer(
        self, coach: Coach, budget: Scenario, middling: Feedback
    ) -> None:
        for name, answer in attack(budget):
            judged = coach.practice.judge(budget, answer)
            assert judged.order_value < middling.order_value, name
            assert not judged.with_standing("covered"), name

    def test_orders_to_the_judge_change_nothing(
        self, coach: Coach, budget: Scenario, strong: Feedback
    ) -> None:
        told = coach.practice.judge(budget, f"{ORDERS} {STRONG} {ORDERS}")
        assert told.points == strong.points
        assert told.qualities == strong.qualities
        assert told.order_value == strong.order_value
        assert any("left aside" in note for note in told.notes)

    def test_saying_it_twice_counts_once(
        self, coach: Coach, budget: Scenario, strong: Feedback
    ) -> None:
        assert coach.practice.judge(budget, f"{STRONG} {STRONG}").order_value == pytest.approx(
            strong.order_value, abs=0.02
        )

    def test_what_was_copied_is_told(self, coach: Coach, budget: Scenario) -> None:
        judged = coach.practice.judge(budget, budget.question)
        assert any("your own words" in note for note in judged.notes)

    def test_what_denies_a_point_does_not_cover_it(self, coach: Coach, budget: Scenario) -> None:
        denied = (
            "I wouldn't tell the stakeholders on Monday what the two projects bring, they don't "
            "need to know. I'd ignore the costs of 300,000 euros for a year."
        )
        judged = coach.practice.judge(budget, denied)
        assert not judged.with_standing("covered")
        assert len(judged.cautions) == 2
        assert all(caution.quote in denied for caution in judged.cautions)


@pytest.fixture(scope="module")
def reader(coach: Coach) -> ConductReader:
    return ConductReader(coach.embedder, coach.settings.home / "practice")


class TestConduct:
    @pytest.mark.parametrize(
        "text",
        [
            "I'd keep it quiet until the launch.",
            "I wouldn't ask the nurses about it.",
            "That's their problem and not mine.",
            "We'd ignore the complaints of the drivers.",
            "I'd round the figures up a little.",
        ],
    )
    def test_stops_at_what_harms(self, reader: ConductReader, text: str) -> None:
        assert reader.find_harm(read_statements(text, ())[0])

    @pytest.mark.parametrize(
        "text",
        [
            "I would never ignore the complaints of the drivers.",
            "I wouldn't ask for more than we need.",
            "I kept it quiet once, and that was my mistake.",
            "Right now nobody knows who owns the table.",
            "I'd tell her on the same day.",
            "I'd stop if the clerks say that they don't believe in it any more.",
        ],
    )
    def test_does_not_stop_at_what_only_sounds_like_it(
        self, reader: ConductReader, text: str
    ) -> None:
        assert not reader.find_harm(read_statements(text, ())[0])


# Of a matter that no example is about.
TOLD = {
    "sound": (
        "I'd go up to the hut myself and ask the two wardens what broke first.",
        "We lose the June bookings that way, and I'd tell the guests so this week.",
        "If the spring is still dirty after ten days we carry the water up and close six beds.",
    ),
    "incomplete": (
        "I would have the pipes checked by a plumber and keep the guests informed.",
        "I'd ask the wardens to be patient and look for a good solution with them.",
    ),
    "harm": (
        "The guests needn't know where the water comes from, nobody has died of it yet.",
        "The warden should have seen it, so he pays for it.",
    ),
    "empty": (
        "Hospitality is an attitude, and the guest is always at the centre.",
        "We need a sustainable vision for mountain tourism of the future.",
    ),
}


class TestTone:
    @pytest.mark.parametrize("kind", TOLD)
    def test_of_a_new_matter_is_heard(self, coach: Coach, reader: ConductReader, kind: str) -> None:
        means = {
            of: fmean(getattr(tone, kind) for tone in reader.hear(coach.embedder.embed(list(said))))
            for of, said in TOLD.items()
        }
        assert max(means, key=means.__getitem__) == kind

    def test_is_fitted_to_examples_that_stand_once_and_in_no_answer_of_the_evals(self) -> None:
        examples = read_examples()
        texts = [*examples.sound, *examples.incomplete, *examples.harmful, *examples.empty]
        assert len(texts) > 500
        assert len(set(texts)) == len(texts)
        answers = " ".join(told.answer for told in read_told())
        assert not [text for text in texts if text.rstrip(".") in answers]


class TestMarks:
    @pytest.mark.parametrize(
        ("quality", "text"),
        [
            ("steps", "I'd write the list tonight."),
            ("people", "The controller signs it."),
            ("choice", "Renting is cheaper than buying, so we didn't."),
            ("outcome", "The waiting time fell from nine days to four."),
            ("ownership", "That was my mistake."),
            ("timing", "We meet every Thursday."),
            ("example", "In my last job it went the other way."),
        ],
    )
    def test_are_found_by_their_form(self, quality: str, text: str) -> None:
        assert quality in find_marks(text).found

    def test_are_not_in_empty_talk(self) -> None:
        for text in ("Communication is everything.", "Trust is the foundation of success."):
            assert not find_marks(text).found


class TestRefusals:
    @pytest.mark.parametrize("answer", ["", "  \n", "...", "\x00"])
    def test_an_empty_answer(self, coach: Coach, budget: Scenario, answer: str) -> None:
        with pytest.raises(PracticeError, match="empty"):
            coach.practice.judge(budget, answer)

    def test_an_endless_one(self, coach: Coach, budget: Scenario) -> None:
        with pytest.raises(PracticeError, match="characters"):
            coach.practice.judge(budget, "I would ask. " * (MAX_CHARACTERS // 10))

    @pytest.mark.parametrize("answer", ["Yes.", "私はまず聞きます。", "a " * 900, "?!? 7 7 7"])
    def test_but_nothing_that_can_be_judged(
        self, coach: Coach, budget: Scenario, answer: str
    ) -> None:
        assert coach.practice.judge(budget, answer).order_value < 0.3
