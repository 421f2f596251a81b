import subprocess
from pathlib import Path

import pytest

from casewright.errors import DataError
from casewright.revisions import read_revision

FILE = Path("reports/table.csv")


@pytest.fixture
def history(tmp_path, monkeypatch):
    """Two commits, the first of them tagged and also an experiment, as DVC keeps one."""
    monkeypatch.chdir(tmp_path)

    def git(*arguments):
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
        return subprocess.run(
            ["git", *identity, *arguments], check=True, capture_output=True, text=True
        ).stdout.strip()

    git("init", "--quiet")
    FILE.parent.mkdir()
    for text in ("first\n", "second\n"):
        FILE.write_text(text)
        git("add", ".")
        git("commit", "--quiet", "-m", text)
    git("tag", "v1", "HEAD~1")
    git("update-ref", "refs/exps/ab/cdef/brave-tester", "HEAD~1")
    return git


@pytest.mark.parametrize(
    ("revision", "expected"),
    [("HEAD", "second\n"), ("HEAD~1", "first\n"), ("v1", "first\n"), ("brave-tester", "first\n")],
)
def test_a_file_is_read_as_it_was(history, revision, expected):
    """Of a commit, a tag, and an experiment by its name."""
    assert expected == read_revision(revision, FILE)


def test_an_unknown_revision_says_where_names_are(history):
    """The name, and the commands that list what there is."""
    with pytest.raises(DataError, match=r"'nope': no such commit.*`git log` and `dvc exp list`"):
        read_revision("nope", FILE)


def test_no_revision_at_all_says_what_to_name(history):
    """As `make compare` passes it on where A is left out."""
    with pytest.raises(DataError, match=r"no revision: .* as in `make compare A=main`"):
        read_revision("", FILE)


def test_a_revision_without_the_file_says_what_to_do(history):
    """An older commit may not have it."""
    with pytest.raises(DataError, match=r"HEAD: reports/other.csv is not in it; run `dvc repro` there"):
        read_revision("HEAD", Path("reports/other.csv"))
