"""`python -m bench.metrics`: what each metric notices; writes `bench/results/metrics.json` and `.md`.

Every sabotage of `casewright.sabotage`, at every grade, is done to the suites of the shipped stories: to the
references, and to what the rule-based generator writes. Each copy is scored as the pipeline scores a suite.
The figure is the probability that a metric ranks the original above the damaged copy, over stories, a tie
counting half. The tables are put into `docs/metrics.md` too, unless `--no-docs` is given.
"""

import argparse
import json
import math
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench.metrics_fresh import FRESH
from bench.metrics_tables import sabotages, tables
from casewright.baseline import write_cases
from casewright.matching import matcher
from casewright.metrics import METRICS
from casewright.params import Params, load_params
from casewright.records import (
    Attempt,
    Cell,
    Generation,
    Outcome,
    ReferenceSuite,
    Score,
    Subset,
    TestCase,
    UserStory,
)
from casewright.records.judgements import JudgeStatus
from casewright.sabotage import SABOTAGES, Grade, Sabotage
from casewright.scorers import SCORERS
from casewright.scorers.composite import composite
from casewright.scoring import Yardstick, score_generation
from casewright.splits import Splits

RESULTS = Path("bench/results")
DOCS = Path("docs/metrics.md")
MARK = "<!-- made by make bench-metrics: {name}, {end} -->"
REFERENCE_METRICS = ("reference_recall", "reference_coverage")
OTHER_METRICS = ("smells_per_case",)
FREE, FULL = "composite", "composite with references"
SIDES = ("all", Subset.DEV.value, Subset.HELD_OUT.value)
_Z = 1.959964
_EQUAL = 1e-9
_CELL = Cell(model="baseline", prompt=None)

Values = Mapping[str, float | None]
"""By metric, for one suite; higher is better."""


class Data(NamedTuple):
    """What is measured on."""

    stories: Mapping[str, UserStory]
    references: Mapping[str, ReferenceSuite]
    sides: Mapping[str, str]
    yardstick: Yardstick


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="python -m bench.metrics", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of the damage: other words, other places")
    parser.add_argument("--no-docs", action="store_true", help="leave docs/metrics.md as it is")
    options = parser.parse_args(arguments)
    started = time.perf_counter()
    data = read_data(load_params())
    suites = {
        "references": {key: suite.test_cases for key, suite in data.references.items()},
        "baseline": {key: write_cases(story) for key, story in data.stories.items()},
    }
    results: dict[str, Any] = {"seed": options.seed, "weights": data.yardstick.params.weights}
    for source, of_source in suites.items():
        results[source] = measure(data, of_source, SABOTAGES, options.seed)
        results[f"{source}, fresh words"] = measure(data, of_source, FRESH, options.seed)
    text = tables(results)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "metrics.json").write_text(_lines(results) + "\n", encoding="utf-8")
    (RESULTS / "metrics.md").write_text(text, encoding="utf-8")
    if not options.no_docs:
        into_docs(DOCS, {"sabotages": sabotages(SABOTAGES), "tables": text})
    print(text)
    print(f"{time.perf_counter() - started:.0f} s")


def read_data(params: Params) -> Data:
    """Stories and references as shipped, and on which side each story is."""
    stories = [UserStory.model_validate(row) for row in _rows("stories")]
    suites = [ReferenceSuite.model_validate(row) for row in _rows("references")]
    splits = Splits(params.data.held_out_share, params.data.split_seed)
    for story in stories:
        splits.add(story.id, story.difficulty)
    return Data(
        stories={story.id: story for story in stories},
        references={suite.story_id: suite for suite in suites},
        sides={story.id: splits.side(story.id, story.difficulty).value for story in stories},
        yardstick=Yardstick(
            matcher(params, stories, suites), params.score, JudgeStatus(reason="nothing is judged")
        ),
    )


def measure(
    data: Data, suites: Mapping[str, Sequence[TestCase]], kinds: Sequence[Sabotage], seed: int
) -> dict[str, Any]:
    """Means of the suites, and what becomes of them by every sabotage and grade."""
    others = [ReferenceSuite(story_id=key, test_cases=tuple(cases)) for key, cases in suites.items()]
    originals = {key: rate(data, key, cases) for key, cases in suites.items()}
    found: dict[str, Any] = {}
    for sabotage in kinds:
        found[sabotage.name] = {"harm": sabotage.harm, "caught_by": sabotage.caught_by, "grades": {}}
        for grade in Grade:
            copies = {
                key: rate(data, key, damaged)
                for key, cases in suites.items()
                if (damaged := sabotage.damage(key, cases, others, grade, seed))
            }
            found[sabotage.name]["grades"][grade.value] = _ranked(originals, copies, data.sides)
    return {"means": _means(originals, data.sides), "sabotages": found}


