"""The dashboard *service*: what people ask for, what they get and how soon, and the log of it.

Shares and percentiles that alerts rest on are the rules' own series, so that both say the same.
"""

from deploy.grafana import configurations, latency, load
from deploy.grafana.latency import NO_STORIES, SLO_LINES
from deploy.grafana.layout import dashboard, textbox
from deploy.grafana.load import SILENT
from deploy.grafana.panels import Json, Query, logs, row, stat, timeseries

QUIET = "No requests in the last 5 minutes"

_FOUND = '{service="test-case-api"%s} | correlation_id=~".*${correlation_id:regex}.*"'
_LINE = '| json | line_format "{{ if .message }}{{ .message }}{{ else }}{{ __line__ }}{{ end }}"'


def made() -> Json:
    """The dashboard."""
    return dashboard(
        "casewright-service",
        "Casewright: service",
        "What people ask of the service, what they get and how soon; one request's logs by its id.",
        [
            *_now(),
            *_traffic(),
            *latency.panels(),
            *load.panels(),
            *configurations.panels(),
            *latency.budgets(),
            *_logs(),
        ],
        variables=[
            textbox("correlation_id", "Correlation id", "All or part of an X-Correlation-ID; empty: all logs")
        ],
    )


def _now() -> list[Json]:
    return [
        stat(
            "Up",
            "Replicas of the service that answer scrapes.",
            "none",
            Query('sum(up{job="api"})', ""),
            empty=SILENT,
            limits={None: "red", 1: "green"},
        ),
        stat(
            "Requests now",
            "Requests a second, 5-minute average; without probes and scrapes.",
            "reqps",
            Query("sum(job:casewright_requests:rate5m)", ""),
            empty=QUIET,
        ),
        stat(
            "Errors now",
            "Share of requests answered with a 5xx, 5-minute average. The alert is at 5 %.",
            "percentunit",
            Query("max(job:casewright_requests_5xx:ratio_rate5m)", ""),
            empty=QUIET,
            limits={0.01: "yellow", 0.05: "red"},
        ),
        stat(
            "p95 now",
            "95 % of stories of the last 5 minutes took no longer. The alert is at 6 s.",
            "s",
            Query("max(job:casewright_story_duration_seconds:p95_5m)", ""),
            empty=NO_STORIES,
            limits=SLO_LINES,
        ),
        stat(
            "Retries now",
            "Share of stories that needed more than one attempt, or failed; 5-minute average. "
            "The alert is at 10 %.",
            "percentunit",
            Query("max(job_role:casewright_stories_retried:ratio_rate5m)", ""),
            empty=NO_STORIES,
            limits={0.05: "yellow", 0.10: "red"},
        ),
        stat(
            "Alerts firing",
            "Alerts of Prometheus that fire now; red lines in the panels show when.",
            "none",
            Query('count(ALERTS{alertstate="firing"}) or vector(0)', ""),
            empty="Prometheus does not answer",
            limits={1: "red"},
        ),
    ]


def _traffic() -> list[Json]:
    return [
        row("Traffic, 5-minute averages"),
        timeseries(
            "Request rate",
            "Requests a second by route; probes and scrapes are left out.",
            "reqps",
            Query(
                'sum by (route) (rate(casewright_http_requests_total{route!~"/live|/health|/metrics"}[5m]))',
                "{{route}}",
            ),
            empty=QUIET,
        ),
        timeseries(
            "Error rate",
            "Share of requests answered with a 5xx; the line is the alert, 5 %.",
            "percentunit",
            Query("job:casewright_requests_5xx:ratio_rate5m", "5xx"),
            empty=QUIET,
            lines={0.05: "red"},
        ),
        timeseries(
            "LLM retries",
            "Share of stories that needed more than one attempt, or failed; the line is the alert, 10 %.",
            "percentunit",
            Query("job_role:casewright_stories_retried:ratio_rate5m", "{{role}}"),
            empty=NO_STORIES,
            lines={0.10: "red"},
        ),
    ]


def _logs() -> list[Json]:
    return [
        row("Logs"),
        logs(
            "Application logs",
            "All records of the service; write a correlation id above to see one request, "
            "its attempts at the model included.",
            f"{_FOUND % ''} {_LINE}",
            empty="No log lines in this time, or none with this correlation id",
        ),
        logs(
            "Error logs",
            "Records of ERROR and above: each answer of 500 and more, and what was raised.",
            f"{_FOUND % ', severity=~`ERROR|CRITICAL`'} {_LINE}",
            empty="No errors in this time, or none with this correlation id",
        ),
    ]
