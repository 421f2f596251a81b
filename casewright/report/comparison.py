"""How the choice came about: what was compared, what was out, and the contrasts that were declared."""

from casewright.choice import Choice
from casewright.figures import percent, rounded, signed, signed_span, table
from casewright.report.findings import Findings
from casewright.stats import Interval


def how_chosen(findings: Findings) -> str:
    """What was compared with what; nothing where one cell was all there was."""
    choice = findings.choice
    parts = (_contenders(choice), over_limits(choice), contrasts(choice))
    said = [part for part in parts if part]
    return "\n\n".join(said) if said else "There was nothing to compare: one cell was asked for."


def _contenders(choice: Choice) -> str:
    if len(choice.contenders) < 2:
        return ""
    head = (
        "cell",
        "quality",
        "to the best (joint interval)",
        "p, adjusted",
        "detectable",
        "p50 s",
        "reading",
    )
    rows = [
        (
            one.name,
            f"{one.quality:.3f}",
            _difference(one.difference, one.interval),
            f"{one.p_value:.4f}",
            "" if one.smallest_detectable is None else f"{one.smallest_detectable:.3f}",
            "not measured" if one.latency_p50_s is None else rounded(one.latency_p50_s, "s"),
            "**chosen**" if one.name == choice.name else "tied" if one.tied else "out",
        )
        for one in choice.contenders
    ]
    rule = (
        "Tied are those that cannot be told from the best"
        if choice.margin is None
        else f"Tied are those shown to be within {choice.margin:g} of every other"
    )
    error = "" if choice.alpha is None else f", at {percent(choice.alpha)} for all pairs together"
    note = f"{rule}{error} (docs/statistics.md); of them the fastest is chosen, then the cheapest."
    if not choice.meets_limits:
        note = "No cell meets the limits (below), so the one with the highest quality is named."
    return f"{table(head, rows)}\n\n{note}"


def over_limits(choice: Choice) -> str:
    """The cells that were out before quality counted, and what they missed."""
    if not choice.over_limits:
        return ""
    rows = [
        (one.name, f"`{check.metric}`", check.limit, _value(check.value), check.verdict)
        for one in choice.over_limits
        for check in one.checks
    ]
    head = ("cell that is out", "limit of the choice", "has to be", "is", "verdict")
    return table(head, rows)


def contrasts(choice: Choice) -> str:
    """The choice beside the baseline and the runner-up, on held-out stories."""
    if not choice.contrasts:
        return ""
    rows = [
        (
            one.role,
            one.against,
            str(one.comparison.n),
            "" if one.comparison.difference is None else signed(one.comparison.difference, "0-1"),
            _span(one.comparison.interval),
            f"{one.comparison.adjusted_p_value:.4f}",
            "" if one.comparison.dz is None else f"{one.comparison.dz:+.2f}",
            f"{one.comparison.wins} / {one.comparison.ties} / {one.comparison.losses}",
            one.comparison.verdict,
        )
        for one in choice.contrasts
    ]
    head = (
        *("beside the", "cell", "stories", "quality, choice less it", "95 % interval", "p (Holm)", "dz"),
        *("better / equal / worse", "the choice is"),
    )
    said = "On held-out stories, which had no part in choosing; both comparisons were declared beforehand:"
    return f"{said}\n\n{table(head, rows)}"


def _difference(difference: float, interval: Interval | None) -> str:
    return signed(difference, "0-1") + (f" ({_span(interval)})" if interval else "")


def _span(interval: Interval | None) -> str:
    return signed_span(interval, "0-1") if interval else ""


def _value(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.4g}"
