"""What is told of cells: limits and targets, every figure, difficulties, failures, conditions."""

from collections.abc import Sequence

from casewright.checks import Check
from casewright.figures import counted, percent, rounded, show, table
from casewright.metrics import METRICS
from casewright.records import CellConditions, CellScore, Difficulty, Resources, Subset
from casewright.report.findings import Findings

_FAILED_SHOWN = 5


def checks(checks: Sequence[Check], cell: CellScore) -> str:
    """Limits or targets beside the figures that they are held against."""
    rows = []
    for check in checks:
        score = cell.scores.get(check.metric)
        value = show(score) if score else "not measured"
        rows.append((f"`{check.metric}`", check.limit, value, check.verdict))
    return table(("metric", "target", "value", "verdict"), rows)


def figures(cell: CellScore) -> str:
    """All metrics with unit, interval, meaning and what they rest on."""
    rows = []
    for name, metric in METRICS.items():
        score = cell.scores.get(name)
        if score is None:
            continue
        interval = ""
        if score.interval:
            interval = " to ".join(rounded(bound, score.scale) for bound in score.interval)
        rows.append((f"`{name}`", metric.scale, show(score), interval, metric.meaning, score.reason))
    return table(("metric", "unit", "value", "95 % interval", "meaning", "basis"), rows)


def by_difficulty(findings: Findings) -> str:
    """Mean quality of every cell for easy, medium and hard stories."""
    rows = []
    for row in findings.leaderboard:
        own = findings.stories_of(row.cell.cell, Subset.DEV)
        for difficulty in Difficulty:
            values = [
                story.scores["quality_score"].value or 0.0 for story in own if story.difficulty is difficulty
            ]
            if values:
                mean = sum(values) / len(values)
                rows.append((row.cell.cell.name, difficulty.value, str(len(values)), f"{mean:.3f}"))
    figures = table(("cell", "difficulty", "dev stories", "quality"), rows)
    return f"{figures}\n\n{note}" if (note := _derived_difficulty(findings)) else figures


def _derived_difficulty(findings: Findings) -> str:
    """Whose word the difficulties are, where they are not the user's."""
    derived = findings.cleaning["derived"]["difficulty"]
    if not derived:
        return ""
    stories = counted(derived, "story", "stories")
    return f"The difficulty of {stories} was derived by rule (docs/data.md): the input does not give it."


def recommendations(cell: CellScore) -> str:
    """What to do about the figures that crossed a threshold."""
    if not cell.recommendations:
        return "None: speed, cost and load of the chosen cell crossed no threshold."
    return "\n".join(f"- {advice}" for advice in cell.recommendations)


def conditions(conditions: Sequence[CellConditions]) -> str:
    """Where and how each cell was measured: without this its timings mean nothing."""
    head = (
        "cell",
        "model digest",
        "server",
        "quantization",
        "context",
        "on GPU",
        "calls at once",
        "format",
        "options",
    )
    rows = []
    for one in conditions:
        changed = one.model_digest != one.model_digest_after
        rows.append(
            (
                one.cell.name,
                f"`{one.model_digest[:12]}`" + (" **changed while it ran**" if changed else ""),
                f"{one.host}" + (f", Ollama {one.server_version}" if one.server_version else ""),
                one.quantization or "",
                str(one.context_tokens or ""),
                "" if one.gpu_share is None else percent(one.gpu_share, ".0f"),
                str(one.concurrency),
                one.format or "",
                ", ".join(f"{key} {value}" for key, value in one.options.items()) or "none",
            )
        )
    notes = [f"- {one.cell.name}: {note}" for one in conditions for note in _notes(one)]
    return "\n\n".join([table(head, rows), *(["\n".join(notes)] if notes else [])])


def _notes(one: CellConditions) -> list[str]:
    """What has to be known of a cell beside its row in the table."""
    notes = []
    if one.repeats > 1:
        notes.append(f"{one.repeats} suites a story: a figure of a story is the mean over them")
    if one.digest_changed:
        notes.append(f"**another model than last time**: the tag had the digest `{one.previous_digest:.12}`")
    if one.stored:
        notes.append(
            f"{one.stored} of {one.stored + one.called} replies are from the response store, "
            f"{one.timings_reused} of them with timings that were measured under these conditions; what a "
            "whole run takes is not measured"
        )
    if one.environment:
        settings = ", ".join(f"{name}={value}" for name, value in one.environment.items())
        notes.append(f"settings of the server ({one.environment_source}): {settings}")
    if one.resources:
        notes += _taken(one.resources)
    return notes


def _taken(resources: Resources) -> list[str]:
    """What the server took of its machine, as far as it was read."""
    readings = (
        ("processor", resources.server_cpu_percent, "%"),
        ("peak memory", resources.server_peak_memory_mb, "MB"),
        ("GPU", resources.gpu_percent, "%"),
        ("GPU memory", resources.gpu_peak_memory_mb, "MB"),
        ("energy", resources.energy_j, "J"),
    )
    shown = [
        f"{name} {reading.value:,.0f} {unit} ({reading.basis})"
        for name, reading, unit in readings
        if reading.value is not None
    ]
    return [f"the server took {', '.join(shown)} of its machine"] if shown else []
