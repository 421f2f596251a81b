"""Files that are whole or not there: every write goes to a neighbour first and is then renamed."""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO, TypeVar

from pydantic import BaseModel, ValidationError

from casewright.errors import DataError

R = TypeVar("R", bound=BaseModel)


@contextmanager
def replaced_file(path: Path) -> Iterator[TextIO]:
    """Give a file to write text to; it takes the place of `path` when the block ends without error.

    UTF-8 with LF line ends. Parent folders are made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    neighbour = path.with_name(f".{path.name}.{os.getpid()}.part")  # two processes, two neighbours
    try:
        with neighbour.open("w", encoding="utf-8", newline="\n") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(neighbour, path)
    except BaseException:
        neighbour.unlink(missing_ok=True)
        raise


def write_text(path: Path, text: str) -> None:
    """Write `text` atomically."""
    with replaced_file(path) as file:
        file.write(text)


def write_json(path: Path, value: Any) -> None:
    """Write `value` as readable JSON with keys in the order given; NaN is refused."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def read_json(path: Path) -> Any:
    """The JSON value in `path`."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DataError(f"{path}: there is no such file; run `dvc repro`, which writes it") from error
    except ValueError as error:
        raise DataError(f"{path}: not JSON: {error}; run `dvc repro`, which writes it anew") from error


def write_jsonl(path: Path, records: Iterable[BaseModel]) -> None:
    """Write one record a line, atomically and one at a time."""
    with replaced_file(path) as file:
        file.writelines(f"{record.model_dump_json()}\n" for record in records)


def read_jsonl(path: Path, record: type[R]) -> list[R]:
    """The records in `path`, one a line.

    Raises:
        DataError: the file is missing, or a line is not such a record; names file, line and field.

    """
    if not path.is_file():
        raise DataError(f"{path}: there is no such file; run `dvc repro`, which writes it")
    rows = []
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                rows.append(record.model_validate_json(line))
            except ValidationError as error:
                raise DataError(f"{path}: line {number}: {first_problem(error)}") from error
    return rows


def first_problem(error: ValidationError, quoted: Callable[[str], str] = str) -> str:
    """The first problem of a validation error in one line: field, value, expectation.

    What it shows of the input goes through `quoted` first, while it is whole.
    """
    problems = error.errors(include_url=False)
    first = problems[0]
    where = shortened(quoted(" ".join(".".join(str(part) for part in first["loc"]).split())))
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    value = shortened(quoted(_representation(first["input"])))
    return f"{where or '(the whole value)'}: {first['msg']}; got {value}{more}"


def _representation(value: Any) -> str:
    try:
        return repr(value)
    except (ValueError, RecursionError):  # a number of thousands of digits, lists in lists in lists
        return f"a {type(value).__name__} too large to show"


def shortened(text: str, longest: int = 80) -> str:
    """`text`, cut where it is too long to be shown in a message."""
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


@contextmanager
def replaced_folder(path: Path) -> Iterator[Path]:
    """Give an empty folder to write to; it takes the place of `path` when the block ends without error."""
    fresh, old = path.with_name(f".{path.name}.part"), path.with_name(f".{path.name}.old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        yield fresh
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    if path.exists():
        path.rename(old)
    fresh.rename(path)
    shutil.rmtree(old, ignore_errors=True)
