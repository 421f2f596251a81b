"""Errors a user can act on: one line that names the thing, the value, the expectation and the fix.

CasewrightError
├── ParamsError     params.yaml holds an unknown key or a value out of range
├── DataError       an input file is missing, empty or holds a row that cannot be used
├── PromptError     a prompt is missing or asks for a variable that does not exist
└── ServerError     the model server or the model on it is not there
"""

import os
import sys
from collections.abc import Callable

_PIPE_CLOSED = 141
"""As a shell tells of SIGPIPE."""


class CasewrightError(Exception):
    """Base of every error whose message is meant for the user."""


class ParamsError(CasewrightError):
    """params.yaml holds something that cannot be used."""


class DataError(CasewrightError):
    """An input file is missing, empty or holds a row that cannot be used."""


class PromptError(CasewrightError):
    """A prompt is missing, or asks for a variable that does not exist."""


class ServerError(CasewrightError):
    """The model server, or the model on it, is not there."""


def run_stage(main: Callable[[], None]) -> None:
    """Run a stage's `main`; a `CasewrightError` becomes one line on stderr and exit status 1.

    Who reads what it prints may stop early, as `head` does: that ends it without a word.
    """
    try:
        main()
        sys.stdout.flush()
    except CasewrightError as error:
        sys.exit(f"error: {error}")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes it once more
        sys.exit(_PIPE_CLOSED)
