"""People beside a judge or the rules: whether they order suites alike and give the same marks."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean, median

from casewright.agreement import Agreement, cohen_kappa, krippendorff_alpha, spearman
from casewright.records import RATING_SCALE, Aspect, Cell, Record, Review, ReviewTask
from casewright.records.judgements import Judgement

Item = tuple[Cell, str]
"""A cell and a story: one suite."""
Marks = Mapping[Item, Mapping[str, float]]
"""What each suite was given, by criterion; a criterion that was not judged is left out."""

SAME_QUESTION: tuple[tuple[Aspect, str], ...] = (
    (Aspect.RELEVANCE, "relevance"),
    (Aspect.COMPLETENESS, "completeness"),
    (Aspect.CLARITY, "result_clarity"),
    (Aspect.CLARITY, "step_specificity"),
    (Aspect.USABILITY, "precondition_quality"),
)
"""What people rate, and the judge's criterion that comes nearest to it."""

FEWEST = 3
"""Suites below which nothing is compared."""


class Comparison(Record):
    """One aspect as people rate it beside one figure of somebody else."""

    aspect: Aspect
    criterion: str
    suites: int
    spearman: Agreement
    kappa: Agreement | None = None
    """Weighted (quadratic), of whole ratings; None where the other figure is none from 1 to 5."""
    alpha: Agreement | None = None
    """Krippendorff's, ordinal, of the same."""
    human_mean: float
    other_mean: float


def human_marks(reviews: Iterable[Review], tasks: Iterable[ReviewTask]) -> dict[Item, dict[str, float]]:
    """What people gave each suite: the mean over the reviewers, by aspect, 1-5."""
    by_id = {task.id: task for task in tasks}
    given: dict[Item, list[Review]] = {}
    for review in reviews:
        task = by_id[review.task]
        given.setdefault((task.cell, task.story_id), []).append(review)
    return {
        item: {aspect.value: fmean(one.ratings[aspect] for one in found) for aspect in Aspect}
        for item, found in given.items()
    }


def judge_marks(judgements: Iterable[Judgement]) -> dict[Item, dict[str, float]]:
    """What a judge gave each suite, by criterion, 1-5: of several repeats the first, which people see.

    A suite that could not be judged is left out.
    """
    return {
        (one.cell, one.story_id): {criterion.value: score.score for criterion, score in one.scores.items()}
        for one in judgements
        if one.scores and not one.repeat
    }


def compared(
    human: Marks, other: Marks, pairs: Sequence[tuple[Aspect, str]] = SAME_QUESTION, *, rated: bool = True
) -> list[Comparison]:
    """Each pair of aspect and criterion that at least three suites have both of.

    Args:
        human: as `human_marks` gives it.
        other: the judge's scores, 1-5, or any other figures by criterion.
        pairs: which aspect is compared with which criterion.
        rated: whether the other's figures are ratings from 1 to 5; else only the order is compared.

    """
    return [
        found
        for aspect, criterion in pairs
        if (found := _compared(human, other, aspect, criterion, rated)) is not None
    ]


def _compared(human: Marks, other: Marks, aspect: Aspect, criterion: str, rated: bool) -> Comparison | None:
    items = [item for item in human if criterion in other.get(item, {})]
    if len(items) < FEWEST:
        return None
    first = [human[item][aspect] for item in items]
    second = [other[item][criterion] for item in items]
    whole = [[_whole(mark) for mark in marks] for marks in (first, second)]
    return Comparison(
        aspect=aspect,
        criterion=criterion,
        suites=len(items),
        spearman=spearman(first, second),
        kappa=cohen_kappa(whole[0], whole[1], "quadratic", RATING_SCALE) if rated else None,
        alpha=krippendorff_alpha(list(zip(*whole, strict=True)), "ordinal") if rated else None,
        human_mean=fmean(first),
        other_mean=fmean(second),
    )


def _whole(mark: float) -> int:
    """The nearest rating; a half goes up."""
    return int(median([RATING_SCALE[0], int(mark + 0.5), RATING_SCALE[-1]]))
