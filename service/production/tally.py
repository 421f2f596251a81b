"""What became of a stretch of requests, counted in one pass."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from casewright.records import Outcome
from service.production.kept import Kept, KeptRequest

_VALUE = re.compile(r"; got .*$")
_NUMBER = re.compile(r"\d+")
_QUOTED = re.compile(r"(['\"`]).{1,200}?\1")
_LONGEST_DETAIL = 120
EXAMPLES = 3
"""Correlation ids that are kept of each group."""


@dataclass
class Group:
    """Requests that have something in common."""

    requests: int = 0
    failed: int = 0
    recovered: int = 0
    attempts: int = 0
    seconds: list[float] = field(default_factory=list)
    """From request to answer, of those that were answered."""
    ratings: list[int] = field(default_factory=list)

    def add(self, kept: Kept) -> None:
        """Count one more."""
        request = kept.request
        self.requests += 1
        self.failed += request.ending is not Outcome.OK
        self.recovered += request.recovered
        self.attempts += len(request.attempts)
        if request.seconds is not None and request.ending is Outcome.OK:
            self.seconds.append(request.seconds)
        if kept.feedback:
            self.ratings.append(kept.feedback.rating)


@dataclass
class Tally:
    """All that a report tells of a stretch of time."""

    all: Group = field(default_factory=Group)
    by_cell: defaultdict[tuple[str, str], Group] = field(default_factory=lambda: defaultdict(Group))
    """By name of the cell and role."""
    kinds: Counter[str] = field(default_factory=Counter)
    """Requests by what went wrong: an ending, or `retried: <outcome>` where a suite came after all."""
    details: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Attempts that failed, by outcome and by what was wrong, without values."""
    examples: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The first correlation ids by kind."""
    attempts: Counter[int] = field(default_factory=Counter)
    """Requests by how many attempts they took."""
    ratings: Counter[int] = field(default_factory=Counter)
    actions: Counter[str] = field(default_factory=Counter)
    corrected: int = 0
    """Feedback that came with a suite."""
    comments: int = 0

    def add(self, kept: Kept) -> None:
        """Count one more request."""
        request = kept.request
        self.all.add(kept)
        self.by_cell[request.cell.name, request.role].add(kept)
        self.attempts[len(request.attempts)] += 1
        for attempt in request.attempts:
            if attempt.outcome is not Outcome.OK:
                self.details[attempt.outcome, without_values(attempt.detail)] += 1
        kind = _kind(request)
        if kind:
            self.kinds[kind] += 1
            if len(self.examples[kind]) < EXAMPLES:
                self.examples[kind].append(request.correlation_id)
        self._add_feedback(kept)

    def _add_feedback(self, kept: Kept) -> None:
        feedback = kept.feedback
        if feedback:
            self.ratings[feedback.rating] += 1
            self.actions[feedback.action or "none"] += 1
            self.corrected += bool(feedback.corrected)
            self.comments += bool(feedback.comment)


def tally(kept: Iterable[Kept]) -> Tally:
    """Everything, counted."""
    counted = Tally()
    for one in kept:
        counted.add(one)
    return counted


def without_values(detail: str) -> str:
    """What was wrong, so that the same mistake in two suites reads the same."""
    plain = _NUMBER.sub("N", _QUOTED.sub("'…'", _VALUE.sub("", detail)))
    return plain if len(plain) <= _LONGEST_DETAIL else f"{plain[: _LONGEST_DETAIL - 1]}…"


def _kind(request: KeptRequest) -> str | None:
    if request.ending is not Outcome.OK:
        return request.ending.value
    return f"retried: {request.attempts[0].outcome}" if request.recovered else None
