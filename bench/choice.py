"""`python -m bench.choice` simulates the choice; writes `bench/results/choice.json` and `choice.md`.

Cells with known true quality (bench/choice_world.py) go through the very code that a run uses: `choose`,
`mean_interval` and `paired_difference`. Counted is how often the verdict is wrong, with an exact 95 %
interval of each rate, because a simulation is a sample too. Worse cells are the faster ones throughout:
whatever the comparison lets pass, the rule then picks.
"""

import argparse
import json
import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bench.choice_tables import table
from bench.choice_world import World, from_sabotage, worlds
from casewright.choice import QUALITY, Verdict, choose
from casewright.metrics import measure
from casewright.records import Cell, CellScore, Subset
from casewright.stats import mean_interval, noninferiority, paired_difference, rate_interval

RESULTS = Path("bench/results")
STORIES = (20, 35, 49, 100)
CELLS = (2, 4, 8)
MARGIN = 0.05
"""Of the choice."""
GATE = 0.02
"""Margin of the gate, and the loss that one of the simulated cells has."""
ALPHA = 0.05
RESAMPLES = 1_999
EQUAL = "all equal"
LOSSES = {
    EQUAL: lambda k: [0.0] * k,
    "others 0.02 worse": lambda k: [0.0] + [0.02] * (k - 1),
    "others 0.1 worse": lambda k: [0.0] + [0.1] * (k - 1),
    "steps of 0.03": lambda k: [0.03 * place for place in range(k)],
}
"""How far each cell's true quality is below the best's."""
_EQUAL = 1e-9

Scores = np.ndarray[Any, Any]
"""Stories × cells."""
Tally = Counter[str]
"""`name` counts hits and `name of` what could have been hit."""


class Condition(NamedTuple):
    """What is simulated at a time."""

    world: World
    stories: int
    cells: int
    losses: str
    fails: bool
    """Whether worse cells fail more stories, instead of being a little worse on all."""
    seed: int

    @property
    def failures(self) -> str:
        """Whether a story can score 0 because a cell failed."""
        worse_by_failing = self.fails and self.losses != EQUAL
        return "some stories fail" if worse_by_failing or not self.world.values.all() else "no story fails"


def main(arguments: Sequence[str] | None = None) -> None:
    """Simulate, print and write."""
    parser = argparse.ArgumentParser(prog="python -m bench.choice", description=__doc__)
    parser.add_argument("--simulations", type=int, default=100, help="choices a condition")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    started = time.perf_counter()
    simulated = worlds(from_sabotage())
    conditions = list(_conditions(simulated))
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # one core a process, for those that are spawned now
    with ProcessPoolExecutor(options.processes, get_context("spawn")) as pool:
        tallies = list(pool.map(simulate, conditions, [options.simulations] * len(conditions)))
    results = {
        "simulations": sum(tally["pick is the best or tied with it of"] for tally in tallies),
        "resamples": RESAMPLES,
        "seconds": round(time.perf_counter() - started),
        "worlds": [_described(world) for world in simulated],
        "choice": _grouped(conditions, tallies, ("stories", "cells")),
        "equal": _grouped(conditions, tallies, ("stories", "cells"), only=EQUAL),
        "by_truth": _grouped(conditions, tallies, ("losses", "fails")),
        "failures": _grouped(conditions, tallies, ("failures",)),
        "intervals": _grouped(conditions, tallies, ("world", "stories", "fails")),
        "all": _rates(sum(tallies, Counter())),
    }
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "choice.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "choice.md").write_text(table(results), encoding="utf-8")
    print(table(results))


def _conditions(simulated: Sequence[World]) -> Iterator[Condition]:
    truths = [(losses, fails) for losses in LOSSES for fails in (False, True)]
    truths.remove((EQUAL, True))  # nothing is worse there
    grid = product(simulated, STORIES, CELLS, truths)
    for seed, (world, stories, cells, (losses, fails)) in enumerate(grid):
        yield Condition(world, stories, cells, losses, fails, seed)


def simulate(condition: Condition, simulations: int) -> Tally:
    """Choose so many times, and count."""
    rng = np.random.default_rng(condition.seed)
    losses = LOSSES[condition.losses](condition.cells)
    tally: Tally = Counter()
    for number in range(simulations * (3 if condition.losses == EQUAL else 1)):
        scores = condition.world.draw(losses, condition.stories, rng, fails=condition.fails)
        order = rng.permutation(condition.cells)  # names decide between equals, and must not know the truth
        truth = [condition.world.mean - losses[place] for place in order]
        _count_choice(scores[:, order], truth, tally)
        if number % 4 == 0:
            _count_margin(scores[:, order], truth, tally)
        _count_intervals(scores[:, order], truth, tally)
    return tally


