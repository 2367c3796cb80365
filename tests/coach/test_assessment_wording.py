"""A chat model may word where a person stands; what nothing bears out is taken out."""

import pytest

from coach import Coach
from coach.assessment.wording import word_assessment
from coach.chat_streams import ModelError
from coach.generative import open_writer
from coach.profile.facts import Fact, Profile
from tests.servers.openai_server import OpenAIServer, refuse, say

SAID = "Led a team of four data scientists"
PROFILE = Profile(
    (
        Fact("work", SAID, SAID, "cv.txt"),
        Fact("education", "PhD", "PhD in statistics", "cv.txt", level="doctorate"),
    )
)


def writer_at(server: OpenAIServer):
    writer = open_writer("stand-in", server.url, None, 5.0)
    assert writer
    return writer


async def test_says_what_was_found_and_nothing_else(coach: Coach) -> None:
    assessment = coach.assessor.assess(PROFILE)
    names = [one.dimension.name for one in assessment.dimensions if one.standing != "unknown"]
    assert len(names) > 1
    leading = names.index("Leadership and Management") + 1
    written = (
        f"You show that you inspire and lead teams: you said “{SAID}” [{leading}]. "
        f"You led a team of 40 people at Google [{leading}]."
    )
    with OpenAIServer(say(written)) as server:
        wording = await word_assessment(assessment, writer_at(server), 150)
    assert wording
    assert wording.text == f"You show that you inspire and lead teams: you said “{SAID}” [1]."
    assert wording.dimensions == ("Leadership and Management",)
    asked = str(server.chats[0].body)
    assert SAID in asked


async def test_of_whom_nothing_is_known_nothing_is_asked(coach: Coach) -> None:
    with OpenAIServer(say("You are perfect [1].")) as server:
        wording = await word_assessment(coach.assessor.assess(Profile()), writer_at(server), 150)
    assert wording is None
    assert server.chats == []


async def test_a_model_that_fails_is_told(coach: Coach) -> None:
    with OpenAIServer(refuse(401)) as server, pytest.raises(ModelError):
        await word_assessment(coach.assessor.assess(PROFILE), writer_at(server), 150)
