"""The pages about the person: what their forms keep, change and delete, and for whom."""

import html
import re

import httpx2
import pytest
from fastapi import FastAPI

from coach import Coach
from coach.profile.facts import Fact
from tests.ui.visiting import BOBS, open_window, sign_in
from ui.people import People, let_one_in
from ui.you.routes import you_routes

LOOPBACK = "http://localhost:7860"
CANARY = "Zyxonia"
SAID = f"I lead a team of four engineers at {CANARY}."
CV = f"# Ann Example\n\n## Experience\n\n- Led a team of nine engineers at {CANARY}.\n".encode()


def app_of(coach: Coach, people: People) -> FastAPI:
    """Return an application that serves these pages alone."""
    app = FastAPI()
    people.guard(app)
    app.router.routes.extend(you_routes(coach))
    return app


def open_alone(coach: Coach) -> httpx2.AsyncClient:
    """Open a window of the one person at this machine."""
    return open_window(app_of(coach, let_one_in()), "127.0.0.1", LOOPBACK)


async def tell(window: httpx2.AsyncClient, words: str) -> list[str]:
    """Tell something; return the facts that the page proposes, as its form would send them."""
    page = await window.post("/you", data={"act": "tell", "words": words})
    assert page.status_code == 200, page.text
    return [html.unescape(sent) for sent in re.findall(r'name="fact" value="([^"]*)"', page.text)]


class TestProfile:
    async def test_nothing_is_kept_before_the_person_says_so(self, own: Coach) -> None:
        async with open_alone(own) as window:
            proposed = await tell(window, SAID)
            assert proposed
            assert own.profiles.read("local").facts == ()
            kept = await window.post("/you", data={"act": "keep", "fact": proposed})
            assert kept.status_code == 303
            page = (await window.get("/you")).text
        assert [fact.quote for fact in own.profiles.read("local").facts] == [SAID]
        assert SAID in html.unescape(page)

    async def test_what_is_unticked_is_not_kept(self, own: Coach) -> None:
        async with open_alone(own) as window:
            assert await tell(window, SAID)
            await window.post("/you", data={"act": "keep"})
        assert own.profiles.read("local").facts == ()

    async def test_a_proposal_can_be_corrected_before_it_is_kept(self, own: Coach) -> None:
        async with open_alone(own) as window:
            (sent,) = await tell(window, SAID)
            fact_id = re.search(r'name="words-(\w+)"', await _tell_page(window)).group(1)
            await window.post(
                "/you", data={"act": "keep", "fact": sent, f"words-{fact_id}": "I lead six people"}
            )
        (fact,) = own.profiles.read("local").facts
        assert fact.quote == "I lead six people"

    async def test_a_cv_is_read_and_not_kept(self, own: Coach) -> None:
        async with open_alone(own) as window:
            page = await window.post("/you", data={"act": "read"}, files={"cv": ("cv.md", CV)})
            assert f"Led a team of nine engineers at {CANARY}" in html.unescape(page.text)
            assert own.profiles.cvs("local") == ()
            asked = {"act": "read", "keep-file": "yes"}
            await window.post("/you", data=asked, files={"cv": ("cv.md", CV)})
        assert own.profiles.cv("local", "cv.md") == CV
        assert own.profiles.read("local").facts == ()

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("cv.exe", b"MZ", "PDF"),
            ("cv.pdf", b"no pdf", "PDF"),
            ("cv.txt", b"", "cv.txt"),
            ("cv.docx", b"PK\x03\x04 broken", "DOCX"),
        ],
    )
    async def test_a_file_that_is_no_cv_is_told(
        self, name: str, content: bytes, said: str, own: Coach
    ) -> None:
        async with open_alone(own) as window:
            page = await window.post("/you", data={"act": "read"}, files={"cv": (name, content)})
        assert page.status_code == 422
        assert 'role="alert"' in page.text
        assert said in page.text
        assert "Traceback" not in page.text

    async def test_a_file_that_is_too_large_is_told(self, own: Coach) -> None:
        async with open_alone(own) as window:
            large = {"cv": ("cv.txt", b"a" * 12_000_001)}
            page = await window.post("/you", data={"act": "read"}, files=large)
        assert page.status_code == 413
        assert "10 MB" in page.text

    async def test_facts_are_corrected_switched_off_and_deleted(self, own: Coach) -> None:
        fact = Fact("work", SAID, SAID, "conversation")
        own.profiles.keep("local", [fact])
        async with open_alone(own) as window:
            await window.post("/you", data={"act": "use", "fact": fact.id, "use": "off"})
            assert not own.profiles.read("local").facts[0].is_used
            correction = {"act": "correct", "fact": fact.id, "words": "I lead two people"}
            await window.post("/you", data=correction)
            (corrected,) = own.profiles.read("local").facts
            assert corrected.quote == "I lead two people"
            gone = await window.post("/you", data={"act": "forget", "fact": corrected.id})
            assert gone.status_code == 303
            again = await window.post("/you", data={"act": "forget", "fact": corrected.id})
            assert again.status_code == 422
        assert own.profiles.read("local").facts == ()

    async def test_all_goes_only_when_the_person_is_sure(self, own: Coach) -> None:
        own.profiles.keep("local", [Fact("work", SAID, SAID, "conversation")])
        own.ask("I have a PhD in physics.", "c1")
        async with open_alone(own) as window:
            assert (await window.post("/you", data={"act": "forget all"})).status_code == 422
            assert own.profiles.read("local").facts
            await window.post("/you", data={"act": "forget all", "sure": "yes"})
            assert own.profiles.read("local").facts == ()
            assert own.conversations.conversations("local")
            sure = {"act": "forget all", "sure": "yes", "conversations": "yes"}
            await window.post("/you", data=sure)
        assert own.conversations.conversations("local") == ()

    async def test_what_people_write_stays_text(self, own: Coach) -> None:
        script = "<script>alert(1)</script>"
        own.profiles.keep("local", [Fact("work", script, script, script)])
        async with open_alone(own) as window:
            for path in ("/you", "/you/gaps"):
                assert script not in (await window.get(path)).text

    @pytest.mark.parametrize("act", ["", "explode"])
    async def test_a_form_that_is_none_of_the_pages_is_told(self, act: str, own: Coach) -> None:
        async with open_alone(own) as window:
            page = await window.post("/you", data={"act": act})
            forged = await window.post("/you", data={"act": "keep", "fact": '{"kind": "spell"}'})
        assert (page.status_code, forged.status_code) == (422, 422)
        assert own.profiles.read("local").facts == ()