def _count_choice(scores: Scores, truth: Sequence[float], tally: Tally) -> None:
    names = [_cell(place).name for place in range(len(truth))]
    verdict = _choose(scores, truth, None)
    best = max(truth)
    by_name = dict(zip(names, truth, strict=True))
    tied = {one.name for one in verdict.contenders if one.tied}
    top = by_name[verdict.contenders[0].name]
    picked = by_name[verdict.chosen.cell.name]
    out = [by_name[name] for name in names if name not in tied]
    _hit(tally, "worse declared better", any(quality >= top - _EQUAL for quality in out))
    _hit(tally, "truly worse declared better", any(quality > top + _EQUAL for quality in out))
    truly_best = {name for name, quality in by_name.items() if quality >= best - _EQUAL}
    _hit(tally, "pick is the best or tied with it", bool(truly_best & (tied | {verdict.chosen.cell.name})))
    tally["loss of the pick in 1e-6"] += round((best - picked) * 1_000_000)
    lead = best - max((quality for quality in truth if quality < best - _EQUAL), default=-np.inf)
    if len(truly_best) == 1 and lead >= 0.1 - _EQUAL:
        _hit(tally, "best by 0.1 is in the tied set", truly_best <= tied)
    for name, quality in by_name.items():
        if quality <= best - 0.1 + _EQUAL:
            _hit(tally, "worse by 0.1 is out", name not in tied)
    others = [(one.interval, by_name[one.name] - top) for one in verdict.contenders[1:]]
    covered = [found[0] - _EQUAL <= true <= found[1] + _EQUAL for found, true in others if found]
    _hit(tally, "joint intervals cover", all(covered))


def _count_margin(scores: Scores, truth: Sequence[float], tally: Tally) -> None:
    """The same with a margin: who is let in beside the one with the highest mean."""
    by_name = {_cell(place).name: quality for place, quality in enumerate(truth)}
    best, others = max(truth), _choose(scores, truth, MARGIN).contenders[1:]
    too_low = [by_name[one.name] < best - MARGIN - _EQUAL for one in others if one.tied]
    _hit(tally, "beyond the margin let in", any(too_low))
    for one in others:
        if by_name[one.name] >= best - _EQUAL:
            _hit(tally, "equal shown within the margin", one.tied)


def _count_intervals(scores: Scores, truth: Sequence[float], tally: Tally) -> None:
    """Of the first cell, and of its difference to the second: the order of cells is random."""
    interval = mean_interval(scores[:, 0].tolist(), resamples=RESAMPLES)
    if interval is not None:
        _hit(tally, "interval covers", interval[0] - _EQUAL <= truth[0] <= interval[1] + _EQUAL)
    found = paired_difference(scores[:, 0].tolist(), scores[:, 1].tolist(), resamples=RESAMPLES)
    if found.interval is not None:
        low, high = found.interval
        _hit(tally, "interval of a difference covers", low - _EQUAL <= truth[0] - truth[1] <= high + _EQUAL)
    loss = truth[1] - truth[0]
    if abs(loss - GATE) < _EQUAL or abs(loss) < _EQUAL:
        gate = noninferiority(scores[:, 0].tolist(), scores[:, 1].tolist(), GATE)
        name = "loss of the margin passes the gate" if loss > _EQUAL else "equal cell passes the gate"
        _hit(tally, name, gate.standing == "not inferior")
    if truth[0] == truth[1]:
        _hit(tally, "equal pair told apart", found.p_value < ALPHA)


def _choose(scores: Scores, truth: Sequence[float], margin: float | None) -> Verdict:
    rows, qualities = [], {}
    for place, true in enumerate(truth):
        values = scores[:, place]
        cell = _cell(place)
        figures = {
            QUALITY: measure(QUALITY, float(values.mean())),
            "latency_p50_s": measure("latency_p50_s", 10.0 + true),
        }
        rows.append(
            CellScore(
                cell=cell, subset=Subset.DEV, stories=len(values), model_digest="simulated", scores=figures
            )
        )
        qualities[cell.name] = {f"{story:03d}": float(value) for story, value in enumerate(values)}
    return choose(rows, qualities, {}, ALPHA, margin=margin, resamples=RESAMPLES)


def _cell(place: int) -> Cell:
    return Cell(model=f"model-{place}", prompt=None)


def _hit(tally: Tally, name: str, happened: bool) -> None:
    tally[name] += happened
    tally[f"{name} of"] += 1


def _grouped(
    conditions: Sequence[Condition], tallies: Sequence[Tally], by: Sequence[str], *, only: str | None = None
) -> list[dict[str, Any]]:
    """The rates over all conditions that agree in some respects, or over those with some losses only."""
    groups: dict[tuple[Any, ...], Tally] = {}
    pairs = zip(conditions, tallies, strict=True)
    for condition, tally in (pair for pair in pairs if only in (None, pair[0].losses)):
        key = tuple(_plain(getattr(condition, name)) for name in by)
        groups[key] = groups.get(key, Counter()) + tally
    return [dict(zip(by, key, strict=True)) | _rates(tally) for key, tally in groups.items()]


def _plain(value: Any) -> Any:
    return value.name if isinstance(value, World) else value


def _rates(tally: Tally) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in sorted(key.removesuffix(" of") for key in tally if key.endswith(" of")):
        hits, n = tally[name], tally[f"{name} of"]
        low, high = rate_interval(int(hits), int(n)) or (0.0, 1.0)
        found[name] = {"rate": round(hits / n, 4), "low": round(low, 4), "high": round(high, 4), "n": int(n)}
    picks = tally["pick is the best or tied with it of"]
    return found | {"loss of the pick": round(tally["loss of the pick in 1e-6"] / picks / 1_000_000, 4)}


def _described(world: World) -> dict[str, Any]:
    values = world.values
    return {
        "name": world.name,
        "mean": round(world.mean, 3),
        "sd": round(float(values.std()), 3),
        "at 0": round(float((values == 0).mean()), 3),
        "at 1": round(float((values == 1).mean()), 3),
        "correlation of two cells": round(world.correlation, 2),
    }


if __name__ == "__main__":
    main()
