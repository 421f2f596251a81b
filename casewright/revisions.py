"""Small files of other commits and experiments, read from Git."""

import subprocess
from pathlib import Path

from casewright.errors import DataError

WORKSPACE = "workspace"
"""What DVC calls the files as they are now."""
_TIMEOUT_S = 30


def read_revision(revision: str, path: Path) -> str:
    """A file as it is in a commit, a branch, a tag, an experiment by its name, or the workspace.

    Raises:
        DataError: there is no such revision, or it does not have the file.

    """
    if revision == WORKSPACE:
        return _in_workspace(path)
    if not revision:
        raise DataError(
            "no revision: expected a commit, branch, tag or experiment; name one, as in "
            "`make compare A=main` or `make gate BASE=main`"
        )
    commit = _git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") or experiment_commit(revision)
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


def _in_workspace(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise DataError(f"{path}: there is no such file; run `dvc repro`, which writes it") from error


def experiment_commit(name: str) -> str | None:
    """The commit of an experiment; None where there is none of this name."""
    return _experiments().get(name)


def experiment_names() -> list[str]:
    """What the experiments of this repository are called."""
    return sorted(_experiments())


def _experiments() -> dict[str, str]:
    """Commits by name, the newest of each: DVC keeps an experiment under a reference that ends with it."""
    listing = ("for-each-ref", "--sort=-committerdate", "--format=%(objectname) %(refname)", "refs/exps")
    listed = _git(*listing) or ""
    found: dict[str, str] = {}
    for line in listed.splitlines():
        commit, _, reference = line.partition(" ")
        found.setdefault(reference.rpartition("/")[2], commit)
    return found


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
