"""The report in Markdown: the choice and why, the leaderboard, the targets, the failures, the record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casewright.choice import Check, Choice
from casewright.leaderboard import Row, rank, rounded, show, table, to_markdown
from casewright.metrics import METRICS
from casewright.params import BASELINE
from casewright.records import CellConditions, CellScore, Outcome, StoryScore

_BASELINE_NOTE = (
    "`baseline` is a rule-based generator that runs in process. It is **not a language model**: it is a "
    "floor that every model should beat."
)


@dataclass(frozen=True)
class Findings:
    """What a run found: all that the report is made of."""

    choice: Choice
    cells: Sequence[CellScore]
    stories: Sequence[StoryScore]
    conditions: Sequence[CellConditions]
    cleaning: Mapping[str, Any]
    judging: Mapping[str, Any]
    data_digest: str

    @property
    def chosen(self) -> CellScore:
        """The scores of the chosen cell."""
        return next(cell for cell in self.cells if cell.cell == self.choice.cell)

    @property
    def leaderboard(self) -> list[Row]:
        """The cells in order."""
        return rank(self.cells, self.choice)


def to_markdown_report(findings: Findings) -> str:
    """The whole report; it reads well in a pull request."""
    sections = (
        _head(findings),
        _section("Leaderboard", to_markdown(findings.leaderboard), _reading(findings)),
        _section("Targets", _checks(findings.choice.targets, findings.chosen)),
        _section("Limits of the choice", _checks(findings.choice.limits, findings.chosen)),
        _section("Every figure of the chosen cell", _figures(findings.chosen)),
        _section("Quality by difficulty", _by_difficulty(findings)),
        _section("Failures", _failures(findings.stories)),
        _section("Recommendations", _recommendations(findings.chosen)),
        _section("Data", _data(findings)),
        _section("Under which conditions", _conditions(findings.conditions)),
    )
    return "\n\n".join(sections) + "\n"


def _head(findings: Findings) -> str:
    choice = findings.choice
    limits = "It meets the limits" if choice.meets_limits else "**It does not meet the limits**"
    targets = "all targets." if choice.meets_targets else "not all targets (below)."
    joint = "and" if choice.meets_limits == choice.meets_targets else "but"
    verdict = f"{limits} {joint} {targets}"
    return f"# Which model and which prompt?\n\n**{choice.name}**. {choice.reason}\n\n{verdict}"


def _section(title: str, *parts: str) -> str:
    return "\n\n".join([f"## {title}", *(part for part in parts if part)])


def _reading(findings: Findings) -> str:
    notes = [
        "Quality is 0-1 by rule (0.6 structure, 0.4 preconditions), a story without a valid suite counts 0; "
        "it rates form. Reference recall is about content: the share of a test engineer's cases found. "
        "Latency is the model's own time; waiting in a queue is not in it."
    ]
    if len(findings.choice.tied) > 1:
        notes.append(f"Tied with the best: {', '.join(findings.choice.tied)}.")
    if any(cell.cell.model == BASELINE for cell in findings.cells):
        notes.append(_BASELINE_NOTE)
    return " ".join(notes)


def _checks(checks: Sequence[Check], cell: CellScore) -> str:
    rows = []
    for check in checks:
        score = cell.scores.get(check.metric)
        value = show(score) if score else "not measured"
        rows.append((f"`{check.metric}`", check.limit, value, check.verdict))
    return table(("metric", "target", "value", "verdict"), rows)


def _figures(cell: CellScore) -> str:
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


def _by_difficulty(findings: Findings) -> str:
    rows = []
    for row in findings.leaderboard:
        own = [story for story in findings.stories if story.cell == row.cell.cell]
        for difficulty in dict.fromkeys(story.difficulty for story in sorted(own, key=_difficulty_order)):
            values = [_quality(story) for story in own if story.difficulty is difficulty]
            rows.append(
                (row.cell.cell.name, difficulty.value, str(len(values)), f"{sum(values) / len(values):.3f}")
            )
    return table(("cell", "difficulty", "stories", "quality"), rows)


def _difficulty_order(story: StoryScore) -> int:
    return list(type(story.difficulty)).index(story.difficulty)


def _quality(story: StoryScore) -> float:
    return story.scores["quality_score"].value or 0.0


def _failures(stories: Sequence[StoryScore]) -> str:
    failed = [story for story in stories if story.outcome is not Outcome.OK]
    if not failed:
        return "None: every story of every cell has a valid suite."
    groups: dict[tuple[str, str], list[str]] = {}
    for story in failed:
        groups.setdefault((story.cell.name, story.outcome.value), []).append(story.story_id)
    rows = [
        (cell, outcome, str(len(ids)), ", ".join(ids[:5]) + (", …" if len(ids) > 5 else ""))
        for (cell, outcome), ids in sorted(groups.items())
    ]
    return table(("cell", "outcome", "stories", "which"), rows)


def _recommendations(cell: CellScore) -> str:
    if not cell.recommendations:
        return "None: no figure of the chosen cell crossed a threshold."
    return "\n".join(f"- {advice}" for advice in cell.recommendations)


def _data(findings: Findings) -> str:
    stories, references = findings.cleaning["stories"], findings.cleaning["references"]
    personal = findings.cleaning["personal_data_replaced"]
    lines = [
        f"- {stories['kept']} stories of {stories['rows']} rows; {stories['quarantined']} in quarantine",
        f"- {references['kept']} reference suites of {references['rows']}; "
        f"{references['quarantined']} in quarantine",
        f"- personal values replaced: {', '.join(f'{n} {kind}' for kind, n in personal.items()) or 'none'}",
        f"- judge: {findings.judging['reason']}",
        f"- SHA-256 of the clean data: `{findings.data_digest}`",
    ]
    return "\n".join(lines)


def _conditions(conditions: Sequence[CellConditions]) -> str:
    rows = []
    for one in conditions:
        changed = one.model_digest != one.model_digest_after
        digest = f"`{one.model_digest[:12]}`" + (" **changed while it ran**" if changed else "")
        options = ", ".join(f"{key} {value}" for key, value in one.options.items()) or "none"
        server = f"{one.host}" + (f", Ollama {one.server_version}" if one.server_version else "")
        rows.append((one.cell.name, digest, server, one.quantization or "", str(one.concurrency), options))
    return table(("cell", "model digest", "server", "quantization", "concurrency", "options"), rows)
