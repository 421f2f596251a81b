"""Cells whose true quality is known, made of real scores, for `bench.choice`.

The real scores are the composite of the shipped references, of copies damaged to every grade, and of what the
rule-based generator writes: one value a story and suite. From them come how scores are distributed, and how
much two cells' scores of one story have in common. A simulated cell draws from such a distribution through
a normal copula, so its true mean is the mean of the distribution, exactly.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Array = NDArray[np.float64]
Columns = Mapping[str, Mapping[str, float]]
"""Real scores: by suite, then by story."""

_SEED = 7
_RARE, _FREQUENT = 0.03, 0.10


class World(NamedTuple):
    """One kind of scores, and how much two cells share of a story."""

    name: str
    values: Array
    """What a score of the best cell is drawn from."""
    correlation: float
    """Of two cells' scores of one story, on the normal scale."""

    @property
    def mean(self) -> float:
        """True quality of the best cell."""
        return float(self.values.mean())

    def draw(self, losses: Sequence[float], stories: int, rng: np.random.Generator, *, fails: bool) -> Array:
        """Scores (stories × cells) of cells whose true mean is so much below the best's.

        Args:
            losses: one a cell, at least 0.
            stories: how many.
            rng: draws.
            fails: a worse cell fails more stories; otherwise it is a little worse on every story.

        """
        shared = rng.standard_normal((stories, 1))
        own = rng.standard_normal((stories, len(losses)))
        place = stats.norm.cdf(np.sqrt(self.correlation) * shared + np.sqrt(1 - self.correlation) * own)
        index = np.minimum((place * self.values.size).astype(int), self.values.size - 1)
        scores: Array = self.values[index]
        share = np.asarray(losses) / self.mean
        if fails:
            return np.where(rng.random(scores.shape) < share, 0.0, scores)
        return scores * (1 - share)


def worlds(columns: Columns) -> list[World]:
    """The worlds that are simulated, of what was scored.

    Failures are not in the real scores, because nothing was called to get them: two worlds have 3 % and 10 %
    of stories fail, which then score 0. One has half of all stories at the very top.
    """
    matrix = _matrix(columns)
    correlation = _correlation(matrix)
    damaged = np.sort(matrix[:, 2:].ravel())
    ceiling = np.where(np.arange(damaged.size) < damaged.size // 2, damaged, 1.0)
    found = [
        World("baseline", np.sort(matrix[:, 1]), correlation),
        World("damaged suites", damaged, correlation),
        World("half at the top", np.sort(ceiling), correlation),
        World("10 % fail", _failing(damaged, _FREQUENT), correlation),
        World("3 % fail", _failing(damaged, _RARE), correlation),
    ]
    return [world for world in found if np.ptp(world.values) > 0]


def from_sabotage() -> Columns:
    """The composite of the references, of the rule-based generator, and of damaged copies of the references.

    A model has faults of its own in all that it writes, so each copy has two sabotages in every story.
    """
    from bench.metrics import FULL, rate, read_data
    from casewright.baseline import write_cases
    from casewright.params import load_params
    from casewright.records import ReferenceSuite
    from casewright.sabotage import SABOTAGES, Grade

    data = read_data(load_params())
    others = [ReferenceSuite(story_id=key, test_cases=tuple(cases)) for key, cases in data.references.items()]
    suites = {
        "references": {key: list(cases) for key, cases in data.references.items()},
        "baseline": {key: list(write_cases(story)) for key, story in data.stories.items()},
    }
    drawn = np.random.default_rng(_SEED).permutation(len(SABOTAGES))
    faults = [[SABOTAGES[place] for place in pair] for pair in np.array_split(drawn, len(drawn) // 2)]
    for number, pair in enumerate(faults):
        grade = tuple(Grade)[number % len(Grade)]
        name = f"{' and '.join(one.name for one in pair)}, {grade.value}"
        suites[name] = {}
        for key, cases in data.references.items():
            damaged = list(cases)
            for sabotage in pair:
                damaged = list(sabotage.damage(key, damaged, others, grade) or damaged)
            suites[name][key] = damaged
    return {
        name: {key: float(rate(data, key, suite)[FULL] or 0.0) for key, suite in of_name.items()}
        for name, of_name in suites.items()
    }


def _matrix(columns: Columns) -> Array:
    """Stories × suites, over the stories that all have; references and baseline first."""
    names = ["references", "baseline", *(name for name in columns if name not in ("references", "baseline"))]
    stories = sorted(set.intersection(*(set(column) for column in columns.values())))
    return np.array([[columns[name][story] for name in names] for story in stories])


def _correlation(matrix: Array) -> float:
    """Mean rank correlation between the damaged copies and the baseline: what stories have in common."""
    ranks = np.atleast_2d(stats.spearmanr(matrix[:, 1:]).statistic)
    above = ranks[np.triu_indices_from(ranks, k=1)]
    return float(np.clip(np.nanmean(above), 0.0, 0.95))


def _failing(values: Array, share: float) -> Array:
    """The values with a share of them at 0."""
    failed = values.copy()
    failed[np.random.default_rng(_SEED).permutation(values.size)[: round(share * values.size)]] = 0.0
    return np.sort(failed)
