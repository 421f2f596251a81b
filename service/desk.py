"""A story's whole way through the service: cleaned, let in, written, looked at, told and kept."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from casewright.conversation import Watcher
from casewright.errors import ServerError
from casewright.records import UserStory
from service.admission import Admission, Turn
from service.answer import WrittenSuite, failed, written
from service.correlation import correlation_id
from service.envelope import RefusedError
from service.metrics import Metrics
from service.production import Records, Unanswered
from service.serving import Served, Serving
from service.story import StoryRequest, clean_story
from service.tracing import Tracing
from service.watching import Watch, Watchers

_DEADLINE = 504


@dataclass(frozen=True)
class Desk:
    """Where stories are taken; made when the application starts."""

    serving: Serving
    admission: Admission
    metrics: Metrics
    records: Records
    tracing: Tracing | None = None
    log_stories: bool = False

    async def answer(self, body: StoryRequest, feed: Watcher | None = None) -> WrittenSuite:
        """The answer to a story; `feed` is told of it while it is being written.

        Raises:
            BadStoryError: with personal data replaced it is none.
            RefusedError: it is not let in, its deadline came, or no attempt gave valid test cases.
            ServerError: the model that was measured is not there.

        """
        with self.serving.pick(correlation_id.get()).in_use() as served:
            return await self._answer(served, body, feed, time.perf_counter())

    async def _answer(
        self, served: Served, body: StoryRequest, feed: Watcher | None, started_s: float
    ) -> WrittenSuite:
        choice = served.configuration.choice
        story, replaced = clean_story(body, served.configuration.scrubbing)
        suite: WrittenSuite | None = None
        with Watch(self.metrics, served, self.tracing, log_stories=self.log_stories) as watch:
            turn = await self.admission.enter(served.breaker, choice.cell)
            with self._keeping_unanswered(story, served, turn, started_s):
                async with turn:
                    generation, timing = await served.writer.write(story, Watchers(watch, turn, feed))
            if generation.failure is None:
                suite = written(
                    story, generation, timing, is_language_model=choice.is_language_model, replaced=replaced
                )
            total_s = time.perf_counter() - started_s
            watch.written(generation, timing, total_s=total_s, waited_s=turn.waited_s)
        smells = suite.smells if suite else ()
        self.records.keep(story, generation, timing, smells=smells, role=served.role.value, total_s=total_s)
        if suite is None:
            raise failed(generation)
        self.metrics.found(watch.writing, smells, suite.story_issues)
        return suite

    @contextmanager
    def _keeping_unanswered(
        self, story: UserStory, served: Served, turn: Turn, started_s: float
    ) -> Iterator[None]:
        """Keep what became of a story that was let in, also where that is nothing."""
        try:
            yield
        except (RefusedError, ServerError, asyncio.CancelledError) as error:
            self.records.keep_unanswered(
                story,
                served.configuration.choice,
                _why(error),
                attempts=turn.attempts,
                role=served.role.value,
                total_s=time.perf_counter() - started_s,
            )
            raise


def _why(error: BaseException) -> Unanswered:
    if isinstance(error, asyncio.CancelledError):
        return Unanswered.CLIENT_LEFT
    late = isinstance(error, RefusedError) and error.status_code == _DEADLINE
    return Unanswered.DEADLINE if late else Unanswered.UNAVAILABLE
