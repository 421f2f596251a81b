import csv
import io

import pytest

from casewright.errors import DataError
from casewright.records import Aspect
from casewright.review.spreadsheet import COLUMNS, read_table, write_table
from casewright.review.suite_text import suite_as_text
from tests.builders import a_case
from tests.casewright.review.made import a_task


def written(tmp_path, *tasks, predictions=False):
    """The table of some tasks."""
    path = tmp_path / "review.csv"
    write_table(path, tasks or (a_task(),), predictions=predictions)
    return path


def rows_of(path):
    """A table as a spreadsheet reads it."""
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_a_row_is_a_task_to_be_filled_in(tmp_path):
    """The suite stands twice: to be read, and to be corrected."""
    task = a_task(predicted={"clarity": 2})
    (row,) = rows_of(written(tmp_path, task))
    (filled,) = rows_of(written(tmp_path, task, predictions=True))

    assert list(COLUMNS) == list(row)
    assert suite_as_text(task.test_cases) == row["suite"] == row["corrected"]
    assert ("", "", "") == (row["clarity"], row["action"], row["reviewer"])
    assert ("2", "") == (filled["clarity"], filled["relevance"])
    assert (tmp_path / "review.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_nothing_in_a_table_is_run_as_a_formula(tmp_path):
    """A model may have written `=HYPERLINK(…)` as the story's text; it stays text."""
    task = a_task(story="=1+1 is what I want as a user, so that I see a sum.")
    (row,) = rows_of(written(tmp_path, task))

    assert row["story"].startswith("'=1+1")


def test_a_filled_in_table_is_read(tmp_path):
    """Every column by its name; rows without a reviewer are the file's."""
    path = written(tmp_path, a_task(1), a_task(2, test_cases=[a_case(title="=SUM(A1) is shown as text")]))
    first, second = rows_of(path)
    first |= {aspect.value: "4" for aspect in Aspect} | {"action": " Accept ", "reviewer": "Anna"}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows([first, second])
    one, other = read_table(path)

    assert (1, "0a1b2c3d-001", "Anna", "Accept") == (one.row, one.task, one.reviewer, one.action)
    assert dict.fromkeys(Aspect, "4") == one.ratings
    assert "review" == other.reviewer
    assert "=SUM(A1)" in other.corrected


def test_a_row_that_breaks_off_has_no_more_to_say(tmp_path):
    """Wherever its columns stand."""
    path = tmp_path / "back.csv"
    path.write_text(f"action,{','.join(Aspect)},task\naccept,4\n", encoding="utf-8")
    (row,) = read_table(path)

    assert ("", "accept", "4", "") == (row.task, row.action, row.ratings["relevance"], row.ratings["clarity"])


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_what_spreadsheets_save_is_read(tmp_path, separator, encoding):
    """Semicolons, tabs and the encodings of office programs; columns in any order and case."""
    path = tmp_path / "back.csv"
    names = ["Action", "TASK", *reversed(Aspect), "comment"]
    values = ["minor edit", "0a1b2c3d-001", "1", "2", "3", "4", "Zu knapp für mich"]
    path.write_bytes("\r\n".join(separator.join(row) for row in (names, values)).encode(encoding))
    (found,) = read_table(path)

    assert ("minor edit", "Zu knapp für mich", "") == (found.action, found.comment, found.corrected)
    assert "4" == found.ratings[Aspect.RELEVANCE]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "no column task"),
        ("a,b\n1,2\n", "no column task, relevance, completeness, clarity, usability, action"),
        ("task,relevance,completeness,clarity,usability\n", "no column action; expected task, story"),
    ],
)
def test_what_is_no_such_table_is_refused(tmp_path, content, told):
    """The line names the file and the columns."""
    path = tmp_path / "back.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"back\.csv: ") as error:
        list(read_table(path))

    assert told in str(error.value)
