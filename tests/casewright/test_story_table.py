import pytest

from casewright.errors import DataError
from casewright.records import Subset
from casewright.story_table import COLUMNS, read_table, to_csv
from tests.builders import SMALL, a_story_score, scores


def test_what_is_written_is_read_again():
    """Each story of the user's own by its id; edge cases are not in it, and empty is not measured."""
    rows = [
        a_story_score("US-1", scores=scores(quality_score=0.75, reference_recall=None)),
        a_story_score("=US-2".strip("="), scores=scores(quality_score=0.5), subset=Subset.HELD_OUT),
        a_story_score("EC-1", subset=Subset.EDGE_CASE),
    ]
    table = read_table(to_csv(rows), "the file")

    assert SMALL.name == table.cell
    assert {"US-1": 0.75, "US-2": 0.5} == table.values["quality_score"]
    assert {"US-2": 1.0} == table.values["reference_recall"]
    assert set(COLUMNS) == set(table.values)


def test_a_table_of_fewer_columns_is_read_as_far_as_it_goes():
    """An older commit may have had fewer metrics."""
    table = read_table("story_id,cell,quality_score\nUS-1,x,0.5\n", "old")

    assert {"US-1": 0.5} == table.values["quality_score"]
    assert {} == table.values["oracle_score"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "old: line 1: expected the columns story_id, cell and quality_score; got ''"),
        ("a,b\n1,2\n", "old: line 1: expected the columns .* got 'a,b'"),
        (
            "story_id,cell,quality_score\nUS-1,x,high\n",
            "old: line 2: quality_score: expected a number; got 'high'",
        ),
        ("story_id,cell,quality_score\n", "old: no story with a quality in it"),
        ("story_id,cell,quality_score\nUS-1,x,nan\n", "old: line 2: quality_score: .* got 'nan'"),
        ("story_id,cell,quality_score\nUS-1\n", "old: line 2: expected a value for each column"),
    ],
)
def test_what_is_no_such_table_is_named(text, message):
    """File, line, column and value."""
    with pytest.raises(DataError, match=message):
        read_table(text, "old")
