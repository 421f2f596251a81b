"""What is wrong with a test case, or was made up in it, as far as rules can tell."""

from enum import StrEnum
from typing import Literal

from casewright.records.base import Record, Text


class Severity(StrEnum):
    """How much a smell takes from a test case."""

    ERROR = "error"
    """The case cannot be trusted: it checks nothing, or contradicts itself or another."""
    WARNING = "warning"
    """Two testers would do different things, or the case has to be rewritten before it is run."""
    INFO = "info"
    """A habit that costs a little."""


class Smell(Record):
    """One finding of one rule in one place of a suite."""

    rule: Text
    """Id of the rule, e.g. `vague-oracle`; docs/smells.md explains each."""
    severity: Severity
    position: int | None
    """Of the case in its suite, from 1; None where the finding is about the suite."""
    field: str
    """`title`, `preconditions[0]`, `steps[2]`, `expected_result`, `type`, `priority`, or `suite`."""
    span: tuple[int, int] | None = None
    """Where in the field's text, from and up to but not including; None where it is about the whole."""
    message: Text
    """What was found, in one line."""
    fix: Text
    """What to write instead, in one line."""


class Assumption(Record):
    """Something that a test case says and the story does not: often useful, never to be taken for granted."""

    kind: Literal["label", "number", "role", "value"]
    text: Text
    position: int
    field: str
