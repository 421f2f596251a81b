"""Files of one record a line that are never held whole in memory."""

import os
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Generic, NamedTuple, Protocol, Self, TypeVar

from pydantic import BaseModel, ValidationError

from casewright.errors import DataError
from casewright.files import first_problem

R = TypeVar("R", bound=BaseModel)
R_co = TypeVar("R_co", covariant=True)


class Sized(Protocol[R_co]):
    """What can be counted, and gone through again and again: a list, or the records of a file."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[R_co]: ...


class Records(Generic[R]):
    """The records of a file, read anew, one at a time, whenever they are asked for."""

    def __init__(self, path: Path, record: type[R]) -> None:
        """Count the lines of `path`.

        Raises:
            DataError: the file is missing.

        """
        self._path, self._record = path, record
        try:
            with path.open("rb") as file:
                self._count = sum(1 for line in file)
        except FileNotFoundError as error:
            raise DataError(f"{path}: there is no such file; run `dvc repro`, which writes it") from error

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[R]:
        """One record after the other; a `DataError` names the line that is none."""
        with self._path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                try:
                    yield self._record.model_validate_json(line)
                except ValidationError as error:
                    raise DataError(f"{self._path}: line {number}: {first_problem(error)}") from error


class Line(NamedTuple):
    """A line and where it stands, so that what is wrong with it can be said."""

    path: Path
    number: int
    text: bytes

    def read(self, record: type[R]) -> R:
        """The record that the line is.

        Raises:
            DataError: it is not such a record; names file, line and field.

        """
        try:
            return record.model_validate_json(self.text)
        except ValidationError as error:
            raise DataError(f"{self.path}: line {self.number}: {first_problem(error)}") from error


class Spool:
    """Records that arrive in any order and leave in theirs; in memory are two numbers for each."""

    def __init__(self, path: Path) -> None:
        """Write to `path`, and beside it until the spool is closed."""
        self._path = path
        self._scratch_path = path.with_name(f".{path.name}.spool")
        self._scratch: IO[bytes] = self._scratch_path.open("wb+")
        self._starts, self._sizes = array("q"), array("q")
        self._end = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._scratch.close()
        self._scratch_path.unlink()

    def put(self, position: int, record: BaseModel) -> None:
        """Take the record of a position, 0 for the first."""
        line = f"{record.model_dump_json()}\n".encode()
        while len(self._starts) <= position:
            self._starts.append(-1)
            self._sizes.append(0)
        self._starts[position], self._sizes[position] = self._end, len(line)
        self._scratch.write(line)
        self._end += len(line)

    def finish(self) -> None:
        """Write all records to the file, in the order of their positions."""
        self._scratch.flush()
        with self._path.open("wb") as target:
            for start, size in zip(self._starts, self._sizes, strict=True):
                assert start >= 0, "a position without a record"
                self._scratch.seek(start)
                target.write(self._scratch.read(size))
            target.flush()
            os.fsync(target.fileno())
