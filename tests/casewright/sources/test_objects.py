import json

import pytest

from casewright.errors import DataError
from casewright.sources import read_rows
from tests.casewright.sources.files import FORMATS, ONE, TWO, places, stories, write


@pytest.mark.parametrize(
    "value",
    [
        {"project": "shop", "version": 2, "stories": [{"story": ONE}]},
        [ONE],
        {"stories": [ONE]},
        {"story": ONE, "tags": ["card"], "id": "US-1"},
        {"story": ONE, "User Story": ONE, "Acceptance Criteria": [TWO]},
    ],
    ids=["object with one list", "list of strings", "strings in an object", "one story", "criteria"],
)
def test_shapes_of_json(tmp_path, value):
    """A list, an object that holds one, strings instead of objects, or an object that is one story."""
    assert [ONE] == stories(read_rows(write(tmp_path, "a.json", json.dumps(value))))


def test_an_item_that_is_no_object_is_a_row_with_a_problem(tmp_path):
    """A number among stories is kept as a row that says what is wrong."""
    rows = read_rows(write(tmp_path, "a.json", json.dumps([{"story": ONE}, 7, None])))

    assert [None, "expected an object, got int", "expected an object, got NoneType"] == [
        row.problem for row in rows
    ]


@pytest.mark.parametrize("line", ['{"story": ', "[" * 100_000, "1" * 5_000])
def test_a_broken_jsonl_line_is_a_row_with_a_problem(tmp_path, line):
    """The good lines around a broken one are read; the broken one keeps its place."""
    content = f'{{"story": "{ONE}"}}\n{line}\n{{"story": "{TWO}"}}'
    rows = list(read_rows(write(tmp_path, "a.jsonl", content)))

    assert [ONE, None, TWO] == stories(rows)
    assert rows[1].problem.startswith("not JSON: ")


def test_blank_lines_are_no_rows_and_count_as_lines(tmp_path):
    """A row's place is the line that an editor shows."""
    rows = read_rows(write(tmp_path, "a.jsonl", "\n \n" + FORMATS["stories.jsonl"].replace("\n", "\n\n")))

    assert [3, 5] == places(rows)


def test_an_object_a_line_in_a_json_file_is_told_the_other_name(tmp_path):
    """Two objects one after the other are no JSON, but what .jsonl files hold."""
    path = write(tmp_path, "a.json", FORMATS["stories.jsonl"])

    with pytest.raises(DataError, match=r"a\.json: not JSON: .* an object a line is called \.jsonl$"):
        list(read_rows(path))
