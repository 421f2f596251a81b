"""API keys: `python -m service.keys NAME` makes one; the service knows only its SHA-256.

A key is 256 random bits, so that one round of a fast hash keeps it; passwords would need more.
"""

import argparse
import hashlib
import hmac
import re
import secrets
import sys
from collections.abc import Iterable
from typing import NamedTuple

from casewright.errors import ParamsError

PREFIX = "cw_"
"""By which people and scanners of secrets know a key."""
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
_ENTRY = re.compile(rf"({_NAME.pattern}):([0-9a-fA-F]{{64}})")


class _Entry(NamedTuple):
    name: str
    digest: bytes


class Keys:
    """The keys that are let in, each with the name that logs and limits know it by."""

    def __init__(self, entries: Iterable[str]) -> None:
        """`entries` as in SERVICE_API_KEYS: `name:sha256`; two of one name are one client's old and new key.

        Raises:
            ParamsError: an entry is not of that form.

        """
        self._entries = tuple(_entry(number, text) for number, text in enumerate(entries, 1))

    def __bool__(self) -> bool:
        return bool(self._entries)

    def name_of(self, key: str) -> str | None:
        """Whose key it is, compared with every entry so that time tells nothing; None: nobody's."""
        digest = _digest(key)
        matching = [entry.name for entry in self._entries if hmac.compare_digest(digest, entry.digest)]
        return matching[0] if matching else None


def entry_of(name: str, key: str) -> str:
    """What SERVICE_API_KEYS has to hold for `key` to be let in."""
    return f"{name}:{_digest(key).hex()}"


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def _entry(number: int, text: str) -> _Entry:
    found = _ENTRY.fullmatch(text)
    if found is None:
        # What stands there may be a key.
        raise ParamsError(
            f"environment: SERVICE_API_KEYS: entry {number} is not name:sha256 with 64 hexadecimal digits; "
            "`python -m service.keys NAME` makes one"
        )
    return _Entry(found[1], bytes.fromhex(found[2]))


def main() -> None:
    """Make a key, and print it once with the entry that lets it in."""
    parser = argparse.ArgumentParser(prog="python -m service.keys", description="Make an API key.")
    parser.add_argument("name", help="whose key it is: letters, digits, '.', '_' and '-'; the log has it")
    name = parser.parse_args().name
    if not _NAME.fullmatch(name):
        sys.exit(f"error: name {name!r}: expected 1 to 64 letters, digits, '.', '_' or '-'")
    key = PREFIX + secrets.token_urlsafe(32)
    sys.stdout.write(
        f"key, shown only now: {key}\n"
        f"add to SERVICE_API_KEYS, or to the file of secrets service_api_keys: {entry_of(name, key)}\n"
    )


if __name__ == "__main__":
    main()
