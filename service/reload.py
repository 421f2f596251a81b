"""Hot reload: what a choice's file says is served soon after, if it can be; else the last good one stays.

The folder is watched rather than the file, because a file that is replaced twice is lost sight of; and the
file is looked at from time to time, because changes on some mounts are not told.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from watchfiles import awatch

from casewright.errors import CasewrightError
from service.configuration import (
    ChoiceFile,
    Configuration,
    configuration_of,
    load_configuration,
    read_choice,
)
from service.serving import NewBreaker, OnChange, Role, Served, Serving
from service.settings import ServiceSettings

_SETTLED_MS = 50
"""A folder in which nothing happened for so long is looked at."""
_LONGEST_UNREST_MS = 400

_log = logging.getLogger(__name__)
logging.getLogger("watchfiles").setLevel(logging.WARNING)  # it counts every change in the folder


@asynccontextmanager
async def serving_choices(
    settings: ServiceSettings,
    new_breaker: NewBreaker,
    on_change: OnChange = lambda _role, _served: None,
) -> AsyncIterator[Serving]:
    """Serve what the files of choices say, until the block ends.

    The service starts when the choice is valid, also while its server is away: that is said by `GET /health`,
    and a container that ends with every outage of another one helps nobody.

    Raises:
        CasewrightError: there is no choice, or none that can be served.

    """
    configuration = await asyncio.to_thread(load_configuration, settings)
    async with serving_fixed(configuration, new_breaker, settings.service_canary, on_change) as serving:
        reloads = [Reload(serving, Role.CHAMPION, settings, new_breaker)]
        if settings.service_canary:
            reloads.append(Reload(serving, Role.CANARY, settings, new_breaker))
        tasks = [asyncio.create_task(work()) for one in reloads for work in (one.watch, one.run)]
        try:
            yield serving
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def serving_fixed(
    configuration: Configuration,
    new_breaker: NewBreaker,
    canary_share: float = 0.0,
    on_change: OnChange = lambda _role, _served: None,
) -> AsyncIterator[Serving]:
    """Serve one configuration until the block ends, without looking at any file."""
    champion = await Served(Role.CHAMPION, configuration, new_breaker(Role.CHAMPION)).open()
    serving = Serving(champion, canary_share, on_change)
    try:
        yield serving
    finally:
        await serving.close()


class Reload:
    """Keeps what is served in one role at what its file says."""

    def __init__(
        self, serving: Serving, role: Role, settings: ServiceSettings, new_breaker: NewBreaker
    ) -> None:
        self._serving, self._role, self._settings, self._new_breaker = serving, role, settings, new_breaker
        is_champion = role is Role.CHAMPION
        self._path = settings.service_choice if is_champion else settings.service_canary_choice
        self._stirred = asyncio.Event()
        self._is_ready = False
        """Whether what is served was found at its server and loaded; not so at the start."""
        self._failed: str | None = None
        """The content that could not be served, by digest; empty: there was none."""

    async def watch(self) -> None:
        """Take note of every change in the folder; where that cannot be, `run` looks by itself."""
        folder, told = self._path.parent, ""
        while True:
            try:
                async for _ in awatch(
                    folder, watch_filter=None, recursive=False, step=_SETTLED_MS, debounce=_LONGEST_UNREST_MS
                ):
                    self._stirred.set()
            except (OSError, RuntimeError) as error:
                if told != str(error):
                    told = str(error)
                    _log.warning("%s: not watched, looked at every SERVICE_RELOAD_S: %s", folder, told)
            await asyncio.sleep(self._settings.service_reload_s)

    async def run(self) -> None:
        """Look at the file after each change and every SERVICE_RELOAD_S; only then at what failed again."""
        next_s = time.monotonic()
        while True:
            is_due = time.monotonic() >= next_s
            if is_due:
                next_s = time.monotonic() + self._settings.service_reload_s
            await self.look(again=is_due)
            with suppress(TimeoutError):
                async with asyncio.timeout(next_s - time.monotonic()):
                    await self._stirred.wait()
            self._stirred.clear()

    async def look(self, *, again: bool = True) -> None:
        """Serve what the file says now; not `again`: unless that was tried before and came to nothing."""
        content = ""
        try:
            file = await asyncio.to_thread(read_choice, self._path)
            content = file.digest
            if content == self._failed and not again:
                return
            await self._serve(file)
        except CasewrightError as error:
            if self._role is Role.CANARY and isinstance(error.__cause__, FileNotFoundError) and not content:
                self._end_canary()
            else:
                self._keep_last(content, str(error))
        except Exception as error:
            problem = f"{self._path}: {type(error).__name__} while it was loaded; the log has more"
            self._keep_last(content, problem, error)
        else:
            self._forget_failure()

    async def _serve(self, file: ChoiceFile) -> None:
        """Let the content take its place once it is checked, its model found and loaded."""
        warm_up = self._settings.service_warm_up
        served = self._serving.served(self._role)
        if served and served.configuration.file.digest == file.digest:
            if not self._is_ready:
                with served.in_use():
                    await served.writer.prepare(warm_up=warm_up)
            self._is_ready = True
            return
        configuration = await asyncio.to_thread(configuration_of, file, self._settings)
        fresh = await Served(self._role, configuration, self._new_breaker(self._role)).open()
        try:
            await fresh.writer.prepare(warm_up=warm_up)
        except BaseException:
            await fresh.close()
            raise
        self._serving.put(fresh)
        self._is_ready = True
        _log.info("%s: %s is the %s now", self._path, configuration.choice.name, self._role)

    def _keep_last(self, content: str, problem: str, error: Exception | None = None) -> None:
        self._failed = content
        if self._serving.problems.get(self._role) != problem:
            self._serving.reloads[self._role, "failure"] += 1
            _log.warning("%s: no reload, the last good one stays: %s", self._role, problem, exc_info=error)
        self._serving.problems[self._role] = problem

    def _forget_failure(self) -> None:
        self._failed = None
        self._serving.problems.pop(self._role, None)

    def _end_canary(self) -> None:
        """Whoever takes the file away ends the comparison."""
        if self._serving.canary:
            _log.info("%s: gone, and with it the canary", self._path)
        self._serving.drop_canary()
        self._forget_failure()
