"""What the service logs, and how: one line a record, JSON or text, never a story unless asked for.

Every module logs by `logging`, with fields of its own as `extra`; uvicorn and the libraries do so too. Here
all of them get the same form and the same fields, and no value can break out of its line.
"""

import json
import logging
import re
import sys
from collections.abc import Callable, MutableMapping
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, TextIO

import orjson
from structlog.stdlib import ExtraAdder, ProcessorFormatter

from casewright.errors import ParamsError
from service import NAME
from service.correlation import correlation_id
from service.settings import ServiceSettings
from service.tracebacks import message_of, stacktrace_of, type_of

FILE_BYTES = 10 * 1000 * 1000
FILES = 5
"""The current one and those before it."""

_OURS = ("service", "casewright", "__main__")
_SERVER = ("uvicorn", "uvicorn.error")
"""What uvicorn tells; its record of each request is not among them, as there is one already."""
_NO_FIELDS = ("message", "asctime", "color_message", "stack_info")
"""What other handlers leave on a record, and uvicorn's message again for a terminal."""
_LONGEST_TEXT = 4000
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]")

Event = MutableMapping[str, Any]


def configure(settings: ServiceSettings, stream: TextIO | None = None) -> None:
    """Send all records of this process to `stream`, standard output unless given, and to LOG_FILE.

    LOG_LEVEL is that of our own records. Libraries are heard from warnings up: what they would say beneath
    that could hold anything.

    Raises:
        ParamsError: LOG_FILE cannot be written.

    """
    formatter = formatter_of(settings)
    handlers: list[logging.Handler] = [logging.StreamHandler(stream or sys.stdout)]
    if settings.log_file is not None:
        handlers.append(_file_handler(settings.log_file))
    root = logging.getLogger()
    for old in [handler for handler in root.handlers if isinstance(handler.formatter, _Formatter)]:
        root.removeHandler(old)
        old.close()
    for handler in handlers:
        handler.setFormatter(formatter)
        root.addHandler(handler)
    _set_levels(logging.getLevelNamesMapping()[settings.log_level])
    logging.captureWarnings(True)


def formatter_of(settings: ServiceSettings) -> logging.Formatter:
    """What makes a line of a record."""
    render = _as_json if settings.log_format == "json" else _as_text
    scrub = _scrubbed if settings.log_stories else None
    return _Formatter(foreign_pre_chain=(ExtraAdder(),), processors=(_Fields(settings, scrub), render))


def _set_levels(level: int) -> None:
    logging.getLogger().setLevel(max(level, logging.WARNING))
    for name in _OURS:
        logging.getLogger(name).setLevel(level)
    for name in (*_SERVER, "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(max(level, logging.INFO))
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
    # It would say so for every span that it drops.
    logging.getLogger("opentelemetry.sdk").setLevel(max(level, logging.ERROR))


def _file_handler(path: Path) -> logging.Handler:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return RotatingFileHandler(path, maxBytes=FILE_BYTES, backupCount=FILES - 1, encoding="utf-8")
    except OSError as error:
        raise ParamsError(
            f"environment: LOG_FILE is {str(path)!r}, which cannot be written ({error.strerror}); "
            "expected a file in a folder that the service may write to"
        ) from error


class _Formatter(ProcessorFormatter):
    """Formats a record once, however many handlers ask: the one of a file asks twice itself."""

    def format(self, record: logging.LogRecord) -> str:
        line: str | None = record.__dict__.get("_line")
        if line is None:
            line = record.__dict__["_line"] = super().format(record)
        return line


class _Fields:
    """The fields of a record: first those that every one has, then its own."""

    def __init__(self, settings: ServiceSettings, scrub: Callable[[str], str] | None) -> None:
        self._service = {
            "service": NAME,
            "environment": settings.environment,
            "version": settings.service_version,
        }
        self._scrub = scrub

    def __call__(self, _logger: Any, _name: str, event: Event) -> Event:
        record: logging.LogRecord = event.pop("_record")
        del event["_from_structlog"]
        error = event.pop("exc_info", None)
        for name in _NO_FIELDS:
            event.pop(name, None)
        fields = {
            "timestamp": _moment(record.created),
            "severity": record.levelname,
            "message": _message(record, event.pop("event")),
            **self._service,
            "correlation_id": correlation_id.get(),
            "logger": record.name,
            **event,
        }
        if isinstance(error, tuple) and error[1] is not None:
            fields |= self._exception(error[1])
        return fields

    def _exception(self, error: BaseException) -> dict[str, str]:
        message = self._scrub(str(error)) if self._scrub else message_of(error)
        return {
            "exception.type": type_of(error),
            **({"exception.message": message} if message else {}),
            "exception.stacktrace": stacktrace_of(error, self._scrub),
        }


def _moment(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC).isoformat(timespec='microseconds')[:-6]}Z"


def _message(record: logging.LogRecord, message: str) -> str:
    if record.name == "asyncio":
        # What it writes of a task beneath the first line quotes the task's exception.
        return message.split("\n", 1)[0]
    if record.name == "py.warnings":
        # Place and category: the words of a warning may quote a value, as pydantic's do.
        return ": ".join(message.split(": ", 2)[:2])
    return message


def _as_json(_logger: Any, _name: str, event: Event) -> str:
    try:
        line = orjson.dumps(event, _plain, orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:  # a lone surrogate, or an integer beyond 64 bits
        return json.dumps(event, default=_plain, skipkeys=True)
    return line if line.isprintable() else _escaped(line)


def _as_text(_logger: Any, _name: str, event: Event) -> str:
    shown = dict(event)
    for left_out in ("service", "environment", "version", "logger"):
        shown.pop(left_out, None)
    moment, severity, message, identity = (
        shown.pop(name) for name in ("timestamp", "severity", "message", "correlation_id")
    )
    trace = shown.pop("exception.stacktrace", "")
    pairs = "".join(f" {name}={_text_of(value)}" for name, value in shown.items())
    lines = [f"{moment} {severity:<8} [{_one_line(identity)}] {_one_line(message)}{pairs}"]
    return "\n".join([*lines, *(f"    {_one_line(line)}" for line in trace.splitlines())])


def _text_of(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, default=_plain, skipkeys=True)
    is_plain = bool(text) and not any(mark in text for mark in ' "=')
    return _one_line(text if is_plain or not isinstance(value, str) else json.dumps(text, ensure_ascii=False))


def _one_line(text: str) -> str:
    return text if text.isprintable() else _escaped(text)


def _escaped(text: str) -> str:
    """Whatever a reader could take for the end of a line, or a terminal for a command, as JSON writes it."""
    return _UNPRINTABLE.sub(
        lambda found: found[0] if found[0].isprintable() else json.dumps(found[0])[1:-1], text
    )


def _plain(value: Any) -> str:
    """A value that JSON has no form for; of an unknown one only what it is."""
    return str(value) if isinstance(value, Path) else f"<{type(value).__name__}>"


def _scrubbed(text: str) -> str:
    from casewright.pii import scrub

    return scrub(text[:_LONGEST_TEXT]).text
