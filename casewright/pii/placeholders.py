"""What stands in for a value."""

import re
import unicodedata
from collections.abc import Iterable

PLACEHOLDER = re.compile(r"<([A-Z]{2,13}(?:_[A-Z]{2,7}){0,2})_(\d{1,9})>")
_NUMBERS = frozenset({"PHONE", "CREDIT_CARD", "IBAN", "NATIONAL_ID", "MAC_ADDRESS"})
_EXACT = frozenset({"SECRET", "URL_SECRET"})


class Numbering:
    """Numbers the values of each type in order of appearance."""

    def __init__(self, types: Iterable[str]) -> None:
        self._next = dict.fromkeys(types, 1)
        self._known: dict[tuple[str, str], str] = {}

    def skip(self, text: str) -> None:
        """Leave out the numbers of placeholders that the text already holds."""
        for type_, number in PLACEHOLDER.findall(text) if "<" in text else ():
            if type_ in self._next and f"<{type_}_{number}>" not in self._known.values():
                self._next[type_] = max(self._next[type_], int(number) + 1)

    def placeholder(self, type_: str, value: str) -> str:
        """The placeholder of a value: always the same one for the same value, however it is spelled."""
        key = type_, _essence(type_, value)
        if key not in self._known:
            self._known[key] = f"<{type_}_{self._next[type_]}>"
            self._next[type_] += 1
        return self._known[key]


def _essence(type_: str, value: str) -> str:
    if type_ in _EXACT:
        return value
    if type_ in _NUMBERS:
        return re.sub(r"[\W_]", "", value).casefold()
    return unicodedata.normalize("NFC", " ".join(value.casefold().split()))
