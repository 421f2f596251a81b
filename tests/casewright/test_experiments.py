import os
import subprocess

import pytest

from casewright import experiments


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository with two experiments, and a `dvc` that notes how wide it may write."""
    monkeypatch.chdir(tmp_path)
    dvc = tmp_path / "dvc"
    dvc.write_text('#!/bin/bash\necho "$COLUMNS" > columns\n')
    dvc.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", "init", "--quiet"], check=True)
    subprocess.run(["git", *identity, "commit", "--quiet", "--allow-empty", "-m", "first"], check=True)
    for name in ("sweep1-a", "sweep2", "sweep7b"):
        subprocess.run(["git", "update-ref", f"refs/exps/ab/cdef/{name}", "HEAD"], check=True)


@pytest.mark.parametrize(("terminal", "columns"), [("80", "160"), ("200", "200")])
def test_no_column_is_left_out_of_the_table(repository, monkeypatch, tmp_path, terminal, columns):
    """DVC drops what does not fit into the terminal, figures first; a wide one is used."""
    monkeypatch.setenv("COLUMNS", terminal)
    experiments.show()

    assert columns == (tmp_path / "columns").read_text().strip()


def test_a_name_is_never_taken_twice(repository):
    """Experiments of the number count with and without a part behind a dash."""
    assert "sweep3" == experiments.next_name("sweep")
    assert "ab1" == experiments.next_name("ab")


def test_a_model_becomes_a_part_of_a_name():
    """References of Git hold neither colons nor slashes."""
    assert "hf.co-x-y-q4_K" == experiments.slug("hf.co/x/y:q4_K")
