"""`python -m casewright.ab A B --model M`: prompt B beside prompt A with one model, in one verdict.

Runs both as a DVC experiment, which leaves the workspace as it is and pays only for replies that are not
stored, and compares them story by story: on dev stories, with a look at the held-out ones.
"""

import argparse
import math
import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from casewright import pairing
from casewright.contenders import backlogs_of
from casewright.errors import DataError, ParamsError, run_stage
from casewright.experiments import run_apart, slug
from casewright.figures import counted, percent, rounded, signed
from casewright.files import read_jsonl
from casewright.pairing import figures_text
from casewright.params import BASELINE, AbParams, load_params
from casewright.paths import SCORES
from casewright.prompts import load_prompt
from casewright.records import Cell, CellScore, StoryScore, Subset, cell_row
from casewright.stats import Comparison, mcnemar

QUALITY = "quality_score"
_FALLS_SHOWN = 3


class Side(NamedTuple):
    """One of the two cells: its dev row, and its stories."""

    cell: CellScore
    stories: Mapping[str, StoryScore]

    def values(self, metric: str, subset: Subset) -> dict[str, float]:
        """What was measured of the stories of one subset."""
        return {
            name: score.value
            for name, story in self.stories.items()
            if story.subset is subset and (score := story.scores.get(metric)) and score.value is not None
        }


def verdict(first: Side, second: Side, rules: AbParams) -> str:
    """What to do with the second prompt: the verdict and why, what its cost is, and the held-out stories.

    Args:
        first: A, what is there.
        second: B, what is new.
        rules: which relative improvement is worth what.

    """
    dev = compare(first, second, QUALITY, Subset.DEV)
    held_out = compare(first, second, QUALITY, Subset.HELD_OUT)
    lines = [
        f"{_decision(dev, rules)}: {second.cell.cell.name} beside {first.cell.cell.name}.",
        f"Dev: {figures_text(dev, 'quality', 'A')}.",
    ]
    if held_out.n:
        lines.append(f"Held out, which decided nothing: {figures_text(held_out, 'quality', 'A')}.")
    if dev.verdict == "worse":
        lines.append(_falls(first, second))
    return "\n".join([*lines, _success(first, second), _speed(first, second)])


def compare(first: Side, second: Side, metric: str, subset: Subset) -> Comparison:
    """B beside A over the stories of which both have a figure."""
    backlogs = backlogs_of(list(first.stories.values()))
    return pairing.compare(second.values(metric, subset), first.values(metric, subset), backlogs)


def _decision(found: Comparison, rules: AbParams) -> str:
    """The rule: what a difference of this size is worth."""
    relative, least = found.relative, percent(rules.deploy_above)
    if found.verdict == "not measured":
        return "NOT MEASURED, no story in common"
    if found.verdict == "worse":
        return f"REGRESSION ({_percent(relative)})"
    if found.verdict == "no difference shown":
        return _no_difference(found, rules)
    if relative is None or relative > rules.deploy_above:
        return f"BETTER by more than {least} ({_percent(relative)}), a candidate for deployment"
    if relative < rules.archive_below:
        return f"BETTER by less than {percent(rules.archive_below)} ({_percent(relative)}), to be archived"
    return (
        f"BETTER ({_percent(relative)}), which is under the {least} that makes a candidate: "
        "worth another iteration"
    )


def _no_difference(found: Comparison, rules: AbParams) -> str:
    """Whether there is none that matters, or whether the stories are too few to see it."""
    smallest, mean = found.smallest_detectable, found.second_mean
    if not mean or found.ties == found.n:
        return "NO DIFFERENCE SHOWN, to be archived"
    if smallest is None:
        return f"UNDECIDED, no difference can be shown by {counted(found.n, 'story', 'stories')}"
    wanted = rules.deploy_above * mean
    detectable = f"smallest detectable {smallest:.3f}, {percent(smallest / mean, '.1f')}"
    if smallest <= wanted:
        return f"NO DIFFERENCE SHOWN ({detectable}), to be archived"
    needed = math.ceil(found.n * (smallest / wanted) ** 2)
    return (
        f"UNDECIDED, no difference shown ({detectable}): about {needed:,} stories would show "
        f"{percent(rules.deploy_above)}"
    )


