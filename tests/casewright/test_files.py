import math
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from casewright.errors import DataError
from casewright.files import (
    first_problem,
    read_json,
    read_jsonl,
    replaced_file,
    replaced_folder,
    shortened,
    write_json,
    write_jsonl,
    write_text,
)


class Row(BaseModel):
    name: str
    count: int


def test_text_is_written_as_utf8_with_plain_line_ends(tmp_path):
    """The same text is the same bytes on every system, in a folder that is made where it is missing."""
    write_text(tmp_path / "new" / "a.txt", "Zoë\nB\n")

    assert (tmp_path / "new" / "a.txt").read_bytes() == b"Zo\xc3\xab\nB\n"
    assert os.listdir(tmp_path / "new") == ["a.txt"]


@pytest.mark.parametrize("where", ["fsync", "replace"])
def test_an_interrupted_write_leaves_the_old_file(tmp_path, monkeypatch, where):
    """A write that breaks off at any point has not touched what was there."""
    path = tmp_path / "a.txt"
    write_text(path, "old")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, where, interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_text(path, "new")
    monkeypatch.undo()

    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]


def _lines_then(error: type[BaseException]) -> Iterator[Row]:
    yield Row(name="a", count=1)
    raise error


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_stream_that_breaks_off_leaves_the_old_file(tmp_path, error):
    """Records are written as they come, and the file is replaced only when all of them came."""
    path = tmp_path / "rows.jsonl"
    write_jsonl(path, [Row(name="old", count=0)])
    with pytest.raises(error):
        write_jsonl(path, _lines_then(error))

    assert read_jsonl(path, Row) == [Row(name="old", count=0)]
    assert os.listdir(tmp_path) == ["rows.jsonl"]


def test_a_file_is_replaced_when_its_block_ends(tmp_path):
    """Until then the old one can be read."""
    path = tmp_path / "a.txt"
    write_text(path, "old")
    with replaced_file(path) as file:
        file.write("new\r\n")
        assert path.read_text() == "old"

    assert path.read_bytes() == b"new\r\n"


def test_nan_is_refused_before_anything_is_written(tmp_path):
    """A report with NaN in it is no JSON, and the old one stays."""
    write_json(tmp_path / "a.json", {"b": 1, "a": "é"})
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(tmp_path / "a.json", {"b": math.nan})

    assert (tmp_path / "a.json").read_text(encoding="utf-8") == '{\n  "b": 1,\n  "a": "é"\n}\n'
    assert read_json(tmp_path / "a.json") == {"b": 1, "a": "é"}


@pytest.mark.parametrize("read", [read_json, lambda path: read_jsonl(path, Row)])
def test_a_missing_file_is_named_with_the_command_that_writes_it(tmp_path, read):
    """What a stage should have written and did not is one line."""
    with pytest.raises(DataError, match=r"gone\.json: there is no such file; run `dvc repro`"):
        read(tmp_path / "gone.json")


def test_a_file_that_is_not_json_is_named(tmp_path):
    """A damaged file names itself, the place and the command that writes it anew."""
    (tmp_path / "a.json").write_text('{"a": ')
    with pytest.raises(DataError, match=r"a\.json: not JSON: .*line 1.*run `dvc repro`"):
        read_json(tmp_path / "a.json")


def test_records_survive_the_way_through_a_file(tmp_path):
    """One record a line, also when a text holds line ends of any kind."""
    rows = [Row(name="a\nb\r\u2028\x85c", count=1), Row(name="", count=-2)]
    write_jsonl(tmp_path / "rows.jsonl", rows)

    assert read_jsonl(tmp_path / "rows.jsonl", Row) == rows
    assert (tmp_path / "rows.jsonl").read_bytes().count(b"\n") == 2


def test_no_records_are_an_empty_file(tmp_path):
    """Nothing to say is said by a file without lines."""
    write_jsonl(tmp_path / "rows.jsonl", [])

    assert read_jsonl(tmp_path / "rows.jsonl", Row) == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"name": "b", "count": "x"}', "count: Input should be a valid integer"),
        ('{"name": "b"}', "count: Field required"),
        ('{"name": "b", ', "(the whole value): Invalid JSON"),
        ("", "(the whole value): Invalid JSON"),
    ],
)
def test_a_bad_line_is_named_with_its_field(tmp_path, line, problem):
    """The message holds file, line number, field and expectation."""
    (tmp_path / "rows.jsonl").write_text(f'{{"name": "a", "count": 1}}\n{line}\n')
    with pytest.raises(DataError) as error:
        read_jsonl(tmp_path / "rows.jsonl", Row)

    assert f"rows.jsonl: line 2: {problem}" in str(error.value)
    assert "\n" not in str(error.value)


def test_the_first_problem_says_how_many_more_there_are():
    """One problem is shown, in one line, and the others are counted."""
    with pytest.raises(ValueError, match="validation errors") as error:
        Row.model_validate({"name": 3, "count": "x" * 500})

    problem = first_problem(error.value)
    assert problem == "name: Input should be a valid string; got 3 (and 1 more)"


def test_what_a_problem_shows_can_be_covered():
    """The field and the value go through the caller's hands before they are cut to length."""
    with pytest.raises(ValueError, match="validation error") as error:
        Row.model_validate({"name": "a", "count": f"{'x' * 75} secret"})

    assert "secr" not in first_problem(error.value, lambda text: text.replace("secret", "[SECRET]"))


@pytest.mark.parametrize("value", [10**5000, [10**5000]], ids=["number", "list"])
def test_a_value_that_cannot_be_shown_is_no_crash(value):
    """Python refuses to write a number of thousands of digits; the message says so."""
    with pytest.raises(ValueError, match="validation error") as error:
        Row.model_validate({"name": value, "count": 1})

    assert first_problem(error.value).endswith("too large to show")


def test_long_text_is_shortened():
    """What is too long for a message is cut with a mark."""
    assert shortened("a" * 80) == "a" * 80
    assert shortened("a" * 81) == "a" * 77 + "..."


# ---- folders


def _write_and_fail(folder: Path, error: type[BaseException]) -> None:
    (folder / "new.txt").write_text("x")
    raise error


def test_a_folder_takes_the_place_of_the_old_one(tmp_path):
    """Files of an earlier run that are not written again are gone."""
    for name in ("first.txt", "second.txt"):
        with replaced_folder(tmp_path / "out") as folder:
            (folder / name).write_text("x")

    assert os.listdir(tmp_path / "out") == ["second.txt"]
    assert os.listdir(tmp_path) == ["out"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_an_error_keeps_the_old_folder(tmp_path, error):
    """A run that fails or is interrupted leaves what the one before it wrote, and nothing beside it."""
    with replaced_folder(tmp_path / "out") as folder:
        (folder / "old.txt").write_text("x")
    with pytest.raises(error), replaced_folder(tmp_path / "out") as folder:
        _write_and_fail(folder, error)

    assert os.listdir(tmp_path / "out") == ["old.txt"]
    assert os.listdir(tmp_path) == ["out"]


def test_leftovers_of_a_killed_run_are_no_hindrance(tmp_path):
    """A run that was killed left its working folder; the next one starts afresh."""
    (tmp_path / ".out.part").mkdir()
    (tmp_path / ".out.part" / "half.txt").write_text("x")
    with replaced_folder(tmp_path / "out") as folder:
        (folder / "whole.txt").write_text("x")

    assert os.listdir(tmp_path / "out") == ["whole.txt"]
    assert os.listdir(tmp_path) == ["out"]
