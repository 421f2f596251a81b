"""What can be saved of an answer that is not quite what was asked for, and what had to be done to it.

Two kinds: `json: …` for a text that is no JSON as it came, `field: …` for a value of another form than
the schema's. Only form is mended; nothing that a model did not write is made up.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from casewright.records import CaseType, Priority

LONGEST_REPAIRED = 50_000
"""Characters from which a text is not repaired: far above any suite, and repairing is not linear."""

CUT = "json: what was cut off at the end was closed"
"""The repair that says that an answer had no end."""

LEFT_OUT = "json: the last test case was not whole and was left out"

_FENCE = re.compile(r"```[\w-]*[ \t]*\r?\n?(.*?)(?:```|\Z)", re.DOTALL)
_START = re.compile(r"[{\[]")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\Z)|[{}\[\]]', re.DOTALL)
"""A text, to its end or to that of everything, or a bracket outside of one."""
_TRAILING_COMMA = re.compile(r",\s*[}\]]")
_SINGLE_QUOTED = re.compile(r"[{\[,:]\s*'")
_DONE_BY = {
    "comment": "comments were left out",
    "literal": "words of another language were taken as true, false or null",
    "missed the closing": CUT.removeprefix("json: "),
    "quoted section": "quotes inside a text were escaped",
}
"""What the library says it did, in few words of our own."""
_NAMES = {"testcases": "test_cases", "tests": "test_cases", "cases": "test_cases"}
_TYPES = {"edge": "edge_case", "edgecase": "edge_case", "happy_path": "positive"}
_STEP_TEXT = ("action", "step", "description", "text")
_ID = re.compile(r"(?:TC)?[-_ ]?0*(\d{1,3})", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:/\s*10)?\s*")
_MARK = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*•])\s+")


class Repaired(NamedTuple):
    """A value, and all that was done to get it."""

    value: Any
    repairs: tuple[str, ...]


def repair_text(text: str) -> Repaired | None:
    """The JSON value that `text` was meant to be; None where there is none to be seen in it."""
    if len(text) > LONGEST_REPAIRED:
        return None
    done: list[str] = []
    fenced = _FENCE.search(text)
    if fenced:
        done.append("json: taken out of a code fence")
        text = fenced[1]
    start = _START.search(text)
    if start is None:
        return None
    value, end = _decoded(text, start.start())
    if value is None:
        done += _prose(text[: start.start()], "")
        return _closed(text[start.start() :], done) or _by_library(text[start.start() :], done)
    rest = text[end:]
    if _START.search(rest):
        return _several(text[start.start() :], value, done)
    return Repaired(value, (*done, *_prose(text[: start.start()], rest)))


def _decoded(text: str, start: int) -> tuple[Any, int]:
    try:
        return json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return None, start


def _closed(text: str, done: list[str]) -> Repaired | None:
    """The value of a text that is right as far as it goes, up to the last object that is whole in it.

    The library would close it too, but not without touching quotes inside a text.
    """
    whole, missing = 0, ""
    open_brackets: list[str] = []
    for token in _TOKEN.finditer(text):
        if token[0] in "{[":
            open_brackets.append("}" if token[0] == "{" else "]")
        elif token[0] in "}]":
            if not open_brackets or open_brackets.pop() != token[0]:
                return None
            if token[0] == "}":
                whole, missing = token.end(), "".join(reversed(open_brackets))
    value, end = _decoded(text[:whole] + missing, 0)
    if value is None or not missing or end < whole + len(missing):
        return None
    left_out = [LEFT_OUT] if text[whole:].strip(" \t\r\n,]") else []
    return Repaired(value, (*done, CUT, *left_out))


def _prose(before: str, after: str) -> list[str]:
    return ["json: text around it was left out"] if before.strip() or after.strip() else []


def _several(text: str, first: Any, done: list[str]) -> Repaired:
    """Of several values the first that holds test cases; or all of them, where each is one test case."""
    values = [first]
    at = _decoded(text, 0)[1]
    while start := _START.search(text, at):
        value, at = _decoded(text, start.start())
        if value is None:
            break
        values.append(value)
    done = [*done, f"json: {len(values)} values in one answer"]
    suites = [value for value in values if isinstance(value, dict) and _cases_of(value) is not None]
    if suites:
        return Repaired(suites[0], (*done, "json: the first suite was taken"))
    return Repaired([value for value in values if isinstance(value, dict)], tuple(done))


def _by_library(text: str, done: list[str]) -> Repaired | None:
    from json_repair import repair_json

    try:
        value, log = repair_json(text, return_objects=True, logging=True, skip_json_loads=True)
    except (ValueError, RecursionError, IndexError):
        return None
    if not isinstance(value, dict | list) or not value:
        return None
    said = " ".join(str(entry.get("text", "")) for entry in log)
    found = [words for sign, words in _DONE_BY.items() if sign in said]
    found += ["trailing commas were left out"] if _TRAILING_COMMA.search(text) else []
    found += ["single quotes were taken as double ones"] if _SINGLE_QUOTED.search(text) else []
    repairs = [f"json: {words}" for words in dict.fromkeys(found or ["mended by json-repair"])]
    return Repaired(value, (*done, *repairs))


def repair_fields(value: Any) -> Repaired:
    """`value` in the form of the schema, as far as form goes; what cannot be mended stays as it is."""
    done: list[str] = []
    cases = value if isinstance(value, list) else _cases_of(value) if isinstance(value, dict) else None
    if not isinstance(cases, list):
        return Repaired(value, ())
    if isinstance(value, list):
        done.append("field: a list was taken as test_cases")
    elif "test_cases" not in value or len(value) > 1:
        done.append("field: test_cases was taken out of other keys")
    mended = [_case(case, at, done) if isinstance(case, dict) else case for at, case in enumerate(cases)]
    return Repaired({"test_cases": mended}, tuple(dict.fromkeys(done)))


def _cases_of(value: Mapping[str, Any]) -> Any:
    return next((found for key, found in value.items() if _key(key) == "test_cases"), None)


def _key(key: str) -> str:
    plain = key.strip().lower().replace(" ", "_").replace("-", "_")
    return _NAMES.get(plain.replace("_", ""), plain)


def _case(case: Mapping[str, Any], at: int, done: list[str]) -> dict[str, Any]:
    mended: dict[str, Any] = {}
    for key, found in case.items():
        name = _key(str(key))
        mend = _FIELDS.get(name)
        if mend is None:
            done.append("field: keys that a test case does not have were left out")
            continue
        value = mend(found)
        if name != key or value != found or type(value) is not type(found):
            done.append(f"field: {name} was brought into its form")
        mended[name] = value
    if "id" not in mended:
        done.append("field: id was given by position")
        mended["id"] = f"TC-{at + 1:03}"
    return mended


def _id(value: Any) -> Any:
    match = _ID.fullmatch(str(value).strip())
    return f"TC-{int(match[1]):03}" if match else value


def _type(value: Any) -> Any:
    plain = _key(value) if isinstance(value, str) else value
    return _known(CaseType, _TYPES.get(plain, plain) if isinstance(plain, str) else plain, value)


def _priority(value: Any) -> Any:
    return _known(Priority, value.strip().lower() if isinstance(value, str) else value, value)


def _known(kind: type[CaseType] | type[Priority], plain: Any, value: Any) -> Any:
    return plain if plain in list(kind) else value


def _line(value: Any) -> Any:
    """One text: a list of texts joined, a single text as it is."""
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    return value


def _lines(value: Any) -> Any:
    """A list of texts: nothing is none, a text is its lines, an object is what it says to do."""
    if value is None:
        return []
    if isinstance(value, str):
        return [_MARK.sub("", line).strip() for line in value.splitlines() if line.strip()]
    if not isinstance(value, list):
        return value
    texts = [_step(item) if isinstance(item, dict) else item for item in value]
    return [text for text in texts if not isinstance(text, str) or text.strip()]


def _step(item: Mapping[str, Any]) -> Any:
    texts = {str(key).lower(): text for key, text in item.items() if isinstance(text, str) and text.strip()}
    main = next((texts[key] for key in _STEP_TEXT if key in texts), None)
    if main is None:
        return next(iter(texts.values())) if len(texts) == 1 else item
    data = texts.get("data") or texts.get("test_data")
    return f"{main} ({data})" if data else main


def _score(value: Any) -> Any:
    match = _NUMBER.fullmatch(value) if isinstance(value, str) else None
    return float(match[1]) if match else value


_FIELDS: dict[str, Callable[[Any], Any]] = {
    "id": _id,
    "type": _type,
    "title": _line,
    "priority": _priority,
    "preconditions": _lines,
    "steps": _lines,
    "expected_result": _line,
    "quality_score": _score,
}
"""How each field of a test case is brought into its form."""
