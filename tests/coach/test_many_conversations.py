"""Five hundred conversations at once in one process, with a chat model that takes its time.

Where what the model says holds nothing that can be checked, the extractive answer stands in.
"""

import asyncio
import re
import threading
from collections import Counter
from pathlib import Path

from coach import Answer, AnswerEvent, Coach, Settings
from tests.servers.openai_server import OpenAIServer, Reply, Request, wait_first

CONVERSATIONS = 500
ANSWER_SECONDS = 2
FOLLOW_UP = "Why does it matter?"
LEADS = ("What about {}?", "Tell me about {}.", "Explain {}.", "Describe {}.", "Sum up {}.", "{}?")
QUESTION = re.compile(r"<question>\n(.*)\n</question>")
TURN = re.compile(r"Question: (.*)\n")
BULLET = re.compile(r"^- (.+)$", re.MULTILINE)


class Model:
    """Writes a Point of the first passages, another one for another question."""

    def __init__(self) -> None:
        self.said: dict[str, str] = {}
        self.asked: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __call__(self, request: Request) -> Reply:
        prompt = request.text("user")
        if "<turn>" in prompt:
            (before,) = TURN.findall(prompt)
            return wait_first(ANSWER_SECONDS, f"Why does this matter: {before}")
        question = QUESTION.findall(prompt)[-1]
        bullets = BULLET.findall(prompt.partition("</passage>")[0]) or [" "]
        said = f"{bullets[len(question) % len(bullets)]} [1]"
        with self._lock:
            self.asked[question] += 1
            self.said[question] = said
        return wait_first(ANSWER_SECONDS, said)


async def test_each_answer_comes_in_its_own_conversation(home: Path, tmp_path: Path) -> None:
    model = Model()
    database = f"sqlite:///{tmp_path / 'many.sqlite'}"
    with OpenAIServer(model) as server:
        coach = Coach.open(Settings(home=home, model_url=server.url, database_url=database))
        headings = list(dict.fromkeys(p.heading for p in coach.search.all_passages()))
        questions = [lead.format(heading) for lead in LEADS for heading in headings]
        questions = questions[:CONVERSATIONS]
        assert len(set(questions)) == CONVERSATIONS

        def said_by(number: int) -> list[str]:
            return [questions[number], *([FOLLOW_UP] if number % 5 == 0 else [])]

        async def talk(number: int) -> list[Answer]:
            place = {"conversation": "c", "owner": f"person-{number}"}
            answers: list[Answer] = []
            for said in said_by(number):
                events = [event async for event in coach.stream(said, **place)]
                answers += [event.answer for event in events if isinstance(event, AnswerEvent)]
            return answers

        talks = await asyncio.gather(*(talk(number) for number in range(CONVERSATIONS)))

        for number, answers in enumerate(talks):
            alone = [questions[number], f"Why does this matter: {questions[number]}"]
            assert [answer.question for answer in answers] == alone[: len(said_by(number))]
            stored = coach.conversations.history(f"person-{number}", "c")
            assert [turn.asked for turn in stored] == said_by(number)
            assert [turn.answer for turn in stored] == answers
        answers = [answer for talk in talks for answer in talk]
        by_model = [answer for answer in answers if answer.writer == "stand-in"]
        assert all(_bare(model.said[a.question]) in _bare(a.text) for a in by_model)
        assert len(by_model) > CONVERSATIONS / 2
        assert max(model.asked.values()) == 1
        coach.close()


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text)
