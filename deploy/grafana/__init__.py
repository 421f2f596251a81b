"""Grafana's dashboards, written in Python: `python -m deploy.grafana` makes `dashboards/*.json` of it."""
