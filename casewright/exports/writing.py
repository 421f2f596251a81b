"""An export as files: each is whole or not there, and takes the place of one with its name."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import TextIO

from casewright.errors import DataError
from casewright.exports.exporter import Chunk, Exporter, Options, chunks
from casewright.exports.suite import ExportedSuite
from casewright.files import replaced_file
from casewright.jsonl import Sized

_BAD_IN_NAMES = str.maketrans(dict.fromkeys('<>:"/\\|?*', "-"))


def write(exporter: Exporter, suites: Sized[ExportedSuite], out: Path, options: Options) -> list[Path]:
    """Write an export to `out`, and to `…-2`, `…-3` where the tool takes only so much at once.

    A format of one file a story writes into the folder `out`, or to the file `out` where its name ends as the
    format's files do. Gives the files that were written.

    Raises:
        DataError: `out` cannot be written to, or is one file for several stories.

    """
    texts = chunks(exporter, suites, options)
    try:
        if not exporter.is_file_a_suite:
            return _write_parts(texts, out)
        if out.suffix == exporter.suffix:
            return _write_one(texts, out, exporter)
        return _write_folder(texts, out, exporter)
    except OSError as error:
        raise DataError(f"{out}: cannot be written: {error.strerror}; name another place by OUT") from error


def _write_parts(texts: Iterator[Chunk], out: Path) -> list[Path]:
    """All files are kept open until the last is complete, so that they take their places together."""
    paths: list[Path] = []
    with ExitStack() as stack:
        file: TextIO
        for chunk in texts:
            if chunk.file > len(paths):
                paths.append(out if chunk.file == 1 else out.with_stem(f"{out.stem}-{chunk.file}"))
                file = stack.enter_context(replaced_file(paths[-1]))
            file.write(chunk.text)
    return paths


def _write_one(texts: Iterator[Chunk], out: Path, exporter: Exporter) -> list[Path]:
    with replaced_file(out) as file:
        for chunk in texts:
            if chunk.file > 1:
                raise DataError(
                    f"{out}: a file for one story, and there are more; name one by STORIES, "
                    f"or a folder by OUT, such as {exporter.name}/"
                )
            file.write(chunk.text)
    return [out]


def _write_folder(texts: Iterator[Chunk], folder: Path, exporter: Exporter) -> list[Path]:
    paths: list[Path] = []
    taken: set[str] = set()
    for number, of_file in groupby(texts, key=lambda chunk: chunk.file):
        of_story = list(of_file)
        name = of_story[0].story_id.translate(_BAD_IN_NAMES)
        if name.casefold() in taken:  # two ids of which one file system or another makes the same
            name = f"{name}-{number}"
        taken.add(name.casefold())
        paths.append(folder / f"{name}{exporter.suffix}")
        with replaced_file(paths[-1]) as file:
            file.writelines(chunk.text for chunk in of_story)
    return paths
