"""Panels of Grafana: what differs is an argument, the rest is the same everywhere.

Every panel has a description, a unit and words for when it is empty. Names are those of Grafana's classic
model of dashboards, schema 42; what is left out is Grafana's default.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Json = dict[str, Any]

PROMETHEUS: Json = {"type": "prometheus", "uid": "prometheus"}
LOKI: Json = {"type": "loki", "uid": "loki"}

COLUMNS = 24
"""How wide a dashboard is."""

Limits = Mapping[float | None, str]
"""Colours from each value on; None: that of values beneath all others, green where it is not given."""


class Query(NamedTuple):
    """A query and what its series are called: `{{label}}` is the value of a label."""

    expr: str
    legend: str


def timeseries(
    title: str,
    description: str,
    unit: str,
    *queries: Query,
    empty: str,
    width: int = 8,
    lines: Limits | None = None,
    stacked: bool = False,
    maximum: float | None = None,
) -> Json:
    """Lines over time, from 0 up.

    Args:
        title: what alerts and runbooks call it.
        description: what it shows, and how to read it.
        unit: Grafana's name of it.
        queries: what is drawn.
        empty: what stands there while there is nothing to draw.
        width: columns of 24.
        lines: limits by colour, drawn across.
        stacked: whether areas stand on each other.
        maximum: where the axis ends; None: where the data do.

    """
    custom: Json = {"lineWidth": 1, "fillOpacity": 25 if stacked else 8, "showPoints": "never"}
    if stacked:
        custom["stacking"] = {"mode": "normal", "group": "A"}
    if lines:
        custom["thresholdsStyle"] = {"mode": "dashed"}
    panel = _panel("timeseries", title, description, width, 8, PROMETHEUS, queries)
    panel["fieldConfig"] = _fields(unit, empty, lines, custom) | {"overrides": []}
    panel["fieldConfig"]["defaults"] |= {"min": 0} | ({} if maximum is None else {"max": maximum})
    panel["options"] = {
        "legend": {"showLegend": True, "displayMode": "list", "placement": "bottom", "calcs": []},
        "tooltip": {"mode": "multi", "sort": "desc"},
    }
    return panel


def stat(
    title: str,
    description: str,
    unit: str,
    *queries: Query,
    empty: str,
    width: int = 4,
    limits: Limits | None = None,
    words: Mapping[int, tuple[str, str]] | None = None,
) -> Json:
    """The last value, large; `words` replace values by a text and its colour."""
    panel = _panel("stat", title, description, width, 4, PROMETHEUS, queries, instant=True)
    panel["fieldConfig"] = _fields(unit, empty, limits) | {"overrides": []}
    panel["fieldConfig"]["defaults"]["mappings"] = _mappings(words or {})
    panel["options"] = {
        "colorMode": "value" if limits or words else "none",
        "graphMode": "none",
        "justifyMode": "auto",
        "orientation": "auto",
        "percentChangeColorMode": "standard",
        "showPercentChange": False,
        "textMode": "value_and_name" if len(queries) > 1 or "{{" in queries[0].legend else "value",
        "wideLayout": True,
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
    }
    return panel


def states(
    title: str,
    description: str,
    query: Query,
    words: Mapping[int, tuple[str, str]],
    *,
    empty: str,
    width: int = 8,
) -> Json:
    """One bar over time for each series, in the colours of its states."""
    panel = _panel("state-timeline", title, description, width, 8, PROMETHEUS, [query])
    panel["fieldConfig"] = _fields("none", empty, custom={"fillOpacity": 70, "lineWidth": 0})
    panel["fieldConfig"]["overrides"] = []
    panel["fieldConfig"]["defaults"]["mappings"] = _mappings(words)
    panel["options"] = {
        "showValue": "auto",
        "rowHeight": 0.9,
        "mergeValues": True,
        "legend": {"showLegend": True, "displayMode": "list", "placement": "bottom", "calcs": []},
        "tooltip": {"mode": "single", "sort": "none"},
    }
    return panel


def table(
    title: str, description: str, query: Query, columns: Sequence[str], *, empty: str, width: int = 24
) -> Json:
    """The labels of each series, a row each; values are left out."""
    panel = _panel("table", title, description, width, 5, PROMETHEUS, [query], instant=True)
    panel["targets"][0]["format"] = "table"
    panel["fieldConfig"] = _fields("none", empty) | {"overrides": []}
    panel["options"] = {"showHeader": True, "cellHeight": "sm"}
    order = {name: place for place, name in enumerate(columns)}
    panel["transformations"] = [
        {"id": "filterFieldsByName", "options": {"include": {"names": list(columns)}}},
        {"id": "organize", "options": {"indexByName": order, "excludeByName": {}, "renameByName": {}}},
    ]
    return panel


def logs(title: str, description: str, expr: str, *, empty: str, width: int = 24) -> Json:
    """Lines of the log, the newest first."""
    panel = _panel("logs", title, description, width, 12, LOKI, [Query(expr, "")])
    panel["targets"][0] |= {"queryType": "range", "maxLines": 500}
    panel["fieldConfig"] = _fields("none", empty) | {"overrides": []}
    panel["options"] = {
        "showTime": True,
        "showLabels": False,
        "showCommonLabels": False,
        "wrapLogMessage": True,
        "prettifyLogMessage": False,
        "enableLogDetails": True,
        "dedupStrategy": "none",
        "sortOrder": "Descending",
    }
    return panel


def row(title: str) -> Json:
    """A heading over the panels that follow."""
    return {"type": "row", "title": title, "collapsed": False, "panels": [], "gridPos": _size(COLUMNS, 1)}


def _panel(
    kind: str,
    title: str,
    description: str,
    width: int,
    height: int,
    source: Json,
    queries: Sequence[Query],
    *,
    instant: bool = False,
) -> Json:
    targets = []
    for letter, query in zip("ABCDEFGH", queries, strict=False):
        target: Json = {"refId": letter, "datasource": source, "expr": query.expr, "editorMode": "code"}
        if source is PROMETHEUS:
            target |= {"legendFormat": query.legend, "instant": instant, "range": not instant}
        targets.append(target)
    return {
        "type": kind,
        "title": title,
        "description": description,
        "datasource": source,
        "gridPos": _size(width, height),
        "targets": targets,
    }


def _fields(unit: str, empty: str, limits: Limits | None = None, custom: Json | None = None) -> Json:
    colours: dict[float | None, str] = {None: "green"}
    colours.update(limits or {})
    steps = [{"color": colour, "value": value} for value, colour in colours.items()]
    defaults: Json = {
        "unit": unit,
        "noValue": empty,
        "color": {"mode": "palette-classic" if custom else "thresholds"},
        "thresholds": {"mode": "absolute", "steps": steps},
        "mappings": [],
    }
    return {"defaults": defaults | ({"custom": custom} if custom else {})}


def _mappings(words: Mapping[int, tuple[str, str]]) -> list[Json]:
    options = {
        str(value): {"text": text, "color": colour, "index": index}
        for index, (value, (text, colour)) in enumerate(words.items())
    }
    return [{"type": "value", "options": options}] if options else []


def _size(width: int, height: int) -> Json:
    return {"x": 0, "y": 0, "w": width, "h": height}
