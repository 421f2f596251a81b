import csv
import subprocess
import sys

import pytest

from casewright.errors import DataError
from casewright.exports.__main__ import main
from casewright.exports.testrail import COLUMNS
from tests.builders import ROOT
from tests.casewright.exports.made import read_table
from tests.casewright.exports.run import a_run


@pytest.fixture(autouse=True)
def run(tmp_path, monkeypatch):
    """What a run leaves, in the current folder."""
    monkeypatch.chdir(tmp_path)
    a_run()


def test_the_choice_is_exported_where_nothing_else_is_said(tmp_path, capsys):
    """Into the folder for exports, under the names of cell and format; what has no suite is told."""
    main(["--format", "testrail"])
    out = tmp_path / "exports" / "llama3.2-1b__improved_v1-testrail.csv"

    assert 6 == sum(bool(row["Title"]) for row in read_table(out.read_bytes().decode(), COLUMNS))
    assert capsys.readouterr().out == (
        "export: 2 suites of llama3.2:1b × improved_v1 as testrail in "
        "exports/llama3.2-1b__improved_v1-testrail.csv\n"
        "Without a suite: 1 story: US-002\n"
    )


def test_cell_stories_and_place_can_be_named(tmp_path, capsys):
    """Ids apart by commas, white space or not."""
    main(
        [
            "--format",
            "csv",
            "--cell",
            "llama3.2:3b x improved_v1",
            "--out",
            "a.csv",
            "--stories",
            "US-002, US-003",
        ]
    )
    with open("a.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))

    assert {"US-002", "US-003"} == {row["story_id"] for row in rows}
    assert {"llama3.2:3b"} == {row["model"] for row in rows}
    assert "Without a suite" not in capsys.readouterr().out


def test_one_file_a_story_goes_into_a_folder_of_the_cell(tmp_path, capsys):
    """The first and the last are named."""
    main(["--format", "gherkin", "--cell", "references"])

    assert ["US-001.feature", "US-002.feature"] == sorted(
        path.name for path in (tmp_path / "exports" / "references-gherkin").iterdir()
    )
    assert (
        "in 2 files, exports/references-gherkin/US-001.feature to US-002.feature" in capsys.readouterr().out
    )


def test_the_formats_are_listed(capsys):
    """With the tool that each is for."""
    main(["--list"])
    told = capsys.readouterr().out.splitlines()

    assert 11 == len(told)
    assert told[4].startswith("xray-json            Xray Cloud, bulk import")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "no format; expected one of gherkin, "),
        (["--format", "testrial"], r"did you mean 'testrail'\?"),
        (["--format", "xray-json"], "no project; expected the key of a Jira project; add PROJECT=SHOP"),
    ],
)
def test_what_cannot_be_exported_is_said(arguments, message):
    """Format and project."""
    with pytest.raises(DataError, match=message):
        main(arguments)


def test_an_error_is_one_line_and_a_status():
    """No traceback, and nothing is written."""
    done = subprocess.run(
        [sys.executable, "-m", "casewright.exports", "--format", "csv", "--cell", "llama9"],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )

    assert (1, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n"))
    assert done.stderr.startswith("error: cell 'llama9': there is none")
