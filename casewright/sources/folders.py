"""The rows of a file, or of a folder's files one after the other."""

from collections.abc import Callable, Iterator
from pathlib import Path

from casewright.errors import DataError
from casewright.sources.decoding import EncodingError
from casewright.sources.objects import read_json, read_jsonl
from casewright.sources.row import Row
from casewright.sources.tables import read_table
from casewright.sources.text import read_text

_READERS: dict[str, Callable[[Path], Iterator[Row]]] = {
    ".csv": read_table,
    ".json": read_json,
    ".jsonl": read_jsonl,
    ".tsv": read_table,
    ".txt": read_text,
}
SUFFIXES = tuple(_READERS)


def read_rows(path: Path) -> Iterator[Row]:
    """Every row in a file, or in a folder's files in the order of their names.

    A file is read when its turn comes. Hidden files and lock files of office programs (`~$…`) are none.

    Raises:
        DataError: nothing is there (at once); or a file, when its turn comes, is of an unknown kind or cannot
            be decoded or parsed.

    """
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if _is_input(file))
        if not files:
            raise DataError(f"{path}: no file with {', '.join(SUFFIXES)} in this folder")
    elif path.is_file():
        files = [path]
    else:
        raise DataError(f"{path}: there is no such file or folder; mend `data` in params.yaml")
    return (row for file in files for row in _read_file(file))


def _is_input(file: Path) -> bool:
    return file.suffix.lower() in SUFFIXES and not file.name.startswith((".", "~$")) and file.is_file()


def _read_file(path: Path) -> Iterator[Row]:
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise DataError(f"{path}: files of this kind are not read; expected one of {', '.join(SUFFIXES)}")
    try:
        yield from reader(path)
    except EncodingError as error:
        raise DataError(f"{path}: {error}") from error
    except OSError as error:
        raise DataError(
            f"{path}: cannot be read: {error.strerror}; mend it or `data` in params.yaml"
        ) from error
