"""A checkout of the project in a folder of its own, for tests that run its commands."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]


class Clone:
    """A checkout of the project as it is now, with one commit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment: dict[str, str] = {}
        """What commands find there beside the test's own."""
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for name in filter(None, listed.split("\0")):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)
        self("git", "init", "--quiet")
        self.commit("A newcomer's clone")

    def __call__(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the clone; what it printed is in `.stdout`, errors included."""
        environment = os.environ | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "GIT_AUTHOR_NAME": "A newcomer",
            "GIT_AUTHOR_EMAIL": "newcomer@example.com",
            "GIT_COMMITTER_NAME": "A newcomer",
            "GIT_COMMITTER_EMAIL": "newcomer@example.com",
            "DVC_NO_ANALYTICS": "true",
        }
        for name in ("OLLAMA_HOST", "OLLAMA_SERVICE_HOST", "MLFLOW_TRACKING_URI", "PYTHONWARNINGS"):
            environment.pop(name, None)
        environment |= self.environment
        return subprocess.run(
            command,
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=240,
        )

    def commit(self, message: str) -> None:
        """Commit all there is."""
        self("git", "add", "--all")
        self("git", "commit", "--quiet", "--message", message)

    def json(self, path: str) -> dict[str, object]:
        """A JSON object of the clone."""
        return dict(json.loads((self.folder / path).read_text(encoding="utf-8")))

    def locked(self) -> dict[str, str]:
        """The hash of every output in dvc.lock."""
        lock = yaml.safe_load((self.folder / "dvc.lock").read_text(encoding="utf-8"))
        return {out["path"]: out["md5"] for stage in lock["stages"].values() for out in stage.get("outs", [])}

    def edit(self, path: str, pattern: str, replacement: str) -> None:
        """Replace the one place in a file where a pattern stands."""
        text = (self.folder / path).read_text(encoding="utf-8")
        changed, count = re.subn(pattern, replacement, text, flags=re.MULTILINE)
        assert count == 1, (path, pattern, count)
        (self.folder / path).write_text(changed, encoding="utf-8")
