"""What is told apart from the dev stories: those held out, and the edge cases."""

from casewright.edge_cases import by_category
from casewright.figures import counted, rounded, signed, signed_span, some, table
from casewright.holdout import HeldOutFigure
from casewright.metrics import METRICS
from casewright.records import Subset
from casewright.report.findings import Findings
from casewright.stats import Interval

_FAILED_SHOWN = 5


def held_out(findings: Findings) -> str:
    """The figures of the chosen cell on held-out stories beside those on dev."""
    found = findings.choice.held_out
    if found is None:
        if findings.held_out_share == 0:
            return (
                "No held-out stories: data.held_out_share is 0, so nothing checks the choice. "
                "`-S data.held_out_share=0.3` holds stories out."
            )
        few = counted(findings.choice.stories, "story is", "stories are")
        return f"No held-out stories: {few} too few to hold any out, so nothing checks the choice."
    dev = counted(findings.choice.stories, "story", "stories")
    head = ("metric", f"dev ({dev})", f"held out ({found.stories})", "difference (95 % interval)", "reading")
    why = (
        f"What **{findings.choice.name}** does on stories that had no part in choosing it. Where dev figures "
        "flatter, it shows here; a difference counts where its interval leaves 0 out."
    )
    return f"{why}\n\n{table(head, [_row(one) for one in found.figures])}"


def _row(one: HeldOutFigure) -> tuple[str, ...]:
    scale = METRICS[one.metric].scale
    difference = "" if one.difference is None else signed(one.difference, scale)
    if one.difference_interval:
        difference += f" ({signed_span(one.difference_interval, scale)})"
    reading = "**worse than dev**" if one.verdict == "worse" else one.verdict
    return (
        f"`{one.metric}`",
        _figure(one.dev, one.dev_interval, scale),
        _figure(one.held_out, one.held_out_interval, scale),
        difference,
        reading,
    )


def _figure(value: float | None, interval: Interval | None, scale: str) -> str:
    if value is None:
        return "not measured"
    span = f" ({' to '.join(rounded(bound, scale) for bound in interval)})" if interval else ""
    return rounded(value, scale) + span


def edge_cases(findings: Findings) -> str:
    """What each cell made of the edge cases, by category."""
    cells = [row.cell.cell for row in findings.leaderboard]
    rows = []
    for cell in cells:
        for one in by_category(findings.stories_of(cell, Subset.EDGE_CASE)):
            figures = (one.success_rate, one.structural_compliance, one.quality_score)
            rows.append(
                (
                    one.category.replace("_", " "),
                    cell.name,
                    str(one.stories),
                    *(f"{figure:.3f}" for figure in figures),
                    some(one.failed, _FAILED_SHOWN) or "none",
                )
            )
    if not rows:
        return "None in this run. `-S data.edge_cases=true` adds the hard cases that come with Casewright."
    rows.sort(key=lambda row: row[0])  # a stable sort: within a category, cells keep the leaderboard's order
    head = ("category", "cell", "stories", "success", "compliance", "quality", "without a valid suite")
    why = (
        "Stories that are hard on purpose. They have no part in the choice. Of the other figures only those "
        "of the machine (throughput, total time, memory) are of a batch that has them in it."
    )
    return f"{why}\n\n{table(head, rows)}"
