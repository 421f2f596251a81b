"""`python -m bench.dashboards [--seconds 30]`: whether a panel of Grafana's is empty on a service under load.

A service with a champion and a canary, before a fake model server, is scraped by a real Prometheus (on PATH,
or named by CASEWRIGHT_PROMETHEUS) with the rules of `deploy/prometheus`; then the queries of every panel are
asked. Exits 1 where one finds nothing. Panels of a GPU, of Loki and of its logs are named and left out:
nothing here has what they show.
"""

import argparse
import json
import math
import os
import shutil
import socket
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import yaml

from bench import dashboards_load as load
from bench import service_world as world

PROMETHEUS = "CASEWRIGHT_PROMETHEUS"
DASHBOARDS = world.ROOT / "deploy" / "grafana" / "dashboards"
RULES = world.ROOT / "deploy" / "prometheus" / "rules"
LEFT_OUT = ("nvidia_smi_", "loki_", "{service=")
"""How queries are known that ask for what is not here."""


def main() -> None:
    """Print what each panel finds, and exit 1 where one finds nothing."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=30, help="how long stories are sent")
    asked = parser.parse_args()
    binary = os.environ.get(PROMETHEUS) or shutil.which("prometheus")
    if not binary:
        sys.exit(f"error: no prometheus found; put one on PATH, or name it in {PROMETHEUS}")
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
        folder, (core, other) = Path(temporary), world.cores()
        model = stack.enter_context(load.model_server(other, folder / "model"))
        service = stack.enter_context(load.service(core, folder / "service", model.url))
        prometheus = stack.enter_context(_prometheus(binary, other, folder / "prometheus", service.url))
        load.send(service.url, asked.seconds)
        time.sleep(3)  # two scrapes, and the rules after them
        empty = [name for name, found in _panels(prometheus) if found == []]
    sys.exit(f"error: empty: {', '.join(empty)}" if empty else 0)


def _panels(prometheus: str) -> Iterator[tuple[str, list[float] | None]]:
    """Each panel with the last values that it shows; None: it is left out."""
    for path in sorted(DASHBOARDS.glob("*.json")):
        for panel in json.loads(path.read_text(encoding="utf-8"))["panels"]:
            if panel["type"] == "row":
                continue
            name = f"{path.stem}: {panel['title']}"
            exprs = [target["expr"] for target in panel["targets"]]
            is_left_out = any(expr.count(mark) for expr in exprs for mark in LEFT_OUT)
            found = None if is_left_out else [one for expr in exprs for one in _values(prometheus, expr)]
            shown = (
                "left out" if found is None else f"{len(found)} series, {min(found, default=math.nan):.4g} …"
            )
            print(f"{name:<52} {shown} {max(found):.4g}" if found else f"{name:<52} {shown}")
            yield name, found


def _values(prometheus: str, expr: str) -> list[float]:
    """The finite values of a query now: 0/0 is no value."""
    url = f"{prometheus}/api/v1/query?{urllib.parse.urlencode({'query': expr})}"
    with urllib.request.urlopen(url, timeout=20) as answer:
        result: list[dict[str, Any]] = json.load(answer)["data"]["result"]
    values = [float(series["value"][1]) for series in result]
    return [value for value in values if math.isfinite(value)]


@contextmanager
def _prometheus(binary: str, core: int, folder: Path, service: str) -> Iterator[str]:
    """A Prometheus that scrapes the service and itself every second; its address."""
    folder.mkdir(parents=True)
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{one.getsockname()[1]}"
    _write_configuration(folder, {"api": service.removeprefix("http://"), "prometheus": address})
    command = [binary, "--config.file=prometheus.yml", "--storage.tsdb.path=data"]
    with world.spawned([*command, f"--web.listen-address={address}"], core, folder) as child:
        for _ in range(600):
            if child.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"http://{address}/-/ready", timeout=2).close()
            except OSError:
                threading.Event().wait(0.1)
            else:
                yield f"http://{address}"
                return
        sys.exit(f"error: {binary} does not start:\n{(folder / 'output.txt').read_text()[-2000:]}")


def _write_configuration(folder: Path, targets: dict[str, str]) -> None:
    """The real rules, evaluated every second: some of them are so every five minutes."""
    (folder / "rules").mkdir()
    for path in RULES.glob("*.yml"):
        rules = yaml.safe_load(path.read_text(encoding="utf-8"))
        for group in rules["groups"]:
            group["interval"] = "1s"
        (folder / "rules" / path.name).write_text(yaml.safe_dump(rules), encoding="utf-8")
    jobs = [{"job_name": job, "static_configs": [{"targets": [target]}]} for job, target in targets.items()]
    every = {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"}
    configuration = {"global": every, "rule_files": ["rules/*.yml"], "scrape_configs": jobs}
    (folder / "prometheus.yml").write_text(yaml.safe_dump(configuration), encoding="utf-8")


if __name__ == "__main__":
    main()
