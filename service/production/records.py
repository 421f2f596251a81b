"""Where the service leaves what it answered: a file, or nowhere."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from prometheus_client import CollectorRegistry

from casewright.choice import Choice
from casewright.params import CleanParams
from casewright.records import Attempt, Generation, Outcome, Smell, Timing, UserStory
from service.correlation import correlation_id
from service.production.keeper import Keeper, Written, open_or_refuse
from service.production.kept import KeptFeedback, KeptRequest, Role, Unanswered, without_raw_text
from service.production.metrics import Counts
from service.settings import ServiceSettings

CHAMPION: Role = "champion"
_PATIENCE_S = 5.0
"""How long whoever sent feedback waits to hear that it is kept."""


class Fate(StrEnum):
    """What became of feedback."""

    KEPT = "kept"
    OFF = "off"
    """Nothing is kept."""
    UNKNOWN = "unknown"
    """No answer of that correlation id is kept."""
    LOST = "lost"
    """The disk did not take it, or not in time."""


class Rated(NamedTuple):
    """What became of feedback, and on what it was."""

    fate: Fate
    answer: KeptRequest | None = None
    """None where it is not known."""


class UnfitFeedbackError(Exception):
    """With personal data replaced, a text is longer than it may be."""


class Records(Protocol):
    """Takes what became of accepted stories, and what people thought of the answers."""

    def keep(
        self,
        story: UserStory,
        generation: Generation,
        timing: Timing,
        *,
        smells: Sequence[Smell] = (),
        role: Role = CHAMPION,
        total_s: float | None = None,
    ) -> None:
        """Take a generation, a failed one too, under the correlation id of the request under way."""
        ...

    def keep_unanswered(
        self,
        story: UserStory,
        choice: Choice,
        why: Unanswered,
        *,
        attempts: Sequence[Attempt] = (),
        role: Role = CHAMPION,
        total_s: float | None = None,
    ) -> None:
        """Take a story to which no generation came to its end; `attempts` are those that did."""
        ...

    async def rate(self, feedback: KeptFeedback) -> Rated:
        """Take feedback.

        Raises:
            UnfitFeedbackError: it cannot be kept, whatever the disk does.

        """
        ...


class NoRecords:
    """Keeps nothing."""

    def keep(self, *_: object, **__: object) -> None:
        """Leave it."""

    def keep_unanswered(self, *_: object, **__: object) -> None:
        """Leave it."""

    async def rate(self, _: KeptFeedback) -> Rated:
        """Leave it."""
        return Rated(Fate.OFF)


class FileRecords:
    """Keeps everything in a file, later."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def keep(
        self,
        story: UserStory,
        generation: Generation,
        timing: Timing,
        *,
        smells: Sequence[Smell] = (),
        role: Role = CHAMPION,
        total_s: float | None = None,
    ) -> None:
        """Hand it over and go on."""
        self._put(
            story,
            generation,
            generation.failure or Outcome.OK,
            attempts=generation.attempts,
            role=role,
            total_s=total_s,
            test_cases=generation.test_cases,
            smells=Counter(smell.rule for smell in smells),
            timing=timing,
        )

    def keep_unanswered(
        self,
        story: UserStory,
        choice: Choice,
        why: Unanswered,
        *,
        attempts: Sequence[Attempt] = (),
        role: Role = CHAMPION,
        total_s: float | None = None,
    ) -> None:
        """Hand it over and go on."""
        self._put(story, choice, why, attempts=attempts, role=role, total_s=total_s)

    def _put(
        self,
        story: UserStory,
        by: Generation | Choice,
        ending: Outcome | Unanswered,
        *,
        attempts: Sequence[Attempt],
        **rest: Any,
    ) -> None:
        self._keeper.put(
            KeptRequest(
                correlation_id=correlation_id.get(),
                kept_at=time.time(),
                story=story,
                cell=by.cell,
                model_digest=by.model_digest,
                prompt_hash=by.prompt_hash,
                ending=ending,
                attempts=without_raw_text(attempts),
                **rest,
            )
        )

    async def rate(self, feedback: KeptFeedback) -> Rated:
        """Hand it over, and wait a while for what becomes of it."""
        try:
            written = await asyncio.wait_for(asyncio.wrap_future(self._keeper.put(feedback)), _PATIENCE_S)
        except TimeoutError:
            return Rated(Fate.LOST)
        return _rated(written)


def check_records(settings: ServiceSettings) -> None:
    """Find out before a port is opened whether records can be kept where the settings say.

    Raises:
        DataError: SERVICE_RECORDS names a file that cannot be used.

    """
    if settings.service_records and (file := open_or_refuse(settings.service_records, lambda _: None)):
        file.__exit__()


@contextmanager
def open_records(
    settings: ServiceSettings, clean: CleanParams, registry: CollectorRegistry | None = None
) -> Iterator[Records]:
    """Where what is answered is kept while the block runs; what is waiting is written when it ends.

    Args:
        settings: where, and for how long.
        clean: which personal data are replaced; whether they are is not asked of it.
        registry: where the counts are to be seen.

    Raises:
        DataError: SERVICE_RECORDS names a file that cannot be used.

    """
    if settings.service_records is None:
        yield NoRecords()
        return
    keeper = Keeper(settings.service_records, settings.service_records_days, clean, Counts(registry))
    try:
        yield FileRecords(keeper)
    finally:
        keeper.close()


def _rated(written: Written) -> Rated:
    if written.unfit:
        raise UnfitFeedbackError
    if not written.known:
        return Rated(Fate.UNKNOWN)
    return Rated(Fate.KEPT if written.kept else Fate.LOST, written.answer)