def rate(data: Data, story_id: str, cases: Sequence[TestCase]) -> Values:
    """What every metric says of a suite, and the composite without and with the reference metrics."""
    generation = Generation(
        story_id=story_id,
        cell=_CELL,
        model_digest="0",
        prompt_hash="0",
        attempts=(Attempt(number=1, seed=1, outcome=Outcome.OK),),
        test_cases=tuple(cases),
    )
    story, reference = data.stories[story_id], data.references.get(story_id)
    scores: Mapping[str, Score] = score_generation(story, generation, reference, data.yardstick).story.scores
    weights = data.yardstick.params.weights
    free = {name: weight for name, weight in weights.items() if name not in REFERENCE_METRICS}
    values = {name: _signed(name, scores[name]) for name in (*SCORERS, *OTHER_METRICS, *REFERENCE_METRICS)}
    return values | {FREE: composite(scores, free).value, FULL: composite(scores, weights).value}


def _signed(name: str, score: Score) -> float | None:
    if score.value is None:
        return None
    return -score.value if METRICS[name].better == "lower" else score.value


def _ranked(
    originals: Mapping[str, Values], copies: Mapping[str, Values], sides: Mapping[str, str]
) -> dict[str, Any]:
    """By metric and side: the probability that the original is above its copy, and by how much on average."""
    ranked: dict[str, Any] = {}
    for metric in next(iter(originals.values())):
        pairs = {key: (originals[key][metric], copy[metric]) for key, copy in copies.items()}
        ranked[metric] = {
            side: probability(points(*pair) for key, pair in pairs.items() if side in ("all", sides[key]))
            for side in SIDES
        }
        if metric not in (FREE, FULL):
            for side in SIDES[1:]:
                del ranked[metric][side]["interval"]  # the file is large enough
        falls = [one - other for one, other in pairs.values() if one is not None and other is not None]
        ranked[metric]["fall"] = round(sum(falls) / len(falls), 4) if falls else None
    return ranked


def points(original: float | None, copy: float | None) -> float | None:
    """1 for an original above its copy, 0 for one below, and half where they are equal.

    None where the original was not measured. A copy that is no longer measured is a tie: the metric did not
    say that anything is wrong.
    """
    if original is None:
        return None
    if copy is None or abs(original - copy) < _EQUAL:
        return 0.5
    return float(original > copy)


def probability(outcomes: Iterable[float | None]) -> dict[str, Any]:
    """The mean of the points with n and its 95 % Wilson interval."""
    counted = [outcome for outcome in outcomes if outcome is not None]
    n = len(counted)
    if not n:
        return {"p": None, "n": 0, "interval": None}
    p = sum(counted) / n
    centre = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n * n)) / (1 + _Z**2 / n)
    return {"p": round(p, 4), "n": n, "interval": [round(centre - half, 4), round(centre + half, 4)]}


def _means(originals: Mapping[str, Values], sides: Mapping[str, str]) -> dict[str, Any]:
    means: dict[str, Any] = {}
    for metric in next(iter(originals.values())):
        means[metric] = {}
        for side in SIDES:
            of_side = [values for key, values in originals.items() if side in ("all", sides[key])]
            values = [value for one in of_side if (value := one[metric]) is not None]
            mean = abs(round(sum(values) / len(values), 4)) if values else None
            means[metric][side] = {"mean": mean, "n": len(values)}
    return means


def into_docs(path: Path, parts: Mapping[str, str]) -> None:
    """Put each text between its marks."""
    page = path.read_text(encoding="utf-8")
    for name, text in parts.items():
        start, end = (MARK.format(name=name, end=which) for which in ("start", "end"))
        page = f"{page.split(start)[0]}{start}\n\n{text.strip()}\n\n{end}{page.split(end)[1]}"
    path.write_text(page, encoding="utf-8")


def _lines(value: Any, depth: int = 4, pad: str = "") -> str:
    """JSON with a line for each grade of each sabotage, so that a change shows where it is."""
    if not depth or not isinstance(value, dict):
        return json.dumps(value)
    inner = (f"{pad} {json.dumps(key)}: {_lines(one, depth - 1, pad + ' ')}" for key, one in value.items())
    return "{\n" + ",\n".join(inner) + f"\n{pad}}}"


def _rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(Path(f"data/raw/{name}.json").read_text(encoding="utf-8"))
    return rows


if __name__ == "__main__":
    main()
