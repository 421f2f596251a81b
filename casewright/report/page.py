"""The short report: what fits a comment in a pull request. Everything else is on the page beside it."""

from collections import Counter

from casewright.checks import all_met
from casewright.choice import Choice
from casewright.figures import counted, some
from casewright.holdout import held_out_text
from casewright.leaderboard import to_markdown
from casewright.params import BASELINE
from casewright.paths import REPORT_PAGE
from casewright.records import Outcome, Subset
from casewright.report.cells import checks
from casewright.report.comparison import contrasts, over_limits
from casewright.report.failures import by_kind
from casewright.report.findings import Findings
from casewright.review.section import NOT_REVIEWED

_CELLS_SHOWN = 12

_BASELINE_NOTE = (
    "`baseline` is a rule-based generator that runs in process. It is **not a language model**: it is a "
    "floor that every model should beat."
)


def to_markdown_report(findings: Findings) -> str:
    """The choice and why, the leaderboard, and what stands against it."""
    choice = findings.choice
    sections = (
        _head(findings),
        _section("Leaderboard", _board(findings), _check(choice), _reading(findings)),
        _section("How it was chosen", *_compared(choice)) if any(_compared(choice)) else "",
        _section("Targets and limits", _unmet(findings)),
        _section("What went wrong", _wrong(findings)),
        _section("What it rests on", _basis(findings)),
    )
    return "\n\n".join(section for section in sections if section) + "\n"


def _head(findings: Findings) -> str:
    choice = findings.choice
    limits = "It meets the limits" if choice.meets_limits else "**It does not meet the limits**"
    met = all_met(choice.targets)
    targets = "all targets." if met else "not all targets (below)."
    joint = "and" if choice.meets_limits == met else "but"
    verdict = f"{limits} {joint} {targets}"
    return f"# Which model and which prompt?\n\n**{choice.name}**. {choice.reason}\n\n{verdict}"


def _board(findings: Findings) -> str:
    board = findings.leaderboard
    shown = to_markdown(board[:_CELLS_SHOWN])
    more = len(board) - _CELLS_SHOWN
    return f"{shown}\n\nand {counted(more, 'cell')} more, in `{REPORT_PAGE}`" if more > 0 else shown


def _check(choice: Choice) -> str:
    return held_out_text(choice.held_out) if choice.held_out else ""


def _section(title: str, *parts: str) -> str:
    return "\n\n".join([f"## {title}", *(part for part in parts if part)])


def _reading(findings: Findings) -> str:
    notes = []
    if len(findings.choice.tied) > 1:
        notes.append(f"Tied with the best: {', '.join(findings.choice.tied)}.")
    notes.append("Figures are over the dev stories; a story without a valid suite counts 0.")
    if any(row.cell.cell.model == BASELINE for row in findings.leaderboard):
        notes.append(_BASELINE_NOTE)
    return " ".join(notes)


def _compared(choice: Choice) -> tuple[str, str]:
    return over_limits(choice), contrasts(choice)


def _unmet(findings: Findings) -> str:
    """How many are met, and a table of those that are not."""
    choice = findings.choice
    made = (*choice.limits, *choice.targets)
    unmet = [one for one in made if one.verdict != "met"]
    said = f"{len(made) - len(unmet)} of {len(made)} are met."
    return f"{said}\n\n{checks(unmet, findings.chosen)}" if unmet else said


def _wrong(findings: Findings) -> str:
    """The chosen cell's failures and its advice, and which other cells failed."""
    advice = "\n".join(f"- {one}" for one in findings.chosen.recommendations)
    return "\n\n".join(
        filter(None, (by_kind(findings, findings.choice.cell), _failed_elsewhere(findings), advice))
    )


def _failed_elsewhere(findings: Findings) -> str:
    """How many stories each other cell left without a valid suite."""
    failed = Counter(
        one.cell.name
        for one in findings.stories
        if one.cell != findings.choice.cell
        and one.outcome is not Outcome.OK
        and one.subset is not Subset.EDGE_CASE
    )
    named = [f"{name} {n}" for name, n in failed.most_common()]
    return f"Stories without a valid suite of other cells: {some(named, _CELLS_SHOWN)}." if named else ""


def _basis(findings: Findings) -> str:
    judging, review = findings.judging, findings.review
    by_people = counted(review.reviews, "review") if review and review.reviews else ""
    lines = (
        f"judge: {judging.reason}",
        f"people: {by_people or NOT_REVIEWED.removesuffix('.')}",
        f"SHA-256 of the clean data: `{findings.data_digest}`",
        "every figure of every cell, the suites with what is wrong with them, and how to repeat it: "
        f"`{REPORT_PAGE}`",
    )
    return "\n".join(f"- {line}" for line in lines)
