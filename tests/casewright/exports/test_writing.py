import pytest
from gherkin.parser import Parser

from casewright.errors import DataError
from casewright.exports import Options
from casewright.exports.gherkin import GHERKIN
from casewright.exports.plain_csv import PLAIN_CSV
from casewright.exports.writing import write
from casewright.exports.xray_csv import XRAY_CSV
from tests.casewright.exports.made import an_exported_suite


def test_a_file_takes_the_place_of_one_with_its_name(tmp_path):
    """Whole: with its byte-order mark, and nothing beside it."""
    out = tmp_path / "made" / "cases.csv"
    for story in ("US-001", "US-002"):
        assert [out] == write(PLAIN_CSV, [an_exported_suite(story)], out, Options())

    assert out.read_bytes().startswith("\ufeffstory_id,".encode())
    assert "US-001" not in out.read_text("utf-8")
    assert [out] == list(out.parent.iterdir())


def test_rows_end_as_they_were_written(tmp_path):
    """CR LF between rows, LF within cells."""
    out = tmp_path / "cases.csv"
    write(PLAIN_CSV, [an_exported_suite(story="two\nlines of a story")], out, Options())

    assert b'"two\nlines of a story"' in out.read_bytes()
    assert out.read_bytes().endswith(b"\r\n")


def test_more_than_a_tool_takes_goes_to_further_files(tmp_path):
    """Numbered from the second on."""
    suites = [an_exported_suite(f"US-{n:03d}", count=7) for n in range(1, 301)]
    paths = write(XRAY_CSV, suites, tmp_path / "cases.csv", Options())

    assert ["cases.csv", "cases-2.csv", "cases-3.csv"] == [path.name for path in paths]
    assert all(path.is_file() for path in paths)


def test_an_export_that_fails_leaves_what_was_there(tmp_path):
    """Also where a first file was complete."""

    class Failing(list):
        def __iter__(self):
            yield from list.__iter__(self)
            raise DataError("line 301: no such record")

    (tmp_path / "cases.csv").write_text("before")
    suites = Failing(an_exported_suite(f"US-{n:03d}", count=7) for n in range(1, 301))
    with pytest.raises(DataError, match="line 301"):
        write(XRAY_CSV, suites, tmp_path / "cases.csv", Options())

    assert ["cases.csv"] == [path.name for path in tmp_path.iterdir()]
    assert "before" == (tmp_path / "cases.csv").read_text()


def test_one_file_a_story_goes_into_a_folder(tmp_path):
    """Named after it, as every file system can; other files there are left alone."""
    (tmp_path / "mine.feature").write_text("mine")
    suites = [an_exported_suite(story) for story in ("US:1", "us-1", "US-2")]
    paths = write(GHERKIN, suites, tmp_path, Options())

    assert ["US-1.feature", "us-1-2.feature", "US-2.feature"] == [path.name for path in paths]
    assert ["US:1", "us-1", "US-2"] == [
        Parser().parse(path.read_text("utf-8"))["feature"]["name"] for path in paths
    ]
    assert "mine" == (tmp_path / "mine.feature").read_text()


def test_one_story_can_be_one_file(tmp_path):
    """Where the name says so; several cannot."""
    out = tmp_path / "a.feature"
    assert [out] == write(GHERKIN, [an_exported_suite()], out, Options())
    with pytest.raises(DataError, match=r"a\.feature: a file for one story, and there are more; name one by"):
        write(GHERKIN, [an_exported_suite("US-1"), an_exported_suite("US-2")], out, Options())

    assert "US-001" == Parser().parse(out.read_text("utf-8"))["feature"]["name"]


def test_a_place_that_cannot_be_written_to_is_named(tmp_path):
    """A folder where a file was meant."""
    with pytest.raises(DataError, match=r"cannot be written: Is a directory; name another place by OUT"):
        write(PLAIN_CSV, [an_exported_suite()], tmp_path, Options())
