"""Telling a secret from a mask, a variable, or a word about secrets."""

import re

_PLACEHOLDER_VALUE = re.compile(
    r"(?i)(?:[<\[{(].*|\$\{?\w*|%\w*%?|\*+|x+|\.+|_+|-+|•+|●+|null|none|nil|true|false|"
    r"yes|no|n/?a|undefined|empty|blank|required|optional|"
    r"invalid|valid|wrong|correct|expired|missing|changeme|redacted|masked|hidden|string|"
    r"text|value|str|int|bool|boolean|varchar.*|"
    r"your[-_ ]?.*|my[-_]?(?:token|key|secret|password)|placeholder|test|password\d{0,"
    r"3}|secret|token|\[?redacted\]?|new|old|same|must|should|cannot|"
    r"process\.env.*|os\.environ.*|env\..*|self\..*|config\..*|vault:.*|secrets?\..*|\w+\(.*)"
)

_WHERE_OR_WHOSE = re.compile(r"/[\w/.-]*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
"""A path, or the address of whose password it is."""


def looks_set(value: str) -> bool:
    """Whether it could be a secret, rather than a mask, a variable or a word about it."""
    return len(value) > 3 and _PLACEHOLDER_VALUE.fullmatch(value) is None


def kinds(value: str) -> int:
    """How many kinds of characters it has: lower case, upper case, digits, others."""
    tests = (str.islower, str.isupper, str.isdigit)
    return sum(any(map(test, value)) for test in tests) + any(not char.isalnum() for char in value)


def is_assigned(key: str, separator: str, value: str, *, quoted: bool) -> bool:
    """A value after `=` or `:`.

    Prose after a colon, as in "Password: at least 8 characters", is told by its words being plain.
    """
    if value.isdigit() and _is_code(key, value):
        return True
    if not looks_set(value):
        return False
    if quoted or (separator in ("=", ":=", "=>") and not re.fullmatch(r"[a-z]+(?:[-_][a-z]+)*", value)):
        return not (quoted and " " in value and kinds(value) < 3) and not re.fullmatch(r"\d{1,3}", value)
    if value.isdigit():
        return len(value) > 3 and _NUMBER_AS_PASSWORD.search(key) is not None
    return (
        kinds(value) > 2
        or (kinds(value) > 1 and len(value) > 5 and _is_no_phrase(value))
        or (len(value) > 7 and separator == "=")
    )


_CODE = re.compile(r"(?i)(?:pin(?: ?code|nummer)?|t?otp|tan|2fa|mfa|code|[\w. -]*code|c[oó]digo .*|code .*)$")
_NUMBER_AS_PASSWORD = re.compile(r"(?i)passw|passc|pwd|cv[vcn]|contrase|kennwort")


def _is_code(key: str, value: str) -> bool:
    """Four to eight digits behind the name of a code; a card's check number alone tells nothing."""
    return 4 <= len(value) <= 8 and _CODE.search(key) is not None


def _is_no_phrase(value: str) -> bool:
    """Neither `Two-Factor`, nor `8-character`, nor `Required.`."""
    return not re.fullmatch(
        r"[A-Z]?[a-zà-ÿ']+(?:[-_/.][A-Za-zà-ÿ']+)*[.,;:!?]*|\d+[-/ ]?[a-z]+(?:-[a-z]+)*|"
        r"[A-Z]{1,9}[-/]\d{1,6}",
        value,
    )


def is_said(match: re.Match[str]) -> bool:
    """A value after "is", "with" or nothing: it has to look made up, or be quoted and not plain."""
    value = match["v"].rstrip(".,;:!?)")
    if value.isdigit():
        return _is_code(match["key"], value)
    if not looks_set(value) or not _is_no_phrase(value) or _WHERE_OR_WHOSE.fullmatch(value):
        return False
    if match["q"]:
        return kinds(value) > 1 and (" " not in value or any(map(str.isdigit, value)))
    return len(value) > 5 and (
        kinds(value) > 2 or (len(value) > 9 and kinds(value) > 1 and any(c.isdigit() for c in value))
    )


_SYMBOL = re.compile(r"[!#$%&*?^~+]")
_OTHER_VALUE = re.compile(
    r"(?i)[A-Z]{1,9}[-/#]\d+|v?\d+(?:[.:/-]\d+)+.*|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f.]{0,15}){2,8}(?:%\w+)?|"
    r"\$.*|#\d+|https?:.*|.*\.(?:py|js|json|ya?ml|txt|env|log|pdf)"
)


def is_made_up_nearby(value: str) -> bool:
    """Letters and digits, or symbols, mixed as nobody writes words: what counts some words behind a key."""
    if len(value) < 7 or _OTHER_VALUE.fullmatch(value) or _WHERE_OR_WHOSE.fullmatch(value):
        return False
    if not looks_set(value) or not _is_no_phrase(value):
        return False
    mixed = any(char.isdigit() for char in value) and any(char.isalpha() for char in value)
    numbers = re.findall(r"\d+", value)
    return mixed and (
        _SYMBOL.search(value[:-1]) is not None
        or (value[-1] in "!*$#" and kinds(value) > 3)
        or (kinds(value) > 2 and len(numbers) > 1 and len(value) > 9)
        or re.fullmatch(r"[0-9a-f]{32}|[0-9a-f]{64}", value) is not None
    )


def is_random(match: re.Match[str]) -> bool:
    """Long, mixed, and no words."""
    value = match["v"]
    return kinds(value) > 2 and any(c.isdigit() for c in value)


def is_made_up(value: str) -> bool:
    """A value that nobody would write in a sentence."""
    return looks_set(value) and len(value) > 5 and kinds(value) > 2 and any(map(str.isdigit, value))


def is_credential(match: re.Match[str]) -> bool:
    """A value that is announced so clearly that it only has to be one."""
    return looks_set(match["v"]) and kinds(match["v"]) > 1
