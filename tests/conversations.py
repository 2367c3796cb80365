"""What the tests of stored conversations share: sample answers and a look at the bare tables."""

import traceback

import sqlalchemy

from coach.answer import Answer, Citation
from coach.conversation_store import Conversations
from coach.conversations import Turn

CANARY = "Kanarienvogel-7391"
CITATION = Citation(
    number=1,
    section="Salary > 2024",
    source="The guide",
    path="salary.md",
    as_of="United States, 2024",
    quote="“$280,000”, ok",
    passage="| a | b |\n|---|---|\n",
    passage_id="0" * 32,
    score=0.1 + 0.2,
)
ANSWER = Answer(
    question="What does it pay? 💶",
    text="**280** [1]\n\nתשע \u200f \x00 \u2028",
    status="partial",
    citations=(CITATION, CITATION),
    follow_ups=("And then?", "שלום?"),
    writer="some:model",
)


def say(text: str) -> Answer:
    return Answer(question=text, text=text, status="answered")


def asked(turns: tuple[Turn, ...]) -> list[str]:
    return [turn.asked for turn in turns]


def fill(store: Conversations, owner: str, conversation: str, text: str, turns: int) -> None:
    """Store rated turns of many lengths, with the text in every place that takes text."""
    for number in range(turns):
        said = f"{text} " * (1 + number * 17 % 300)
        turn = store.append(owner, conversation, said, say(said), asker=owner)
        store.rate(owner, turn, "up", text, text, person=f"{owner}{number}")


def connect(url: str) -> sqlalchemy.Engine:
    driver = url.replace("postgresql:", "postgresql+psycopg:")
    return sqlalchemy.create_engine(driver, poolclass=sqlalchemy.NullPool)


def show(error: BaseException) -> str:
    """Return what a log would hold of the error."""
    return "".join(traceback.format_exception(error))
