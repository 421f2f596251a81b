from hypothesis import given

from casewright.exports.plain_csv import COLUMNS, PLAIN_CSV
from casewright.exports.suite import tidied
from casewright.spreadsheet import inert
from tests.casewright.exports.made import an_exported_suite, exported, read_numbered, read_table, suites


def read(text):
    """The rows of a table that starts with a byte-order mark."""
    assert text.startswith("\ufeff")
    return read_table(text[1:], COLUMNS)


@given(suites)
def test_every_text_comes_back(suite):
    """A row a case, lists numbered in one cell."""
    suite = tidied(suite)

    for case, row in zip(suite.test_cases, read(exported(PLAIN_CSV, suite)), strict=True):
        assert inert(suite.story_id) == row["story_id"]
        assert inert(suite.story or "") == row["story"]
        assert list(suite.acceptance_criteria) == read_numbered(row["acceptance_criteria"])
        assert (case.id, case.type, case.priority) == (row["id"], row["type"], row["priority"])
        assert inert(case.title) == row["title"]
        assert list(case.preconditions) == read_numbered(row["preconditions"])
        assert list(case.steps) == read_numbered(row["steps"])
        assert inert(case.expected_result) == row["expected_result"]


def test_the_origin_is_whole():
    """Digests are not cut as in labels."""
    row = read(exported(PLAIN_CSV, an_exported_suite()))[0]

    assert (
        "llama3.2:1b",
        "improved_v1",
        "a1b2c3d4e5f6a7b8",
        "c0ffee",
        "0123456789abcdef0123",
        "no",
    ) == tuple(row[name] for name in ("model", "prompt", "model_digest", "prompt_hash", "run", "reference"))
