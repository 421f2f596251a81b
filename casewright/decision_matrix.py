"""The decision matrix as a page: what each cell is, does and takes, and which one to take for what."""

from collections.abc import Sequence

from casewright.contenders import backlogs_of, qualities_of
from casewright.decision import Advice, Evidence, advise
from casewright.durations import Durations, means
from casewright.figures import counted, show, table, with_interval
from casewright.leaderboard import Row
from casewright.params import BASELINE, ChoiceParams
from casewright.records import CellConditions, Subset
from casewright.report.findings import Findings

_MB_PER_GB = 1024
_HEAD = (
    "model",
    "prompt",
    "size",
    "quality (95 % interval)",
    "p50 s",
    "p95 s",
    "memory MB",
    "$ per 1,000",
    "take it for",
)


def to_markdown(findings: Findings, durations: Durations, rule: ChoiceParams) -> str:
    """The whole page.

    Args:
        findings: what the run found.
        durations: seconds of the dev stories.
        rule: error rate and margin.

    """
    advice = _advice(findings, durations, rule)
    size = {one.cell.name: _size(one) for one in findings.conditions}
    lines = [_line(row, size, advice, findings) for row in findings.leaderboard]
    sections = (
        "# Which cell for what?",
        f"{_asked(findings)} Written by the `report` stage; docs/decision-matrix.md says how to read it.",
        f"The choice is **{findings.choice.name}**. {findings.choice.reason}",
        table(_HEAD, lines),
        table(("use", "recommendation", "why"), _recommended(findings, advice)),
        f"Figures are over dev stories. Data `{findings.data_digest[:12]}`, {_models(findings)}.",
    )
    return "\n\n".join(sections) + "\n"


def _advice(findings: Findings, durations: Durations, rule: ChoiceParams) -> tuple[Advice, ...]:
    choice = findings.choice
    if not (choice.is_language_model and choice.meets_limits):
        return ()
    pool = {one.name for one in choice.contenders}
    candidates = [row.cell for row in findings.leaderboard if row.cell.cell.name in pool]
    return advise(
        candidates,
        Evidence(
            qualities_of(findings.stories, Subset.DEV),
            means(durations),
            rule.alpha,
            rule.balanced_margin,
            backlogs_of(findings.stories),
        ),
    )


def _asked(findings: Findings) -> str:
    choice = findings.choice
    out = len(choice.over_limits)
    if not choice.is_language_model:
        return (
            "No model was asked for. `baseline` is a rule-based floor to beat, and leaves nothing to decide: "
            "`make sweep MODELS=…` makes a matrix."
        )
    if not choice.meets_limits:
        return "**No cell meets the limits of `choice.limits`, so none is recommended.**"
    within = counted(len(choice.contenders), "cell is", "cells are")
    return f"{within} within the limits" + (f", {out} {'is' if out == 1 else 'are'} not." if out else ".")


def _recommended(findings: Findings, advice: Sequence[Advice]) -> list[tuple[str, str, str]]:
    if advice:
        return [(one.use, one.cell or "none", one.reason) for one in advice]
    why = "no model was asked for" if not findings.choice.is_language_model else "no cell meets the limits"
    return [(use, "none", why) for use in ("low latency", "balanced", "high quality")]


def _line(row: Row, size: dict[str, str], advice: Sequence[Advice], findings: Findings) -> tuple[str, ...]:
    cell, scores = row.cell.cell, row.cell.scores
    return (
        cell.model,
        cell.prompt or "",
        size.get(cell.name, ""),
        with_interval(scores["quality_score"]),
        show(scores["latency_p50_s"]),
        show(scores["latency_p95_s"]),
        show(scores["peak_memory_mb"]),
        show(scores["cost_per_1000_usd"]),
        _taken_for(row, advice, findings),
    )


def _taken_for(row: Row, advice: Sequence[Advice], findings: Findings) -> str:
    name = row.cell.cell.name
    uses = [one.use for one in advice if one.cell == name]
    if uses:
        return ", ".join(f"**{use}**" for use in uses)
    if row.cell.cell.model == BASELINE:
        return "nothing: the floor to beat"
    out = next((one for one in findings.choice.over_limits if one.name == name), None)
    return "nothing: " + ", ".join(f"{one.metric} {one.verdict}" for one in out.checks) if out else ""


def _size(one: CellConditions) -> str:
    """What the server made of the model in memory, and how its weights are quantised."""
    if one.cell.model == BASELINE:
        return "no model"
    memory = f"{one.model_memory_mb / _MB_PER_GB:.1f} GB" if one.model_memory_mb else "not measured"
    return f"{memory} {one.quantization}" if one.quantization else memory


def _models(findings: Findings) -> str:
    digests = {one.cell.model: one.model_digest for one in findings.conditions if one.cell.model != BASELINE}
    return ", ".join(f"{model} `{digest[:12]}`" for model, digest in sorted(digests.items())) or "no model"
