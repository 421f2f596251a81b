"""`python -m casewright.gate BASE`: whether the chosen cell is no worse than that of another revision.

For CI: exit status 0 where it is shown to be no worse than `gate.margin`, 1 with a sentence that says what
got worse by how much. Stories are paired by id, those of both subsets together: the gate chooses nothing.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from casewright import pairing
from casewright.contenders import clusters_of
from casewright.errors import DataError, run_stage
from casewright.figures import counted
from casewright.params import load_params
from casewright.paths import STORY_SCORES
from casewright.revisions import read_revision
from casewright.stats import NonInferiority, noninferiority
from casewright.story_table import COLUMNS, StoryTable, read_table

QUALITY = "quality_score"
_WORST_SHOWN = 3


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


def _sentence(found: NonInferiority, cell: str, base_cell: str, base_name: str) -> str:
    compared = found.comparison
    beside = f"{base_name} ({base_cell})" if base_cell != cell else base_name
    n = counted(compared.n, "story", "stories")
    if found.lower is None or compared.difference is None:
        return f"gate shut: {n} in common with {beside}, too few to show anything."
    figures = (
        f"quality {compared.first_mean:.3f}, was {compared.second_mean:.3f}: {compared.difference:+.3f}, "
        f"above {found.lower:+.3f} with 95 % confidence, n={n}"
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
        f"{name} {one.difference:+.3f} (p={one.p_value:.3f})"
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
    if not Path(STORY_SCORES).is_file():
        raise DataError(f"{STORY_SCORES}: there is no such file; run `dvc repro`, which writes it")
    new = read_table(STORY_SCORES.read_text(encoding="utf-8"), str(STORY_SCORES))
    old = read_table(read_revision(base, STORY_SCORES), f"{base}:{STORY_SCORES}")
    found = judge(new, old, base, params.gate.margin)
    print(found.text)
    sys.exit(0 if found.open else 1)


if __name__ == "__main__":
    run_stage(main)
