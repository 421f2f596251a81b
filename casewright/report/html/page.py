"""The page from top to bottom: everything that it shows, put into one file that needs nothing else."""

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from casewright.checks import all_met
from casewright.durations import Durations
from casewright.figures import counted, show, with_interval
from casewright.holdout import held_out_text
from casewright.params import BASELINE, Params
from casewright.report import cells, comparison, failures, judging, stories, subsets
from casewright.report.findings import Findings
from casewright.report.html import charts, tables, wrong
from casewright.report.html.drilldown import MOST_BYTES, drilldown
from casewright.report.html.prose import breaking, kind_of, naming, prose
from casewright.report.html.reading import Sources
from casewright.report.html.record import record
from casewright.report.html.selection import MOST_GENERATIONS, SAMPLE_SEED
from casewright.review.section import review_section

_TEMPLATES = Path(__file__).parent / "templates"
_BADGES = {
    **dict.fromkeys(("met", "chosen", "on the front"), "good"),
    **dict.fromkeys(("tied", "not measured", "reference"), "mid"),
    **dict.fromkeys(("missed", "out"), "bad"),
}


def to_html_report(
    findings: Findings, params: Params, durations: Durations, sources: Sources | None = None
) -> str:
    """The whole page.

    Args:
        findings: what the short report is made of as well.
        params: the settings of the run.
        durations: of the dev stories.
        sources: where the texts of the run are; None for the project's own folders.

    Raises:
        DataError: a line of those files is not what it should be.

    """
    sources = sources or Sources()
    environment = _environment()
    style, script = (_asset(name) for name in ("style.css", "page.js"))
    template = environment.get_template("page.html.j2")
    return template.render(
        style=style,
        script=script,
        policy=_policy(style, script),
        drill=drilldown(findings, sources, environment.get_template("story.html.j2")),
        limits_of_drill=(MOST_GENERATIONS, MOST_BYTES // 1_000_000, SAMPLE_SEED),
        **_head(findings),
        **_figures(findings, params, durations),
        **_sections(findings),
        smells=wrong.smells(findings, sources),
        failed=wrong.failed(findings, sources),
        record=record(findings, params),
    )


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "badge": lambda text: _BADGES.get(text, ""),
        "breaking": breaking,
        "counted": counted,
        "kind": kind_of,
        "naming": naming,
    }
    return environment


def _asset(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Nothing is loaded from anywhere, and only our own style and script count."""
    ours = {
        kind: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for kind, text in (("style-src", style), ("script-src", script))
    }
    allowed = "; ".join(f"{kind} 'sha256-{digest}'" for kind, digest in ours.items())
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _head(findings: Findings) -> Mapping[str, Any]:
    choice, scores = findings.choice, findings.chosen.scores
    verdicts = [one.verdict for one in choice.targets]
    return {
        "choice": choice,
        "meets_targets": all_met(choice.targets),
        "targets_met": (verdicts.count("met"), len(verdicts)),
        "has_baseline": any(row.cell.cell.model == BASELINE for row in findings.leaderboard),
        "check": held_out_text(choice.held_out) if choice.held_out else "",
        "tiles": [
            ("quality, 0-1", with_interval(scores["quality_score"])),
            ("95th percentile of latency, s", show(scores["latency_p95_s"])),
            ("valid at the first attempt", show(scores["structural_compliance"])),
            ("reference cases found", show(scores["reference_recall"])),
            ("$ per 1,000 stories", show(scores["cost_per_1000_usd"])),
        ],
    }


def _figures(findings: Findings, params: Params, durations: Durations) -> Mapping[str, Any]:
    """Charts, and the tables beside them."""
    sla_s = params.score.sla_p95_ms / 1000
    timed = [
        charts.LatencyRow(name, [second for one in durations.get(name, {}).values() for second in one])
        for name in (row.cell.cell.name for row in tables.shown(findings))
    ]
    places = tables.places(findings)
    difficulty, domain, kind = (
        of(findings) for of in (tables.by_difficulty, tables.by_domain, tables.by_type)
    )
    return {
        "board": tables.leaderboard(findings),
        "quality_chart": charts.quality_chart(tables.qualities(findings)),
        "front_chart": charts.front_chart(places) if places else None,
        "front": tables.front(places),
        "latency_chart": charts.latency_chart(timed, sla_s) if any(row.seconds for row in timed) else None,
        "without_baseline": len(timed) < len(findings.leaderboard),
        "latency": tables.latency(findings, timed, sla_s),
        "difficulty_chart": charts.group_chart(
            "difficulty", "Quality by difficulty", difficulty.groups, difficulty.rows
        ),
        "difficulty_note": cells.derived_difficulty(findings),
        "difficulty": difficulty.table("Mean quality on dev by difficulty (stories)"),
        "type_chart": charts.group_chart("type", "Quality by case type", kind.groups, kind.rows),
        "type": kind.table("Mean quality of the test cases on dev by type (cases of all cells)"),
        "domain": domain.table("Mean quality on dev by domain (stories)"),
        "domains_left_out": domain.left_out,
        "targets": tables.checks("Targets", findings.choice.targets, findings),
        "limits": tables.checks("Limits of the choice", findings.choice.limits, findings),
        "metrics": tables.metrics(findings),
        "all_cells": tables.all_cells(findings),
    }


def _sections(findings: Findings) -> Mapping[str, Any]:
    """What the page says in the words of the short report's functions."""
    return {
        "how_chosen": prose(comparison.how_chosen(findings)),
        "held_out": prose(subsets.held_out(findings)),
        "edge_cases": prose(subsets.edge_cases(findings)),
        "recommendations": prose(cells.recommendations(findings.chosen)),
        "by_kind": prose(failures.by_kind(findings)),
        "where_lower": prose(failures.where_lower(findings)),
        "judged": prose(judging.judged(findings)),
        "reviewed": prose(review_section(findings.review)),
        "about_stories": prose(stories.about_stories(findings)),
        "data": prose(stories.data(findings)),
        "conditions": prose(cells.conditions(findings.conditions)),
    }
