"""What the service logs, as whoever reads its log sees it."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from service.logs import configure
from service.settings import ServiceSettings


class Logbook(io.StringIO):
    """Everything that was logged so far."""

    @property
    def lines(self) -> list[str]:
        """A line a record."""
        return self.getvalue().splitlines()

    @property
    def records(self) -> list[dict[str, Any]]:
        """The lines as objects."""
        return [json.loads(line) for line in self.lines]

    def by(self, logger: str) -> list[dict[str, Any]]:
        """The records of one module."""
        return [record for record in self.records if record["logger"] == logger]


@contextmanager
def logging_to(settings: ServiceSettings) -> Iterator[Logbook]:
    """Log as the service does until the block ends."""
    root = logging.getLogger()
    names = ("service", "casewright", "__main__", "uvicorn", "uvicorn.error", "uvicorn.access")
    loggers = [root, *(logging.getLogger(name) for name in (*names, "opentelemetry.sdk"))]
    before = [(logger, logger.level, list(logger.handlers)) for logger in loggers]
    book = Logbook()
    # What pytest captures goes into its report, which cannot carry the halves of characters that tests log.
    root.handlers.clear()
    configure(settings, book)
    try:
        yield book
    finally:
        logging.captureWarnings(False)
        for logger, level, handlers in before:
            for handler in set(logger.handlers) - set(handlers):
                handler.close()
            logger.handlers[:] = handlers
            logger.setLevel(level)


@contextmanager
def logged(**settings: Any) -> Iterator[Logbook]:
    """The same with these settings, at DEBUG unless they say otherwise, as JSON."""
    with logging_to(ServiceSettings(**{"log_level": "DEBUG", **settings})) as book:
        yield book
