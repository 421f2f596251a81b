"""Which of the kept stories are worth a reviewer's time: good ones, and ones that failed and then came right.

The same records and the same seed give the same ones. No two are nearly the same story, and none is nearly
one that the project has.
"""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Literal, NamedTuple

from casewright.duplicates import NearDuplicates
from service.production.kept import FeedbackAction, Kept

Group = Literal["good", "recovered"]
GOOD_FROM = 4
"""Rating, 1-5, from which a suite is a good one."""
_POOR_TO = 2
"""Rating up to which one is not, even where somebody took it as it was."""


class Wanted(NamedTuple):
    """What is to be selected."""

    good: int
    recovered: int
    seed: int
    similarity: float
    """Share of common text from which two stories are nearly the same, 0-1."""


class Candidate(NamedTuple):
    """What decides on one answer. The answer itself stays in its file until it is selected."""

    key: tuple[str, float, str]
    story: str
    rank: tuple[int, int, bytes]
    """The least goes first."""


class Selection(NamedTuple):
    """The keys of what was selected, by group."""

    good: tuple[tuple[str, float, str], ...]
    recovered: tuple[tuple[str, float, str], ...]


def key_of(kept: Kept) -> tuple[str, float, str]:
    """What an answer is found by again: correlation id, time and story."""
    request = kept.request
    return request.correlation_id, request.kept_at, request.story.id


def select(kept: Iterable[Kept], known: Sequence[str], wanted: Wanted) -> Selection:
    """The best examples of both kinds.

    Args:
        kept: what is in the file, in any order.
        known: stories that the project has.
        wanted: how many.

    """
    good: list[Candidate] = []
    recovered: dict[str, list[Candidate]] = {}
    for one in kept:
        place = _place(wanted.seed, one)
        if (tier := _tier(one)) is not None:
            rank = (tier, sum(one.request.smells.values()), place)
            good.append(Candidate(key_of(one), one.request.story.story, rank))
        if one.request.recovered:
            failure = one.request.attempts[0].outcome
            candidate = Candidate(key_of(one), one.request.story.story, (0, 0, place))
            recovered.setdefault(failure, []).append(candidate)
    best = _fresh(sorted(good, key=_rank), known, wanted.similarity)[: wanted.good]
    taken = [*known, *(one.story for one in best)]
    in_turn = _fresh(_in_turn(recovered), taken, wanted.similarity)[: wanted.recovered]
    return Selection(tuple(one.key for one in best), tuple(one.key for one in in_turn))


def why_good(kept: Kept) -> str:
    """What speaks for a suite, in a line."""
    feedback, smells = kept.feedback, sum(kept.request.smells.values())
    said = f"rated {feedback.rating}, {feedback.action or 'no action'}" if feedback else "no feedback"
    return f"{said}; smells: {smells}"


def why_recovered(kept: Kept) -> str:
    """How its attempts ended, in a line."""
    return "attempts: " + ", ".join(attempt.outcome for attempt in kept.request.attempts)


def _tier(kept: Kept) -> int | None:
    """0: people say that it is good; 1: nobody said anything of what came at once; None: neither."""
    request, feedback = kept.request, kept.feedback
    if not request.test_cases:
        return None
    if feedback is None:
        return None if request.recovered else 1
    if feedback.action is FeedbackAction.REJECTED or feedback.rating <= _POOR_TO:
        return None
    return 0 if feedback.rating >= GOOD_FROM or feedback.action is FeedbackAction.ACCEPTED else None


def _fresh(candidates: Sequence[Candidate], known: Sequence[str], similarity: float) -> list[Candidate]:
    """Those that are nearly the same as nothing that is known, nor as one before them."""
    near = NearDuplicates(similarity)
    for text in chain(known, (one.story for one in candidates)):
        near.add(text)
    gone = {one.index for one in near.find(dropped=True)}
    return [one for place, one in enumerate(candidates, start=len(known)) if place not in gone]


def _in_turn(groups: dict[str, list[Candidate]]) -> list[Candidate]:
    """The first that failed in each way, then the second of each way, and so on."""
    ranked = [
        (place, name, one)
        for name, group in groups.items()
        for place, one in enumerate(sorted(group, key=_rank))
    ]
    return [one for _, _, one in sorted(ranked, key=lambda entry: entry[:2])]


def _rank(candidate: Candidate) -> tuple[int, int, bytes]:
    return candidate.rank


def _place(seed: int, kept: Kept) -> bytes:
    names = (str(seed), kept.request.story.id, kept.request.correlation_id, repr(kept.request.kept_at))
    return hashlib.sha256("\0".join(names).encode()).digest()
