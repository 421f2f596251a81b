import pytest

from casewright.sources import known_fields, read_rows
from tests.casewright.sources.files import ONE, TWO, places, stories, write

JIRA = (
    "Summary,Issue key,Issue Type,Labels,Labels,Component/s,"
    "Custom field (Acceptance Criteria),Description,Labels\n"
    'Pay by card,SHOP-12,Story,card,,payment,"* Cards are taken.\n* Cash is not.",'
    f'"{ONE}\n\nSee wiki.",till\n'
    "Till,SHOP-1,Epic,,,,,,\n"
    'Till is slow,SHOP-2,Bug,,,,,"It hangs, often.",\n'
)


def rows_of(folder, content, name="a.csv"):
    """What a table with this content gives."""
    return list(read_rows(write(folder, name, content)))


@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_each_separator(tmp_path, name, separator):
    """Excel writes semicolons in half of Europe and calls the file CSV."""
    content = f"id,story,tags\n1,{ONE.replace(',', ';')},x\n".replace(",", separator)
    content = content if separator != ";" else f'id;story;tags\n1;"{ONE}";x\n'
    (row,) = rows_of(tmp_path, content, name)

    assert {"id", "story", "tags"} == set(row.fields)
    assert "x" == row.fields["tags"]


def test_the_line_in_which_excel_names_the_separator(tmp_path):
    """`sep=` decides and is no header."""
    assert [ONE] == stories(rows_of(tmp_path, f"sep=;\r\nid;story\r\n1;{ONE}\r\n"))


def test_a_single_column_needs_no_quotes(tmp_path):
    """Commas in the cells of a file with one column separate nothing."""
    assert [ONE, TWO] == stories(rows_of(tmp_path, f'story\n{ONE}\n"{TWO}"\n'))


@pytest.mark.parametrize("content", [f'7,"{ONE}"\n8,"{TWO}"\n', f"{ONE}\n{TWO}\n"], ids=["two", "one"])
def test_a_file_without_a_header(tmp_path, content):
    """A first record that holds a story is a row like the others."""
    rows = rows_of(tmp_path, content)

    assert [ONE, TWO] == stories(rows)
    assert [1, 2] == places(rows)


def test_a_header_alone_has_no_rows(tmp_path):
    """Nothing below the names is nothing."""
    assert [] == rows_of(tmp_path, "id,story\n")


def test_blank_records_of_a_spreadsheet_are_no_rows(tmp_path):
    """Records of nothing but commas are skipped; the others keep their place."""
    rows = rows_of(tmp_path, f"\nid,story\n,\n\n1,{'x' * 20}\n,\n")

    assert ["x" * 20] == stories(rows)
    assert [2] == places(rows)


def test_missing_and_empty_cells_are_no_fields(tmp_path):
    """A record may be shorter than the header, or longer by empty cells."""
    rows = rows_of(tmp_path, "id,story,tags\n2,e\n3,f,,, \n")

    assert [{"id": "2", "story": "e"}, {"id": "3", "story": "f"}] == [row.fields for row in rows]
    assert [None, None] == [row.problem for row in rows]


def test_a_cell_beyond_the_header_is_a_problem(tmp_path):
    """A story with unquoted commas is not cut short silently."""
    row, fine = rows_of(tmp_path, f'id,story\n1,{ONE}\n2,"{TWO}"\n')

    assert "4 cells under 2 columns; put cells that hold ',' between double quotes" == row.problem
    assert fine.problem is None


def test_a_nameless_column_has_the_name_of_its_place(tmp_path):
    """What stands in it can be reported."""
    assert {"story": "a", "column 2": "b"} == rows_of(tmp_path, "story,,\na,b,\n")[0].fields


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_quoted_cells_keep_line_breaks(tmp_path, end):
    """A quoted cell may span lines and be indented; rows are counted by record."""
    rows = rows_of(tmp_path, 'id,story\n1,"a\nb ""c"""\n2,c\n'.replace("\n", end))

    assert [f'a{end}b "c"', "c"] == stories(rows)
    assert [1, 2] == places(rows)


def test_repeated_columns_lose_nothing(tmp_path):
    """Values of one name are a tuple; one value alone is itself."""
    first, second = rows_of(tmp_path, "story,Labels,Labels,Labels\na,x,,z\nb,,y,\n")

    assert ("x", "z") == first.fields["Labels"]
    assert "y" == second.fields["Labels"]


def test_an_export_of_jira(tmp_path):
    """The story, its criteria and all its labels; an epic and a bug are set aside by name."""
    story, epic, bug = rows_of(tmp_path, JIRA)
    fields, ignored = known_fields(story.fields)

    assert {
        "id": "SHOP-12",
        "story": f"{ONE}\n\nSee wiki.",
        "domain": "payment",
        "acceptance_criteria": ["Cards are taken.", "Cash is not."],
        "tags": ["card", "till"],
    } == fields
    assert {"Summary", "Issue Type"} == ignored
    assert [
        "issue type: Epic, and its text is no user story",
        "issue type: Bug, and its text is no user story",
    ] == [
        epic.aside,
        bug.aside,
    ]
    assert [1, 2, 3] == places([story, epic, bug])


def test_zero_bytes_are_text(tmp_path):
    """A zero byte in a cell is left to the cleaning."""
    assert ["a\0b"] == stories(rows_of(tmp_path, "id,story\n1,a\0b\n"))
