"""Exceptions as the log may have them: what was raised where, and never a value that a client sent.

The message of an exception is not to be trusted: pydantic quotes what it refuses, `int` what it cannot read,
a dictionary the key that it does not have. Only messages that are known to quote nothing are kept.
"""

import sqlite3
import traceback
from collections.abc import Callable, Iterator

from pydantic import ValidationError

from casewright.errors import CasewrightError

_TELLING = (CasewrightError, AttributeError, NameError, TypeError, ImportError, MemoryError, sqlite3.Error)
"""Their messages are about code and settings: our own by promise, the others because Python writes them."""
_MOST_FRAMES = 50
_MOST_LINKS = 8
"""Of a chain of causes."""


def stacktrace_of(error: BaseException, scrub: Callable[[str], str] | None = None) -> str:
    """The stack of `error` and of what caused it, outermost call first, the cause before its effect.

    Args:
        error: what was raised.
        scrub: makes any message fit to be shown; without it most messages are left out.

    """
    parts = [
        "".join(traceback.format_list(traceback.extract_tb(link.__traceback__, -_MOST_FRAMES)))
        + headline_of(link, scrub)
        for link in _chain(error)
    ]
    return "\n\nwhich led to:\n\n".join(reversed(parts))


def headline_of(error: BaseException, scrub: Callable[[str], str] | None = None) -> str:
    """Name and message, or the name alone where the message may hold what a client sent."""
    message = scrub(str(error)) if scrub else message_of(error)
    return f"{type_of(error)}: {message}" if message else type_of(error)


def type_of(error: BaseException) -> str:
    """The full name of the exception's class."""
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def message_of(error: BaseException) -> str:
    """The message, or as much of it as is known to hold nothing that a client sent."""
    if isinstance(error, ValidationError):
        kinds = ", ".join(sorted({problem["type"] for problem in error.errors(include_url=False)}))
        return f"{error.error_count()} problems with {error.title}: {kinds}"
    if isinstance(error, OSError):
        # The name of a file is left out: it may have been made from what was sent.
        return f"[Errno {error.errno}] {error.strerror}" if error.strerror else ""
    if isinstance(error, BaseExceptionGroup):
        return "; ".join(headline_of(one) for one in error.exceptions)
    return str(error) if isinstance(error, _TELLING) else ""


def _chain(error: BaseException) -> Iterator[BaseException]:
    """`error`, what caused it, and so on."""
    seen: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in seen and len(seen) < _MOST_LINKS:
        seen.append(link)
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
