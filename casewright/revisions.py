"""Small files of other commits and experiments, read from Git."""

import subprocess
from pathlib import Path

from casewright.errors import DataError

_TIMEOUT_S = 30


def read_revision(revision: str, path: Path) -> str:
    """A file as it is in a commit, a branch, a tag, or an experiment by its name.

    Raises:
        DataError: there is no such revision, or it does not have the file.

    """
    commit = _git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") or _experiment(revision)
    if not commit:
        raise DataError(
            f"{revision!r}: no such commit, branch, tag or experiment; `git log` and `dvc exp list` name them"
        )
    text = _git("show", f"{commit}:{path.as_posix()}")
    if text is None:
        raise DataError(
            f"{revision}: {path} is not in it; run `dvc repro` there and commit reports/, or name a later one"
        )
    return text


def _experiment(name: str) -> str | None:
    """The commit of an experiment: DVC keeps each under a reference that ends with its name."""
    listed = _git("for-each-ref", "--format=%(objectname) %(refname)", "refs/exps") or ""
    for line in listed.splitlines():
        commit, _, reference = line.partition(" ")
        if reference.rpartition("/")[2] == name:
            return commit
    return None


def _git(*arguments: str) -> str | None:
    """What Git says; None where it refuses."""
    try:
        done = subprocess.run(
            ["git", *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_TIMEOUT_S,
            check=True,
        )
    except FileNotFoundError as error:
        raise DataError("git: not found; comparing with another revision needs it") from error
    except subprocess.SubprocessError:
        return None
    return done.stdout.rstrip("\n") if arguments[0] != "show" else done.stdout
