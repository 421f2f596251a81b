"""`python -m casewright.gate BASE`: whether the chosen cell is no worse than that of another revision.

For CI: exit status 0 where it is shown to be no worse than `gate.margin`, 1 with a sentence that says what
got worse by how much. Stories are paired by id, those of both subsets together: the gate chooses nothing.
"""

import argparse
import contextlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import yaml

from casewright import pairing
from casewright.contenders import clusters_of
from casewright.errors import DataError, run_stage
from casewright.figures import counted, signed
from casewright.metrics import METRICS
from casewright.params import load_params
from casewright.paths import STORY_SCORES
from casewright.revisions import read_revision
from casewright.stats import NonInferiority, noninferiority
from casewright.story_table import COLUMNS, StoryTable, read_table

QUALITY = "quality_score"
_WORST_SHOWN = 3
_LEAST_COMMON = 0.5
"""Share of the base's stories that have to be there still."""


class Judgement(NamedTuple):
    """What the gate says."""

    open: bool
    text: str


def judge(new: StoryTable, base: StoryTable, base_name: str, margin: float) -> Judgement:
    """Hold the new figures against the base's.

    Args:
        new: the chosen cell's stories as they are now.
        base: the chosen cell's stories of the base.
        base_name: what the base is called.
        margin: loss of quality that is still acceptable, 0-1.

    Raises:
        DataError: the two have no story in common.

    """
    ids = pairing.common(new.values[QUALITY], base.values[QUALITY])
    if not ids:
        raise DataError(
            f"{base_name}: no story in common with {STORY_SCORES}; the gate needs the same stories"
        )
    of_base = len(base.values[QUALITY])
    if len(ids) < _LEAST_COMMON * of_base:
        left = f"{len(ids)} of {counted(of_base, 'story', 'stories')} of {base_name} are left"
        return Judgement(False, f"gate shut: {left}; at least half have to be, or nothing is compared.")
    if unlike := _unlike(new, base, ids):
        return Judgement(
            False, f"gate shut: quality is not made of the same here and in {base_name}: {unlike}."
        )
    found = noninferiority(
        [new.values[QUALITY][one] for one in ids],
        [base.values[QUALITY][one] for one in ids],
        margin,
        clusters=clusters_of(ids, new.backlogs),
    )
    is_open = found.standing == "not inferior"
    parts = [
        _sentence(found, new.cell, base.cell, base_name),
        pairing.left_out(new.values[QUALITY], base.values[QUALITY]),
    ]
    if not is_open:
        parts.append(_what_got_worse(new, base, ids))
    return Judgement(is_open, " ".join(part for part in parts if part))


def _unlike(new: StoryTable, base: StoryTable, ids: Sequence[str]) -> str:
    """What only one of the two was measured by, such as references or a judge."""
    measured = [
        {
            name
            for name in COLUMNS
            if METRICS[name].may_weigh and any(one in table.values[name] for one in ids)
        }
        for table in (new, base)
    ]
    here, there = (sorted(one - other) for one, other in (measured, reversed(measured)))
    said = [f"{', '.join(here)} only here"] if here else []
    return " and ".join(said + ([f"{', '.join(there)} only there"] if there else []))


def check_weights(weights: Mapping[str, float], text: str, base_name: str) -> None:
    """Refuse to compare quality that was weighed otherwise.

    Args:
        weights: `score.weights` as they are now.
        text: params.yaml of the base.
        base_name: what the base is called.

    Raises:
        DataError: the base weighs another way, or its params.yaml has no weights.

    """
    with contextlib.suppress(yaml.YAMLError, KeyError, TypeError):
        theirs = yaml.safe_load(text)["score"]["weights"]
        if dict(theirs) == dict(weights):
            return
        differ = sorted(name for name in {*theirs, *weights} if theirs.get(name) != weights.get(name))
        raise DataError(
            f"score.weights: {', '.join(differ)} weigh other than in {base_name}, so quality does not "
            "compare; run `dvc repro` there with the weights of here, or name a later base"
        )
    raise DataError(
        f"{base_name}: params.yaml has no score.weights: its quality is of another kind; name a later base"
    )


def _sentence(found: NonInferiority, cell: str, base_cell: str, base_name: str) -> str:
    compared = found.comparison
    beside = f"{base_name} ({base_cell})" if base_cell != cell else base_name
    n = counted(compared.n, "story", "stories")
    if found.lower is None or compared.difference is None:
        return f"gate shut: {n} in common with {beside}, too few to show anything."
    figures = (
        f"quality {compared.first_mean:.3f}, was {compared.second_mean:.3f}: "
        f"{signed(compared.difference, '0-1')}, above {signed(found.lower, '0-1')} with 95 % "
        f"confidence, n={n}"
    )
    margin = f"margin {found.margin:g}"
    if found.standing == "not inferior":
        return f"gate open: {cell} is no worse than {beside} ({figures}; {margin})."
    if found.standing == "inferior":
        return f"gate shut: {cell} is WORSE than {beside} by more than the margin ({figures}; {margin})."
    needs = (
        f"; two equal cells would show a margin of {found.smallest_margin:.3f}"
        if found.smallest_margin
        else ""
    )
    return f"gate shut: {cell} is not shown to be no worse than {beside} ({figures}; {margin}{needs})."


def _what_got_worse(new: StoryTable, base: StoryTable, ids: Sequence[str]) -> str:
    """The figures that fell most, and the stories that lost most quality."""
    names = [name for name in COLUMNS[1:] if name != "cases_per_story"]
    compared = ((name, pairing.compare(new.values[name], base.values[name], new.backlogs)) for name in names)
    fell = [
        f"{name} {signed(one.difference or 0.0, '0-1')} (p={one.p_value:.4f})"
        for name, one in pairing.falls(compared)[:_WORST_SHOWN]
    ]
    lost = sorted((new.values[QUALITY][one] - base.values[QUALITY][one], one) for one in ids)
    worst = [f"{one} {loss:+.2f}" for loss, one in lost[:_WORST_SHOWN] if loss < 0]
    parts = [f"What fell most: {', '.join(fell)}."] if fell else []
    parts += [f"Stories that lost most: {', '.join(worst)}."] if worst else []
    return " ".join(parts)


def main() -> None:
    """Compare, say it, and exit with it."""
    parser = argparse.ArgumentParser(prog="python -m casewright.gate", description=__doc__.split("\n\n")[0])
    parser.add_argument("base", help="a commit, branch, tag or experiment")
    base = parser.parse_args().base
    params = load_params()
    check_weights(params.score.weights, read_revision(base, Path("params.yaml")), base)
    if not Path(STORY_SCORES).is_file():
        raise DataError(f"{STORY_SCORES}: there is no such file; run `dvc repro`, which writes it")
    new = read_table(STORY_SCORES.read_text(encoding="utf-8"), str(STORY_SCORES))
    old = read_table(read_revision(base, STORY_SCORES), f"{base}:{STORY_SCORES}")
    found = judge(new, old, base, params.gate.margin)
    print(found.text)
    sys.exit(0 if found.open else 1)


if __name__ == "__main__":
    run_stage(main)
