import codecs
import os
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casewright.errors import DataError
from casewright.sources import SUFFIXES, read_rows
from tests.casewright.sources.files import FORMATS, ONE, TWO, places, stories, write


@pytest.mark.parametrize(("name", "content"), FORMATS.items(), ids=FORMATS.keys())
def test_each_format(tmp_path, name, content):
    """The same two stories, in order and with their places, from every kind of file."""
    path = write(tmp_path, name, content)
    rows = list(read_rows(path))

    assert [ONE, TWO] == stories(rows)
    assert [1, 2] == places(rows)
    assert {path.as_posix()} == {row.file for row in rows}
    assert {(None, None)} == {(row.problem, row.aside) for row in rows}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize(("name", "content"), FORMATS.items(), ids=FORMATS.keys())
def test_each_encoding(tmp_path, name, content, encoding):
    """With and without a byte-order mark, every format gives the same stories in the same places."""
    rows = list(read_rows(write(tmp_path, name, content.encode(encoding))))

    assert [ONE, TWO] == stories(rows)
    assert [1, 2] == places(rows)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize("name", [name for name in FORMATS if name != "stories.json"])
def test_each_line_end(tmp_path, name, end):
    """Lines may end as on Windows or on old Macs."""
    rows = list(read_rows(write(tmp_path, name, FORMATS[name].replace("\n", end))))

    assert [ONE, TWO] == stories(rows)
    assert [1, 2] == places(rows)


def test_a_folder_is_read_in_the_order_of_names(tmp_path):
    """Every file of a known kind, subfolders too, whatever was written first; other files are no stories."""
    (tmp_path / "b").mkdir()
    (tmp_path / "folder.json").mkdir()
    for name in ("z.txt", "a.TXT", "b/m.txt"):
        write(tmp_path, name, f"As a reader of {name}, I want more.")
    write(tmp_path, "README.md", "no story")
    write(tmp_path, "._z.txt", b"\0\x05\x16\x07\x81")
    write(tmp_path, "~$stories.csv", b"\x05Jane\x81\0")

    assert [f"As a reader of {name}, I want more." for name in ("a.TXT", "b/m.txt", "z.txt")] == stories(
        read_rows(tmp_path)
    )


def test_a_file_is_read_when_its_turn_comes(tmp_path):
    """A broken file takes nothing from the rows before it."""
    write(tmp_path, "a.txt", f"{ONE}\n{TWO}\n")
    write(tmp_path, "b.json", "[{")
    rows = read_rows(tmp_path)

    assert [ONE, TWO] == stories(islice(rows, 2))
    with pytest.raises(DataError, match=r"b.json: not JSON"):
        next(rows)


BROKEN = {
    "broken JSON": ("a.json", "[{", "not JSON"),
    "empty JSON": ("a.json", "", "not JSON"),
    "JSON of a number": ("a.json", "7", "expected a JSON list"),
    "two lists": ("a.json", '{"a": [], "b": []}', "expected a JSON list"),
    "bottomless JSON": ("a.json", "[" * 100_000, "not JSON"),
    "number without end": ("a.json", "[" + "1" * 5_000 + "]", "not JSON"),
    "unknown suffix": ("a.docx", "x", "files of this kind are not read; expected one of .csv"),
    "no suffix": ("stories", "x", "files of this kind are not read"),
    "cut UTF-16": ("a.txt", codecs.BOM_UTF16_LE + b"\x41", "save it as UTF-8"),
    "no character": ("a.txt", b"\x81\x8d\x8f", "save it as UTF-8"),
    "a picture": ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", "save it as UTF-8"),
    "half UTF-8": ("a.txt", "café\ncaf".encode() + b"\xe9 noir", "line 2: a byte that is not UTF-8"),
    "endless CSV field": ("a.csv", "story\n" + "x" * 200_000, "not CSV"),
    "open quote": ("a.csv", 'id,story\n1,"As a guest\n2,As a cook\n', "not CSV"),
    "text behind a quote": ("a.csv", 'id,story\n1,"As a "power" user"\n', "after line 2: not CSV"),
}


@pytest.mark.parametrize(("name", "content", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_what_cannot_be_read_is_an_error_of_one_line_with_the_file(tmp_path, name, content, words):
    """Each way of being broken names the file and says what is wrong."""
    path = write(tmp_path, name, content)
    with pytest.raises(DataError) as error:
        list(read_rows(path))

    assert str(error.value).startswith(f"{path}: ")
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_what_is_not_there_is_an_error_at_once(tmp_path):
    """A missing path and a folder without a story file are named before any row is asked for."""
    with pytest.raises(DataError, match=r"gone.csv: there is no such file or folder; mend `data`"):
        read_rows(tmp_path / "gone.csv")
    with pytest.raises(DataError, match=r"no file with .csv, .json, .jsonl, .tsv, .txt in this folder"):
        read_rows(tmp_path)


def test_a_file_that_the_system_refuses_is_an_error(tmp_path, monkeypatch):
    """What the system says becomes one line with the file."""
    path = write(tmp_path, "a.txt", ONE)
    monkeypatch.setattr(type(path), "open", _refuse)

    with pytest.raises(DataError, match=r"a.txt: cannot be read: Permission denied"):
        list(read_rows(path))


def _refuse(path, *_, **__):
    raise PermissionError(13, "Permission denied", str(path))


@pytest.mark.parametrize("suffix", [".txt", ".csv", ".tsv", ".jsonl"])
def test_an_empty_file_has_no_rows(tmp_path, suffix):
    """An empty file, and one of white space, hold nothing and are no error."""
    assert [] == list(read_rows(write(tmp_path, f"a{suffix}", "")))
    assert [] == list(read_rows(write(tmp_path, f"b{suffix}", "\n  \r\n\n")))


def test_a_line_of_ten_megabytes_is_one_row(tmp_path):
    """Length alone breaks nothing."""
    rows = list(read_rows(write(tmp_path, "a.txt", "As a guest, " + "I want " * 1_500_000 + f"\n{TWO}")))

    assert [1, 2] == places(rows)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(SUFFIXES),
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.text(alphabet='[]{}",:;\t\\ \n\r\x00aé1', max_size=80).map(str.encode),
        st.lists(
            st.sampled_from(
                [
                    "As a",
                    " I want",
                    "\n",
                    "  ",
                    "- ",
                    "story",
                    "id",
                    ",",
                    ";",
                    '"',
                    "====",
                    "#",
                    ":",
                    "\t",
                    "\0",
                ]
            )
        ).map(lambda parts: "".join(parts).encode()),
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


def test_a_file_whose_name_is_no_utf_8_can_be_named(tmp_path):
    """Bytes of a name that are no UTF-8 are spelt out, so that a row of it can be written down."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    try:
        path.write_text(f"{ONE}\n", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")

    (row,) = read_rows(path)

    assert row.file.encode("utf-8").endswith(rb"caf\xe9.txt")
