"""Panels of what the service takes on, turns away and spends."""

from deploy.grafana.panels import Json, Query, row, states, timeseries

SILENT = "The service is not scraped"

_BREAKER = {0: ("closed", "green"), 1: ("half open", "yellow"), 2: ("open", "red")}


def panels() -> list[Json]:
    """The queue, the breaker, refusals, and tokens with their cost."""
    return [
        row("Load and protection"),
        timeseries(
            "Queue",
            "Stories that wait for their turn and stories being written, all replicas "
            "together, beside how many may be written at once.",
            "short",
            Query("sum(casewright_queue_waiting)", "waiting"),
            Query("sum(casewright_stories_in_flight)", "in flight"),
            Query("sum(casewright_stories_limit)", "limit"),
            empty=SILENT,
        ),
        states(
            "Breaker",
            "Whether the model's server is asked: closed is good; open, it failed several times "
            "in a row and is left alone, stories are answered 503; half open, one story tries it.",
            Query(
                'sum by (instance, role) (casewright_breaker_state{state="half_open"}) '
                '+ 2 * sum by (instance, role) (casewright_breaker_state{state="open"})',
                "{{role}} {{instance}}",
            ),
            _BREAKER,
            empty=SILENT,
        ),
        timeseries(
            "Refusals",
            "Requests turned away each second, by why: rate 429, queue 429, breaker 503, "
            "deadline 504, draining 503, key 401, body 408 or 413.",
            "reqps",
            Query("sum by (reason) (rate(casewright_refusals_total[5m]))", "{{reason}}"),
            empty=SILENT,
            stacked=True,
        ),
        timeseries(
            "Tokens",
            "Tokens a second that models read (in) and wrote (out).",
            "short",
            Query("sum by (direction) (rate(casewright_tokens_total[5m]))", "{{direction}}"),
            width=12,
            empty="No model has counted tokens in the last 5 minutes; the baseline has none",
        ),
        timeseries(
            "Cost per 1,000 tokens",
            "The machine's cost over the tokens of 7 days; the line is the "
            "alert, $0.15. It is high where the machine is little used.",
            "currencyUSD",
            Query("job:casewright_cost_per_1000_tokens_usd:7d", "7 days"),
            width=12,
            empty="No model has counted tokens in the last 7 days",
            lines={0.15: "red"},
        ),
    ]
