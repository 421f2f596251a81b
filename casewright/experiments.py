"""Experiments of DVC by its own commands: run, queued, looked at; and what each is called.

`python -m casewright.experiments` shows them in columns that fit a screen.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence

from casewright.errors import DataError, run_stage
from casewright.revisions import experiment_commit, experiment_names

COLUMNS = r"Experiment|cell$|quality_score$|reference_recall$|latency_p95_s$"
"""Of `dvc exp show`, which has a column for every metric and every parameter."""
_NARROWEST = 160
"""Characters a line: in fewer, DVC puts an ellipsis in the place of whole columns."""

Settings = Mapping[str, Sequence[str]]
"""A list of names for each key of params.yaml that is changed."""


def slug(name: str) -> str:
    """The name of a model or prompt as a part of an experiment's name."""
    return re.sub(r"[^\w.-]+", "-", name)


def next_name(prefix: str) -> str:
    """`prefix` with the first number from which no experiment is called so, alone or followed by a dash."""
    taken = {
        int(found[1])
        for name in experiment_names()
        if (found := re.match(rf"{re.escape(prefix)}(\d+)(?:-|$)", name))
    }
    return f"{prefix}{max(taken, default=0) + 1}"


def run_apart(name: str, settings: Settings) -> None:
    """Run an experiment now, in a folder of its own: the workspace stays as it is.

    Raises:
        DataError: it failed; what its stage said is on stderr.

    """
    if _dvc("exp", "run", "--temp", "--force", "--name", name, *_set(settings)):
        raise DataError(f"experiment {name!r} failed, see above; mend it and run the same command again")


def queue(name: str, settings: Settings) -> None:
    """Put an experiment into DVC's queue, with the workspace as it is now.

    Raises:
        DataError: DVC refuses it; what it said is on stderr.

    """
    if _dvc("exp", "run", "--queue", "--name", name, *_set(settings)):
        raise DataError(f"experiment {name!r} is not queued, see above; `dvc queue status` shows what is")


def run_queue(workers: int) -> None:
    """Start so many workers on the queue, and wait until all that is in it has run or failed."""
    _dvc("exp", "run", "--run-all", "--jobs", str(workers))


def has_run(name: str) -> bool:
    """Whether there is an experiment of this name; one that failed leaves none."""
    return experiment_commit(name) is not None


def show() -> None:
    """`dvc exp show`, in columns that fit a screen; where it is narrower, lines wrap and no figure goes."""
    sys.stdout.flush()
    columns = ("--drop", ".*", "--keep", COLUMNS)
    width = max(shutil.get_terminal_size().columns, _NARROWEST)
    subprocess.run(
        ["dvc", "exp", "show", "--no-pager", "--hide-failed", *columns],
        env=os.environ | {"COLUMNS": str(width)},
        check=False,
    )


def _set(settings: Settings) -> list[str]:
    return [part for key, names in settings.items() for part in ("-S", f"{key}=[{','.join(names)}]")]


def _dvc(*arguments: str) -> int:
    """Run DVC; what it and the stages say goes to stderr: stdout is the command's own."""
    sys.stdout.flush()
    return subprocess.run(["dvc", *arguments], stdout=sys.stderr, check=False).returncode


if __name__ == "__main__":
    run_stage(show)
