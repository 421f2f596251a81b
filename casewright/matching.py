"""How much of a reference suite a generated suite covers, and which reference cases nothing covers.

Two test cases that say the opposite share nearly all their words, so polarity is compared beside them:
a case that ends in success never covers one that ends in a refusal. docs/matching.md has the figures.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from casewright.likeness import Likeness, Matrix, TermLikeness
from casewright.metrics import measure
from casewright.params import Params
from casewright.polarity import Outcome, read_oracle, read_title
from casewright.records import CaseType, ReferenceSuite, Score, TestCase, UserStory

NAMES = ("reference_recall", "reference_coverage", *(f"recall_{kind}" for kind in CaseType))
"""The metrics that need a reference suite."""

NO_REFERENCE = "the story has no reference suite"

_DOUBT = 0.7
"""What is left of the likeness where one case ends in a refusal and nothing tells how the other ends."""

_AGREEMENT = {(one, other): 1.0 for one in Outcome for other in Outcome} | {
    (Outcome.REFUSAL, Outcome.SUCCESS): 0.0,
    (Outcome.SUCCESS, Outcome.REFUSAL): 0.0,
    (Outcome.REFUSAL, Outcome.UNKNOWN): _DOUBT,
    (Outcome.UNKNOWN, Outcome.REFUSAL): _DOUBT,
}

_BY_TYPE = {CaseType.POSITIVE: Outcome.SUCCESS, CaseType.NEGATIVE: Outcome.REFUSAL}


class Backend(NamedTuple):
    """What a run matched with."""

    name: str
    digest: str | None
    """Of the embedding model; None for TF-IDF."""
    threshold: float


class Matched(NamedTuple):
    """What the reference suite of one story says of a generated suite."""

    scores: dict[str, Score]
    pairs: tuple[tuple[int, int], ...] = ()
    """Places of a generated case and of the reference case that it matches one to one, from 0."""
    unmatched: tuple[str, ...] = ()
    """Ids of the reference cases that no generated case matches one to one."""


class Matcher:
    """Matches generated with reference cases. It can be sent to another process."""

    def __init__(self, likeness: Likeness, threshold: float) -> None:
        self._likeness = likeness
        self._threshold = threshold

    @property
    def backend(self) -> Backend:
        """What it matches with."""
        return Backend(self._likeness.name, self._likeness.digest, self._threshold)

    def similarities(
        self, generated: Sequence[TestCase], references: Sequence[TestCase], story: str = ""
    ) -> Matrix:
        """Likeness, 0-1, of each generated case (rows) with each reference case; 0 for opposite outcomes."""
        return self._likeness.between(generated, references, story) * _agreement(generated, references)

    def match(
        self,
        generated: Sequence[TestCase],
        references: Sequence[TestCase] | None,
        story: str = "",
        no_reference: str = NO_REFERENCE,
    ) -> Matched:
        """The scores of one story by each of `NAMES`, and what is matched with what.

        Args:
            generated: the suite that is scored; empty where generation failed, which recalls nothing.
            references: the reference suite; None or empty where the story has none.
            story: the narrative of the story.
            no_reference: why it has none.

        Raises:
            ServerError: the embedding model cannot be reached.

        """
        if not references:
            return Matched({name: measure(name, None, no_reference) for name in NAMES})
        if not generated:
            return _matched(references, (), set(), "no test case was generated")
        matrix = self.similarities(generated, references, story)
        # Gate before assigning: an assignment over ungated values may trade a real match for two non-matches.
        matrix[matrix < self._threshold] = 0.0
        rows, columns = linear_sum_assignment(matrix, maximize=True)
        pairs = tuple(
            (int(row), int(column))
            for row, column in zip(rows, columns, strict=True)
            if matrix[row, column] > 0
        )
        return _matched(references, pairs, set(np.flatnonzero(matrix.max(axis=0)).tolist()))


def matcher(params: Params, stories: Iterable[UserStory], references: Iterable[ReferenceSuite]) -> Matcher:
    """The matcher that `similarity` of params.yaml asks for.

    Raises:
        ParamsError: the backend has no threshold.
        ServerError: the embedding model is not there.

    """
    threshold = params.similarity.threshold()
    return Matcher(likeness(params, stories, references), threshold)


def likeness(params: Params, stories: Iterable[UserStory], references: Iterable[ReferenceSuite]) -> Likeness:
    """The backend alone, for which no threshold is needed."""
    if params.similarity.model is None:
        return TermLikeness.learn(stories, references)
    from casewright.embeddings import EmbeddingLikeness  # needs what TF-IDF does without

    return EmbeddingLikeness.connect(params, params.similarity.model)


def _matched(
    references: Sequence[TestCase], pairs: tuple[tuple[int, int], ...], covered: set[int], reason: str = ""
) -> Matched:
    """The scores by the places of the reference cases that are matched, and of those that are covered."""
    recalled = {column for _, column in pairs}
    everywhere = range(len(references))
    scores = {
        "reference_recall": _share("reference_recall", recalled, everywhere, reason),
        "reference_coverage": _share("reference_coverage", covered, everywhere, reason, "covered"),
    }
    for kind in CaseType:
        places = [place for place in everywhere if references[place].type is kind]
        scores[f"recall_{kind}"] = _share(f"recall_{kind}", recalled, places, reason, kind=kind)
    return Matched(
        scores, pairs, tuple(case.id for place, case in enumerate(references) if place not in recalled)
    )


def _share(
    name: str,
    found: set[int],
    places: Sequence[int],
    reason: str,
    done: str = "matched",
    kind: CaseType | None = None,
) -> Score:
    """The share of the reference cases at some places that were found."""
    what = f"{kind.value.removesuffix('_case')} " if kind else ""
    if not places:
        return measure(name, None, f"the reference suite has no {what}case")
    hits = sum(place in found for place in places)
    return measure(name, hits / len(places), reason or f"{hits} of {len(places)} {what}{done}")


def _agreement(generated: Sequence[TestCase], references: Sequence[TestCase]) -> Matrix:
    """0 where one case ends in success and the other in a refusal, 1 where nothing speaks against a match."""
    ours, theirs = [_ending(case) for case in generated], [_reviewed_ending(case) for case in references]
    return np.array([[_AGREEMENT[one, other] for other in theirs] for one in ours])


def _ending(case: TestCase) -> Outcome:
    """How a case ends: by its oracle, and by its title where the oracle does not tell."""
    outcome = read_oracle(case.expected_result).outcome
    return read_title(case.title).outcome if outcome is Outcome.UNKNOWN else outcome


def _reviewed_ending(case: TestCase) -> Outcome:
    """How a reference case ends: where no word tells, its type does, which somebody has looked at."""
    outcome = _ending(case)
    return _BY_TYPE.get(case.type, outcome) if outcome is Outcome.UNKNOWN else outcome
