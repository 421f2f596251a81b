"""How large a paired difference is, and how large it would have to be to show."""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

POWER = 0.80
_NOISE = 1e-12
_LARGEST = 20.0
"""Standard errors beyond which no search for a detectable difference goes."""


class WinTieLoss(NamedTuple):
    """On how many stories the first cell is better, equal and worse."""

    wins: int
    ties: int
    losses: int


def win_tie_loss(differences: NDArray[np.float64]) -> WinTieLoss:
    """Count the signs."""
    wins, losses = int((differences > 0).sum()), int((differences < 0).sum())
    return WinTieLoss(wins, differences.size - wins - losses, losses)


def dz(differences: NDArray[np.float64]) -> float | None:
    """Mean difference in standard deviations of the differences; None where they do not vary."""
    if differences.size < 2 or np.ptp(differences) < _NOISE:
        return None
    return float(differences.mean() / differences.std(ddof=1))


def rank_biserial(differences: NDArray[np.float64]) -> float | None:
    """Matched-pairs rank-biserial correlation, -1 to 1: share of the rank sum for the first less the rest.

    Stories that tie are left out; None where all do.
    """
    moved = differences[differences != 0]
    if not moved.size:
        return None
    from scipy import stats

    ranks = stats.rankdata(np.abs(moved))
    return float((ranks * np.sign(moved)).sum() / ranks.sum())


def smallest_detectable(
    error: float, n: int, alpha: float, *, critical: float | None = None, sides: int = 2
) -> float | None:
    """Mean difference that a paired t-test shows with 80 % power at this error and number of stories.

    Args:
        error: standard error of the mean difference.
        n: stories, or clusters of them: what is independent of each other.
        alpha: error rate of the test.
        critical: value that t has to reach, where it is not the one of a single test at `alpha`.
        sides: 1 or 2.

    Returns:
        The difference; None where nothing varies, and where so few stories show nothing.

    """
    if n < 2 or error < _NOISE:
        return None
    from scipy import stats

    least = float(stats.t.ppf(1 - alpha / sides, n - 1)) if critical is None else critical
    shift = _detectable_shift(n - 1, least)
    return None if shift is None else shift * error


@lru_cache(maxsize=256)
def _detectable_shift(freedom: int, critical: float) -> float | None:
    """Standard errors by which a mean has to be off for t to exceed its critical value in 80 % of samples."""
    from scipy import optimize, special

    def shortfall(shift: float) -> float:
        return 1 - float(special.nctdtr(freedom, shift, critical)) - POWER

    if not math.isfinite(critical) or shortfall(_LARGEST) < 0:
        return None
    return float(optimize.brentq(shortfall, 0.0, _LARGEST))
