"""`/coach profile`, `gaps`, `roadmap` and `practice`: in direct messages, for one person alone."""

import re
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from coach.conversation_store import Conversations
from coach.practice.store import Rounds, open_rounds
from coach.profile.store import Profiles
from coach.roadmap.store import Roadmaps, open_roadmaps
from tests.servers.slack_server import Call, SlackServer
from tests.ui.slack.telling import LEADING, accessories, by_address, in_channel, keep_all, owner
from tests.ui.slack.workspace import (
    Payload,
    Workspace,
    button,
    direct,
    new_channel,
    new_person,
    shown,
)

QUIET_SECONDS = 0.7
TOLD = "I lead two juniors. I have a master's degree in computer science."
ANSWERED = (
    "I would talk to her this week, in private, and ask what holds her back. Then we agree on "
    "three goals for the next six weeks, and I review the models with her every Friday. If "
    "nothing improves by then I decide on another role together with HR."
)


@pytest.fixture
def roadmaps(database: str) -> Iterator[Roadmaps]:
    with open_roadmaps(database) as roadmaps:
        yield roadmaps


@pytest.fixture
def rounds(database: str) -> Iterator[Rounds]:
    with open_rounds(database) as rounds:
        yield rounds


def responses(slack: SlackServer, name: str, count: int) -> list[Call]:
    return slack.wait("response_url", by_address(name), count, 60)


def command(slack: SlackServer, workspace: Workspace, text: str, person: str) -> Call:
    """Type a command in one's direct messages, and return what one alone sees of it."""
    before = len(slack.named("response_url", by_address(person)))
    workspace.command(text, direct(person), person, name=person)
    return responses(slack, person, before + 1)[-1]


def press(slack: SlackServer, workspace: Workspace, action: Payload, person: str) -> Call:
    """Press a button of what one alone sees, and return what comes in its place."""
    before = len(slack.named("response_url", by_address(person)))
    workspace.press(action, direct(person), person, name=person, is_ephemeral=True)
    return responses(slack, person, before + 1)[-1]


def open_modal(slack: SlackServer, workspace: Workspace, action: Payload, person: str) -> Payload:
    before = len(slack.named("views.open"))
    workspace.press(action, direct(person), person, name=person, is_ephemeral=True)
    view: Payload = slack.wait("views.open", count=before + 1)[-1].sent["view"]
    return view


def fill(view: Payload, words: str) -> Payload:
    """Return the state of a modal with one field for text after somebody wrote into it."""
    (field,) = [block for block in view["blocks"] if block["type"] == "input"]
    assert len(words) <= field["element"]["max_length"]
    return {field["block_id"]: {field["element"]["action_id"]: {"value": words}}}


def tick(view: Payload, *values: str) -> Payload:
    """Return the state of a modal after these alone were left ticked."""
    (field,) = [block for block in view["blocks"] if block["type"] == "input"]
    options = [one for one in field["element"]["options"] if one["value"] in values]
    assert len(options) == len(values)
    return {field["block_id"]: {field["element"]["action_id"]: {"selected_options": options}}}


def ticked(view: Payload) -> list[str]:
    (field,) = [block for block in view["blocks"] if block["type"] == "input"]
    return [option["value"] for option in field["element"]["initial_options"]]


def holds(file: str, text: str) -> bool:
    """Tell whether a database's files hold a text."""
    files = Path(file).parent.glob(f"{Path(file).name}*")
    return any(text.encode() in one.read_bytes() for one in files)


class TestWhere:
    @pytest.mark.parametrize("text", ["profile", "profile forget", "gaps", "roadmap", "practice"])
    def test_a_channel_is_no_place_for_it(
        self, slack: SlackServer, workspace: Workspace, text: str
    ) -> None:
        channel, person = new_channel(), new_person()
        keep_all(slack, workspace, person)
        opened = len(slack.named("views.open"))
        workspace.command(text, channel, person, name=person)
        (said,) = responses(slack, person, 1)
        assert said.sent["response_type"] == "ephemeral"
        assert "for direct messages only" in shown(said.sent)
        assert "juniors" not in said.text
        time.sleep(QUIET_SECONDS)
        assert len(slack.named("views.open")) == opened
        assert not slack.named("chat.postMessage", in_channel(channel))

    def test_it_is_acknowledged_at_once(self, slack: SlackServer, workspace: Workspace) -> None:
        person = new_person()
        delivered = workspace.command("Practice ", direct(person), person, name=person)
        assert delivered.seconds < 3
        responses(slack, person, 1)

    def test_help_tells_of_it(self, slack: SlackServer, workspace: Workspace) -> None:
        person = new_person()
        said = shown(command(slack, workspace, "help", person).sent)
        for text in ("profile", "gaps", "roadmap", "practice"):
            assert f"/coach {text}" in said


