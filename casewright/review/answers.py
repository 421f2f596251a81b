"""What came back from a reviewer, as it was read and before anything of it was checked."""

from dataclasses import dataclass
from typing import Any

from casewright.records import Aspect


@dataclass(frozen=True, slots=True)
class RawReview:
    """One reviewer's answers to one task; any value may be missing or wrong."""

    file: str
    row: int
    """Counted from 1: the row below the heading of a table, the task of an export."""
    task: Any
    reviewer: Any
    """A name, an address or a number."""
    reviewed_at: Any
    """As text, or None where the source does not say."""
    ratings: dict[Aspect, Any]
    action: Any
    comment: str
    corrected: str
    """The text of the suite, changed or not."""
    skipped: bool = False
