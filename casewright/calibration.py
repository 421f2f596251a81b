"""`python -m casewright.calibration [--model NAME]`: the likeness from which two cases test the same.

The threshold is the one with the best F1 on the labelled pairs of the dev stories, and its figures on the
held-out stories are what can be believed of it. Intervals are 95 %, by resampling stories.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from casewright.errors import CasewrightError
from casewright.labelled import Labels, read_labels
from casewright.likeness import TermLikeness
from casewright.matching import Matcher, likeness
from casewright.params import load_params
from casewright.records import Subset

RESAMPLES = 2_000
_SEED = 20_260_101
_GRID = np.arange(1, 100) / 100
"""Thresholds that are tried: two digits are all that so many pairs can tell."""


class Pairs(NamedTuple):
    """Labelled pairs of one side, in columns."""

    story: npt.NDArray[np.int64]
    """A number for each story: pairs of one story are no independent evidence."""
    likeness: npt.NDArray[np.float64]
    same: npt.NDArray[np.bool_]
    hard: npt.NDArray[np.bool_]
    """The same, or easily taken for it."""

    def only(self, which: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> "Pairs":
        """Some of the pairs, by a mask or by their places."""
        return Pairs(self.story[which], self.likeness[which], self.same[which], self.hard[which])


class Figure(NamedTuple):
    """A figure with its interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} ({self.low:.2f}-{self.high:.2f})"


class Side(NamedTuple):
    """How well a threshold does on one side."""

    stories: int
    pairs: int
    same: int
    auc: Figure
    """Probability that a pair that tests the same is more alike than one that does not."""
    hard_auc: Figure
    """The same among those that are easily taken for the same."""
    precision: Figure
    recall: Figure
    f1: Figure


def labelled_pairs(labels: Labels, matcher: Matcher, subset: Subset) -> Pairs:
    """Every labelled case of a side against every reference case of its story.

    Raises:
        ServerError: the embedding model cannot be reached.

    """
    columns: list[tuple[int, float, bool, bool]] = []
    for number, (story, cases) in enumerate(labels.by_story(subset)):
        references = labels.references[story.id]
        matrix = matcher.similarities([case.test_case for case in cases], references, story.story)
        for case, row in zip(cases, matrix, strict=True):
            for reference, value in zip(references, row, strict=True):
                same = reference.id in case.same
                columns.append((number, float(value), same, same or reference.id in case.twins))
    story_numbers, values, same_flags, hard_flags = zip(*columns, strict=True)
    return Pairs(np.array(story_numbers), np.array(values), np.array(same_flags), np.array(hard_flags))


def best_threshold(pairs: Pairs) -> float:
    """The threshold with the highest F1; the lowest of several."""
    return float(max(_GRID, key=lambda threshold: (_f1(pairs, threshold), -threshold)))


def side(pairs: Pairs, threshold: float) -> Side:
    """The figures of one side at a threshold."""

    def figure(measure: Callable[[Pairs], float]) -> Figure:
        return _with_interval(measure, pairs)

    return Side(
        stories=int(pairs.story.max()) + 1,
        pairs=pairs.same.size,
        same=int(pairs.same.sum()),
        auc=figure(auc),
        hard_auc=figure(lambda some: auc(some.only(some.hard))),
        precision=figure(lambda some: _rates(some, threshold)[0]),
        recall=figure(lambda some: _rates(some, threshold)[1]),
        f1=figure(lambda some: _f1(some, threshold)),
    )


def auc(pairs: Pairs) -> float:
    """Area under the ROC curve, ties counting half; NaN where one label is missing."""
    from scipy.stats import rankdata

    positive, total = int(pairs.same.sum()), pairs.same.size
    if positive in (0, total):
        return float("nan")
    ranks = float(rankdata(pairs.likeness)[pairs.same].sum())
    return (ranks - positive * (positive + 1) / 2) / (positive * (total - positive))


def report(name: str, threshold: float, sides: Sequence[tuple[Subset, Side]]) -> str:
    """What is printed: a table, and the line for params.yaml."""
    lines = [f"{name}: likeness from which two test cases test the same, by the best F1 on dev", ""]
    lines.append(f"{'':10} {'stories':>7} {'pairs':>6} {'same':>5}  " + "  ".join(map(_heading, _COLUMNS)))
    for subset, one in sides:
        figures = (one.auc, one.hard_auc, one.precision, one.recall, one.f1)
        lines.append(
            f"{subset.value:10} {one.stories:7} {one.pairs:6} {one.same:5}  "
            + "  ".join(_heading(str(figure)) for figure in figures)
        )
    key = name if name.replace("-", "").replace("_", "").isalnum() else f'"{name}"'
    return "\n".join([*lines, "", "similarity.thresholds in params.yaml:", f"    {key}: {threshold:.2f}"])


_COLUMNS = ("AUC", "AUC, hard", "precision", "recall", "F1")


def _heading(text: str) -> str:
    return f"{text:16}"


def _rates(pairs: Pairs, threshold: float) -> tuple[float, float]:
    """Precision and recall; a threshold that nothing reaches has a precision of 0."""
    said = pairs.likeness >= threshold
    hits = int((said & pairs.same).sum())
    return hits / max(1, int(said.sum())), hits / max(1, int(pairs.same.sum()))


def _f1(pairs: Pairs, threshold: float) -> float:
    precision, recall = _rates(pairs, threshold)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _with_interval(measure: Callable[[Pairs], float], pairs: Pairs) -> Figure:
    """The percentile interval over stories drawn with replacement."""
    rng = np.random.default_rng(_SEED)
    rows = [np.flatnonzero(pairs.story == story) for story in range(int(pairs.story.max()) + 1)]
    values = []
    for _ in range(RESAMPLES):
        drawn = np.concatenate([rows[story] for story in rng.integers(len(rows), size=len(rows))])
        values.append(measure(pairs.only(drawn)))
    low, high = np.nanquantile(values, [0.025, 0.975])
    return Figure(measure(pairs), float(low), float(high))


def main(arguments: Sequence[str] | None = None) -> None:
    """Calibrate the backend that is named, and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m casewright.calibration", description=__doc__)
    parser.add_argument(
        "--model", metavar="NAME", help="an embedding model on the Ollama server; without it, TF-IDF"
    )
    named = parser.parse_args(arguments).model
    model = None if named in (None, "", TermLikeness.name) else named
    try:
        params = load_params()
        params = params.model_copy(
            update={"similarity": params.similarity.model_copy(update={"model": model})}
        )
        labels = read_labels(Path(), params.data.held_out_share, params.data.split_seed)
        matcher = Matcher(likeness(params, labels.stories.values(), labels.suites), threshold=0.0)
        pairs = {one: labelled_pairs(labels, matcher, one) for one in (Subset.DEV, Subset.HELD_OUT)}
        threshold = best_threshold(pairs[Subset.DEV])
        sides = [(one, side(some, threshold)) for one, some in pairs.items()]
        print(report(matcher.backend.name, threshold, sides))
    except CasewrightError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
