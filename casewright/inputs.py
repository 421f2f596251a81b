"""What `validate` looks at: the clean files as rows, with what is expected of them."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casewright.errors import DataError
from casewright.expectations import (
    Expectation,
    Row,
    case_expectations,
    case_rows,
    document_expectations,
    document_rows,
    shown,
    story_expectations,
    story_rows,
)
from casewright.params import CleanParams, ValidateParams
from casewright.scrubbing import Scrubbing


@dataclass(frozen=True)
class Input:
    """A file, its rows and what is expected of them."""

    name: str
    path: str
    sha256: str
    rows: list[Row]
    expectations: list[Expectation]
    shown: list[Expectation]
    """The same in the wording of the report: "the ids in …" for a list of 100 000."""


def read_inputs(
    stories: Path, references: Path, documents: Path, clean: CleanParams, validate: ValidateParams
) -> list[Input]:
    """The clean stories, references and documents, with as little understanding of them as can be.

    Raises:
        DataError: a file is missing, a line is not a JSON object, or there is no story.

    """
    find = Scrubbing(clean).left_in
    lines, sha256 = _read_lines(stories)
    if not lines:
        raise DataError(f"{stories}: there is no story; add one to the raw data and run `dvc repro`")
    rows, expected = story_rows(lines, find), story_expectations(validate.difficulty_mix)
    ids = [row.values["id"] for row in rows if isinstance(row.values.get("id"), str)]
    where = stories.as_posix()
    suites, suites_sha256 = _read_lines(references)
    texts, texts_sha256 = _read_lines(documents)
    of_texts = document_expectations()
    return [
        Input("stories", where, sha256, rows, expected, expected),
        Input(
            "references",
            references.as_posix(),
            suites_sha256,
            case_rows(suites, find),
            case_expectations(ids),
            case_expectations([f"the ids in {where}"]),
        ),
        Input(
            "documents",
            documents.as_posix(),
            texts_sha256,
            document_rows(texts, find),
            of_texts,
            of_texts,
        ),
    ]


def _read_lines(path: Path) -> tuple[list[tuple[int, dict[str, Any]]], str]:
    """The objects in a JSONL file by line number, and the file's digest."""
    if not path.is_file():
        raise DataError(f"{path}: there is no such file; run `dvc repro`, which writes it")
    content = path.read_bytes()
    lines = []
    for number, line in enumerate(content.splitlines(), start=1):
        try:
            value = json.loads(line)
        except ValueError as error:
            raise DataError(f"{path}: line {number}: not JSON: {error}; {_ANEW}") from error
        if not isinstance(value, dict):
            raise DataError(f"{path}: line {number}: {shown(value)}; expected a JSON object; {_ANEW}")
        lines.append((number, value))
    return lines, hashlib.sha256(content).hexdigest()


_ANEW = "remove the file and run `dvc repro`, which writes it anew"