class TestHome:
    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("profile", "“I lead two juniors.”"),
            ("gaps", "■ shown"),
            ("roadmap", "Proof: "),
            ("practice", "[1] "),
        ],
    )
    def test_the_tab_has_a_button_for_each(
        self, slack: SlackServer, workspace: Workspace, name: str, said: str
    ) -> None:
        person = new_person()
        keep_all(slack, workspace, person, TOLD)
        workspace.event({"type": "app_home_opened", "user": person, "tab": "home"})
        (tab,) = slack.wait("views.publish", lambda call: call.sent["user_id"] == person)
        workspace.press_home(button(tab.sent["view"]["blocks"], f"show:{name}"), person)
        (posted,) = slack.wait("chat.postMessage", in_channel(person), seconds=60)
        assert said in shown(posted.sent)


class TestProfile:
    def test_of_somebody_new_it_is_empty(self, slack: SlackServer, workspace: Workspace) -> None:
        person = new_person()
        assert "know nothing of you yet" in shown(command(slack, workspace, "profile", person).sent)

    def test_facts_have_their_words_and_can_be_left_out_and_taken_back(
        self, slack: SlackServer, workspace: Workspace, profiles: Profiles
    ) -> None:
        person = new_person()
        keep_all(slack, workspace, person, TOLD)
        listed = command(slack, workspace, "  Profile", person)
        assert listed.sent["response_type"] == "ephemeral"
        assert "“I lead two juniors.”" in shown(listed.sent)
        assert "“I have a master's degree in computer science.”" in shown(listed.sent)
        action = button(listed.sent["blocks"], "use_fact")
        assert "junior" not in str(action["value"])
        for _ in range(2):
            after = press(slack, workspace, action, person)
            assert after.sent["replace_original"]
            assert "not used in answers" in shown(after.sent)
            first, second = profiles.read(owner(person)).facts
            assert (first.is_used, second.is_used) == (False, True)
        back = press(slack, workspace, button(after.sent["blocks"], "use_fact"), person)
        assert "not used in answers" not in shown(back.sent)
        assert all(fact.is_used for fact in profiles.read(owner(person)).facts)

    def test_one_is_deleted_once_and_for_good(
        self, slack: SlackServer, workspace: Workspace, profiles: Profiles
    ) -> None:
        person = new_person()
        keep_all(slack, workspace, person, TOLD)
        listed = command(slack, workspace, "profile", person)
        action = button(listed.sent["blocks"], "delete_fact")
        for _ in range(2):
            after = press(slack, workspace, action, person)
            assert "juniors" not in shown(after.sent)
            assert "master's degree" in shown(after.sent)
        assert len(profiles.read(owner(person)).facts) == 1

    def test_many_facts_have_pages(
        self, slack: SlackServer, workspace: Workspace, profiles: Profiles
    ) -> None:
        person = new_person()
        for start in (0, 30):
            skills = " ".join(f"I know Tool{start + number}." for number in range(30))
            keep_all(slack, workspace, person, skills)
        assert len(profiles.read(owner(person)).facts) == 60
        page = command(slack, workspace, "profile", person)
        seen: list[str] = []
        for number in range(3):
            seen += re.findall(r"\*(Tool\d+)\*", shown(page.sent))
            assert f"{20 * number + 1} to {20 * number + 20} of 60" in shown(page.sent)
            if number < 2:
                action = button(page.sent["blocks"], "profile_page:More")
                page = press(slack, workspace, action, person)
        assert seen == [f"Tool{number}" for number in range(60)]
        back = button(page.sent["blocks"], "profile_page:Earlier")
        assert "21 to 40" in shown(press(slack, workspace, back, person).sent)

    def test_no_button_reaches_somebody_elses(
        self, slack: SlackServer, workspace: Workspace, profiles: Profiles
    ) -> None:
        person, other = new_person(), new_person()
        keep_all(slack, workspace, person, TOLD)
        listed = command(slack, workspace, "profile", person)
        for name in ("use_fact", "delete_fact"):
            action = button(listed.sent["blocks"], name)
            after = press(slack, workspace, action, other)
            assert "know nothing of you" in shown(after.sent)
        facts = profiles.read(owner(person)).facts
        assert [fact.is_used for fact in facts] == [True, True]


