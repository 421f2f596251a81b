"""A part of a bench in a process of its own, so that its peak memory is its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


def in_child(bench: str, *arguments: str, longest_s: float) -> dict[str, Any]:
    """The figures that `python -m <bench> --only …` prints as JSON; a failure there is the end here too."""
    command = [sys.executable, "-m", bench, "--only", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}  # a child may change its folder
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=longest_s
    )
    if done.returncode:
        sys.exit(f"error: {' '.join(command)} exited with {done.returncode}:\n{done.stderr}")
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures
