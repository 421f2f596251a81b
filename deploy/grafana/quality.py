"""The dashboard *model quality*: what was measured before the choice, and what the service sees since."""

from deploy.grafana.layout import dashboard
from deploy.grafana.panels import Json, Query, row, stat, timeseries

NO_STORIES = "No stories in the last hour"
NO_CASES = "No test cases in the last hour"
NOT_MEASURED = "Not measured by the run that made the choice"
NO_RATINGS = "Nobody has rated a suite yet: POST /feedback"


def made() -> Json:
    """The dashboard."""
    return dashboard(
        "casewright-quality",
        "Casewright: model quality",
        "What the pipeline measured of what is served, and what the service has seen of it since.",
        [*_measured(), *_beside(), *_findings(), *_outcomes(), *_people()],
        span="24h",
    )


def _figure(metric: str, title: str, description: str, unit: str) -> Json:
    return stat(
        title,
        f"{description} `{metric}` of docs/metrics.md, on the stories of the choice (dev) and on those that "
        "had no part in it (held_out).",
        unit,
        Query(
            f'max by (role, stories) (casewright_choice_figure{{metric="{metric}"}})', "{{role}}, {{stories}}"
        ),
        empty=NOT_MEASURED,
        width=6,
    )


def _measured() -> list[Json]:
    return [
        row("As measured by the pipeline"),
        _figure("quality_score", "Quality", "Computed quality of the test cases, 0-1.", "percentunit"),
        _figure("success_rate", "Success", "Share of stories that got a suite.", "percentunit"),
        _figure(
            "structural_compliance", "Compliance", "Share of first answers that were valid.", "percentunit"
        ),
        _figure(
            "retry_rate",
            "Retry rate",
            "Share of stories that needed a second attempt, or failed.",
            "percentunit",
        ),
        _figure("latency_p50_s", "p50", "Half of the stories took no longer.", "s"),
        _figure("latency_p95_s", "p95", "95 % of the stories took no longer.", "s"),
        _figure("latency_p99_s", "p99", "99 % of the stories took no longer.", "s"),
        _figure("cost_per_1000_usd", "Cost", "Of 1,000 stories.", "currencyUSD"),
    ]


def _share(of: str, among: str, by: str) -> str:
    """One rate over another within an hour; 0 where there is only the second."""
    rate = f"sum by ({by}) (rate({among}[1h]))"
    return f"(sum by ({by}) (rate({of}[1h])) or 0 * {rate}) / ({rate} > 0)"


def _figure_of(metric: str) -> str:
    return f'max by (role) (casewright_choice_figure{{metric="{metric}", stories="dev"}})'


def _beside() -> list[Json]:
    retried = _share("casewright_stories_retried_total", "casewright_stories_total", "role")
    seconds = "sum by (le, role) (rate(casewright_story_duration_seconds_bucket[1h]))"
    return [
        row("Served, beside measured (1-hour averages)"),
        timeseries(
            "First-attempt compliance",
            "Share of stories whose first answer was valid. The target is over 95 %.",
            "percentunit",
            Query(f"1 - {retried}", "{{role}}: served"),
            Query(_figure_of("structural_compliance"), "{{role}}: measured"),
            empty=NO_STORIES,
            maximum=1,
        ),
        timeseries(
            "Retries",
            "Share of stories that needed more than one attempt, or failed. The target is under 5 %.",
            "percentunit",
            Query(retried, "{{role}}: served"),
            Query(_figure_of("retry_rate"), "{{role}}: measured"),
            empty=NO_STORIES,
            lines={0.05: "yellow"},
        ),
        timeseries(
            "p95",
            "95 % of stories took no longer. Served includes waiting for a turn; measured does not.",
            "s",
            Query(f"histogram_quantile(0.95, {seconds})", "{{role}}: served"),
            Query(_figure_of("latency_p95_s"), "{{role}}: measured"),
            empty=NO_STORIES,
            lines={5: "yellow"},
        ),
    ]


def _per(metric: str, by: str, among: str) -> str:
    return f"sum by ({by}) (rate({metric}[1h])) / on () group_left () (sum(rate({among}[1h])) > 0)"


def _findings() -> list[Json]:
    cases, smells = "casewright_test_cases_total", "casewright_smells_total"
    return [
        row("What rules find (1-hour averages)"),
        timeseries(
            "Smells by rule",
            "Smells per test case, by rule; docs/smells.md says what each is.",
            "short",
            Query(_per(smells, "rule", cases), "{{rule}}"),
            width=12,
            empty=NO_CASES,
            stacked=True,
        ),
        timeseries(
            "Smells by severity",
            "Smells per test case, by severity.",
            "short",
            Query(_per(smells, "severity", cases), "{{severity}}"),
            width=12,
            empty=NO_CASES,
            stacked=True,
        ),
        timeseries(
            "Test cases per story",
            "Per story that got a suite, by type. The target is 3 or more.",
            "short",
            Query(_per(cases, "type", 'casewright_stories_total{outcome="ok"}'), "{{type}}"),
            width=12,
            empty=NO_CASES,
            stacked=True,
        ),
        timeseries(
            "Story issues",
            "What could be better about the stories that people send, per story; "
            "docs/story-quality.md says what each is.",
            "short",
            Query(_per("casewright_story_issues_total", "kind", "casewright_stories_total"), "{{kind}}"),
            width=12,
            empty="No issues found in stories in the last hour",
            stacked=True,
        ),
    ]


def _outcomes() -> list[Json]:
    return [
        row("Outcomes (1-hour averages)"),
        timeseries(
            "Outcomes of stories",
            "Share of stories by what became of them; cancelled: nobody waited for the end.",
            "percentunit",
            Query(_per("casewright_stories_total", "outcome", "casewright_stories_total"), "{{outcome}}"),
            empty=NO_STORIES,
            stacked=True,
            maximum=1,
        ),
        timeseries(
            "Outcomes of attempts",
            "Share of calls to the model by outcome: what retries are made of.",
            "percentunit",
            Query(_per("casewright_attempts_total", "outcome", "casewright_attempts_total"), "{{outcome}}"),
            empty="No calls in the last hour",
            stacked=True,
            maximum=1,
        ),
        timeseries(
            "Retries per story",
            "Calls to the model after a story's first, per story.",
            "short",
            Query(_share("casewright_retries_total", "casewright_stories_total", "role"), "{{role}}"),
            empty=NO_STORIES,
        ),
    ]


def _people() -> list[Json]:
    return [
        row("What people say"),
        timeseries(
            "Ratings",
            "Mean rating of a day and of a week, 1 to 5. An alert compares the two.",
            "none",
            Query("job:casewright_rating:mean1d", "1 day"),
            Query("job:casewright_rating:mean7d", "7 days"),
            empty=NO_RATINGS,
            maximum=5,
        ),
        timeseries(
            "Ratings by number",
            "Ratings since the service started, by rating and who wrote the suite.",
            "short",
            Query("sum by (role, rating) (casewright_feedback_total)", "{{role}}: {{rating}} of 5"),
            empty=NO_RATINGS,
            stacked=True,
        ),
        timeseries(
            "What was done with suites",
            "Since the service started: accepted, edited, rejected or exported.",
            "short",
            Query("sum by (action) (casewright_feedback_total)", "{{action}}"),
            empty=NO_RATINGS,
            stacked=True,
        ),
    ]
