"""`python -m bench.matching`: what matching finds, and how fast; writes `bench/results/matching.json`.

The labelled suites are the hand-written cases of data/raw/match_pairs.jsonl, each story's as one suite: in
other words, with cases that resemble a reference case and are none. What they truly recall is known, so the
error of `reference_recall` is too. The other suites are known to recall everything, or next to nothing.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from casewright.baseline import write_cases
from casewright.calibration import RESAMPLES, best_threshold, labelled_pairs, report, side
from casewright.labelled import Labels, read_labels
from casewright.matching import Matcher, likeness
from casewright.params import load_params
from casewright.records import CaseType, Subset, TestCase
from casewright.sabotage import SABOTAGES, Grade, Sabotage

RESULTS = Path("bench/results/matching.json")
SIDES = (Subset.DEV, Subset.HELD_OUT)
NEIGHBOUR = 7
"""How many stories further the suite of another story is taken from."""


class Truth(NamedTuple):
    """How one-to-one matching of the labelled suites of a side compares with their labels."""

    precision: float
    recall: float
    f1: float
    bias: float
    """Mean over stories of the measured minus the true reference recall."""
    error: float
    """The same without its sign."""


def labelled_suites(labels: Labels, matcher: Matcher, subset: Subset) -> Truth:
    """Match the labelled cases of each story as one suite."""
    right = said = true = 0
    errors = []
    for story, cases in labels.by_story(subset):
        references = labels.references[story.id]
        matched = matcher.match([case.test_case for case in cases], references, story.story)
        recalled = {reference for case in cases for reference in case.same}
        right += sum(references[column].id in cases[row].same for row, column in matched.pairs)
        said += len(matched.pairs)
        true += len(recalled)
        errors.append((len(matched.pairs) - len(recalled)) / len(references))
    precision, recall = right / max(1, said), right / true
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Truth(precision, recall, f1, float(np.mean(errors)), float(np.mean(np.abs(errors))))


def deciles(labels: Labels, matcher: Matcher) -> list[tuple[float, float, int, int]]:
    """From, to, pairs and those that test the same, by tenths of the pairs, least alike first."""
    parts = [labelled_pairs(labels, matcher, subset) for subset in SIDES]
    values, same = (np.concatenate([part[at] for part in parts]) for at in (1, 2))
    order = np.argsort(values, kind="stable")
    return [
        (float(values[tenth[0]]), float(values[tenth[-1]]), len(tenth), int(same[tenth].sum()))
        for tenth in np.array_split(order, 10)
    ]


Maker = Callable[[str, Sequence[TestCase]], Sequence[TestCase] | None]
"""A suite for a story that has a reference suite; None where it cannot be made."""


def suites(labels: Labels) -> dict[str, Maker]:
    """Suites whose recall is known roughly beforehand."""
    ids = list(labels.references)

    def other(story_id: str, _: Sequence[TestCase]) -> Sequence[TestCase]:
        return labels.references[ids[ids.index(story_id) - NEIGHBOUR]]

    def sabotaged(sabotage: Sabotage) -> Maker:
        others = labels.suites
        return lambda story_id, suite: sabotage.damage(story_id, suite, others, Grade.ALL)

    made: dict[str, Maker] = {
        "reference itself": lambda _, suite: suite,
        "reference of another story": other,
        "baseline": lambda story_id, _: write_cases(labels.stories[story_id]),
        "reference without negatives": lambda _, suite: [
            case for case in suite if case.type is not CaseType.NEGATIVE
        ],
        "first case, repeated": lambda _, suite: [suite[0]] * len(suite),
        "small model's fillers": lambda *_: _FILLERS,
    }
    return made | {f"sabotage: {one.name}": sabotaged(one) for one in SABOTAGES}


def mean_scores(labels: Labels, matcher: Matcher, make: Maker) -> dict[str, float]:
    """Mean over stories of each score, where it was measured."""
    found: dict[str, list[float]] = {}
    for story_id, references in labels.references.items():
        suite = make(story_id, references)
        if suite is None:
            continue
        scores = matcher.match(suite, references, labels.stories[story_id].story).scores
        for name, score in scores.items():
            if score.value is not None:
                found.setdefault(name, []).append(score.value)
    return {name: float(np.mean(values)) for name, values in found.items()}


def stories_per_second(labels: Labels, matcher: Matcher, least_s: float = 2.0) -> float:
    """Labelled suites against their references, by processor time; every text is new to the process."""
    known = [
        (cases, labels.references[story.id], story.story)
        for subset in SIDES
        for story, cases in labels.by_story(subset)
    ]
    rounds = [
        [([_fresh(one.test_case, number) for one in cases], suite, story) for cases, suite, story in known]
        for number in range(100)
    ]
    done, started = 0, time.process_time()
    for suite_round in rounds:
        for generated, references, story in suite_round:
            matcher.match(generated, references, story)
        done += len(suite_round)
        if time.process_time() - started > least_s:
            break
    return done / (time.process_time() - started)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description=__doc__)
    parser.add_argument("--threshold", type=float, help="instead of the one in params.yaml")
    options = parser.parse_args(arguments)
    params = load_params()
    labels = read_labels(Path(), params.data.held_out_share, params.data.split_seed)
    backend = likeness(params, labels.stories.values(), labels.suites)
    threshold = options.threshold or params.similarity.thresholds[backend.name]
    matcher = Matcher(backend, threshold)
    pairs = {subset: labelled_pairs(labels, matcher, subset) for subset in SIDES}
    sides = {subset: side(some, threshold) for subset, some in pairs.items()}
    print(f"threshold {threshold:.2f}; the best on dev is {best_threshold(pairs[Subset.DEV]):.2f}\n")
    print(report(backend.name, threshold, list(sides.items())))
    truths = {subset: labelled_suites(labels, matcher, subset) for subset in SIDES}
    print(f"\nOne to one, labelled suites{'':9}precision  recall    F1  recall's bias  error")
    for subset, truth in truths.items():
        print(f"{subset.value:36}{truth.precision:9.2f} {truth.recall:7.2f} {truth.f1:5.2f} "
              f"{truth.bias:+14.2f} {truth.error:6.2f}")  # fmt: skip
    tenths = deciles(labels, matcher)
    print("\nLabelled pairs by tenths of likeness: " + "; ".join(
        f"to {high:.2f} {same} of {count} the same" for _, high, count, same in tenths))  # fmt: skip
    means = {name: mean_scores(labels, matcher, make) for name, make in suites(labels).items()}
    print(_table(means))
    speed = stories_per_second(labels, matcher)
    print(f"\n{speed:,.0f} stories a second on one core")
    content = {
        "backend": backend.name,
        "threshold": threshold,
        "resamples": RESAMPLES,
        "sides": {subset.value: one._asdict() for subset, one in sides.items()},
        "one_to_one": {subset.value: truth._asdict() for subset, truth in truths.items()},
        "deciles": tenths,
        "suites": means,
        "stories_per_s": speed,
    }
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _table(means: Mapping[str, Mapping[str, float]]) -> str:
    names: Iterable[str] = (
        "reference_recall",
        "reference_coverage",
        *(f"recall_{kind}" for kind in CaseType),
    )
    short = [name.removeprefix("reference_").removeprefix("recall_") for name in names]
    lines = [f"\n{'Suite':36}" + "".join(f"{name:>11}" for name in short)]
    for suite, scores in means.items():
        lines.append(f"{suite:36}" + "".join(f"{scores.get(name, float('nan')):11.2f}" for name in names))
    return "\n".join(lines)


def _fresh(case: TestCase, number: int) -> TestCase:
    fields = case.model_dump()
    fields["title"] += f" {number}"
    fields["expected_result"] += f" {number}"
    fields["steps"] = [f"{step} {number}" for step in fields["steps"]]
    fields["preconditions"] = [f"{one} {number}" for one in fields["preconditions"]]
    return TestCase.model_validate(fields)


def _filler(kind: str, title: str, steps: list[str], oracle: str) -> TestCase:
    fields = {"id": "TC-001", "type": kind, "title": title, "priority": "high", "quality_score": 9,
              "preconditions": ["User is logged in"], "steps": steps, "expected_result": oracle}  # fmt: skip
    return TestCase.model_validate(fields)


_FILLERS = (
    _filler("positive", "Test with valid data", ["Enter valid data", "Submit"], "It works as expected"),
    _filler("negative", "Test with invalid data", ["Enter invalid data", "Submit"], "An error is shown"),
    _filler("positive", "Check the page", ["Open the page"], "The page is displayed correctly"),
    _filler("edge_case", "Slow network", ["Try again on a slow network", "Submit"], "It still works"),
    _filler("negative", "Leave all fields empty", ["Leave all fields empty", "Submit"], "Error message"),
    _filler("boundary", "Maximum length", ["Enter a very long text", "Save"], "It is saved or refused"),
)


if __name__ == "__main__":
    main()