class TestForgetting:
    def test_all_is_forgotten_after_a_question(
        self,
        slack: SlackServer,
        workspace: Workspace,
        profiles: Profiles,
        store: Conversations,
        database: str,
    ) -> None:
        person, canary = new_person(), f"Kanarienvogel{new_person()}"
        told = f"I know {canary}. I lead two juniors."
        keep_all(slack, workspace, person, told)
        command(slack, workspace, "roadmap", person)
        scenario = command(slack, workspace, "practice", person)
        action = button(scenario.sent["blocks"], "answer_scenario")
        view = open_modal(slack, workspace, action, person)
        workspace.submit(view, fill(view, f"I would call {canary} at once."), person)
        slack.wait("chat.postMessage", in_channel(person))
        file = database.removeprefix("sqlite:///")
        assert holds(file, canary)

        before = len(slack.named("views.open"))
        workspace.command("profile forget", direct(person), person, name=person)
        view = slack.wait("views.open", count=before + 1)[-1].sent["view"]
        time.sleep(QUIET_SECONDS)
        assert len(profiles.read(owner(person)).facts) == 2
        assert ticked(view) == ["facts", "roadmap", "practice", "questions"]
        for _ in range(2):
            workspace.submit(view, tick(view, *ticked(view)), person, "Vforget")
        (_, told_gone) = slack.wait("chat.postMessage", in_channel(person), 2)
        said = shown(told_gone.sent)
        assert said.startswith("Deleted for good: ")
        for gone in ("2 facts", "1 roadmap", "1 practised answer", "1 question"):
            assert gone in said
        time.sleep(QUIET_SECONDS)
        assert len(slack.named("chat.postMessage", in_channel(person))) == 2
        assert not profiles.read(owner(person)).facts
        assert not store.conversations(f"slack:T1:{direct(person)}")
        assert not holds(file, canary)

    @pytest.mark.parametrize("chosen", ["facts", "questions"])
    def test_what_is_unticked_stays(
        self,
        slack: SlackServer,
        workspace: Workspace,
        profiles: Profiles,
        store: Conversations,
        chosen: str,
    ) -> None:
        person = new_person()
        keep_all(slack, workspace, person, TOLD)
        listed = command(slack, workspace, "profile", person)
        action = button(listed.sent["blocks"], "forget_me")
        view = open_modal(slack, workspace, action, person)
        workspace.submit(view, tick(view, chosen), person)
        slack.wait("chat.postMessage", in_channel(person))
        assert bool(profiles.read(owner(person)).facts) is (chosen == "questions")
        left = store.conversations(f"slack:T1:{direct(person)}")
        assert bool(left) is (chosen == "facts")

    def test_the_home_tab_deletes_and_exports_it_too(
        self, slack: SlackServer, workspace: Workspace, profiles: Profiles
    ) -> None:
        person = new_person()
        keep_all(slack, workspace, person, TOLD)
        workspace.event({"type": "app_home_opened", "user": person, "tab": "home"})
        (tab,) = slack.wait("views.publish", lambda call: call.sent["user_id"] == person)
        assert "1 question, 2 facts" in shown(tab.sent)
        assert "juniors" not in shown(tab.sent)
        workspace.press_home(button(tab.sent["view"]["blocks"], "export"), person)
        slack.wait("files.completeUploadExternal", lambda c: c.sent["channel_id"] == direct(person))
        assert '"quote": "I lead two juniors."' in slack.files[-1]
        workspace.press_home(button(tab.sent["view"]["blocks"], "delete"), person)
        (_, after) = slack.wait("views.publish", lambda call: call.sent["user_id"] == person, 2)
        assert "Deleted for good: 1 question, 2 facts." in shown(after.sent)
        assert not profiles.read(owner(person)).facts


