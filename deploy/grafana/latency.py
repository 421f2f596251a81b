"""Panels of how long stories take, and of what is left of the budgets of docs/slo.md."""

from deploy.grafana.panels import Json, Limits, Query, row, stat, timeseries

SLO_LINES: Limits = {5.0: "yellow", 6.0: "orange", 10.0: "red"}
"""Seconds: the objective of p90 and p95, the alert on p95, and the objective of p99."""
NO_STORIES = "No stories in the last 5 minutes"


def panels() -> list[Json]:
    """The whole, and its parts."""
    stories = "casewright_story_duration_seconds"
    return [
        row("Latency"),
        timeseries(
            "Latency",
            "From a request to its suite or its failure, waiting included. Lines: 5 s, the "
            "objective of p90 and p95; 6 s, the alert on p95; 10 s, the objective of p99.",
            "s",
            *percentiles(stories, 0.5, 0.9, 0.95, 0.99),
            empty=NO_STORIES,
            width=12,
            lines=SLO_LINES,
        ),
        timeseries(
            "Within the objectives",
            "Share of stories that took no longer than 5, 6 and 10 s: exact, "
            "as each is an edge of the histogram.",
            "percentunit",
            *[
                Query(
                    f'sum(rate({stories}_bucket{{le="{edge}.0"}}[5m])) '
                    f"/ (sum(rate({stories}_count[5m])) > 0)",
                    f"{edge} s",
                )
                for edge in (5, 6, 10)
            ],
            empty=NO_STORIES,
            width=12,
            maximum=1,
        ),
        timeseries(
            "Model",
            "One call to the model, to its last byte, and to its first text.",
            "s",
            *percentiles("casewright_model_duration_seconds", 0.5, 0.95),
            *[
                query._replace(legend=f"first text {query.legend}")
                for query in percentiles("casewright_first_text_seconds", 0.5, 0.95)
            ],
            empty="No calls to a model in the last 5 minutes; the baseline makes none",
        ),
        timeseries(
            "Overhead",
            "What the service adds to a story: without the model and the wait for a turn.",
            "s",
            *percentiles("casewright_overhead_seconds", 0.5, 0.95, 0.99),
            empty=NO_STORIES,
        ),
        timeseries(
            "Wait for a turn",
            "How long stories that got their turn had waited for it.",
            "s",
            *percentiles("casewright_queue_wait_seconds", 0.5, 0.95, 0.99),
            empty=NO_STORIES,
        ),
    ]


def budgets() -> list[Json]:
    """What is left, and how fast it goes."""
    spent: Limits = {None: "red", 0: "orange", 0.25: "yellow", 0.5: "green"}
    none = "No stories in the last 30 days"
    return [
        row("Error budget"),
        stat(
            "Error budget: availability",
            "What is left of the failures that 30 days may have: 1 % of "
            "stories. Below 0 the objective is missed.",
            "percentunit",
            Query("min(job:casewright_slo_availability_budget:remaining30d)", ""),
            empty=none,
            width=6,
            limits=spent,
        ),
        stat(
            "Error budget: latency",
            "What is left of the slow stories that 30 days may have: 5 % over 5 s. "
            "Below 0 the objective is missed.",
            "percentunit",
            Query("min(job:casewright_slo_latency_budget:remaining30d)", ""),
            empty=none,
            width=6,
            limits=spent,
        ),
        timeseries(
            "Error budget: burn rate",
            "How fast the budgets are spent: at 1 they last 30 days. The "
            "line is 14.4, at which 2 % are gone in an hour.",
            "short",
            Query("max(job:casewright_slo_errors:ratio_rate1h) / 0.01", "availability, 1 h"),
            Query("max(job:casewright_slo_slow:ratio_rate1h) / 0.05", "latency, 1 h"),
            width=12,
            empty="No stories in the last hour",
            lines={14.4: "red"},
        ),
    ]


def percentiles(metric: str, *shares: float, by: str = "") -> list[Query]:
    """Percentiles of a histogram over 5 minutes, by a label too where one is named."""
    labels = f"le, {by}" if by else "le"
    return [
        Query(
            f"histogram_quantile({share:g}, sum by ({labels}) (rate({metric}_bucket[5m])))",
            f"p{100 * share:g}" + (f" {{{{{by}}}}}" if by else ""),
        )
        for share in shares
    ]
