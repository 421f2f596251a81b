"""The tables of the page, as rows of text."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from casewright.checks import Check
from casewright.figures import rounded, show, with_interval
from casewright.leaderboard import Row
from casewright.metrics import METRICS
from casewright.params import BASELINE
from casewright.records import CaseType, Difficulty, Score, StoryScore, Subset
from casewright.report.findings import Findings
from casewright.report.html.charts import GroupRow, LatencyRow, Place, QualityRow

_DOMAINS_SHOWN = 12

_BOARD = (
    ("compliance", "structural_compliance"),
    ("retries", "retry_rate"),
    ("cases a story", "cases_per_story"),
    ("reference recall", "reference_recall"),
    ("smells a case", "smells_per_case"),
    ("p50 s", "latency_p50_s"),
    ("p95 s", "latency_p95_s"),
    ("a minute", "throughput_per_min"),
    ("memory MB", "peak_memory_mb"),
    ("$ per 1,000", "cost_per_1000_usd"),
)


class Table(NamedTuple):
    """A table; its first column names the rows."""

    caption: str
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


class GroupTable(NamedTuple):
    """Quality by cell and group, for a chart and for the table beside it."""

    groups: tuple[str, ...]
    rows: list[GroupRow]
    counts: tuple[int, ...]
    left_out: int = 0
    """Groups beyond those that are shown."""

    def table(self, caption: str) -> Table:
        """The same figures in words."""
        head = ("cell", *(f"{group} ({n:,})" for group, n in zip(self.groups, self.counts, strict=True)))
        rows = [
            (row.name, *("none" if value is None else f"{value:.3f}" for value in row.values))
            for row in self.rows
        ]
        return Table(caption, head, rows)


def leaderboard(findings: Findings) -> Table:
    """A row a cell, best first, with the figures by which cells are compared."""
    first = ("cell", "#", "standing", "quality (95\u00a0% interval)", "held out")
    head = (*first, *(name for name, _ in _BOARD))
    out = {one.name for one in findings.choice.over_limits}
    rows = [
        (
            row.cell.cell.name,
            str(rank),
            row.standing or ("out" if row.cell.cell.name in out else ""),
            with_interval(row.cell.scores["quality_score"]).replace(" to ", "\u00a0to\u00a0"),
            show(row.held_out.scores["quality_score"]) if row.held_out else "none",
            *(_shown(row.cell.scores.get(metric)) for _, metric in _BOARD),
        )
        for rank, row in enumerate(findings.leaderboard, start=1)
    ]
    return Table("Leaderboard, on the dev stories", head, rows)


def checks(caption: str, made: Sequence[Check], findings: Findings) -> Table:
    """Limits or targets beside the chosen cell's figures, what is missed first."""
    order = {"missed": 0, "not measured": 1, "met": 2}
    rows = []
    for one in sorted(made, key=lambda one: order[one.verdict]):
        score = findings.chosen.scores.get(one.metric)
        said = METRICS[one.metric].meaning
        rows.append((one.metric, one.limit, _shown(score), one.verdict, said))
    return Table(caption, ("metric", "has to be", "is", "verdict", "what it is"), rows)


def metrics(findings: Findings) -> Table:
    """Every metric of the chosen cell, with unit, interval, meaning and what it rests on."""
    head = ("metric", "unit", "value", "95 % interval", "better", "meaning", "reason")
    rows = []
    for name, metric in METRICS.items():
        if (score := findings.chosen.scores.get(name)) is not None:
            bounds = (rounded(bound, score.scale) for bound in score.interval or ())
            said = (metric.better, metric.meaning, score.reason)
            rows.append((name, metric.scale, show(score), " to ".join(bounds), *said))
    return Table("Every metric of the chosen cell, on the dev stories", head, rows)


def all_cells(findings: Findings) -> Table:
    """Every metric of every cell."""
    board = findings.leaderboard
    rows = [
        (name, *(with_interval(score) if (score := row.cell.scores.get(name)) else "" for row in board))
        for name in METRICS
    ]
    return Table(
        "Every metric of every cell, on the dev stories",
        ("metric", *(row.cell.cell.name for row in board)),
        rows,
    )


def qualities(findings: Findings) -> list[QualityRow]:
    """The cells by quality, for the chart."""
    return [
        QualityRow(
            row.cell.cell.name,
            row.standing,
            _value(row.cell.scores["quality_score"]),
            row.cell.scores["quality_score"].interval,
            row.held_out.scores["quality_score"].value if row.held_out else None,
        )
        for row in findings.leaderboard
    ]


def shown(findings: Findings) -> list[Row]:
    """The cells that charts of latency show: the baseline, which takes no time, only where it is alone."""
    asked = [row for row in findings.leaderboard if row.cell.cell.model != BASELINE]
    return asked or findings.leaderboard


