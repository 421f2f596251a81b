"""`python -m casewright.store info|prune`: see what the response store holds, and delete from it."""

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from casewright.errors import CasewrightError, DataError
from casewright.params import load_params
from casewright.store.database import ResponseStore
from casewright.store.location import store_path

_S_PER_DAY = 86_400
_BYTES_PER_MB = 1024 * 1024


def info(store: ResponseStore) -> list[str]:
    """Where it is, how large, and what there is of each model."""
    size = sum(
        file.stat().st_size
        for file in (store.path, store.path.with_name(f"{store.path.name}-wal"))
        if file.is_file()
    )
    lines = [f"{store.path}: {size / _BYTES_PER_MB:.1f} MB"]
    lines += [
        f"{one.model}: {one.replies} replies, {one.text_bytes / _BYTES_PER_MB:.1f} MB of text, "
        f"from {_day(one.oldest)} to {_day(one.newest)}"
        for one in store.usage()
    ]
    return lines if len(lines) > 1 else [*lines, "no reply is stored"]


def prune(store: ResponseStore, older_than_days: float | None, model: str | None) -> str:
    """Delete what is asked for.

    Raises:
        DataError: nothing is asked for, so that nobody empties the store by a slip.

    """
    if older_than_days is None and model is None:
        raise DataError(
            "prune: say what to delete: `make store-prune OLDER_THAN_DAYS=90`, or MODEL=llama3.2:1b, or "
            f"both; to delete all, delete {store.path}"
        )
    before = None if older_than_days is None else time.time() - older_than_days * _S_PER_DAY
    return f"{store.prune(before=before, model=model)} replies deleted"


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m casewright.store", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("info", help="where it is, how large, and what there is of each model")
    pruning = commands.add_parser("prune", help="delete replies")
    pruning.add_argument("--older-than-days", type=float, metavar="N")
    pruning.add_argument("--model", metavar="NAME")
    asked = parser.parse_args(arguments)
    try:
        path = store_path(load_params().generate.store)
        if not path.is_file():
            print(f"{path}: there is no response store yet")
            return
        with ResponseStore(path) as store:
            if asked.command == "info":
                print("\n".join(info(store)))
            else:
                print(prune(store, asked.older_than_days, asked.model))
    except CasewrightError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