class TestGaps:
    def test_each_side_of_the_role_has_its_squares(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        person = new_person()
        keep_all(slack, workspace, person, TOLD)
        seen = command(slack, workspace, "gaps", person)
        text = shown(seen.sent)
        assert "■ shown   ◧ partly   □ not shown   ◌ unknown" in text
        pictures = re.findall(r"^([■◧□◌]+)  (.+)$", text, re.MULTILINE)
        assert len(pictures) >= 5
        assert any("■" in squares for squares, _ in pictures)
        for squares, said in pictures:
            counts = {name: int(number) for number, name in re.findall(r"(\d+) ([a-z ]+)", said)}
            signs = {"shown": "■", "partly": "◧", "not shown": "□", "unknown": "◌"}
            assert {
                name: squares.count(sign) for name, sign in signs.items() if sign in squares
            } == (counts)

    def test_each_standing_has_its_words_and_sources(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        person = new_person()
        keep_all(slack, workspace, person, TOLD)
        seen = command(slack, workspace, "gaps", person)
        details = ""
        for action in accessories(seen.sent["blocks"], "gap_details"):
            details += shown({"view": open_modal(slack, workspace, action, person)})
        assert "“I lead two juniors.”" in details
        for standing, rest in re.findall(r"^[■◧□◌] _(.+)_: (.+(?:\n> .+)*)", details, re.MULTILINE):
            assert re.search(r"\[\d+\]", rest)
            assert ("\n> “" in rest) is (standing != "unknown")

    def test_a_question_is_answered_and_kept_once(
        self, slack: SlackServer, workspace: Workspace, profiles: Profiles
    ) -> None:
        person = new_person()
        seen = command(slack, workspace, "gaps", person)
        asked = accessories(seen.sent["blocks"], "answer_enquiry")
        assert 1 <= len(asked) <= 3
        view = open_modal(slack, workspace, asked[0], person)
        words = "I wrote the plan for our platform and 12 people follow it."
        for _ in range(2):
            workspace.submit(view, fill(view, words), person, f"V{person}")
        (told,) = slack.wait("chat.postMessage", in_channel(person))
        assert "Kept as a fact about you" in shown(told.sent)
        (fact,) = profiles.read(owner(person)).facts
        assert fact.quote == words
        time.sleep(QUIET_SECONDS)
        assert len(slack.named("chat.postMessage", in_channel(person))) == 1
        assert asked[0]["value"] not in [
            one["value"] for one in accessories(told.sent["blocks"], "answer_enquiry")
        ]

    def test_an_empty_answer_is_refused_in_a_sentence(
        self, slack: SlackServer, workspace: Workspace, profiles: Profiles
    ) -> None:
        person = new_person()
        seen = command(slack, workspace, "gaps", person)
        action = accessories(seen.sent["blocks"], "answer_enquiry")[0]
        view = open_modal(slack, workspace, action, person)
        workspace.submit(view, fill(view, " \n "), person)
        (told,) = slack.wait("chat.postMessage", in_channel(person))
        assert "says nothing" in shown(told.sent)
        assert not profiles.read(owner(person)).facts


class TestPractice:
    def test_a_scenario_is_answered_and_judged_once(
        self, slack: SlackServer, workspace: Workspace, rounds: Rounds
    ) -> None:
        person = new_person()
        asked = command(slack, workspace, "practice", person)
        assert asked.sent["response_type"] == "ephemeral"
        assert re.search(r"^\[1\] ", shown(asked.sent), re.MULTILINE)
        action = button(asked.sent["blocks"], "answer_scenario")
        view = open_modal(slack, workspace, action, person)
        for _ in range(2):
            workspace.submit(view, fill(view, ANSWERED), person, f"V{person}")
        (judged,) = slack.wait("chat.postMessage", in_channel(person))
        text = shown(judged.sent)
        points = re.findall(r"^[■◧□] _(covered|partly|missed)_: .+ \[(\d+)\]$", text, re.MULTILINE)
        assert len(points) >= 2
        for _, number in points:
            assert re.search(rf"^\[{number}\] ", text, re.MULTILINE)
        assert "every Friday" in text
        time.sleep(QUIET_SECONDS)
        assert len(slack.named("chat.postMessage", in_channel(person))) == 1
        (played,) = rounds.read(owner(person))
        assert played.answer == ANSWERED

    def test_the_next_one_is_another(self, slack: SlackServer, workspace: Workspace) -> None:
        person = new_person()
        first = command(slack, workspace, "practice", person)
        action = button(first.sent["blocks"], "answer_scenario")
        view = open_modal(slack, workspace, action, person)
        workspace.submit(view, fill(view, ANSWERED), person)
        (judged,) = slack.wait("chat.postMessage", in_channel(person))
        following = press(slack, workspace, button(judged.sent["blocks"], "next_scenario"), person)
        assert following.sent["text"] != first.sent["text"]

    def test_an_empty_answer_is_refused_in_a_sentence(
        self, slack: SlackServer, workspace: Workspace, rounds: Rounds
    ) -> None:
        person = new_person()
        asked = command(slack, workspace, "practice", person)
        view = open_modal(slack, workspace, button(asked.sent["blocks"], "answer_scenario"), person)
        workspace.submit(view, fill(view, "  "), person)
        (told,) = slack.wait("chat.postMessage", in_channel(person))
        assert "say in a few sentences" in shown(told.sent)
        assert not rounds.read(owner(person))


class TestRoadmap:
    def test_the_next_steps_have_a_day_a_proof_and_a_source(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        person = new_person()
        keep_all(slack, workspace, person, TOLD)
        seen = command(slack, workspace, "roadmap", person)
        steps = [
            block["text"]["text"]
            for block in seen.sent["blocks"]
            if block.get("accessory", {}).get("action_id") == "step_done"
        ]
        assert len(steps) == 5
        for step in steps:
            day = re.search(r"^_by (\S+)_$", step, re.MULTILINE)
            assert day
            assert date.today() - timedelta(1) <= date.fromisoformat(day[1])
            assert re.search(r"^Proof: .+", step, re.MULTILINE)
            assert re.search(r"^Source: .+", step, re.MULTILINE)

    def test_a_step_is_done_once(
        self, slack: SlackServer, workspace: Workspace, roadmaps: Roadmaps
    ) -> None:
        person = new_person()
        seen = command(slack, workspace, "roadmap", person)
        assert "know nothing of you yet" in shown(seen.sent)
        first, second, *_ = accessories(seen.sent["blocks"], "step_done")
        for _ in range(2):
            after = press(slack, workspace, first, person)
            assert "1 done" in shown(after.sent)
            left = [one["value"] for one in accessories(after.sent["blocks"], "step_done")]
            assert first["value"] not in left
            assert second["value"] in left
        stored = roadmaps.read(owner(person))
        assert stored is not None
        assert [s.id for s in stored.steps if s.state == "done"] == [first["value"]]

    def test_it_is_planned_anew_by_what_is_known_now(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        person = new_person()
        command(slack, workspace, "roadmap", person)
        keep_all(slack, workspace, person, "I have 10 hours a week.")
        seen = command(slack, workspace, "roadmap", person)
        assert "10 hours a week" not in shown(seen.sent)
        after = press(slack, workspace, button(seen.sent["blocks"], "plan_anew"), person)
        assert "10 hours a week" in shown(after.sent)

    def test_a_step_of_a_deleted_roadmap_is_told_of(
        self, slack: SlackServer, workspace: Workspace, roadmaps: Roadmaps
    ) -> None:
        person = new_person()
        seen = command(slack, workspace, "roadmap", person)
        roadmaps.forget(owner(person))
        action = accessories(seen.sent["blocks"], "step_done")[0]
        assert "no roadmap any more" in shown(press(slack, workspace, action, person).sent)


class TestWhose:
    def test_it_is_the_persons_in_all_their_direct_messages(
        self, slack: SlackServer, workspace: Workspace
    ) -> None:
        person = new_person()
        keep_all(slack, workspace, person, TOLD)
        elsewhere = f"D9{person[1:]}"
        workspace.command("profile", elsewhere, person, name=person)
        assert "juniors" in shown(responses(slack, person, 1)[-1].sent)

    def test_equal_ids_of_two_workspaces_never_meet(
        self, slack: SlackServer, workspace: Workspace, profiles: Profiles
    ) -> None:
        person = new_person()
        keep_all(slack, workspace, person, TOLD)
        other = Workspace(slack, workspace.carrier, team="T2")
        assert "know nothing" in shown(command(slack, other, "profile", person).sent)
        # A guest whose own workspace is another one, where the bot's workspace is told, too.
        before = len(slack.named("chat.postMessage", in_channel(direct(person))))
        workspace.write(LEADING, direct(person), person, team="T3", user_team="T3")
        answer = slack.wait("chat.postMessage", in_channel(direct(person)), before + 1)[-1]
        assert "You said" not in shown(answer.sent)
        assert len(profiles.read("slack:T1:" + person).facts) == 2
