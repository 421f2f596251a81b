"""What `bench.alerts` watches with: the real Prometheus and Alertmanager, on the shipped rules, sped up."""

import json
import re
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml

from bench import service_world as world

DEPLOY = world.ROOT / "deploy"
_MS = {"s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_DURATION = re.compile(
    r"(?P<before>\[|offset |\bfor: |\b\w*interval: |\bgroup_wait: |\bscrape_timeout: )"
    r"(?P<n>\d+)(?P<unit>[smhd])\b"
)
_EVENTS = re.compile(r"\b(\d+) \* job:casewright_slo_stories")
"""A rate by the seconds of its window: how many stories that were."""


def scaled(text: str, scale: float) -> str:
    """Rules or configuration whose every duration is `scale` times shorter; limits stay."""

    def shorter(found: re.Match[str]) -> str:
        return f"{found['before']}{max(1, round(int(found['n']) * _MS[found['unit']] / scale))}ms"

    def fewer(found: re.Match[str]) -> str:
        return f"{int(found[1]) / scale:g} * job:casewright_slo_stories"

    return _EVENTS.sub(fewer, _DURATION.sub(shorter, text))


def prometheus(
    binary: str, core: int, folder: Path, service_url: str, alertmanager_url: str | None, scale: float
) -> world.Started:
    """Prometheus on the shipped rules, with the running service for its job `api`."""
    (folder / "rules").mkdir(parents=True)
    for path in (DEPLOY / "prometheus" / "rules").glob("*.yml"):
        (folder / "rules" / path.name).write_text(scaled(path.read_text(encoding="utf-8"), scale))
    shipped = (DEPLOY / "prometheus" / "prometheus.yml").read_text(encoding="utf-8")
    config = yaml.safe_load(scaled(shipped, scale))
    config["scrape_configs"] = [{"job_name": "api", "static_configs": [_targets(service_url)]}]
    managers = [{"static_configs": [_targets(alertmanager_url)]}] if alertmanager_url else []
    config["alerting"] = {"alertmanagers": managers}
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    script = (
        'exec "$0" --config.file=prometheus.yml --storage.tsdb.path=data --rules.alert.resend-delay=3s '
        '--web.listen-address="127.0.0.1:$1"'
    )
    return world.answering(["sh", "-c", script, binary], core, folder, "/-/ready")


def alertmanager(binary: str, core: int, folder: Path, told: "Told", scale: float) -> world.Started:
    """Alertmanager on the shipped example of a webhook, which is `told`."""
    folder.mkdir(parents=True)
    (folder / "token").write_text(Told.TOKEN, encoding="utf-8")
    text = (DEPLOY / "alertmanager" / "webhook.yml").read_text(encoding="utf-8")
    text = text.replace("http://alert-receiver:8080/alerts", told.url).replace(
        "/run/secrets/alert_webhook_token", str(folder / "token")
    )
    (folder / "alertmanager.yml").write_text(scaled(text, scale), encoding="utf-8")
    script = (
        'exec "$0" --config.file=alertmanager.yml --storage.path=data --cluster.listen-address= '
        '--web.listen-address="127.0.0.1:$1"'
    )
    return world.answering(["sh", "-c", script, binary], core, folder, "/-/ready")


def _targets(url: str) -> dict[str, list[str]]:
    return {"targets": [url.removeprefix("http://")]}


def states_of(url: str) -> dict[str, str]:
    """The alerts of a Prometheus, each with `pending` or `firing`; firing goes before."""
    with urllib.request.urlopen(f"{url}/api/v1/alerts", timeout=10) as answer:
        alerts = json.load(answer)["data"]["alerts"]
    alerts.sort(key=lambda alert: alert["state"] == "firing")
    return {alert["labels"]["alertname"]: alert["state"] for alert in alerts}


class Told:
    """A receiver of Alertmanager's webhook: what it was told, and when."""

    TOKEN = "bench"

    def __init__(self) -> None:
        self.heard: list[tuple[float, str, str]] = []
        """Time, alert, and `firing` or `resolved`."""
        self.url = ""

    @contextmanager
    def listening(self) -> Iterator[None]:
        """It listens until the block ends, to whom has the token."""
        told = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                is_known = self.headers["Authorization"] == f"Bearer {Told.TOKEN}"
                if is_known:
                    told.hear(body)
                self.send_response(200 if is_known else 401)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{server.server_address[1]}/alerts"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()

    def hear(self, body: dict[str, Any]) -> None:
        """Take note of a message."""
        now_s = time.monotonic()
        self.heard += [(now_s, one["labels"]["alertname"], one["status"]) for one in body["alerts"]]

    def has(self, alert: str, status: str, since_s: float) -> bool:
        """Whether it was told so since then."""
        return any(one[0] >= since_s and one[1:] == (alert, status) for one in self.heard)
