"""A dashboard of panels, one beside the other."""

from collections.abc import Sequence

from deploy.grafana.panels import COLUMNS, PROMETHEUS, Json


def dashboard(
    uid: str,
    title: str,
    description: str,
    panels: Sequence[Json],
    *,
    variables: Sequence[Json] = (),
    span: str = "1h",
) -> Json:
    """A dashboard; panels follow each other from left to right and down. `span` is shown at first."""
    return {
        "uid": uid,
        "title": title,
        "description": description,
        "tags": ["casewright"],
        "schemaVersion": 42,
        "editable": False,
        "graphTooltip": 1,
        "refresh": "10s",
        "time": {"from": f"now-{span}", "to": "now"},
        "timezone": "browser",
        "links": [_others()],
        "annotations": {"list": [_alerts()]},
        "templating": {"list": list(variables)},
        "panels": _laid_out(panels),
    }


def textbox(name: str, label: str, description: str) -> Json:
    """A variable that people write into."""
    value = {"text": "", "value": "", "selected": True}
    return {
        "name": name,
        "type": "textbox",
        "label": label,
        "description": description,
        "query": "",
        "current": value,
        "options": [value],
        "hide": 0,
        "skipUrlSync": False,
    }


def _laid_out(panels: Sequence[Json]) -> list[Json]:
    """Number the panels and put each beside the one before it, or beneath where there is no room."""
    x = y = tallest = 0
    placed = []
    for number, panel in enumerate(panels, 1):
        size = panel["gridPos"]
        if x + size["w"] > COLUMNS:
            x, y, tallest = 0, y + tallest, 0
        placed.append({"id": number} | panel | {"gridPos": size | {"x": x, "y": y}})
        x, tallest = x + size["w"], max(tallest, size["h"])
    return placed


def _others() -> Json:
    return {
        "type": "dashboards",
        "title": "Casewright",
        "tags": ["casewright"],
        "asDropdown": False,
        "icon": "external link",
        "includeVars": False,
        "keepTime": True,
        "targetBlank": False,
        "tooltip": "",
        "url": "",
    }


def _alerts() -> Json:
    return {
        "name": "Alerts",
        "datasource": PROMETHEUS,
        "enable": True,
        "hide": False,
        "iconColor": "red",
        "target": {"refId": "Alerts", "expr": 'ALERTS{alertstate="firing"}', "interval": "15s"},
        "titleFormat": "{{alertname}}",
        "textFormat": "{{severity}}",
    }
