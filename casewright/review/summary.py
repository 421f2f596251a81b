"""What reviewers said, in figures: agreement, means with intervals, actions, and others beside people."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import fmean

from pydantic import ValidationError

from casewright.agreement import Agreement, Ratings, gwet_ac, krippendorff_alpha, percent_agreement
from casewright.errors import DataError
from casewright.files import first_problem, read_json
from casewright.records import RATING_SCALE, Action, Aspect, Cell, Record, Review, ReviewKey, ReviewTask
from casewright.review.comparison import Comparison, Marks, compared, human_marks
from casewright.stats import Interval, mean_interval, rate_interval

AGREEMENT_TARGET = 0.90
"""Share of pairs of reviewers that give a suite the same rating."""

_ACTIONS = list(Action)
_BY_RULE = tuple(
    (aspect, metric)
    for aspect, metric in (
        (Aspect.RELEVANCE, "grounding_score"),
        (Aspect.COMPLETENESS, "type_score"),
        (Aspect.CLARITY, "oracle_score"),
        (Aspect.USABILITY, "precondition_score"),
        *((aspect, "quality_score") for aspect in Aspect),
    )
)


class AgreementFigures(Record):
    """How far reviewers agree on one thing that they say of a suite."""

    exact: Agreement
    """Pairs of reviewers that say the same, 0-1."""
    within_one: Agreement
    """Pairs that are one point apart at most, 0-1."""
    alpha: Agreement
    """Krippendorff's, ordinal."""
    ac2: Agreement
    """Gwet's, quadratic weights."""
    meets_target: bool | None
    """Whether `exact` is at least 90 %; None where nobody reviewed what another one did."""


class Mean(Record):
    """A mean over stories, of ratings from 1 to 5."""

    mean: float
    interval: Interval | None
    stories: int


class ActionCount(Record):
    """How often reviewers would do something."""

    reviews: int
    suites: int
    """Those with which most of their reviewers would do it."""
    share: float
    """Of the reviewed suites, 0-1."""
    interval: Interval | None
    """Of the share, 95 %, exact."""


class CellFigures(Record):
    """What reviewers said of one cell's suites."""

    cell: Cell
    suites: int
    means: dict[Aspect, Mean]
    actions: dict[Action, int]


class ReviewSummary(Record):
    """What `reports/review.json` holds."""

    sample: str
    drawn: int
    """Suites in the sample."""
    reviewed: int
    """Suites with at least one review."""
    reviewers: int
    reviews: int
    more_than_one: int
    """Suites with two reviews or more: what agreement rests on."""
    unusable: int
    """Rows that could not be used."""
    left_as_filled_in: float | None
    """Share of ratings that are as the rules had filled them in; None where the forms were empty."""
    agreement: dict[str, AgreementFigures]
    """By aspect, and `action`."""
    means: dict[Aspect, Mean]
    actions: dict[Action, ActionCount]
    cells: tuple[CellFigures, ...]
    rules: tuple[Comparison, ...]
    judge: tuple[Comparison, ...] | None
    """None: nothing was judged."""


def summarise(
    reviews: Sequence[Review], key: ReviewKey, *, judge: Marks | None = None, unusable: int = 0
) -> ReviewSummary:
    """The figures of all reviews of a sample; `judge` is its scores from 1 to 5, by suite and criterion."""
    tasks = {task.id: task for task in key.tasks}
    by_task = _grouped(reviews, lambda review: review.task)
    human = human_marks(reviews, key.tasks)
    computed = {(task.cell, task.story_id): task.computed for task in key.tasks}
    by_cell = _grouped(reviews, lambda review: tasks[review.task].cell.name)
    return ReviewSummary(
        sample=key.sample,
        drawn=len(tasks),
        reviewed=len(by_task),
        reviewers=len({review.reviewer for review in reviews}),
        reviews=len(reviews),
        more_than_one=sum(len(found) > 1 for found in by_task.values()),
        unusable=unusable,
        left_as_filled_in=_left(reviews, tasks) if key.predictions else None,
        agreement=_agreements(by_task),
        means=_means(reviews, tasks),
        actions=_action_counts(reviews, by_task),
        cells=tuple(_cell(found, tasks) for _, found in sorted(by_cell.items())),
        rules=tuple(compared(human, computed, _BY_RULE, rated=False)),
        judge=None if judge is None else tuple(compared(human, judge)),
    )


