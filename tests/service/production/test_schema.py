import sqlite3

import pytest

from casewright.errors import DataError
from service.production.file import RecordsFile


@pytest.fixture
def path(tmp_path):
    """Where records may be."""
    return tmp_path / "records.sqlite"


def test_records_of_a_later_version_are_refused(path):
    """In one line with both versions and what to do."""
    RecordsFile(path).__exit__()
    with sqlite3.connect(path) as later:
        later.execute("PRAGMA user_version = 99")
    later.close()

    with pytest.raises(DataError) as refused:
        RecordsFile(path)
    assert (
        f"{path}: records of version 99, this service reads version 1; set SERVICE_RECORDS to another file, "
        "or move this one away"
    ) == str(refused.value)


def test_a_database_of_somebody_else_is_refused(path):
    """Nothing is written into a file that is not ours."""
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE theirs (a)")
    other.close()
    before = path.read_bytes()

    with pytest.raises(DataError, match="a database, but not one of this service's records"):
        RecordsFile(path)
    assert before == path.read_bytes()


@pytest.mark.parametrize(
    "content", [b"no database, but long enough to be one" * 200, b"SQLite format 3\0" + b"\xff" * 8000]
)
def test_a_damaged_file_is_refused_with_the_fix(path, content):
    """One line names the file and what to do, and the file stays as it is."""
    path.write_bytes(content)

    with pytest.raises(DataError, match=r"records\.sqlite: the records are damaged .*SERVICE_RECORDS"):
        RecordsFile(path)
    assert content == path.read_bytes()


def test_several_open_a_new_file_at_once(path):
    """Whoever comes second finds the tables made."""
    files = [RecordsFile(path) for _ in range(3)]
    contents = {file.contents() for file in files}
    for file in files:
        file.__exit__()

    assert 1 == len(contents)
