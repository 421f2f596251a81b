"""Whether any of several cells differs from the others at all."""

import math
from collections.abc import Sequence

_LEAST_CELLS = 3


def friedman(cells: Sequence[Sequence[float]]) -> float | None:
    """p-value of Friedman's test over the cells' values of the same stories; 1 where all stories tie.

    Returns:
        None with fewer than three cells or two stories, which is no matter for it.

    """
    if len(cells) < _LEAST_CELLS or len(cells[0]) < 2:
        return None
    if all(len(set(story)) == 1 for story in zip(*cells, strict=True)):
        return 1.0
    from scipy import stats

    p_value = float(stats.friedmanchisquare(*cells).pvalue)
    return p_value if math.isfinite(p_value) else None
