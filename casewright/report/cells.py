"""What is told of cells: limits and targets, advice, and the conditions they were measured under."""

from collections.abc import Sequence

from casewright.checks import Check
from casewright.figures import counted, percent, show, table
from casewright.records import CellConditions, CellScore, Resources
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


def derived_difficulty(findings: Findings) -> str:
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
