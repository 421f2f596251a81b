"""The report of a week's failures, in Markdown: what failed, how often and why, beside the week before.

Shares have exact 95 % intervals. A request is one, whoever sent it: ten clients that send one bad story are
ten failures.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from statistics import fmean

from casewright.figures import counted, rounded, table
from casewright.latency import percentile
from casewright.stats import mean_interval, rate_interval
from service.production.file import RecordsFile
from service.production.kept import RATINGS
from service.production.tally import Group, Tally, tally

_S_PER_DAY = 86_400
_DETAILS_SHOWN = 15


def failure_report(file: RecordsFile, days: int, until: float) -> str:
    """What failed in the `days` before a time (seconds since 1970), beside as many days before those."""
    since = until - days * _S_PER_DAY
    before = since - days * _S_PER_DAY
    now, then = tally(file.between(since, until)), tally(file.between(before, since))
    oldest = file.contents().oldest
    return "\n\n".join(
        [
            f"# Failures in production, {_day(since)} to {_day(until)}",
            _summary(now, then, is_whole=oldest is not None and oldest <= before),
            *_sections(now, then),
        ]
    )


def _sections(now: Tally, then: Tally) -> Iterator[str]:
    if not now.all.requests:
        return
    yield f"## By kind\n\n{_by_kind(now, then)}"
    yield f"## What was wrong with attempts\n\n{_details(now)}"
    yield f"## By model and prompt\n\n{_by_cell(now)}"
    yield f"## Retries and time\n\n{_retries(now, then)}"
    yield f"## Feedback\n\n{_feedback(now, then)}"


def _summary(now: Tally, then: Tally, *, is_whole: bool) -> str:
    if not now.all.requests:
        return "No story was accepted in this time, or nothing of it is kept (SERVICE_RECORDS)."
    lines = [
        f"{counted(now.all.requests, 'accepted story', 'accepted stories')}; "
        f"{_with_interval(now.all.failed, now)} failed, "
        f"{_with_interval(now.all.recovered, now)} came right after a failed attempt."
    ]
    if then.all.requests:
        lines.append(
            f"In the same time before: {counted(then.all.requests, 'story', 'stories')}, "
            f"{_with_interval(then.all.failed, then)} failed, "
            f"{_with_interval(then.all.recovered, then)} came right after a failed attempt."
        )
    if not is_whole:
        lines.append("The records do not reach back over all of the time before, so that it counts for less.")
    return "\n".join(lines)


def _by_kind(now: Tally, then: Tally) -> str:
    kinds = sorted({*now.kinds, *then.kinds}, key=lambda kind: (-now.kinds[kind], kind))
    if not kinds:
        return "Nothing failed, and nothing had to be asked for twice."
    rows = [
        (
            kind,
            str(now.kinds[kind]),
            _share(now.kinds[kind], now.all.requests),
            _interval(now.kinds[kind], now.all.requests),
            _share(then.kinds[kind], then.all.requests),
            _change(now.kinds[kind], now.all.requests, then.kinds[kind], then.all.requests),
            ", ".join(now.examples[kind]),
        )
        for kind in kinds
    ]
    return table(("kind", "stories", "share", "95 % interval", "before", "change", "correlation ids"), rows)


def _details(now: Tally) -> str:
    if not now.details:
        return "No attempt failed."
    total = sum(now.details.values())
    most = sorted(now.details.items(), key=lambda item: (-item[1], item[0]))
    rows = [
        (outcome, escape(detail, quote=False) or "(nothing said)", str(count), _share(count, total))
        for (outcome, detail), count in most[:_DETAILS_SHOWN]
    ]
    shown = table(("outcome", "what was wrong", "attempts", "share of failed attempts"), rows)
    left = len(most) - _DETAILS_SHOWN
    return f"{shown}\n\n{counted(left, 'more group')} of fewer attempts." if left > 0 else shown


def _by_cell(now: Tally) -> str:
    rows = [
        (
            name,
            role,
            str(group.requests),
            _share(group.failed, group.requests),
            _interval(group.failed, group.requests),
            _share(group.recovered, group.requests),
            f"{group.attempts / group.requests:.2f}",
            *(_seconds(group, percent) for percent in (50, 95)),
            f"{fmean(group.ratings):.2f} ({len(group.ratings)})" if group.ratings else "not rated",
        )
        for (name, role), group in sorted(now.by_cell.items())
    ]
    head = (
        "cell",
        "served as",
        "stories",
        "failed",
        "95 % interval",
        "retried",
        "attempts",
        "p50 s",
        "p95 s",
    )
    return table((*head, "mean rating (n)"), rows)


def _retries(now: Tally, then: Tally) -> str:
    most = max((*now.attempts, *then.attempts))
    rows = [
        (
            str(number),
            str(now.attempts[number]),
            _share(now.attempts[number], now.all.requests),
            _share(then.attempts[number], then.all.requests),
        )
        for number in range(most + 1)
        if now.attempts[number] or then.attempts[number]
    ]
    deadline = _with_interval(now.kinds["deadline"], now)
    times = (f"p{percent} {_seconds(now.all, percent)} s" for percent in (50, 95, 99))
    return (
        f"{table(('attempts', 'stories', 'share', 'before'), rows)}\n\n"
        f"The deadline came for {deadline}. From request to answer, of those answered: {', '.join(times)}."
    )


def _feedback(now: Tally, then: Tally) -> str:
    ratings = now.all.ratings
    if not ratings:
        return "Nobody has rated an answer of this time."
    interval = mean_interval(ratings, within=RATINGS)
    spread = f", 95 % interval {' to '.join(f'{bound:.2f}' for bound in interval)}" if interval else ""
    before = f"; before {fmean(then.all.ratings):.2f} ({len(then.all.ratings)})" if then.all.ratings else ""
    rows = [
        (str(rating), str(now.ratings[rating]), _share(now.ratings[rating], len(ratings)))
        for rating in range(RATINGS[0], RATINGS[1] + 1)
    ]
    actions = ", ".join(f"{action} {count}" for action, count in sorted(now.actions.items()))
    return (
        f"Rated: {_with_interval(len(ratings), now)}. Mean: {fmean(ratings):.2f}{spread}{before}.\n\n"
        f"{table(('rating', 'answers', 'share'), rows)}\n\n"
        f"Actions: {actions}. Corrected suites: {now.corrected}. Comments: {now.comments}."
    )


def _with_interval(count: int, of: Tally) -> str:
    total = of.all.requests
    return f"{count} ({_share(count, total)}, 95 % interval {_interval(count, total)})"


def _share(count: int, total: int) -> str:
    return f"{100 * count / total:.1f} %" if total else ""


def _interval(count: int, total: int) -> str:
    interval = rate_interval(count, total)
    return " to ".join(f"{100 * bound:.1f}" for bound in interval) + " %" if interval else ""


def _change(count: int, total: int, count_before: int, total_before: int) -> str:
    """`more` or `fewer` where the two intervals have nothing in common, which errs towards silence."""
    now, then = rate_interval(count, total), rate_interval(count_before, total_before)
    if now is None or then is None:
        return ""
    if now[0] > then[1]:
        return "more"
    return "fewer" if now[1] < then[0] else "none shown"


def _seconds(group: Group, percent: float) -> str:
    return rounded(percentile(group.seconds, percent), "s") if group.seconds else "not measured"


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")
