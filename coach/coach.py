"""The coach that callers hold: it opens what a turn needs and answers, at once or as a stream."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self, TypeVar

from coach.answer import Answer, AnswerEvent, Event, TextEvent
from coach.background import open_background
from coach.batch import Question, answer_all, write_all
from coach.coaching import LOCAL_OWNER, Coaching
from coach.finding import Finder
from coach.pipeline import FindReady, Limits, answer_question
from coach.provenance import Provenance
from coach.scope import survey
from coach.settings import Settings
from coach.turns import write_turn
from index.chroma import Location
from index.documents import list_files
from index.embedding import ServedEmbedder, open_embedder
from index.indexing import IndexReport, OpenIndex, open_index
from index.store import Progress

if TYPE_CHECKING:
    from coach.assessment.findings import Assessment
    from coach.assessment.wording import Wording
    from coach.faq.ready_answers import ReadyAnswers
    from coach.generative import ChatWriter

_Result = TypeVar("_Result")

_RECALLED_TURNS = 5
"""What was said further back bears on no follow-up."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a turn belongs; outside a conversation nothing is remembered."""

    owner: str
    conversation: str | None
    replacing: str | None = None
    asker: str | None = None


class Coach(Coaching):
    """Answers questions from one corpus. Safe to use from several threads."""

    def __init__(self, index: OpenIndex, embedder: ServedEmbedder, settings: Settings) -> None:
        super().__init__(settings, index.search, embedder)
        background = open_background(embedder, settings.home / "background")
        self._finder = Finder(index.search, background)
        self._limits = Limits(settings.passages, settings.answer_words)
        self._provenance = Provenance.of(settings)
        self.report: IndexReport = index.report
        self.scope = survey(index.report.topics, index.search.all_passages())

    @classmethod
    def open(
        cls,
        settings: Settings | None = None,
        *,
        rebuild: bool = False,
        on_compile: Callable[[], None] | None = None,
        progress: Progress = lambda _done, _total: None,
    ) -> Self:
        """Open the embedding model and the index; make both ready on first use.

        Args:
            settings: read from the environment and `.env` when not given.
            rebuild: throw the index away and make it anew.
            on_compile: called before the embedding model is prepared, once, for half a minute.
            progress: called with the passages embedded so far and the passages to embed.

        Raises:
            CoachError: of the kinds that `coach.errors` draws.
        """
        settings = settings or Settings.read()
        # Before what takes long: a corpus that isn't there is told at once.
        list_files(settings.corpus)
        embedder = open_embedder(settings.embedding_model, settings.home / "models", on_compile)
        location = Location(settings.home / "index", settings.chroma_url, settings.collection)
        index = open_index(settings.corpus, location, embedder, progress, rebuild=rebuild)
        coach = cls(index, embedder, settings)
        if index.report.changes is not None:
            # While somebody waits for the index anyway, and not in the first conversation.
            _ = coach.rubric
        return coach

    def close(self) -> None:
        """Let go of the index's and the database's files, which are else held until the end."""
        self.search.close()
        self.close_stores()

    @cached_property
    def ready_answers(self) -> "ReadyAnswers":
        """What reviewers of the FAQ have approved; opened with the first conversation.

        Raises:
            ConversationError: the database cannot be used.
        """
        from coach.faq.ready_answers import ReadyAnswers

        return ReadyAnswers(self.reviews, self.search)

    @cached_property
    def writer(self) -> "ChatWriter | None":
        """The chat model that writes, None without one; opened when it's first needed.

        Raises:
            SettingsError: the model's provider, package or key is missing.
        """
        settings = self.settings
        if settings.model is None and settings.model_url is None:
            return None
        from coach.generative import open_writer

        return open_writer(
            settings.model, settings.model_url, settings.model_key, settings.model_timeout_s
        )

    def ask(
        self, question: str, conversation: str | None = None, *, owner: str = LOCAL_OWNER
    ) -> Answer:
        """Answer one question; in a conversation, as what is said next in it.

        Args:
            conversation: an id of the caller's choice; what is said in it is remembered.
            owner: whose conversation it is; nobody sees another's.

        Raises:
            QuestionError: the question is empty or too long.
            StoreError: the index fails.
            ConversationError: the database fails.
        """
        place = _Place(owner, conversation)
        if self.writer is not None:
            return _run(self._ask_model(question, place, self.writer))
        return self._take_turn(question, place).answer

    def word(self, assessment: "Assessment") -> "Wording | None":
        """Say in the chat model's words where a person stands; None without a model or a word.

        Raises:
            ModelError: the model failed, or too little of what it wrote holds.
        """
        if self.writer is None:
            return None
        from coach.assessment.wording import word_assessment

        return _run(word_assessment(assessment, self.writer, self.settings.answer_words))

    def ask_all(
        self, questions: Iterable[Question], concurrency: int = 8, *, extractive: bool = False
    ) -> Iterator[tuple[int, Answer]]:
        """Answer many questions, none of them in a conversation; faster than one after the other.

        Yields each answer with its question's place, as they are done.

        Args:
            concurrency: how many a chat model writes at a time.
            extractive: the chat model, if there is one, does not write them.

        Raises:
            QuestionError: a question is empty or too long.
            StoreError: the index fails.
        """
        if extractive or self.writer is None:
            return answer_all(questions, self._finder, self.scope, self._limits)
        return write_all(
            questions, self.writer, self._finder, self.scope, self._limits, concurrency
        )

    async def stream(
        self,
        question: str,
        conversation: str | None = None,
        *,
        owner: str = LOCAL_OWNER,
        replacing: str | None = None,
        asker: str | None = None,
    ) -> AsyncGenerator[Event]:
        """Answer one question in pieces, as `ask` does; the last event is the whole answer.

        Args:
            replacing: the id of a turn of the conversation: it and what was said after it go as
                soon as the new answer is whole, and the new one takes its place.
            asker: who asks, where several people share the owner's conversations.
        """
        place = _Place(owner, conversation, replacing, asker)
        if self.writer is None:
            event = await asyncio.to_thread(self._take_turn, question, place)
            # All of it is there at once: piece by piece it would only cost whoever shows it.
            yield TextEvent(event.answer.text)
            yield event
            return
        async with aclosing(self._stream_model(question, place, self.writer)) as events:
            async for piece in events:
                yield piece

    def _take_turn(self, question: str, place: "_Place") -> AnswerEvent:
        history = self._recall(place)
        answer = answer_question(
            question,
            history,
            self._finder,
            self.scope,
            self._limits,
            find_ready=self._ready_for(place),
        )
        return self._remember(place, question, answer)

    async def _stream_model(
        self, question: str, place: "_Place", writer: "ChatWriter"
    ) -> AsyncGenerator[Event]:
        history = await asyncio.to_thread(self._recall, place)
        turn = write_turn(
            question,
            history,
            writer,
            self._finder,
            self.scope,
            self._limits,
            find_ready=self._ready_for(place),
        )
        async with aclosing(turn) as events:
            async for event in events:
                if isinstance(event, AnswerEvent):
                    yield await asyncio.to_thread(self._remember, place, question, event.answer)
                else:
                    yield event

    async def _ask_model(self, question: str, place: "_Place", writer: "ChatWriter") -> Answer:
        async for event in self._stream_model(question, place, writer):
            if isinstance(event, AnswerEvent):
                return event.answer
        raise AssertionError("a turn ends with an answer")

    def _ready_for(self, place: "_Place") -> FindReady | None:
        # A question outside a conversation opens no database.
        return self.ready_answers.find if place.conversation is not None else None

    def _recall(self, place: "_Place") -> list[Answer]:
        if place.conversation is None:
            return []
        turns = self.conversations.history(place.owner, place.conversation, before=place.replacing)
        return [turn.answer for turn in turns]

    def _remember(self, place: "_Place", question: str, answer: Answer) -> AnswerEvent:
        if place.conversation is None:
            return AnswerEvent(answer)
        turn = self.conversations.append(
            place.owner,
            place.conversation,
            question,
            answer,
            self._provenance,
            replacing=place.replacing,
            asker=place.asker,
        )
        return AnswerEvent(answer, turn)


def _run(work: Coroutine[None, None, _Result]) -> _Result:
    """Run work to its end, also where the caller's thread has an event loop already."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, work).result()
