import codecs
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casewright.errors import DataError
from casewright.sources import SUFFIXES, read_rows

ONE = "As a café guest, I want to pay by card, so that I need no cash."
TWO = "As a cook, I want to see the next order, so that I start in time."


def write(folder, name, content):
    """A file with this content, as UTF-8 where it is text."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def stories(rows):
    """The story of each row."""
    return [row.fields.get("story") for row in rows]


def places(rows):
    """The number of each row."""
    return [row.row for row in rows]


FORMATS = {
    "stories.txt": f"{ONE}\n{TWO}\n",
    "stories.csv": f'id,story\n1,"{ONE}"\n2,"{TWO}"\n',
    "stories.json": json.dumps([{"story": ONE}, {"story": TWO}]),
    "stories.jsonl": "".join(json.dumps({"story": story}) + "\n" for story in (ONE, TWO)),
}


@pytest.mark.parametrize(("name", "content"), FORMATS.items(), ids=FORMATS.keys())
def test_each_format(tmp_path, name, content):
    """The same two stories, in order and with their places, from every kind of file."""
    path = write(tmp_path, name, content)
    rows = read_rows(path)

    assert [ONE, TWO] == stories(rows)
    assert [1, 2] == places(rows)
    assert {path.as_posix()} == {row.file for row in rows}
    assert {None} == {row.problem for row in rows}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize(("name", "content"), FORMATS.items(), ids=FORMATS.keys())
def test_each_encoding(tmp_path, name, content, encoding):
    """UTF-8 with and without BOM, UTF-16 and Windows-1252 give the same text."""
    content = json.dumps(json.loads(content), ensure_ascii=False) if name.endswith("json") else content

    assert [ONE, TWO] == stories(read_rows(write(tmp_path, name, content.encode(encoding))))


def test_utf_16_of_the_other_order(tmp_path):
    """Big-endian UTF-16 is told by its byte order mark."""
    content = codecs.BOM_UTF16_BE + ONE.encode("utf-16-be")

    assert [ONE] == stories(read_rows(write(tmp_path, "a.txt", content)))


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("name", ["stories.txt", "stories.csv", "stories.jsonl"])
def test_each_line_end(tmp_path, name, end):
    """Lines may end as on Windows, on old Macs or on Unix."""
    content = FORMATS[name].replace("\n", end)

    assert [ONE, TWO] == stories(read_rows(write(tmp_path, name, content)))


@pytest.mark.parametrize("name", ["stories.txt", "stories.jsonl"])
def test_blank_lines_are_no_rows_and_count_as_lines(tmp_path, name):
    """A row's place is the line that an editor shows."""
    rows = read_rows(write(tmp_path, name, "\n \n" + FORMATS[name].replace("\n", "\n\n")))

    assert [ONE, TWO] == stories(rows)
    assert [3, 5] == places(rows)


def test_blank_records_of_a_spreadsheet_are_no_rows(tmp_path):
    """Records of nothing but commas are skipped; the others keep their place."""
    rows = read_rows(write(tmp_path, "a.csv", f"id,story\n,\n\n1,{'x' * 20}\n,\n"))

    assert ["x" * 20] == stories(rows)
    assert [2] == places(rows)


def test_a_line_break_within_a_text_line_separates_nothing(tmp_path):
    """Vertical tabs and Unicode's own separators do not cut a story in two."""
    assert [f"{ONE}\x0b{TWO}\u2028{ONE}"] == stories(
        read_rows(write(tmp_path, "a.txt", f"{ONE}\x0b{TWO}\u2028{ONE}\n"))
    )


@pytest.mark.parametrize(
    "value",
    [
        {"project": "shop", "version": 2, "stories": [{"story": ONE}]},
        [ONE],
        {"stories": [ONE]},
        {"story": ONE, "tags": ["card"], "id": "US-1"},
        {"user_story": ONE, "acceptance_criteria": [TWO]},
    ],
    ids=["object with one list", "list of strings", "strings in an object", "one story", "criteria"],
)
def test_shapes_of_json(tmp_path, value):
    """A list, an object that holds one, strings instead of objects, or an object that is one story."""
    (row,) = read_rows(write(tmp_path, "a.json", json.dumps(value)))

    assert ONE == (row.fields.get("story") or row.fields.get("user_story"))


def test_an_item_that_is_no_object_is_a_row_with_a_problem(tmp_path):
    """A number among stories is kept as a row that says what is wrong."""
    rows = read_rows(write(tmp_path, "a.json", json.dumps([{"story": ONE}, 7, None])))

    assert [None, "expected an object, got int", "expected an object, got NoneType"] == [
        row.problem for row in rows
    ]


