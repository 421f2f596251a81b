"""Repeated sampling: how much of the spread is the stories' and how much the model's own."""

from collections.abc import Sequence

from casewright.records import Record
from casewright.stats.intervals import NOISE


class VarianceParts(Record):
    """One-way random effects: a score is the story's level and what the model makes of it that time."""

    stories: int
    repeats: float
    """A story, as unequal numbers count in the parts; the number itself where all have as many."""
    between: float | None
    """Variance of the stories' levels; None where it was not measured."""
    within: float | None
    """Variance of repeats of one story: the model's noise."""
    icc: float | None
    """Share of the stories in the variance of a single score, 0-1; None where nothing varies."""
    model_share_of_mean: float | None
    """Share of the model's noise in the variance of the mean over stories and repeats, 0-1: what more repeats
    can take away. The rest takes more stories."""
    reason: str

    @property
    def is_measured(self) -> bool:
        """Whether there were repeats to tell the two apart."""
        return self.within is not None


def variance_parts(repeats: Sequence[Sequence[float]]) -> VarianceParts:
    """Tell the spread of stories from the noise of the model, by the mean squares of one-way ANOVA.

    Args:
        repeats: the scores of each story; stories without a score are left out.

    """
    groups = [values for values in repeats if values]
    stories, total = len(groups), sum(map(len, groups))
    if stories < 2 or total == stories:
        reason = "fewer than two stories" if stories < 2 else "one score a story: model noise needs repeats"
        return VarianceParts(
            stories=stories,
            repeats=total / stories if stories else 0.0,
            between=None,
            within=None,
            icc=None,
            model_share_of_mean=None,
            reason=f"not measured: {reason}",
        )
    means = [sum(values) / len(values) for values in groups]
    grand = sum(map(sum, groups)) / total
    squares_within = sum(
        (value - mean) ** 2 for values, mean in zip(groups, means, strict=True) for value in values
    )
    squares_between = sum(
        len(values) * (mean - grand) ** 2 for values, mean in zip(groups, means, strict=True)
    )
    size = (total - sum(len(values) ** 2 for values in groups) / total) / (stories - 1)
    within = squares_within / (total - stories)
    between = max(0.0, (squares_between / (stories - 1) - within) / size)
    varies = between + within > NOISE**2
    return VarianceParts(
        stories=stories,
        repeats=size,
        between=between,
        within=within,
        icc=between / (between + within) if varies else None,
        model_share_of_mean=within / size / (between + within / size) if varies else None,
        reason=f"{total} scores of {stories} stories",
    )
