"""`python -m bench.service_load [--seconds 60]`: a realistic mix of requests, and the objectives.

Locust (extra `load`, or the command that CASEWRIGHT_LOCUST names) runs `bench/locustfile.py` against a
service before a model server that takes half a second. Exits as Locust does: 1 where an objective is missed.
The objectives of latency are the targets of params.yaml.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import service_world as world
from casewright.params import load_params

LOCUST = "CASEWRIGHT_LOCUST"
MODEL_MS = 500
GATE = 8
ERRORS = 0.05


def main() -> None:
    """Run Locust and exit as it does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=30)
    parser.add_argument("--seconds", type=int, default=60)
    asked = parser.parse_args()
    locust = os.environ.get(LOCUST) or shutil.which("locust")
    if not locust:
        sys.exit(f"error: no locust found; install the extra `load`, or name its command in {LOCUST}")
    core, other = world.cores()
    targets = load_params(world.ROOT / "params.yaml").targets
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        settings = {"SERVICE_CONCURRENCY": str(GATE), "SERVICE_RECORDS": str(folder / "records.sqlite")}
        with (
            world.model_server(other, folder / "model", delay_ms=MODEL_MS) as model,
            world.service(core, folder / "service", model.url, **settings) as running,
        ):
            command = [locust, "--headless", "--only-summary", "--locustfile", "bench/locustfile.py"]
            command += ["--host", running.url, "--users", str(asked.users), "--spawn-rate", "10"]
            command += ["--run-time", f"{asked.seconds}s", "--errors", str(ERRORS)]
            for name in ("p90", "p99"):
                command += [f"--{name}-s", str(targets[f"latency_{name}_s"].below)]
            status = subprocess.run(command, cwd=world.ROOT, check=False).returncode
    sys.exit(status)


if __name__ == "__main__":
    main()
