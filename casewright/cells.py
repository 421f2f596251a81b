"""A cell put together from its stories: columns of figures, because a long run has too many records to hold.

What is said of stories is said of one subset. What is seen of the machine (throughput, cost, memory) is of
the whole batch: the subsets share its requests, so none of them has a span of its own.
"""

import math
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Self

from casewright import matching, quality
from casewright.cost import cost_scores, recommendations
from casewright.judge.scores import JUDGE_METRICS
from casewright.latency import Measured, latency_scores
from casewright.metrics import measure
from casewright.params import CostParams, ScoreParams
from casewright.records import (
    CaseScore,
    CaseType,
    CellConditions,
    CellScore,
    Generation,
    Score,
    StoryScore,
    Subset,
    TypeScore,
)
from casewright.scorers import SCORERS
from casewright.scorers.composite import QUALITY
from casewright.scorers.self_score import self_score_correlation
from casewright.stats import variance_parts

STORY_METRICS = (
    QUALITY,
    *SCORERS,
    *matching.NAMES,
    *JUDGE_METRICS,
    *quality.RATES,
    *quality.COUNTS,
)
"""What is measured of each story."""

_CLAIM_SCALE = 10
"""What an author may claim at most for a case."""


class CaseFigures(NamedTuple):
    """What a cell keeps of one test case."""

    type: CaseType
    quality: float
    rules: tuple[str, ...]
    """Those of its smells."""

    @classmethod
    def of(cls, case: CaseScore) -> Self:
        """The figures of one scored case."""
        return cls(case.type, case.scores[QUALITY], tuple(smell.rule for smell in case.smells))


class StoryFigures(NamedTuple):
    """What a cell keeps of one story."""

    subset: Subset
    backlog: str | None
    values: dict[str, float]
    """By metric, what was measured."""
    timings: list[Measured]
    by_repeat: tuple[float, ...]
    """The quality of each repeat."""
    claimed: list[float]
    """What the author says each case is worth, 0-1."""
    cases: list["CaseFigures"]

    @classmethod
    def of(
        cls,
        story: StoryScore,
        timings: list[Measured],
        generations: Sequence[Generation],
        cases: Sequence[Sequence[CaseScore]],
    ) -> Self:
        """The figures of one story, with the timing, the generation and the scored cases of each repeat."""
        return cls(
            story.subset,
            story.backlog,
            {name: score.value for name, score in story.scores.items() if score.value is not None},
            timings,
            story.quality_by_repeat,
            [case.quality_score / _CLAIM_SCALE for one in generations for case in one.test_cases],
            [CaseFigures.of(case) for one in cases for case in one],
        )


@dataclass
class TypeColumns:
    """The figures of the test cases of one type."""

    cases: int = 0
    quality: float = 0.0
    """Sum over the cases."""
    smells: Counter[str] = field(default_factory=Counter)

    def add(self, case: CaseFigures) -> None:
        """Take one case."""
        self.cases += 1
        self.quality += case.quality
        self.smells.update(case.rules)


@dataclass
class Columns:
    """The figures of one cell on one subset."""

    stories: int = 0
    values: dict[str, "array[float]"] = field(default_factory=dict)
    """By metric, a value for each story for which it was measured."""
    backlogs: dict[str, list[str]] = field(default_factory=dict)
    """By metric, the backlog of each value; empty where all stories are of one."""
    timings: list[Measured] = field(default_factory=list)
    by_repeat: list[tuple[float, ...]] = field(default_factory=list)
    """The quality of each repeat of each story; empty without repeats."""
    claimed: "array[float]" = field(default_factory=lambda: array("d"))
    computed: "array[float]" = field(default_factory=lambda: array("d"))
    """What the scorers say of it."""
    types: dict[CaseType, "TypeColumns"] = field(default_factory=dict)

    def add(self, story: StoryFigures) -> None:
        """Take one story."""
        self.stories += 1
        self.timings += story.timings
        for name, value in story.values.items():
            self.values.setdefault(name, array("d")).append(value)
            if story.backlog is not None:
                self.backlogs.setdefault(name, []).append(story.backlog)
        if len(story.by_repeat) > 1:
            self.by_repeat.append(story.by_repeat)
        self.claimed.extend(story.claimed)
        for case in story.cases:
            self.computed.append(case.quality)
            self.types.setdefault(case.type, TypeColumns()).add(case)


class CellColumns:
    """The figures of one cell, subset by subset."""

    def __init__(self, conditions: CellConditions) -> None:
        self._conditions = conditions
        self._subsets: dict[Subset, Columns] = {}

    def add(self, story: StoryFigures) -> None:
        """Take one story."""
        self._subsets.setdefault(story.subset, Columns()).add(story)

    def rows(self, score: ScoreParams, cost: CostParams) -> list[CellScore]:
        """What the quality, latency and cost trackers say: one row a subset that has stories."""
        timings = [timing for one in self._subsets.values() for timing in one.timings]
        latency = latency_scores(timings, self._conditions.span_s, score.sla_p95_ms)
        costs = cost_scores(cost, self._conditions, len(timings), latency)
        batch = {"throughput_per_min": latency["throughput_per_min"], **costs}
        if len(self._subsets) > 1:
            batch = {name: _of_batch(one) for name, one in batch.items()}
        present = [subset for subset in Subset if subset in self._subsets]
        return [self._row(subset, batch, score) for subset in present]

    def types(self) -> list[TypeScore]:
        """What is said of the cases of each type: one row a subset and type that has any."""
        return [
            TypeScore(
                cell=self._conditions.cell,
                subset=subset,
                type=case_type,
                cases=found.cases,
                quality=found.quality / found.cases,
                smells=dict(sorted(found.smells.items())),
            )
            for subset in Subset
            for case_type in CaseType
            if subset in self._subsets and (found := self._subsets[subset].types.get(case_type))
        ]

    def _row(self, subset: Subset, batch: Mapping[str, Score], params: ScoreParams) -> CellScore:
        columns, conditions = self._subsets[subset], self._conditions
        values = {name: columns.values.get(name, ()) for name in STORY_METRICS}
        scores = quality.cell_scores(values, columns.stories, columns.backlogs)
        scores |= noise_scores(columns.by_repeat)
        scores["self_score_correlation"] = self_score_correlation(columns.claimed, columns.computed)
        scores |= latency_scores(columns.timings, conditions.span_s, params.sla_p95_ms)
        scores |= batch
        return CellScore(
            cell=conditions.cell,
            subset=subset,
            stories=columns.stories,
            repeats=conditions.repeats,
            model_digest=conditions.model_digest,
            scores=scores,
            recommendations=recommendations(scores),
        )


def noise_scores(by_repeat: Sequence[Sequence[float]]) -> dict[str, Score]:
    """How far stories lie apart in quality, and how far the repeats of one story do: standard deviations."""
    names = ("quality_story_sd", "quality_repeat_sd")
    parts = variance_parts(by_repeat)
    if parts.between is None or parts.within is None:
        reason = parts.reason
        if not by_repeat:
            reason = "one suite a story; `-S generate.repeats=3` tells a model's noise from the stories'"
        return {name: measure(name, None, reason) for name in names}
    variances = (parts.between, parts.within)
    return {
        name: measure(name, math.sqrt(variance), parts.reason)
        for name, variance in zip(names, variances, strict=True)
    }


def _of_batch(score: Score) -> Score:
    """A figure of the whole batch, which its reason has to say where it stands beside those of a subset."""
    return score.model_copy(update={"reason": f"{score.reason}; of the whole batch"})
