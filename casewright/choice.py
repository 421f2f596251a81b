"""The choice: hard limits, then the cells that cannot be told from the best, then the fastest of them.

"The highest mean wins" would crown noise. A tie is a verdict, and says what it would take to break it. The
choice is made on the dev stories alone: the held-out ones check it, and edge cases have no part in it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from casewright.checks import Check, all_met, check
from casewright.contenders import (
    COST,
    QUALITY,
    SPEED,
    Backlogs,
    Contender,
    OverLimits,
    Qualities,
    clusters_of,
    common_stories,
    known,
    rank,
)
from casewright.contrasts import Contrast
from casewright.edge_cases import EdgeCases
from casewright.errors import DataError
from casewright.holdout import HeldOut
from casewright.params import BASELINE, Limit
from casewright.reasons import Grounds, reason
from casewright.records import Cell, CellScore, Record, Subset
from casewright.stats import RESAMPLES, PairResult, simultaneous

__all__ = ["QUALITY", "Choice", "Contender", "OverLimits", "Qualities", "Verdict", "choose"]


class Choice(Record):
    """The cell that was picked, and why; all that the service needs to run it."""

    cell: Cell
    name: str
    is_language_model: bool
    model_digest: str
    prompt_hash: str
    data_digest: str | None = None
    """SHA-256 over the clean stories and references; None in a choice of before it was kept."""
    params_digest: str | None = None
    """SHA-256 over the settings of the run."""
    generate: dict[str, Any]
    """The settings it was measured with."""
    passages_per_story: int
    meets_limits: bool
    limits: tuple[Check, ...]
    meets_targets: bool
    targets: tuple[Check, ...]
    stories: int
    """Dev stories: those that the choice was made on."""
    alpha: float | None = None
    """Error rate of all comparisons of the choice together."""
    margin: float | None = None
    """Loss of quality that was acceptable; None: cells that cannot be told from the best were looked for."""
    contenders: tuple[Contender, ...]
    over_limits: tuple[OverLimits, ...] = ()
    """The cells that were out before quality counted."""
    reason: str
    contrasts: tuple[Contrast, ...] = ()
    """The choice beside the baseline and the runner-up, on held-out stories."""
    held_out: HeldOut | None = None
    """None: no story was held out."""
    edge_cases: EdgeCases | None = None
    """None: no edge case was generated for."""
    mlflow_run_id: str | None = None

    @property
    def tied(self) -> tuple[str, ...]:
        """The cells that the choice was made from, the chosen one among them."""
        return tuple(contender.name for contender in self.contenders if contender.tied)


class Verdict(Record):
    """Which cell the rule picks, before it is written up as a `Choice`."""

    chosen: CellScore
    contenders: tuple[Contender, ...]
    over_limits: tuple[OverLimits, ...]
    meets_limits: bool
    stories: int
    """Stories that every contender has: what was compared."""
    reason: str


def choose(
    cells: Sequence[CellScore],
    qualities: Qualities,
    limits: Mapping[str, Limit],
    alpha: float,
    *,
    margin: float | None = None,
    backlogs: Backlogs | None = None,
    resamples: int = RESAMPLES,
) -> Verdict:
    """Pick one cell.

    Args:
        cells: every row of the run, the baseline's among them; those of other subsets than dev are left.
        qualities: quality of the dev stories by cell and story, failures as 0.
        limits: what a cell has to meet before anything else counts.
        alpha: error rate of all comparisons together.
        margin: loss of quality that is acceptable. With it the choice is made from the best and the cells
            shown to be within the margin of all others, not from those that cannot be told from the best.
        backlogs: the backlog of each story, where stories come from several.
        resamples: how often signs are drawn anew.

    The baseline is a reference row: it is picked only where no model was asked for.

    Raises:
        DataError: no cell has a dev story.

    """
    cells = [cell for cell in cells if cell.subset is Subset.DEV]
    if not cells:
        raise DataError("no cell was scored on a dev story; run `dvc repro --force generate`")
    asked = [cell for cell in cells if cell.cell.model != BASELINE] or list(cells)
    checks = {cell.cell.name: check(cell, limits) for cell in asked}
    within = [cell for cell in asked if all_met(checks[cell.cell.name])]
    pool = within or asked
    ranking = rank(pool, qualities, alpha, margin=margin, backlogs=backlogs, resamples=resamples)
    by_name = {cell.cell.name: cell for cell in pool}
    tied = [by_name[one.name] for one in ranking.contenders if one.tied]
    chosen = min(tied, key=_fastest_first) if within else by_name[ranking.contenders[0].name]
    beside = _beside_baseline(chosen, pool, cells, qualities, alpha, backlogs, resamples)
    grounds = Grounds(chosen, ranking, len(asked), len(within), margin, alpha, beside)
    return Verdict(
        chosen=chosen,
        contenders=ranking.contenders,
        over_limits=_over_limits(checks),
        meets_limits=bool(within),
        stories=len(ranking.stories),
        reason=reason(grounds),
    )


def _fastest_first(cell: CellScore) -> tuple[float, float, float, str]:
    """Order within a tie: fastest, cheapest, then best; the name decides between equals.

    What was not measured comes last.
    """
    infinity = float("inf")
    speed, cost = known(cell, SPEED), known(cell, COST)
    return (
        infinity if speed is None else speed,
        infinity if cost is None else cost,
        -(known(cell, QUALITY) or 0.0),
        cell.cell.name,
    )


def _over_limits(checks: Mapping[str, Sequence[Check]]) -> tuple[OverLimits, ...]:
    missed = {name: tuple(one for one in made if one.verdict != "met") for name, made in checks.items()}
    return tuple(OverLimits(name=name, checks=missed[name]) for name in sorted(missed) if missed[name])


def _beside_baseline(
    chosen: CellScore,
    pool: Sequence[CellScore],
    cells: Sequence[CellScore],
    qualities: Qualities,
    alpha: float,
    backlogs: Backlogs | None,
    resamples: int,
) -> PairResult | None:
    """The chosen cell less the baseline. It was picked from the pool, so the pool shares the error rate."""
    baseline = next((cell for cell in cells if cell.cell.model == BASELINE), None)
    if baseline is None or chosen.cell.model == BASELINE:
        return None
    compared = [*pool, baseline]
    stories = common_stories(compared, qualities)
    found = simultaneous(
        [[qualities[cell.cell.name][story] for story in stories] for cell in compared],
        [(index, len(pool)) for index in range(len(pool))],
        alpha=alpha,
        clusters=clusters_of(stories, backlogs),
        resamples=resamples,
    )
    return found[[cell.cell.name for cell in pool].index(chosen.cell.name)]
