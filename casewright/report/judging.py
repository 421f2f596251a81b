"""What a judge said, and what its word is worth."""

from collections.abc import Mapping

from casewright.figures import percent, rounded, table, with_interval
from casewright.judge.scores import JUDGE_METRICS
from casewright.records.judgements import JudgeValidation, RateEstimate
from casewright.report.findings import Findings

_DAMAGE_SHOWN = 3
_LEFT_OUT = "Limits and targets of judged metrics are left out."


def judged(findings: Findings) -> str:
    """Marks of every cell, then how well the judge tells good suites from damaged ones."""
    status = findings.judging
    if status.judge is None:
        return f"Not judged: {status.reason}. {_LEFT_OUT}"
    weight = findings.weights.get("judge_score", 0.0)
    counts = (
        f"It counts {weight:g} in the quality score."
        if status.enters_choice
        else f"**It does not enter the choice.** {_LEFT_OUT}"
    )
    parts = [f"{status.reason}. {counts}", _marks(findings)]
    if findings.judge_validation:
        parts.append(_validation(findings.judge_validation))
    return "\n\n".join(parts)


def _marks(findings: Findings) -> str:
    names = [name.removeprefix("judge_").replace("_", " ") for name in JUDGE_METRICS]
    rows = [
        (row.cell.cell.name, *(with_interval(row.cell.scores[name]) for name in JUDGE_METRICS))
        for row in findings.leaderboard
    ]
    note = "Means over the dev stories, from 1 to 5 with 95 % intervals; a story without a suite counts 0."
    return f"{table(('cell', *names), rows)}\n\n{note}"


def _validation(found: JudgeValidation) -> str:
    rows = [
        (
            criterion.value.replace("_", " "),
            _rate(one.true_positive),
            _rate(one.true_negative),
            "yes" if one.enters_choice else "no",
            _least_noticed(one.by_damage),
        )
        for criterion, one in found.criteria.items()
    ]
    head = ("criterion", "references passed", "damage noticed", "reliable", "noticed least")
    said = (
        f"Checked on the reference suites of {found.stories} stories and on damaged copies of them: a judge "
        f"has to notice {percent(found.min_tnr)} of the damage, and to pass good suites more often than bad "
        "ones."
    )
    return f"{said}\n\n{table(head, rows)}"


def _rate(found: RateEstimate) -> str:
    if found.rate is None:
        return "not measured"
    span = f" ({' to '.join(rounded(bound, '0-1') for bound in found.interval)})" if found.interval else ""
    return f"{found.hits} of {found.trials}, {found.rate:.2f}{span}"


def _least_noticed(by_damage: Mapping[str, RateEstimate]) -> str:
    known = [(rate.rate, name) for name, rate in by_damage.items() if rate.rate is not None]
    return ", ".join(f"{name} {rate:.2f}" for rate, name in sorted(known)[:_DAMAGE_SHOWN])
