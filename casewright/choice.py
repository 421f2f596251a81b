"""The choice: hard limits, then the cells that cannot be told from the best, then the fastest of them.

"The highest mean wins" would crown noise. A tie is a verdict, and says what it would take to break it. The
choice is made on the dev stories alone: the held-out ones check it, and edge cases have no part in it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from casewright.checks import Check, all_met, check
from casewright.edge_cases import EdgeCases
from casewright.errors import DataError
from casewright.figures import counted
from casewright.holdout import HeldOut
from casewright.params import BASELINE, Limit
from casewright.records import Cell, CellScore, Record, Subset
from casewright.stats import CONFIDENCE, Difference, holm, paired_difference

QUALITY = "quality_score"
SPEED = "latency_p50_s"
COST = "cost_per_1000_usd"

Qualities = Mapping[str, Sequence[float]]
"""For each cell by name: the quality of every dev story, in one order of stories for all cells."""


class Contender(Record):
    """A cell that the choice looked at, and how it compares with the best on quality."""

    name: str
    quality: float
    latency_p50_s: float | None
    difference: float
    """Its mean quality less that of the best."""
    p_value: float
    """Holm-adjusted over all contenders; 1 for the best itself."""
    smallest_detectable: float | None
    tied: bool


class Choice(Record):
    """The cell that was picked, and why; all that the service needs to run it."""

    cell: Cell
    name: str
    is_language_model: bool
    model_digest: str
    prompt_hash: str
    generate: dict[str, Any]
    """The settings it was measured with."""
    passages_per_story: int
    meets_limits: bool
    limits: tuple[Check, ...]
    meets_targets: bool
    targets: tuple[Check, ...]
    stories: int
    """Dev stories: those that the choice was made on."""
    contenders: tuple[Contender, ...]
    reason: str
    held_out: HeldOut | None = None
    """None: no story was held out."""
    edge_cases: EdgeCases | None = None
    """None: no edge case was generated for."""
    mlflow_run_id: str | None = None

    @property
    def tied(self) -> tuple[str, ...]:
        """The cells that cannot be told from the best, the chosen one among them."""
        return tuple(contender.name for contender in self.contenders if contender.tied)


class Verdict(Record):
    """Which cell the rule picks, before it is written up as a `Choice`."""

    chosen: CellScore
    contenders: tuple[Contender, ...]
    meets_limits: bool
    reason: str


def choose(
    cells: Sequence[CellScore], qualities: Qualities, limits: Mapping[str, Limit], alpha: float
) -> Verdict:
    """Pick one cell.

    Args:
        cells: every row of the run, the baseline's among them; those of other subsets than dev are left.
        qualities: quality of the dev stories by cell, failures as 0.
        limits: what a cell has to meet before anything else counts.
        alpha: family-wise error rate at which two cells count as different.

    The baseline is a reference row: it is picked only where no model was asked for.

    Raises:
        DataError: no cell has a dev story.

    """
    cells = [cell for cell in cells if cell.subset is Subset.DEV]
    if not cells:
        raise DataError("no cell was scored on a dev story; run `dvc repro --force generate`")
    asked = [cell for cell in cells if cell.cell.model != BASELINE] or list(cells)
    within = [cell for cell in asked if all_met(check(cell, limits))]
    pool = within or asked
    contenders = _compare(pool, qualities, alpha)
    by_name = {cell.cell.name: cell for cell in pool}
    tied = [by_name[contender.name] for contender in contenders if contender.tied]
    chosen = min(tied, key=_fastest_first) if within else by_name[contenders[0].name]
    reason = _reason(chosen, contenders, cells, qualities, len(within), len(asked))
    return Verdict(chosen=chosen, contenders=contenders, meets_limits=bool(within), reason=reason)


def _compare(pool: Sequence[CellScore], qualities: Qualities, alpha: float) -> tuple[Contender, ...]:
    """The pool, best mean quality first, each compared with that best."""
    ranked = sorted(pool, key=lambda cell: (-_figure(cell, QUALITY), cell.cell.name))
    best, others = ranked[0], ranked[1:]
    # Holm's first step: what a comparison has to reach beside all the others.
    share = alpha / max(1, len(others))
    differences = [
        paired_difference(qualities[cell.cell.name], qualities[best.cell.name], alpha=share)
        for cell in others
    ]
    p_values = [1.0, *holm([difference.p_value for difference in differences])]
    none = Difference(mean=0.0, interval=None, p_value=1.0, n=best.stories, smallest_detectable=None)
    return tuple(
        Contender(
            name=cell.cell.name,
            quality=_figure(cell, QUALITY),
            latency_p50_s=_known(cell, SPEED),
            difference=difference.mean,
            p_value=p_value,
            smallest_detectable=difference.smallest_detectable,
            tied=p_value >= alpha,
        )
        for cell, difference, p_value in zip(ranked, [none, *differences], p_values, strict=True)
    )


def _fastest_first(cell: CellScore) -> tuple[float, float, float, str]:
    """Order within a tie: fastest, cheapest, then best; the name decides between equals."""
    infinity = float("inf")
    speed, cost = _known(cell, SPEED), _known(cell, COST)
    return (
        infinity if speed is None else speed,
        infinity if cost is None else cost,
        -_figure(cell, QUALITY),
        cell.cell.name,
    )


def _reason(
    chosen: CellScore,
    contenders: Sequence[Contender],
    cells: Sequence[CellScore],
    qualities: Qualities,
    within: int,
    asked: int,
) -> str:
    """Two sentences: why this cell, and what it is worth beside the baseline."""
    name, quality = chosen.cell.name, _figure(chosen, QUALITY)
    n = f"n={counted(chosen.stories, 'dev story', 'dev stories')}"
    tied = [contender for contender in contenders if contender.tied]
    if not within:
        first = (
            f"No cell meets the limits; {name} is named because its quality is highest "
            f"({quality:.3f} of 1, {n})."
        )
    elif asked == 1:
        first = f"{name} is the only cell asked for and meets the limits (quality {quality:.3f} of 1, {n})."
    elif within == 1:
        first = (
            f"{name} is the only one of {asked} cells that meets the limits "
            f"(quality {quality:.3f} of 1, {n})."
        )
    elif len(tied) == 1:
        first = (
            f"{name} has the highest quality ({quality:.3f} of 1, {n}), and the difference "
            f"to every other cell within the limits is shown."
        )
    else:
        first = (
            f"{_and([one.name for one in tied])} cannot be told from the best at {n}"
            f"{_detectable(tied)}; {name} is {_distinction(chosen)} of them (quality {quality:.3f} of 1)."
        )
    return f"{first} {_beside_baseline(chosen, cells, qualities)}"


def _and(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _distinction(chosen: CellScore) -> str:
    """What put a cell first among those tied with it."""
    if _known(chosen, SPEED) is not None:
        return "the fastest"
    return "the cheapest" if _known(chosen, COST) is not None else "the best"


def _detectable(tied: Sequence[Contender]) -> str:
    known = [one.smallest_detectable for one in tied if one.smallest_detectable is not None]
    return f" (smallest detectable difference {max(known):.3f})" if known else ""


def _beside_baseline(chosen: CellScore, cells: Sequence[CellScore], qualities: Qualities) -> str:
    baseline = next((cell for cell in cells if cell.cell.model == BASELINE), None)
    if chosen.cell.model == BASELINE:
        return (
            "It is the rule-based baseline, not a language model: a floor to beat; name a model to compare."
        )
    if baseline is None:
        return "The baseline was not run, so there is no floor to compare with."
    difference = paired_difference(qualities[chosen.cell.name], qualities[baseline.cell.name])
    if difference.interval is None:
        return "There are too few stories to compare it with the rule-based baseline."
    low, high = difference.interval
    span = f"{difference.mean:+.3f}, 95 % interval {low:+.3f} to {high:+.3f}, p={difference.p_value:.4f}"
    if difference.p_value >= 1 - CONFIDENCE:
        return f"No difference to the rule-based baseline is shown ({span})."
    return f"It is {'better' if difference.mean > 0 else 'WORSE'} than the rule-based baseline ({span})."


def _known(cell: CellScore, metric: str) -> float | None:
    score = cell.scores.get(metric)
    return score.value if score else None


def _figure(cell: CellScore, metric: str) -> float:
    """A figure that every cell has; a cell without a story has 0."""
    return _known(cell, metric) or 0.0
