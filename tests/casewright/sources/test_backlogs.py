import pytest

from casewright.sources import read_rows
from tests.casewright.sources.files import places, stories, write
from tests.conftest import ROOT

FOLDER = ROOT.parent / "shared" / "backlogs"
COUNTS = {
    "g02-federalspending.txt": 97,
    "g03-loudoun.txt": 58,
    "g04-recycling.txt": 51,
    "g05-openspending.txt": 53,
    "g08-frictionless.txt": 66,
    "g10-scrumalliance.txt": 97,
}

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="../shared/backlogs is not there")


@pytest.mark.parametrize(("name", "count"), COUNTS.items(), ids=COUNTS.keys())
def test_a_published_backlog_loads_whole(name, count):
    """Every line is one story, in its place and with all its words."""
    rows = list(read_rows(FOLDER / name))

    assert (FOLDER / name).read_text(encoding="utf-8").split() == " ".join(stories(rows)).split()
    assert list(range(1, count + 1)) == places(rows)
    assert {(None, None)} == {(row.problem, row.aside) for row in rows}


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"], ids=["LF", "CR", "CRLF"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("name", COUNTS)
def test_a_backlog_is_the_same_in_every_encoding(tmp_path, name, encoding, end):
    """Stories and places survive what editors and operating systems do to a file."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    if encoding == "cp1252":
        text = text.replace("ﬀ", "ff")  # which Windows-1252 has no letter for
    again = list(read_rows(write(tmp_path, name, text.replace("\n", end).encode(encoding))))
    rows = list(read_rows(write(tmp_path, name, text)))

    assert rows == again
