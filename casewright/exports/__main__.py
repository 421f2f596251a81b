"""`python -m casewright.exports --format testrail`: test cases of the last run, for a test tool."""

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from casewright.errors import DataError, run_stage
from casewright.exports import EXPORTERS, Exporter, Options, exporter_for
from casewright.exports.source import REFERENCE_SUITES, Suites
from casewright.exports.writing import write
from casewright.figures import counted, some

FOLDER = Path("exports")
_SHOWN = 5


def main(arguments: Sequence[str] | None = None) -> None:
    """Write an export, and say what is in it."""
    asked = _parser().parse_args(arguments)
    if asked.list:
        width = max(map(len, EXPORTERS))
        print("\n".join(f"{name:{width}}  {one.purpose}" for name, one in EXPORTERS.items()))
        return
    if not asked.format:
        raise DataError(f"no format; expected one of {', '.join(EXPORTERS)}; add FORMAT=testrail")
    exporter = exporter_for(asked.format)
    suites = Suites(asked.cell, _ids(asked.stories), asked.repeat)
    out = asked.out or _default_out(exporter, suites.slug)
    paths = write(exporter, suites, out, Options(project=asked.project))
    print("\n".join(_told(exporter, suites, paths)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m casewright.exports", description=__doc__)
    parser.add_argument("--format", help="one of those that --list names")
    parser.add_argument("--cell", help=f"model × prompt, or {REFERENCE_SUITES}; by default the choice")
    parser.add_argument(
        "--out", type=Path, help=f"file, or folder for one file a story; default in {FOLDER}/"
    )
    parser.add_argument("--stories", default="", help="ids, separated by commas; by default all")
    parser.add_argument("--repeat", type=int, default=0, help="which suite of a story, from 0")
    parser.add_argument("--project", help="key of the Jira project, or Azure DevOps' area path")
    parser.add_argument("--list", action="store_true", help="say which formats there are")
    return parser


def _ids(text: str) -> list[str]:
    return [one for one in (part.strip() for part in text.split(",")) if one]


def _default_out(exporter: Exporter, cell: str) -> Path:
    name = f"{cell}-{exporter.name}"
    return FOLDER / (name if exporter.is_file_a_suite else f"{name}{exporter.suffix}")


def _told(exporter: Exporter, suites: Suites, paths: list[Path]) -> list[str]:
    where = str(paths[0])
    if len(paths) > 1:
        files = counted(len(paths), "file")
        where = f"{files}, {paths[0]} to {paths[-1].name}"
    lines = [f"export: {counted(len(suites), 'suite')} of {suites.cell} as {exporter.name} in {where}"]
    if len(paths) > 1 and exporter.cases_a_file:
        lines.append(f"The tool takes {exporter.cases_a_file:,} at once: import one file after the other.")
    if suites.without:
        number = counted(len(suites.without), "story", "stories")
        lines.append(f"Without a suite: {number}: {some(suites.without, _SHOWN)}")
    return lines


if __name__ == "__main__":
    run_stage(partial(main, None))