async def _tell_page(window: httpx2.AsyncClient) -> str:
    return (await window.post("/you", data={"act": "tell", "words": SAID})).text


class TestGaps:
    async def test_show_both_sides(self, own: Coach) -> None:
        own.profiles.keep("local", [Fact("work", SAID, SAID, "conversation")])
        async with open_alone(own) as window:
            page = html.unescape((await window.get("/you/gaps")).text)
        asked = page.index("Inspire and lead teams made up of researchers and ML engineers.")
        assert 0 < page.index(SAID, asked) - asked < 500
        assert "Requirements > Leadership and Management" in page

    async def test_an_answer_to_an_enquiry_is_kept_and_counts(self, own: Coach) -> None:
        enquiry = own.assess("local").enquiries[0]
        sent = {"criterion": enquiry.criterion.id, "words": "I did that twice, at a bank"}
        async with open_alone(own) as window:
            assert (await window.post("/you/gaps", data=sent)).status_code == 303
            empty = await window.post("/you/gaps", data=sent | {"words": "  "})
            unknown = await window.post("/you/gaps", data=sent | {"criterion": "0"})
        assert (empty.status_code, unknown.status_code) == (422, 422)
        (fact,) = own.profiles.read("local").facts
        assert fact.quote == "I did that twice, at a bank"
        assert enquiry.criterion.id not in {e.criterion.id for e in own.assess("local").enquiries}