def _grouped(reviews: Iterable[Review], key: Callable[[Review], str]) -> dict[str, list[Review]]:
    groups: dict[str, list[Review]] = {}
    for review in reviews:
        groups.setdefault(key(review), []).append(review)
    return groups


def _agreements(by_task: dict[str, list[Review]]) -> dict[str, AgreementFigures]:
    """A row a suite and a column a reviewer; who did not review it left a gap."""
    suites = list(by_task.values())
    reviewers = sorted({review.reviewer for found in suites for review in found})

    def ratings(value: Callable[[Review], int]) -> Ratings:
        rows = [{review.reviewer: value(review) for review in found} for found in suites]
        return [[row.get(reviewer) for reviewer in reviewers] for row in rows]

    figures = {aspect.value: _figures(ratings(_rating_of(aspect)), RATING_SCALE) for aspect in Aspect}
    places = tuple(range(len(_ACTIONS)))
    figures["action"] = _figures(ratings(lambda review: _ACTIONS.index(review.action)), places)
    return figures


def _rating_of(aspect: Aspect) -> Callable[[Review], int]:
    return lambda review: review.ratings[aspect]


def _figures(ratings: Ratings, scale: Sequence[int]) -> AgreementFigures:
    exact = percent_agreement(ratings)
    return AgreementFigures(
        exact=exact,
        within_one=percent_agreement(ratings, within=1),
        alpha=krippendorff_alpha(ratings, "ordinal"),
        ac2=gwet_ac(ratings, "quadratic", scale),
        meets_target=None if exact.value is None else exact.value >= AGREEMENT_TARGET,
    )


def _means(reviews: Sequence[Review], tasks: dict[str, ReviewTask]) -> dict[Aspect, Mean]:
    """Suites and reviewers of one story first: the unit is the story."""
    by_story = _grouped(reviews, lambda review: tasks[review.task].story_id)
    if not by_story:
        return {}
    means = {}
    for aspect in Aspect:
        values = [fmean(review.ratings[aspect] for review in found) for found in by_story.values()]
        means[aspect] = Mean(mean=fmean(values), interval=mean_interval(values), stories=len(values))
    return means


def _action_counts(reviews: Sequence[Review], by_task: dict[str, list[Review]]) -> dict[Action, ActionCount]:
    given = Counter(review.action for review in reviews)
    commonest = Counter(_commonest(found) for found in by_task.values())
    return {
        action: ActionCount(
            reviews=given[action],
            share=commonest[action] / max(1, len(by_task)),
            interval=rate_interval(commonest[action], len(by_task)),
            suites=commonest[action],
        )
        for action in Action
    }


def _commonest(reviews: Sequence[Review]) -> Action:
    """What most reviewers would do; of two that are as common, the worse."""
    counts = Counter(review.action for review in reviews)
    return max(counts, key=lambda action: (counts[action], _ACTIONS.index(action)))


def _cell(reviews: Sequence[Review], tasks: dict[str, ReviewTask]) -> CellFigures:
    counts = Counter(review.action for review in reviews)
    return CellFigures(
        cell=tasks[reviews[0].task].cell,
        suites=len({review.task for review in reviews}),
        means=_means(reviews, tasks),
        actions={action: counts[action] for action in Action},
    )


def _left(reviews: Sequence[Review], tasks: dict[str, ReviewTask]) -> float | None:
    same = [
        review.ratings[aspect] == filled
        for review in reviews
        for aspect, filled in tasks[review.task].predicted.items()
    ]
    return fmean(same) if same else None


def read_summary(path: Path) -> ReviewSummary | None:
    """What the last import left in `path`, or None where nobody has reviewed anything.

    Raises:
        DataError: the file is there and is no such summary.

    """
    found = read_json(path) if path.is_file() else None
    if found is None:
        return None
    try:
        return ReviewSummary.model_validate(found)
    except ValidationError as error:
        raise DataError(f"{path}: {first_problem(error)}; run `make review-import` anew") from error
