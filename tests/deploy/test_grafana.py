"""Grafana's dashboards and what is provisioned beside them: against the service and promtool."""

import json
import os
import re
import shutil
import subprocess
from itertools import combinations

import pytest
import yaml

from deploy.grafana.__main__ import FOLDER, dashboards, text_of
from deploy.grafana.panels import Query, stat
from service.metrics import SLO_EDGES_S
from tests.conftest import ROOT

PROMTOOL = shutil.which(os.environ.get("CASEWRIGHT_PROMTOOL") or "promtool")
PROVISIONING = FOLDER.parent / "provisioning"
RULES = sorted((ROOT / "deploy" / "prometheus" / "rules").glob("*.yml"))
DASHBOARDS = dashboards()
PANELS = [
    pytest.param(panel, id=f"{name}-{panel['title']}")
    for name, dashboard in DASHBOARDS.items()
    for panel in dashboard["panels"]
    if panel["type"] != "row"
]
EXPRS = [
    target["expr"]
    for panel in (param.values[0] for param in PANELS)
    for target in panel["targets"]
    if target["datasource"]["type"] == "prometheus"
]


def rules():
    """The rules of Prometheus."""
    groups = [group for path in RULES for group in yaml.safe_load(path.read_text("utf-8"))["groups"]]
    return [rule for group in groups for rule in group["rules"]]


@pytest.mark.parametrize("name", DASHBOARDS)
def test_a_file_is_what_the_code_makes(name):
    """`python -m deploy.grafana` was run after the last change."""
    assert text_of(DASHBOARDS[name]) == (FOLDER / name).read_text(encoding="utf-8")


def test_no_file_is_left_behind():
    """Grafana shows all that is in the folder."""
    assert sorted(DASHBOARDS) == sorted(path.name for path in FOLDER.iterdir())


@pytest.mark.parametrize("panel", PANELS)
def test_a_panel_explains_itself(panel):
    """It has a unit, a sentence, and words for when it is empty; its series have names."""
    defaults = panel["fieldConfig"]["defaults"]

    assert defaults["unit"]
    assert defaults["noValue"]
    assert panel["description"].endswith((".", ")"))
    if panel["type"] in ("timeseries", "state-timeline"):
        assert all(target["legendFormat"] for target in panel["targets"])


@pytest.mark.parametrize("name", DASHBOARDS)
def test_a_dashboard_refreshes_and_refers_to_what_is_provisioned(name):
    """Every 10 seconds, from data sources by uids that do not change."""
    sources = yaml.safe_load((PROVISIONING / "datasources" / "datasources.yml").read_text("utf-8"))
    provisioned = {(source["uid"], source["type"]) for source in sources["datasources"]}
    panels = [panel for panel in DASHBOARDS[name]["panels"] if panel["type"] != "row"]
    asked = [panel["datasource"] for panel in panels]
    asked += [target["datasource"] for panel in panels for target in panel["targets"]]

    assert "10s" == DASHBOARDS[name]["refresh"]
    assert {("prometheus", "prometheus"), ("loki", "loki")} == provisioned
    assert {(source["uid"], source["type"]) for source in asked} <= provisioned


@pytest.mark.parametrize("name", DASHBOARDS)
def test_panels_stand_beside_each_other(name):
    """None lies on another, or beyond the edge; each has a number of its own."""
    panels = DASHBOARDS[name]["panels"]
    places = [panel["gridPos"] for panel in panels]
    overlaps = [(one, other) for one, other in combinations(places, 2) if overlap(one, other)]

    assert [] == overlaps
    assert all(place["x"] + place["w"] <= 24 for place in places)
    assert len(panels) == len({panel["id"] for panel in panels})


def overlap(one, other):
    """Whether two places have a field in common."""
    return (
        one["x"] < other["x"] + other["w"]
        and other["x"] < one["x"] + one["w"]
        and one["y"] < other["y"] + other["h"]
        and other["y"] < one["y"] + one["h"]
    )


