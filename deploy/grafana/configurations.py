"""Panels of what is served: the champion, and a canary beside it."""

from deploy.grafana.latency import NO_STORIES, SLO_LINES, percentiles
from deploy.grafana.load import SILENT
from deploy.grafana.panels import Json, Query, row, table, timeseries


def panels() -> list[Json]:
    """Which they are, what each gets, and how each does."""
    return [
        row("Champion and canary"),
        table(
            "Configuration",
            "What is served, with its digests and the MLflow run that chose it.",
            Query("casewright_configuration_info", ""),
            ["instance", "role", "model", "prompt", "model_digest", "prompt_hash", "run"],
            empty=SILENT,
        ),
        timeseries(
            "Share of stories",
            "Share of the stories that each is given.",
            "percentunit",
            Query("avg by (role) (casewright_share_of_stories)", "{{role}}"),
            width=6,
            empty=SILENT,
            maximum=1,
        ),
        timeseries(
            "Stories by role",
            "Stories a minute, by who writes them and what became of them.",
            "opm",
            Query(
                "60 * sum by (role, outcome) (rate(casewright_stories_total[5m]))", "{{role}}: {{outcome}}"
            ),
            width=6,
            empty=NO_STORIES,
        ),
        timeseries(
            "p95 by role",
            "95 % of the stories of each took no longer.",
            "s",
            *percentiles("casewright_story_duration_seconds", 0.95, by="role"),
            width=6,
            empty=NO_STORIES,
            lines=SLO_LINES,
        ),
        timeseries(
            "Choice",
            "How long ago the choice was written that each serves; the line is the alert, "
            "30 days. A reload shows as a fall.",
            "s",
            Query("max by (role) (casewright_choice_age_seconds)", "{{role}}"),
            width=6,
            empty=SILENT,
            lines={30 * 86400.0: "yellow"},
        ),
        timeseries(
            "Reloads",
            "Choices that came to be served (success), and those on disk that could not be: "
            "the last good one stays (failure; failing now is 1).",
            "none",
            Query("sum by (role, outcome) (casewright_reloads_total)", "{{role}}: {{outcome}}"),
            Query("max by (role) (casewright_reload_failing)", "{{role}}: failing now"),
            width=24,
            empty=SILENT,
        ),
    ]
