"""`python -m service.production`: look after what is kept, and make test data and reports of it."""

import argparse
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from casewright.errors import CasewrightError, DataError
from casewright.figures import counted
from casewright.files import write_text
from service.production.file import Contents, RecordsFile
from service.production.kept import Kept
from service.settings import load_settings

_S_PER_DAY = 86_400
_BYTES_PER_MB = 1024 * 1024
Asked = argparse.Namespace


def info(file: RecordsFile, _: Asked) -> Iterator[str]:
    """Where it is, how large, and what is in it."""
    files = (file.path, file.path.with_name(f"{file.path.name}-wal"))
    size = sum(one.stat().st_size for one in files if one.is_file())
    found = file.contents()
    yield f"{file.path}: {size / _BYTES_PER_MB:.1f} MB, {_amount(found)}"
    if found.oldest is not None and found.newest is not None:
        yield f"from {_day(found.oldest)} to {_day(found.newest)}"


def delete(file: RecordsFile, asked: Asked) -> Iterator[str]:
    """Everything of some correlation ids, beyond recovery.

    Raises:
        DataError: another process is in the way of the last part.

    """
    for one in asked.correlation_id:
        yield f"{one}: {_amount(file.delete(one))} deleted"
    if not file.overwrite():
        raise DataError(
            f"{file.path}: deleted, but another process is reading the file, and traces may be left in "
            f"{file.path.name}-wal; run the same command again when it is done"
        )


def export(file: RecordsFile, asked: Asked) -> Iterator[str]:
    """Everything, or what is kept under a correlation id, a line of JSON each."""
    for one in file.of(asked.correlation_id) if asked.correlation_id else file.between():
        yield _as_json(one)


def refresh(file: RecordsFile, asked: Asked) -> Iterator[str]:
    """Examples for review.

    Raises:
        DataError: there is none.

    """
    from casewright.params import load_params
    from service.production import extract, pack, selection

    params = load_params()
    since = time.time() - asked.days * _S_PER_DAY if asked.days else 0.0
    similarity = params.clean.near_duplicate_similarity
    wanted = selection.Wanted(asked.good, asked.recovered, asked.seed, similarity)
    selected = selection.select(file.between(since), extract.known_stories(params), wanted)
    if not any(selected):
        raise DataError(
            f"{file.path}: no example in it; expected answers to new stories, that are rated "
            f"{selection.GOOD_FROM} or better, accepted or not rated, or came right after a failed attempt"
        )
    chosen = extract.examples(file.between(since), selected)
    run = extract.write_extract(chosen, {"seed": asked.seed, "days": asked.days})
    yield (
        f"refresh-dataset: {len(selected.good)} good of {asked.good} and {len(selected.recovered)} recovered "
        f"of {asked.recovered} in {extract.FOLDER}"
    )
    for line in pack.write_pack(chosen, run, asked.seed):
        yield f"refresh-dataset: {line}"


def failures(file: RecordsFile, asked: Asked) -> Iterator[str]:
    """The report, or where it went."""
    from service.production.failures import failure_report

    report = failure_report(file, asked.days, time.time())
    if asked.out is None:
        yield report
    else:
        write_text(asked.out, f"{report}\n")
        yield f"failure-report: {asked.out}"


def _as_json(kept: Kept) -> str:
    feedback = kept.feedback.model_dump_json() if kept.feedback else "null"
    return f'{{"request": {kept.request.model_dump_json()}, "feedback": {feedback}}}'


def _amount(contents: Contents) -> str:
    return f"{counted(contents.requests, 'request')} and {contents.feedback} feedback"


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _from(least: int) -> Callable[[str], int]:
    """What reads a whole number from `least` on."""

    def read(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text!r}; expected a whole number from {least} on")
        return int(text)

    return read


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m service.production", description=__doc__)
    parser.add_argument("--records", type=Path, metavar="FILE", help="default: SERVICE_RECORDS")
    commands = parser.add_subparsers(required=True)

    def command(name: str, work: Callable[[RecordsFile, Asked], Iterator[str]]) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=(work.__doc__ or "").partition("\n")[0])
        added.set_defaults(work=work)
        return added

    command("info", info)
    command("delete", delete).add_argument("correlation_id", nargs="+", metavar="CORRELATION_ID")
    command("export", export).add_argument("correlation_id", nargs="?", metavar="CORRELATION_ID")
    refreshing = command("refresh", refresh)
    refreshing.add_argument("--good", type=_from(0), default=5, metavar="N")
    refreshing.add_argument("--recovered", type=_from(0), default=5, metavar="N")
    refreshing.add_argument("--seed", type=int, default=1, metavar="N")
    refreshing.add_argument("--days", type=_from(1), metavar="N", help="look back so far (default: all)")
    reporting = command("failures", failures)
    reporting.add_argument("--days", type=_from(1), default=7, metavar="N")
    reporting.add_argument("--out", type=Path, metavar="FILE", help="default: standard output")
    return parser


def _path(asked: Asked) -> Path:
    path: Path | None = asked.records or load_settings().service_records
    if path is None:
        raise DataError("SERVICE_RECORDS: not set, so nothing is kept; set it, or name a file by --records")
    if not path.is_file():
        raise DataError(f"{path}: there are no records yet; the service makes the file when it starts")
    return path


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what the command line says."""
    asked = _parser().parse_args(arguments)
    try:
        with RecordsFile(_path(asked)) as file:
            for line in asked.work(file, asked):
                sys.stdout.write(f"{line}\n")
    except CasewrightError as error:
        sys.exit(f"error: {error}")
    except (OSError, sqlite3.Error) as error:
        sys.exit(f"error: {asked.records or 'SERVICE_RECORDS'}: the records cannot be used now: {error}")


if __name__ == "__main__":
    main()
