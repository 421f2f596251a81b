"""The check of the choice: its figures on stories that had no part in it, beside those on which it was made.

Whoever wins among several has been lucky a little, so the figures that it won with flatter it. Held-out
stories say by how much.
"""

from collections.abc import Sequence
from typing import Literal

from casewright.figures import counted, signed, signed_span, with_interval
from casewright.gap import mean_gap, rate_gap
from casewright.metrics import METRICS
from casewright.quality import RATES
from casewright.records import CellScore, Record, Score, StoryScore, Subset, story_values
from casewright.stats import Interval

KEY_METRICS = (
    "quality_score",
    "success_rate",
    "structural_compliance",
    "reference_recall",
    "latency_p95_s",
)
"""The figures of a subset that trackers and `dvc metrics diff` show."""

_COMPARED = (
    *KEY_METRICS[:3],
    "retry_rate",
    "cases_per_story",
    "reference_recall",
    "reference_coverage",
    "latency_p50_s",
    "latency_p95_s",
)

Comparison = Literal["worse", "better", "no difference shown", "no interval", "not measured"]


class HeldOutFigure(Record):
    """One metric of the chosen cell on held-out stories, beside the same on dev."""

    metric: str
    dev: float | None
    dev_interval: Interval | None
    held_out: float | None
    held_out_interval: Interval | None
    difference: float | None
    """Held-out less dev."""
    difference_interval: Interval | None
    verdict: Comparison
    """Of held-out beside dev; `worse` means that dev was optimistic."""


class HeldOut(Record):
    """How the chosen cell does on stories that had no part in choosing it."""

    stories: int
    figures: tuple[HeldOutFigure, ...]


def hold_out(dev: CellScore, held_out: CellScore | None, stories: Sequence[StoryScore]) -> HeldOut | None:
    """The two rows of one cell side by side; None where nothing was held out.

    Args:
        dev: the cell's figures on dev stories.
        held_out: those on held-out stories, where there are any.
        stories: the cell's stories, of which the means are made.

    """
    if held_out is None:
        return None
    figures = tuple(
        _compared(metric, dev.scores[metric], held_out.scores[metric], stories)
        for metric in _COMPARED
        if metric in dev.scores and metric in held_out.scores
    )
    return HeldOut(stories=held_out.stories, figures=figures)


def _compared(metric: str, dev: Score, held_out: Score, stories: Sequence[StoryScore]) -> HeldOutFigure:
    groups = [
        story_values(metric, [story for story in stories if story.subset is subset])
        for subset in (Subset.HELD_OUT, Subset.DEV)
    ]
    # Where every story of both groups went well a t interval would be a point, and the exact ones are wide.
    # What stories have no value of is a percentile, which has no interval.
    is_mean = metric not in RATES and all(groups)
    found = mean_gap(*groups) if is_mean else rate_gap(held_out, dev)
    if found is None:
        verdict: Comparison = "not measured"
    elif found.interval is None:
        verdict = "no interval"
    elif not found.is_shown:
        verdict = "no difference shown"
    else:
        is_higher_better = METRICS[metric].better == "higher"
        verdict = "better" if (found.difference > 0) is is_higher_better else "worse"
    return HeldOutFigure(
        metric=metric,
        dev=dev.value,
        dev_interval=dev.interval,
        held_out=held_out.value,
        held_out_interval=held_out.interval,
        difference=found.difference if found else None,
        difference_interval=found.interval if found else None,
        verdict=verdict,
    )


def held_out_text(held_out: HeldOut) -> str:
    """The quality on held-out stories in two sentences, which say so where dev was optimistic."""
    quality = next((one for one in held_out.figures if one.metric == "quality_score"), None)
    stories = counted(held_out.stories, "held-out story", "held-out stories")
    if quality is None or quality.held_out is None or quality.dev is None:
        return f"On {stories}: quality was not measured."
    scale = METRICS["quality_score"].scale
    shown = with_interval(Score(value=quality.held_out, scale=scale, interval=quality.held_out_interval))
    dev = with_interval(Score(value=quality.dev, scale=scale))
    return f"On {stories}: quality {shown}; dev {dev}. {_reading(quality, scale)}"


def _reading(quality: HeldOutFigure, scale: str) -> str:
    if quality.difference is None or quality.difference_interval is None:
        return "That is too few to say whether dev was optimistic."
    low_high = signed_span(quality.difference_interval, scale)
    span = f"{signed(quality.difference, scale)}, 95 % interval {low_high}"
    if quality.verdict == "worse":
        return f"Dev was OPTIMISTIC: held-out quality is lower ({span}); expect the held-out figure."
    if quality.verdict == "better":
        return f"Held-out quality is higher ({span}): dev was not optimistic."
    return f"No difference to dev is shown ({span})."
