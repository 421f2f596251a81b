"""Documents for prompts that ask for context."""

from collections.abc import Iterator
from pathlib import Path

from casewright.errors import DataError
from casewright.sources.decoding import EncodingError, read_lines
from casewright.sources.row import place

_SUFFIXES = (".md", ".txt")


def read_documents(path: Path) -> Iterator[tuple[str, str]]:
    """Name and text of a document, or of each .md and .txt document in a folder, in the order of names.

    Names are relative to the folder. Documents without text are left out.

    Raises:
        DataError: a document cannot be read, or there is none with text.

    """
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    found = False
    for file in files:
        if file.suffix.lower() not in _SUFFIXES or file.is_dir():
            continue
        try:
            text = "".join(read_lines(file))
        except EncodingError as error:
            raise DataError(f"{file}: cannot be read as text: {error}; mend it or data.documents") from error
        except OSError as error:
            raise DataError(
                f"{file}: cannot be read as text: {error.strerror}; mend it or data.documents"
            ) from error
        if text.strip():
            found = True
            yield place(file.relative_to(path) if path.is_dir() else Path(file.name)), text
    if not found:
        raise DataError(f"{path}: no .md or .txt text in it; mend data.documents in params.yaml")