class TestRoadmap:
    async def test_is_made_changed_and_taken_along(self, own: Coach) -> None:
        async with open_alone(own) as window:
            assert "Make my roadmap" in (await window.get("/you/roadmap")).text
            await window.post("/you/roadmap", data={"act": "plan", "hours": "5"})
            step = own.roadmaps.read("local").now[0]
            done = {"act": "done", "step": step.id, "evidence": "https://example.org/talk"}
            assert (await window.post("/you/roadmap", data=done)).status_code == 303
            page = (await window.get("/you/roadmap")).text
            files = {
                form: await window.get(f"/you/roadmap/headway-roadmap.{form}")
                for form in ("md", "pdf", "ics", "exe")
            }
        first = own.roadmaps.read("local").now[0]
        assert (first.state, first.evidence) == ("done", "https://example.org/talk")
        assert "https://example.org/talk" in page
        assert files["md"].text.startswith("# ")
        assert files["pdf"].content.startswith(b"%PDF-")
        assert files["ics"].text.startswith("BEGIN:VCALENDAR")
        assert files["exe"].status_code == 404

    @pytest.mark.parametrize(
        "sent",
        [
            {"act": "plan", "hours": "many"},
            {"act": "plan", "start": "tomorrow"},
            {"act": "plan", "track": "The road to Rome"},
            {"act": "done", "step": "none"},
            {"act": "move", "step": "none", "day": "soon"},
            {"act": "import"},
            {"act": "explode"},
        ],
    )
    async def test_what_cannot_be_done_is_told(self, sent: dict[str, str], own: Coach) -> None:
        async with open_alone(own) as window:
            page = await window.post("/you/roadmap", data=sent)
        assert page.status_code == 422
        assert 'role="alert"' in page.text
        assert own.roadmaps.read("local") is None

    async def test_an_edited_page_is_followed(self, own: Coach) -> None:
        own.plan("local")
        async with open_alone(own) as window:
            written = (await window.get("/you/roadmap/headway-roadmap.md")).text
            edited = written.replace("[ ]", "[x]", 1).encode()
            sent = {"act": "import"}
            page = await window.post("/you/roadmap", data=sent, files={"file": ("r.md", edited)})
        assert page.status_code == 200
        assert own.roadmaps.read("local").now[0].state == "done"


class TestPractice:
    async def test_an_answer_is_judged_with_quotes_on_both_sides(self, own: Coach) -> None:
        scenario = own.practice.scenarios[0]
        answer = "I would talk to the team first, agree on one measure and report it each week."
        async with open_alone(own) as window:
            asked = await window.get(f"/you/practice?scenario={scenario.id}")
            page = await window.post(
                "/you/practice", data={"scenario": scenario.id, "answer": answer}
            )
            empty = await window.post(
                "/you/practice", data={"scenario": scenario.id, "answer": " "}
            )
        points = [point.text for point in scenario.points]
        assert scenario.title in html.unescape(asked.text)
        # What it should cover is not given away before.
        assert not all(point in html.unescape(asked.text) for point in points)
        assert all(point in html.unescape(page.text) for point in points)
        assert empty.status_code == 422
        (played,) = own.practice.rounds("local")
        assert played.answer == answer


async def test_nobody_sees_anothers(own: Coach, people: People) -> None:
    app = app_of(own, people)
    async with open_window(app) as anns, open_window(app) as bobs:
        await sign_in(anns)
        await sign_in(bobs, "bob", BOBS)
        proposed = await tell(anns, SAID)
        await anns.post("/you", data={"act": "keep", "fact": proposed})
        await anns.post("/you/roadmap", data={"act": "plan"})
        paths = ("/you", "/you/gaps", "/you/roadmap", "/you/practice", "/you/export")
        seen = [(await anns.get(path)).text for path in paths]
        others = [(await bobs.get(path)).text for path in paths]
    assert any(CANARY in page for page in seen)
    assert not any(CANARY in page for page in others)


@pytest.mark.parametrize("path", ["/you", "/you/gaps", "/you/roadmap", "/you/practice"])
async def test_another_sites_form_is_refused(path: str, own: Coach) -> None:
    async with open_alone(own) as window:
        refused = await window.post(
            path, data={"act": "forget all", "sure": "yes"}, headers={"Origin": "http://evil.test"}
        )
    assert refused.status_code == 403