def test_the_panels_that_users_know_are_there():
    """Under the names that they had; logs are filtered by the correlation id that somebody writes above."""
    service = DASHBOARDS["service.json"]
    titles = [panel["title"] for panel in service["panels"]]
    logs = [panel["targets"][0]["expr"] for panel in service["panels"] if panel["type"] == "logs"]

    assert {"Request rate", "Error rate", "LLM retries", "Application logs", "Error logs"} <= set(titles)
    assert [("correlation_id", "textbox")] == [
        (variable["name"], variable["type"]) for variable in service["templating"]["list"]
    ]
    assert 2 == len(logs)
    assert all("${correlation_id:regex}" in expr for expr in logs)


def test_panels_ask_for_what_the_service_and_the_rules_have():
    """A panel on a name that nobody tells would be empty for ever."""
    documented = set(re.findall(r"`(casewright_\w+)", (ROOT / "docs" / "service.md").read_text("utf-8")))
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    asked = {name for expr in EXPRS for name in re.findall(r"[\w:]*casewright_[\w:]+", expr)}
    metrics = {re.sub(r"_(bucket|count|sum)$", "", name) for name in asked if ":" not in name}

    assert {name for name in asked if ":" in name} <= recorded
    assert metrics <= documented


def test_alerts_lead_to_dashboards_that_there_are():
    """By the uids that the dashboards have."""
    uids = {dashboard["uid"] for dashboard in DASHBOARDS.values()}
    links = {rule["annotations"]["dashboard"] for rule in rules() if "alert" in rule}

    assert {link.rpartition("/")[2] for link in links} <= uids


def test_lines_of_latency_are_where_the_histogram_has_edges():
    """What is drawn as a limit is measured exactly."""
    panels = DASHBOARDS["service.json"]["panels"]
    (latency,) = [one for one in panels if (one["title"], one["type"]) == ("Latency", "timeseries")]
    steps = [step["value"] for step in latency["fieldConfig"]["defaults"]["thresholds"]["steps"]]

    assert [None, 5.0, 6.0, 10.0] == steps
    assert set(steps[1:]) <= set(SLO_EDGES_S)


@pytest.mark.promtool
@pytest.mark.skipif(PROMTOOL is None, reason="no `promtool` on PATH or in CASEWRIGHT_PROMTOOL")
def test_prometheus_can_read_every_query(tmp_path):
    """As the expression of a rule, which is how promtool takes one."""
    asked = [{"record": f"query:{number}", "expr": expr} for number, expr in enumerate(EXPRS)]
    path = tmp_path / "queries.yml"
    path.write_text(json.dumps({"groups": [{"name": "queries", "rules": asked}]}), encoding="utf-8")
    done = subprocess.run([str(PROMTOOL), "check", "rules", path], capture_output=True, text=True, timeout=60)

    assert 0 == done.returncode, done.stdout + done.stderr


def test_only_files_change_dashboards():
    """What is saved in a browser would be lost; the folder is the one that Grafana's container has."""
    (provider,) = yaml.safe_load((PROVISIONING / "dashboards" / "dashboards.yml").read_text("utf-8"))[
        "providers"
    ]

    assert provider["allowUiUpdates"] is False
    assert "/etc/grafana/dashboards" == provider["options"]["path"]
    assert not any(dashboard["editable"] for dashboard in DASHBOARDS.values())


@pytest.mark.parametrize(
    ("limits", "steps"),
    [
        ({5: "red"}, [("green", None), ("red", 5)]),
        ({None: "red", 1: "green"}, [("red", None), ("green", 1)]),
    ],
)
def test_limits_colour_what_is_above_them(limits, steps):
    """Green beneath the first, unless a colour is named for it."""
    made = stat("title", "description", "s", Query("up", ""), empty="none", limits=limits)
    colours = made["fieldConfig"]["defaults"]["thresholds"]["steps"]

    assert steps == [(step["color"], step["value"]) for step in colours]
