"""What the page's script may ask for, other than an answer.

Acts on its owner's conversations, and on what is known of them.

The script sends one object, an act, and gets one back. An error that the coach knows comes back in
its own words.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import gradio as gr
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from coach import Coach, CoachError
from coach.conversation_store import Conversations
from coach.conversations import Conversation, Rating, Transcript
from coach.errors import ConversationError
from coach.profile.facts import Fact
from coach.profile.store import Profiles
from ui.turns import ShownTurn, render_turn
from ui.visitors import owner_of

_MOST_FACTS = 200
_GONE = "That conversation isn't here: it was deleted, or it isn't yours."

_logger = logging.getLogger(__name__)


class _Act(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _List(_Act):
    act: Literal["list"]
    words: str = Field("", max_length=200)


class _OfConversation(_Act):
    conversation: str


class _Open(_OfConversation):
    act: Literal["open"]


class _Rename(_OfConversation):
    act: Literal["rename"]
    title: str = Field(max_length=1_000)


class _Delete(_OfConversation):
    act: Literal["delete"]


class _Restore(_OfConversation):
    act: Literal["restore"]


class _Save(_OfConversation):
    act: Literal["save"]
    format: Literal["markdown", "json"]


class _Keep(_Act):
    act: Literal["keep"]
    facts: list[Fact] = Field(max_length=_MOST_FACTS)


class _LeaveOut(_Act):
    act: Literal["leave out"]
    fact: str


class _Rate(_Act):
    act: Literal["rate"]
    turn: str
    rating: Rating | None
    reason: str | None = None
    comment: str | None = None


_AnyAct = _List | _Open | _Rename | _Delete | _Restore | _Save | _Keep | _LeaveOut | _Rate
_acts: TypeAdapter[_AnyAct] = TypeAdapter(Annotated[_AnyAct, Field(discriminator="act")])


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation in the list; `changed` is in ISO 8601, as the day is the reader's."""

    id: str
    title: str
    changed: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the script gets; empty but for what it asked for.

    Attributes:
        error: why nothing was done, for the person who did it.
        html: a conversation's turns.
        text: a file to save.
    """

    error: str = ""
    conversations: tuple[Listed, ...] = ()
    title: str = ""
    html: str = ""
    text: str = ""


def answer_acts(coach: Coach) -> Callable[[Any, gr.Request], Reply]:
    """Return the function that the script calls, under its name."""

    def act(sent: Any, request: gr.Request) -> Reply:
        try:
            wanted, owner = _acts.validate_python(sent), owner_of(request)
            if isinstance(wanted, _Keep | _LeaveOut):
                _change_profile(wanted, coach.profiles, owner)
                return Reply()
            return _carry_out(wanted, coach.conversations, owner)
        except ValidationError:
            return Reply(error="This page is older than its server: reload it.")
        except CoachError as error:
            return Reply(error=str(error))
        except Exception:
            _logger.exception("A page's act failed.")
            return Reply(error="Something went wrong on my side. Please try again in a moment.")

    return act


def _change_profile(act: _Keep | _LeaveOut, profiles: Profiles, owner: str) -> None:
    if isinstance(act, _Keep):
        profiles.keep(owner, act.facts)
    else:
        profiles.use(owner, act.fact, is_used=False)


def _carry_out(act: _Act, store: Conversations, owner: str) -> Reply:
    match act:
        case _List(words=words):
            return Reply(conversations=tuple(map(_list, store.conversations(owner, words))))
        case _Open(conversation=conversation):
            transcript = _export(store, owner, conversation)
            return Reply(title=transcript.conversation.title, html=_render(transcript, owner))
        case _Save(conversation=conversation, format=kind):
            transcript = _export(store, owner, conversation)
            text = transcript.to_json() if kind == "json" else transcript.to_markdown()
            return Reply(title=transcript.conversation.title, text=text)
        case _Rename(conversation=conversation, title=title):
            done = store.rename(owner, conversation, title)
        case _Delete(conversation=conversation):
            done = store.discard(owner, conversation)
        case _Restore(conversation=conversation):
            done = store.restore(owner, conversation)
        case _Rate(turn=turn, rating=None):
            return Reply() if store.take_back(owner, turn) else Reply(error=_GONE)
        case _Rate(turn=turn, rating=rating, reason=reason, comment=comment) if rating:
            done = store.rate(owner, turn, rating, reason, comment)
        case _:
            raise AssertionError("every act is carried out")
    return Reply() if done else Reply(error=_GONE)


def _export(store: Conversations, owner: str, conversation: str) -> Transcript:
    transcript = store.export(owner, conversation)
    if transcript is None:
        raise ConversationError(_GONE)
    return transcript


def _list(conversation: Conversation) -> Listed:
    return Listed(conversation.id, conversation.title, conversation.changed.isoformat())


def _render(transcript: Transcript, owner: str) -> str:
    ratings = {f.turn: f.rating for f in transcript.feedback if f.person == owner}
    return "".join(
        render_turn(
            ShownTurn(
                turn.id, turn.asked, answer=turn.answer, turn=turn.id, rating=ratings.get(turn.id)
            )
        )
        for turn in transcript.turns
    )