def _falls(first: Side, second: Side) -> str:
    """The scores that fell most."""
    names = [name for name in first.cell.scores if name.endswith("_score") or name == "reference_recall"]
    found = {name: compare(first, second, name, Subset.DEV) for name in names if name != QUALITY}
    fell = pairing.falls(found.items())[:_FALLS_SHOWN]
    said = ", ".join(f"{name} {signed(one.difference or 0.0, '0-1')}" for name, one in fell)
    return f"What fell most: {said or 'nothing by itself'}."


def _success(first: Side, second: Side) -> str:
    """Stories with a valid suite, by McNemar's exact test."""
    one, other = second.values("success_rate", Subset.DEV), first.values("success_rate", Subset.DEV)
    common = pairing.common(one, other)
    passed = [[side[name] == 1 for name in common] for side in (one, other)]
    test = mcnemar(*passed)
    return (
        f"Valid suites: {sum(passed[0])} of {len(common)}, A {sum(passed[1])} (McNemar p={test.p_value:.4f})."
    )


def _speed(first: Side, second: Side) -> str:
    scores = [side.cell.scores["latency_p50_s"] for side in (second, first)]
    if any(score.value is None for score in scores):
        return "Latency: not measured for both under the same conditions."
    new, old = (rounded(score.value or 0.0, "s") for score in scores)
    return f"Median latency: {new} s, A {old} s."


def _percent(share: float | None) -> str:
    return "from 0" if share is None else percent(share, "+.1f")


def sides(folder: Path, model: str, prompts: Sequence[str]) -> list[Side]:
    """The two cells in a folder of scores.

    Raises:
        DataError: one of them is not there.

    """
    cells, stories = (
        read_jsonl(folder / "cells.jsonl", CellScore),
        read_jsonl(folder / "stories.jsonl", StoryScore),
    )
    found = []
    for prompt in prompts:
        cell = Cell(model=model, prompt=prompt)
        row = cell_row(cells, cell, Subset.DEV)
        if row is None:
            raise DataError(f"{cell.name}: no scores of it; run `dvc repro` with this model and prompt")
        found.append(Side(row, {one.story_id: one for one in stories if one.cell == cell}))
    return found


def run_experiment(model: str, prompts: Sequence[str]) -> str:
    """Run both prompts as one experiment outside the workspace; gives its name.

    Raises:
        DataError: the experiment failed; what its stage said is on stderr.

    """
    name = "-".join(["ab", *map(slug, [*prompts, model])])
    run_apart(name, {"model": [model], "prompt": prompts})
    return name


def fetch_scores(experiment: str, folder: Path) -> Path:
    """The scores of an experiment, from DVC's cache."""
    target = folder / SCORES.name
    command = ["dvc", "get", "--quiet", "--rev", experiment, os.curdir, str(SCORES), "-o", str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        problem = " ".join(done.stderr.split())
        raise DataError(f"experiment {experiment!r}: its scores are not in DVC's cache: {problem}")
    return target


def main() -> None:
    """Run, compare, say it."""
    parser = argparse.ArgumentParser(prog="python -m casewright.ab", description=__doc__.split("\n\n")[0])
    parser.add_argument("a", help="the prompt that is there")
    parser.add_argument("b", help="the prompt that is new")
    parser.add_argument("--model", help="as the server calls it; by default that of params.yaml")
    arguments, params = parser.parse_args(), load_params()
    prompts = [load_prompt(name).name for name in (arguments.a, arguments.b)]
    if prompts[0] == prompts[1]:
        raise ParamsError(f"A and B are both {prompts[0]!r}; name two different prompts of prompts/")
    model = arguments.model or _only_model(params.models)
    experiment = run_experiment(model, prompts)
    with tempfile.TemporaryDirectory() as folder:
        first, second = sides(fetch_scores(experiment, Path(folder)), model, prompts)
        print(f"\n{verdict(first, second, params.ab)}\nExperiment: {experiment} (`dvc exp show`)")


def _only_model(models: Sequence[str]) -> str:
    named = [model for model in models if model != BASELINE]
    if len(named) != 1:
        raise ParamsError(
            f"model: {', '.join(models)} in params.yaml; expected one language model; add MODEL=llama3.2:1b"
        )
    return named[0]


if __name__ == "__main__":
    run_stage(main)
