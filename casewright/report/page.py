"""The report from top to bottom."""

from casewright.checks import all_met
from casewright.choice import Choice
from casewright.holdout import held_out_text
from casewright.leaderboard import to_markdown
from casewright.params import BASELINE
from casewright.report.cells import by_difficulty, checks, conditions, figures, recommendations
from casewright.report.comparison import how_chosen
from casewright.report.failures import what_went_wrong
from casewright.report.findings import Findings
from casewright.report.judging import judged
from casewright.report.stories import about_stories, data
from casewright.report.subsets import edge_cases, held_out
from casewright.review.section import review_section

_BASELINE_NOTE = (
    "`baseline` is a rule-based generator that runs in process. It is **not a language model**: it is a "
    "floor that every model should beat."
)


def to_markdown_report(findings: Findings) -> str:
    """The whole report; it reads well in a pull request."""
    choice, chosen = findings.choice, findings.chosen
    sections = (
        _head(findings),
        _section("Leaderboard", to_markdown(findings.leaderboard), _check(choice), _reading(findings)),
        _section("How it was chosen", how_chosen(findings)),
        _section("Held out", held_out(findings)),
        _section("Targets", checks(choice.targets, chosen)),
        _section("Limits of the choice", checks(choice.limits, chosen)),
        _section("Recommendations", recommendations(chosen)),
        _section("Quality by difficulty", by_difficulty(findings)),
        _section("Failures and low quality", what_went_wrong(findings)),
        _section("Judged", judged(findings)),
        _section("Reviewed by people", review_section(findings.review)),
        _section("Edge cases", edge_cases(findings)),
        _section("The stories", about_stories(findings)),
        _section("Every figure of the chosen cell", figures(chosen)),
        _section("Data", data(findings)),
        _section("Under which conditions", conditions(findings.conditions)),
    )
    return "\n\n".join(sections) + "\n"


def _head(findings: Findings) -> str:
    choice = findings.choice
    limits = "It meets the limits" if choice.meets_limits else "**It does not meet the limits**"
    met = all_met(choice.targets)
    targets = "all targets." if met else "not all targets (below)."
    joint = "and" if choice.meets_limits == met else "but"
    verdict = f"{limits} {joint} {targets}"
    return f"# Which model and which prompt?\n\n**{choice.name}**. {choice.reason}\n\n{verdict}"


def _check(choice: Choice) -> str:
    return held_out_text(choice.held_out) if choice.held_out else ""


def _section(title: str, *parts: str) -> str:
    return "\n\n".join([f"## {title}", *(part for part in parts if part)])


def _reading(findings: Findings) -> str:
    notes = []
    if len(findings.choice.tied) > 1:
        notes.append(f"Tied with the best: {', '.join(findings.choice.tied)}.")
    notes.append(
        "Figures are over the dev stories, here and wherever a section does not say otherwise. "
        "Quality is 0-1: what the scorers of `score.weights` say of a suite, weighed (docs/metrics.md); a "
        "story without a valid suite counts 0. Reference recall, a part of it where there are references, is "
        "the share of a test engineer's cases found. "
        "Latency is the model's own time; waiting in a queue is not in it."
    )
    if any(row.cell.cell.model == BASELINE for row in findings.leaderboard):
        notes.append(_BASELINE_NOTE)
    return " ".join(notes)
