"""Alerts and where they go, by Prometheus's and Alertmanager's own tools and by what the service tells."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from casewright.params import load_params
from service.metrics import SLO_EDGES_S
from tests.conftest import ROOT
from tests.service.conftest import STORY, Project, serving

PROMETHEUS = ROOT / "deploy" / "prometheus"
ALERTMANAGER = ROOT / "deploy" / "alertmanager"
RULES = sorted((PROMETHEUS / "rules").glob("*.yml"))
TESTS = sorted((PROMETHEUS / "tests").glob("*.yml"))
RECEIVERS = sorted(ALERTMANAGER.glob("*.yml"))
RUNBOOKS = ROOT / "docs" / "runbooks"
PROMTOOL = shutil.which(os.environ.get("CASEWRIGHT_PROMTOOL") or "promtool")
AMTOOL = shutil.which(os.environ.get("CASEWRIGHT_AMTOOL") or "amtool")
KEPT = re.compile(r"casewright_[a-z0-9_]+")

needs_promtool = [
    pytest.mark.promtool,
    pytest.mark.skipif(PROMTOOL is None, reason="no `promtool` on PATH or in CASEWRIGHT_PROMTOOL"),
]
needs_amtool = [
    pytest.mark.promtool,
    pytest.mark.skipif(AMTOOL is None, reason="no `amtool` on PATH or in CASEWRIGHT_AMTOOL"),
]


def load(path: Path) -> Any:
    """A YAML file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


ALL = [rule for path in RULES for group in load(path)["groups"] for rule in group["rules"]]
ALERTS = {rule["alert"]: rule for rule in ALL if "alert" in rule}


def run(*command: str | Path | None) -> str:
    """What a tool says; empty where it is content."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, timeout=100
    )
    return done.stdout + done.stderr if done.returncode else ""


@pytest.mark.parametrize("mark", [pytest.param("config", marks=needs_promtool)])
def test_prometheus_takes_its_configuration_and_its_rules(mark):
    """Scrapes, alerting and every rule file are valid for the real thing."""
    assert run(PROMTOOL, "check", mark, PROMETHEUS / "prometheus.yml") == ""


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem, marks=needs_promtool) for path in TESTS])
def test_alerts_fire_and_end_as_their_tests_say(path):
    """Each state has its alerts, and no other state has."""
    assert run(PROMTOOL, "test", "rules", path) == ""


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem, marks=needs_amtool) for path in RECEIVERS])
def test_alertmanager_takes_each_of_its_configurations(path):
    """The default one and each example start."""
    assert run(AMTOOL, "check-config", path) == ""


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_says_how_grave_it_is_and_where_to_go_on(name):
    """Severity, a waiting time, a sentence, a dashboard and a page of its own, which names every step."""
    alert = ALERTS[name]
    page = RUNBOOKS / f"{name}.md"
    text = page.read_text(encoding="utf-8")
    headings = [line for line in text.splitlines() if line.startswith("#")]

    assert {"summary", "description", "dashboard", "runbook_url"} == set(alert["annotations"])
    assert alert["labels"]["severity"] in ("critical", "warning", "info")
    assert alert["for"]
    assert page.relative_to(ROOT).as_posix() == alert["annotations"]["runbook_url"]
    assert [f"# {name}", "## What it means", "## Look", "## Do", "## Silence"] == headings
    assert "correlation_id" in text
    assert "```promql" in text


@pytest.mark.parametrize("kind", [pytest.param("promql", marks=needs_promtool)])
def test_queries_of_runbooks_are_valid(kind, tmp_path: Path):
    """Whoever is woken can paste them; each line is one."""
    pages = [path.read_text(encoding="utf-8") for path in RUNBOOKS.glob("*.md")]
    queries = [
        line for page in pages for line in page.partition(f"```{kind}\n")[2].partition("```")[0].splitlines()
    ]
    rules = [{"record": f"query:{number}", "expr": query} for number, query in enumerate(queries)]
    path = tmp_path / "rules.yml"
    path.write_text(yaml.safe_dump({"groups": [{"name": "runbooks", "rules": rules}]}), encoding="utf-8")

    assert len(queries) > len(pages)
    assert run(PROMTOOL, "check", "rules", path) == ""


def test_no_runbook_is_left_behind_by_its_alert():
    """Each page is of an alert that there is."""
    assert sorted(ALERTS) == sorted(path.stem for path in RUNBOOKS.glob("*.md"))


def test_rules_ask_for_metrics_that_the_service_has(project: Project):
    """A rule on a name that nobody tells would be silent for ever."""
    project.choose_baseline()
    with serving() as client:
        client.post("/test-use-cases/", json={"user_story": STORY})
        text = client.get("/metrics").text
    told = {family.name for family in text_string_to_metric_families(text)}
    recorded = {rule["record"].split(":")[1] for rule in ALL if "record" in rule}
    asked = {name for rule in ALL for name in KEPT.findall(rule["expr"])} - recorded
    wanted = {re.sub(r"_(total|bucket|count)$", "", name) for name in asked}

    assert wanted
    assert wanted <= told | recorded


def test_every_limit_of_latency_is_an_edge_of_the_histogram():
    """What lies between two edges would be a guess."""
    limits = {float(one) for rule in ALL for one in re.findall(r'le="([0-9.]+)"', rule["expr"])}
    limits |= {float(ALERTS["LatencyHigh"]["expr"].rpartition(">")[2])}

    assert {5.0, 6.0} == limits
    assert limits <= set(SLO_EDGES_S)


def test_the_rules_know_the_machines_price_as_params_do():
    """The cost of tokens is that of params.yaml."""
    (cost,) = (rule["expr"] for rule in ALL if "cost_per_1000_tokens" in rule.get("record", ""))
    monthly = load_params(ROOT / "params.yaml").cost.monthly_cost_usd

    assert f"1000 * {monthly:g} * 7 / 30" in cost


@pytest.mark.parametrize("path", RECEIVERS, ids=lambda path: path.stem)
def test_no_receiver_has_its_secret_in_the_file(path):
    """Addresses and keys that let somebody in are files."""
    text = path.read_text(encoding="utf-8")

    assert re.findall(r"(?m)^\s*-?\s*(?:api_url|routing_key|service_key|credentials|password):", text) == []
    assert all(one.startswith("/run/secrets/") for one in re.findall(r"_file: (\S+)", text))


def test_the_default_receiver_needs_no_secret():
    """The stack starts with nobody to tell."""
    assert [{"name": "page"}] == load(ALERTMANAGER / "alertmanager.yml")["receivers"]


@pytest.mark.parametrize("path", RECEIVERS, ids=lambda path: path.stem)
def test_examples_differ_from_the_default_in_who_is_told_only(path):
    """Inhibition is the same whoever is told, and names alerts that there are."""
    rules = load(path)["inhibit_rules"]
    named = {one for rule in rules for text in _matchers(rule) for one in re.findall(r"[A-Z]\w+", text)}

    assert load(ALERTMANAGER / "alertmanager.yml")["inhibit_rules"] == rules
    assert named <= set(ALERTS)


def _matchers(rule: dict[str, list[str]]) -> list[str]:
    return [*rule["source_matchers"], *rule["target_matchers"]]