def test_a_broken_jsonl_line_is_a_row_with_a_problem(tmp_path):
    """The good lines around a broken one are read; the broken one keeps its place."""
    content = f'{{"story": "{ONE}"}}\n{{"story": \n{{"story": "{TWO}"}}\n'
    rows = read_rows(write(tmp_path, "a.jsonl", content))

    assert [ONE, None, TWO] == stories(rows)
    assert rows[1].problem.startswith("not JSON: ")


def test_cells_of_a_csv_beyond_or_before_the_header(tmp_path):
    """A cell without a column is left out, an empty or missing cell is no field."""
    rows = read_rows(write(tmp_path, "a.csv", "id,story,tags\n1,a,b,c,d\n2,e\n3,f,\n"))

    assert [
        {"id": "1", "story": "a", "tags": "b"},
        {"id": "2", "story": "e"},
        {"id": "3", "story": "f"},
    ] == [row.fields for row in rows]


def test_quoted_csv_keeps_line_breaks(tmp_path):
    """A quoted field may span lines; rows are counted by record."""
    rows = read_rows(write(tmp_path, "a.csv", 'id,story\n1,"a\nb"\n2,c\n'))

    assert ["a\nb", "c"] == stories(rows)
    assert [1, 2] == places(rows)


def test_a_folder_is_read_in_the_order_of_names(tmp_path):
    """Every file of a known kind, subfolders too, whatever was written first; other files are no stories."""
    (tmp_path / "b").mkdir()
    (tmp_path / "folder.json").mkdir()
    for name in ("z.txt", "a.TXT", "b/m.txt"):
        write(tmp_path, name, name)
    write(tmp_path, "README.md", "no story")

    assert ["a.TXT", "b/m.txt", "z.txt"] == stories(read_rows(tmp_path))


BROKEN = {
    "broken JSON": ("a.json", "[{", "not JSON"),
    "JSON of a number": ("a.json", "7", "expected a JSON list"),
    "two lists": ("a.json", '{"a": [], "b": []}', "expected a JSON list"),
    "bottomless JSON": ("a.json", "[" * 100_000, "not JSON"),
    "unknown suffix": ("a.docx", "x", "files of this kind are not read; expected one of .csv"),
    "no suffix": ("stories", "x", "files of this kind are not read"),
    "cut UTF-16": ("a.txt", codecs.BOM_UTF16_LE + b"\x41", "save it as UTF-8"),
    "binary": ("a.txt", b"\x81\x8d\x8f", "save it as UTF-8"),
    "endless CSV field": ("a.csv", "story\n" + "x" * 200_000, "after line 1: not CSV"),
}


@pytest.mark.parametrize(("name", "content", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_what_cannot_be_read_is_an_error_of_one_line_with_the_file(tmp_path, name, content, words):
    """Each way of being broken names the file and says what is wrong."""
    path = write(tmp_path, name, content)
    with pytest.raises(DataError) as error:
        read_rows(path)

    assert str(error.value).startswith(f"{path}: ")
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_what_is_not_there_is_an_error(tmp_path):
    """A missing path and a folder without a story file are named."""
    with pytest.raises(DataError, match=r"gone.csv: there is no such file or folder; mend `data`"):
        read_rows(tmp_path / "gone.csv")
    with pytest.raises(DataError, match=r"no file with .csv, .json, .jsonl, .txt in this folder"):
        read_rows(tmp_path)


def test_a_file_that_the_system_refuses_is_an_error(tmp_path, monkeypatch):
    """What the system says becomes one line with the file."""
    path = write(tmp_path, "a.txt", ONE)
    monkeypatch.setattr(type(path), "read_bytes", _refuse)

    with pytest.raises(DataError, match=r"a.txt: cannot be read: Permission denied"):
        read_rows(path)


def _refuse(path):
    raise PermissionError(13, "Permission denied", str(path))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(SUFFIXES),
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.text(alphabet='[]{}",:\\ \n\r\x00aé1', max_size=80).map(str.encode),
    ),
)
def test_no_file_crashes_the_reader(tmp_path, suffix, content):
    """Any bytes give rows with places in rising order, or a DataError of one line."""
    path = write(tmp_path, f"any{suffix}", content)
    try:
        found, message = places(read_rows(path)), ""
    except DataError as error:
        found, message = [], str(error)

    assert sorted(set(found)) == found
    assert "\n" not in message