def places(findings: Findings) -> list[Place]:
    """The cells that were asked for by quality and latency, where both were measured."""
    ranks = {row.cell.cell: rank for rank, row in enumerate(findings.leaderboard, start=1)}
    known = [
        (ranks[row.cell.cell], row, latency)
        for row in shown(findings)
        if (score := row.cell.scores.get("latency_p50_s")) and (latency := score.value) is not None
    ]
    points = [(_value(row.cell.scores["quality_score"]), latency) for _, row, latency in known]
    return [
        Place(
            rank,
            row.cell.cell.name,
            row.standing,
            quality,
            row.cell.scores["quality_score"].interval,
            latency,
            not any(_dominates(other, (quality, latency)) for other in points),
        )
        for (rank, row, latency), (quality, _) in zip(known, points, strict=True)
    ]


def front(found: Sequence[Place]) -> Table:
    """The figures of the chart of quality against latency."""
    rows = [
        (
            one.name,
            str(one.rank),
            f"{one.quality:.3f}",
            rounded(one.latency_s, "s"),
            "on the front" if one.in_front else "another is better and no slower",
        )
        for one in found
    ]
    return Table("Quality against latency", ("cell", "#", "quality", "p50 s", "Pareto front"), rows)


def latency(findings: Findings, rows: Sequence[LatencyRow], sla_s: float) -> Table:
    """The figures of the chart of latencies."""
    names = ("latency_p50_s", "latency_p90_s", "latency_p95_s", "latency_p99_s", "latency_max_s", "sla_share")
    head = ("cell", "stories", "p50 s", "p90 s", "p95 s", "p99 s", "longest s", f"within {sla_s:g} s")
    told = {row.name: f"{len(row.seconds):,}" for row in rows}
    return Table(
        "Latency of each cell, on the dev stories",
        head,
        [
            (
                row.cell.cell.name,
                told.get(row.cell.cell.name, str(row.cell.stories)),
                *(_shown(row.cell.scores.get(name)) for name in names),
            )
            for row in findings.leaderboard
        ],
    )


def by_difficulty(findings: Findings) -> GroupTable:
    """Mean quality of dev stories by difficulty."""
    groups = tuple(difficulty.value for difficulty in Difficulty)
    return _grouped(findings, groups, lambda story: story.difficulty.value)


def by_domain(findings: Findings) -> GroupTable:
    """Mean quality of dev stories by domain, the most frequent ones."""
    dev = findings.stories_of(findings.choice.cell, Subset.DEV)
    counts: dict[str, int] = {}
    for story in dev:
        counts[story.domain] = counts.get(story.domain, 0) + 1
    ordered = sorted(counts, key=lambda domain: (-counts[domain], domain))
    shown = tuple(ordered[:_DOMAINS_SHOWN])
    found = _grouped(findings, shown, lambda story: story.domain)
    return found._replace(left_out=len(ordered) - len(shown))


def by_type(findings: Findings) -> GroupTable:
    """Mean quality of test cases on dev by type, as the scorers of cases have it."""
    dev = {(one.cell, one.type): one for one in findings.types if one.subset is Subset.DEV}
    rows = []
    for row in findings.leaderboard:
        own = [dev.get((row.cell.cell, kind)) for kind in CaseType]
        rows.append(GroupRow(row.cell.cell.name, tuple(one.quality if one else None for one in own)))
    counts = tuple(sum(one.cases for one in dev.values() if one.type is kind) for kind in CaseType)
    return GroupTable(tuple(kind.value.replace("_", " ") for kind in CaseType), rows, counts)


def _grouped(findings: Findings, groups: Sequence[str], group_of: Callable[[StoryScore], str]) -> GroupTable:
    values: dict[tuple[str, str], list[float]] = {}
    for story in findings.stories:
        if story.subset is Subset.DEV:
            key = (story.cell.name, group_of(story))
            values.setdefault(key, []).append(_value(story.scores["quality_score"]))
    names = [row.cell.cell.name for row in findings.leaderboard]
    rows = [GroupRow(name, tuple(_mean(values.get((name, group), ())) for group in groups)) for name in names]
    chosen = findings.choice.name
    counts = tuple(len(values.get((chosen, group), ())) for group in groups)
    return GroupTable(tuple(groups), rows, counts)


def _mean(values: Iterable[float]) -> float | None:
    known = list(values)
    return sum(known) / len(known) if known else None


def _dominates(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether a (quality, latency) is nowhere worse than another, and somewhere better."""
    return one[0] >= other[0] and one[1] <= other[1] and one != other


def _value(score: Score) -> float:
    return score.value or 0.0


def _shown(score: Score | None) -> str:
    return show(score) if score else "not measured"
