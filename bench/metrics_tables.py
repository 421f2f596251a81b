"""The tables of `bench.metrics`: what is caught, by what, and which goals are met."""

from collections.abc import Mapping, Sequence
from typing import Any

from casewright.figures import table
from casewright.sabotage import Sabotage

FREE, FULL = "composite", "composite with references"
COMPOSITES = (FREE, FULL)
REFERENCE_METRICS = ("reference_recall", "reference_coverage")
CAUGHT, COMPOSITE_CAUGHT, REFERENCES_RATED = 0.95, 0.90, 0.90

Source = Mapping[str, Any]


def tables(results: Mapping[str, Any]) -> str:
    """Everything that the bench says, in Markdown."""
    references, baseline = results["references"], results["baseline"]
    fresh = [results[f"{source}, fresh words"] for source in ("references", "baseline")]
    parts = [
        "### Goals",
        goals(results),
        "### The composite on the references",
        "P(original above its copy), reference-free composite, 95 % Wilson interval in brackets; mean fall "
        "of the composite at grades one · half · all; single metrics with the lower of their figures at half "
        "and all: the one that is meant to notice, and the best where that is another.",
        caught(references),
        "### The composite on the rule-based generator's suites",
        caught(baseline),
        "### The composite on damage in fresh words",
        "The kinds that consist of phrases once more, in words that were kept from those who wrote the rules "
        "until the rules were done. On the references:",
        caught(fresh[0]),
        "On the rule-based generator's suites:",
        caught(fresh[1]),
        "### Every metric on the references, grades half · all",
        "Empty: half of the pairs or nothing but ties, 0.50 · 0.50. What the reference metrics say of copies "
        "of the references is circular.",
        by_metric(references),
        "### Every metric on the rule-based generator's suites, grades half · all",
        by_metric(baseline),
        "### Means of undamaged suites",
        means(references, baseline),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def sabotages(kinds: Sequence[Sabotage]) -> str:
    """Every kind of damage, what is meant to notice it, and what a judge should."""
    rows = [
        [
            f"`{kind.name}`",
            kind.harm,
            ", ".join(f"`{metric}`" for metric in kind.caught_by),
            (kind.criterion or "-").replace("_", " "),
        ]
        for kind in kinds
    ]
    return table(["sabotage", "damage", "meant to be noticed by", "a judge's criterion"], rows)


def goals(results: Mapping[str, Any]) -> str:
    """Each goal, whether it is met, and what misses it."""
    references, baseline = results["references"], results["baseline"]
    kinds = references["sabotages"]
    missed = [name for name in kinds if _best(references, name)[1] < CAUGHT]
    by_references = [
        name for name in kinds if name not in missed and _best(references, name, free=True)[1] < CAUGHT
    ]
    mean = references["means"][FREE]["all"]["mean"] or 0.0
    lines = [
        f"- Each sabotage is caught by some metric with ≥ {CAUGHT:.2f} at half and all: {_verdict(missed)}"
        + (f" Only by the reference metrics: {', '.join(by_references)}." if by_references else ""),
        *(
            f"- Composite ≥ {COMPOSITE_CAUGHT:.2f} for each at half and all, {source}"
            f"{'' if metric == FREE else ', with references'}: {_verdict(_low(results[source], metric))}"
            for source in results
            if source.startswith(("references", "baseline"))
            for metric in COMPOSITES
        ),
        f"- References rate ≥ {REFERENCES_RATED:.2f} on the reference-free composite: "
        f"{'met' if mean >= REFERENCES_RATED else 'missed'} ({mean:.3f}).",
        f"- Metrics that react to nothing: {', '.join(_idle(references, baseline)) or 'none'}.",
        f"- Metrics that rate some damage of the references higher, at grade all: "
        f"{'; '.join(_wrong_way(references)) or 'none'}.",
    ]
    return "\n".join(lines)


def _low(source: Source, metric: str) -> list[str]:
    lowest = {name: _lowest(source, name, metric) for name in source["sabotages"]}
    return [f"{name} {figure:.3f}" for name, figure in lowest.items() if figure < COMPOSITE_CAUGHT]


def caught(source: Source) -> str:
    """One line a sabotage: the composite at every grade and on either side, and the best metric."""
    head = [
        "sabotage",
        "n",
        "one",
        "half",
        "all",
        "all, dev",
        "all, held out",
        "with references, all",
        "fall",
    ]
    rows = []
    for name, sabotage in source["sabotages"].items():
        grades = sabotage["grades"]
        meant = sabotage["caught_by"][0]
        named = [
            (meant, _lowest(source, name, meant)),
            _best(source, name, free=True),
            _best(source, name),
        ]
        rows.append(
            [
                f"`{name}`",
                str(grades["all"][FREE]["all"]["n"]),
                *(_with_interval(grades[grade][FREE]["all"]) for grade in ("one", "half", "all")),
                *(_plain(grades["all"][FREE][side]) for side in ("dev", "held_out")),
                _plain(grades["all"][FULL]["all"]),
                " · ".join(f"{grades[grade][FREE]['fall'] or 0:.2f}" for grade in ("one", "half", "all")),
                *(
                    f"{metric} {figure:.2f}" if (metric, figure) not in named[:place] else ""
                    for place, (metric, figure) in enumerate(named)
                ),
            ]
        )
    return table([*head, "meant to notice", "best without references", "best"], rows)


def by_metric(source: Source) -> str:
    """Sabotages against metrics."""
    metrics = _metrics(source)
    rows = [
        [f"`{name}`", *(_pair(sabotage["grades"], metric) for metric in metrics)]
        for name, sabotage in source["sabotages"].items()
    ]
    return table(["sabotage", *(metric.replace("_", " ") for metric in metrics)], rows)


def means(references: Source, baseline: Source) -> str:
    """Every metric on undamaged suites."""
    head = ["metric", "references", "dev", "held out", "baseline", "dev", "held out"]
    rows = [
        [
            metric if metric in COMPOSITES else f"`{metric}`",
            *(
                _mean(source["means"][metric][side])
                for source in (references, baseline)
                for side in ("all", "dev", "held_out")
            ),
        ]
        for metric in [*_metrics(references), *COMPOSITES]
    ]
    return table(head, rows)


def _metrics(source: Source) -> list[str]:
    return [metric for metric in source["means"] if metric not in COMPOSITES]


def _lowest(source: Source, name: str, metric: str) -> float:
    """The lower of the figures at half and all; 1 where nothing could be measured."""
    grades = source["sabotages"][name]["grades"]
    figures = [grades[grade][metric]["all"]["p"] for grade in ("half", "all")]
    return min((float(figure) for figure in figures if figure is not None), default=1.0)


def _best(source: Source, name: str, *, free: bool = False) -> tuple[str, float]:
    """The metric that notices most, with its lower figure; of equal ones, one that is meant to."""
    sabotage = source["sabotages"][name]
    metrics = [
        metric
        for metric in _metrics(source)
        if not (free and metric in REFERENCE_METRICS) and sabotage["grades"]["all"][metric]["all"]["n"]
    ]
    meant = sabotage["caught_by"]
    best = max(
        metrics, key=lambda metric: (_lowest(source, name, metric), metric in meant[:1], metric in meant)
    )
    return best, _lowest(source, name, best)


def _cells(source: Source, metric: str) -> list[tuple[str, str, Mapping[str, Any]]]:
    return [
        (name, grade, figures[metric]["all"])
        for name, sabotage in source["sabotages"].items()
        for grade, figures in sabotage["grades"].items()
        if figures[metric]["all"]["n"]
    ]


def _idle(references: Source, baseline: Source) -> list[str]:
    """Metrics without any cell whose interval lies above one half."""
    return [
        metric
        for metric in _metrics(references)
        if not any(
            cell["interval"][0] > 0.5
            for source in (references, baseline)
            for _, _, cell in _cells(source, metric)
        )
    ]


def _wrong_way(source: Source) -> list[str]:
    """Metrics with cells at grade all whose interval lies below one half, and on what."""
    said = []
    for metric in [*_metrics(source), FREE]:
        cells = [
            (cell["p"], name)
            for name, grade, cell in _cells(source, metric)
            if grade == "all" and cell["interval"][1] < 0.5
        ]
        if cells:
            worst = ", ".join(f"{name} {p:.2f}" for p, name in sorted(cells)[:3])
            said.append(f"{metric} on {len(cells)} ({worst}{', …' if len(cells) > 3 else ''})")
    return said


def _verdict(missed: Sequence[str]) -> str:
    return f"missed by {len(missed)}: {', '.join(missed)}." if missed else "met."


def _pair(grades: Mapping[str, Any], metric: str) -> str:
    figures = [grades[grade][metric]["all"]["p"] for grade in ("half", "all")]
    if all(figure in (0.5, None) for figure in figures):
        return ""
    return " · ".join("-" if figure is None else f"{figure:.2f}" for figure in figures)


def _with_interval(figure: Mapping[str, Any]) -> str:
    if figure["p"] is None:
        return "-"
    low, high = figure["interval"]
    return f"{figure['p']:.2f} ({low:.2f}–{high:.2f})"


def _plain(figure: Mapping[str, Any]) -> str:
    return "-" if figure["p"] is None else f"{figure['p']:.2f}"


def _mean(figure: Mapping[str, Any]) -> str:
    return "-" if figure["mean"] is None else f"{figure['mean']:.3f}"
