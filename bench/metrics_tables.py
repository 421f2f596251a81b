"""The tables of `bench.metrics`: what is caught, by what, and which goals are met."""

from collections.abc import Mapping, Sequence
from typing import Any

from casewright.figures import table

FREE, FULL = "composite", "composite with references"
COMPOSITES = (FREE, FULL)
REFERENCE_METRICS = ("reference_recall", "reference_coverage")
CAUGHT, COMPOSITE_CAUGHT, REFERENCES_RATED = 0.95, 0.90, 0.90

Source = Mapping[str, Any]


def tables(results: Mapping[str, Any]) -> str:
    """Everything that the bench says, in Markdown."""
    references, baseline = results["references"], results["baseline"]
    parts = [
        "### Goals",
        goals(references, baseline),
        "### The composite on the references",
        "P(original above its copy), reference-free composite, 95 % Wilson interval in brackets. The last "
        "two columns are the single metric that notices most, at the lower of grades half and all.",
        caught(references),
        "### The composite on the rule-based generator's suites",
        caught(baseline),
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


def goals(references: Source, baseline: Source) -> str:
    """Each goal, whether it is met, and what misses it."""
    missed = [name for name in references["sabotages"] if _best(references, name)[1] < CAUGHT]
    by_references = [
        name
        for name in references["sabotages"]
        if name not in missed and _best(references, name, free=True)[1] < CAUGHT
    ]
    low = {
        source: [
            f"{name} {_lowest(of_source, name, composite):.2f}"
            for name in of_source["sabotages"]
            if _lowest(of_source, name, composite) < COMPOSITE_CAUGHT
        ]
        for source, of_source, composite in (
            ("references", references, FREE),
            ("references, with references", references, FULL),
            ("baseline", baseline, FREE),
            ("baseline, with references", baseline, FULL),
        )
    }
    mean = references["means"][FREE]["all"]["mean"] or 0.0
    lines = [
        f"- Each sabotage is caught by some metric with ≥ {CAUGHT:.2f} at half and all: {_verdict(missed)}"
        + (f" Only by the reference metrics: {', '.join(by_references)}." if by_references else ""),
        *(
            f"- Composite ≥ {COMPOSITE_CAUGHT:.2f} for each at half and all ({source}): {_verdict(names)}"
            for source, names in low.items()
        ),
        f"- References rate ≥ {REFERENCES_RATED:.2f} on the reference-free composite: "
        f"{'met' if mean >= REFERENCES_RATED else 'missed'} ({mean:.3f}).",
        f"- Metrics that react to nothing: {', '.join(_idle(references, baseline)) or 'none'}.",
        f"- Metrics that rate some damage higher: {'; '.join(_wrong_way(references)) or 'none'}.",
    ]
    return "\n".join(lines)


def caught(source: Source) -> str:
    """One line a sabotage: the composite at every grade and on either side, and the best metric."""
    head = ["sabotage", "n", "one", "half", "all", "all, dev", "all, held out", "with references, all"]
    rows = []
    for name, sabotage in source["sabotages"].items():
        grades = sabotage["grades"]
        best, lowest = _best(source, name)
        own, own_lowest = _best(source, name, free=True)
        rows.append(
            [
                f"`{name}`",
                str(grades["all"][FREE]["all"]["n"]),
                *(_with_interval(grades[grade][FREE]["all"]) for grade in ("one", "half", "all")),
                *(_plain(grades["all"][FREE][side]) for side in ("dev", "held_out")),
                _plain(grades["all"][FULL]["all"]),
                f"{own} {own_lowest:.2f}",
                "" if best == own else f"{best} {lowest:.2f}",
            ]
        )
    return table([*head, "best metric", "best with references"], rows)


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
    metrics = [m for m in _metrics(source) if not (free and m in REFERENCE_METRICS)]
    metrics = [m for m in metrics if source["sabotages"][name]["grades"]["all"][m]["all"]["n"]]
    return max(((m, _lowest(source, name, m)) for m in metrics), key=lambda pair: pair[1])


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
    """Cells at grade all whose interval lies below one half."""
    return [
        f"{metric} on {name} ({cell['p']:.2f})"
        for metric in [*_metrics(source), FREE]
        for name, grade, cell in _cells(source, metric)
        if grade == "all" and cell["interval"][1] < 0.5
    ]


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
