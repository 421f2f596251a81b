"""What was wrong with an attempt, for logs and answers: in words of ours, never in a client's or a model's.

Details of attempts go on with what they found, which may be the story itself: a model repeats it, a server
puts it into its error.
"""

import re

from casewright.records import Attempt, Outcome, TestCase

_OURS = (Outcome.TIMEOUT, Outcome.TRUNCATED)
"""The details of these attempts are all in words of ours."""
_FIELDS = "|".join(TestCase.model_fields)
_BEGINNINGS = (
    r"HTTP \d{3}",
    r"no connection(?: in time)?",
    r"the connection broke",
    r"the answer is none that Ollama gives",
    r"the stream ended without `done`",
    r"cut(?:: \d+ characters of white space in a row|: the same \d+ characters over and over)?",
    r"the answer is empty(?:; \d+ characters went into thinking instead)?",
    r"not JSON(?:: [^;]+(?=; got ))?",
    rf"(?:\(the whole value\)|test_cases(?:\.\d+(?:\.(?:{_FIELDS})(?:\.\d+)?)?)?): [^;]+(?=; got )",
)
"""How details begin that may go on with what a server or a model wrote; of fields only ours are named."""
_SAFE = re.compile("|".join(_BEGINNINGS))


def safe_detail(attempt: Attempt) -> str:
    """As much of what was wrong as quotes nobody; empty where that is nothing."""
    if attempt.outcome in _OURS:
        return attempt.detail
    found = _SAFE.match(attempt.detail)
    return found[0] if found else ""
