"""A suite as text that a person can read, mend and send back.

    TC-001 [positive, high] Products outside the range disappear
    Given: The list holds products at €10.00 and €20.00
    1. Enter "15" in "From"
    2. Press "Filter"
    Expected: The list shows the product at €20.00

A line with none of these beginnings goes on with the line before it. The claimed quality score is left out:
nobody should rate what the author thinks of it.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import ValidationError

from casewright.files import first_problem, shortened
from casewright.records import CaseType, Priority, TestCase

_HEAD = re.compile(r"(TC-\d{3})\s*\[\s*([^,\]]*?)\s*,\s*([^,\]]*?)\s*\]\s*(.*)$", re.IGNORECASE)
_GIVEN = re.compile(r"given\s*:\s*(.*)$", re.IGNORECASE)
_STEP = re.compile(r"\d{1,2}\.(?:\s+(.*))?$")
_EXPECTED = re.compile(r"expected\s*:\s*(.*)$", re.IGNORECASE)


def suite_as_text(cases: Iterable[TestCase]) -> str:
    """The cases as text; each field is one line."""
    return "\n\n".join(_case_as_text(case) for case in cases)


def suite_from_text(text: str) -> tuple[TestCase, ...]:
    """The cases that a text holds, with a claimed quality score of 0.

    Raises:
        ValueError: it holds none, or a line or a case cannot be read; one line that says which.

    """
    found: list[dict[str, Any]] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if line:
            _take(line, number, found)
    if not found:
        raise ValueError("no test case; expected lines such as 'TC-001 [positive, high] Title'")
    cases = tuple(map(_case, found))
    ids = [case.id for case in cases]
    again = next((one for one in ids if ids.count(one) > 1), None)
    if again:
        raise ValueError(f"{again}: two test cases have this id; expected each once")
    return cases


def is_changed(text: str, cases: Sequence[TestCase]) -> bool:
    """Whether a text is another than the one of these cases; white space does not count."""
    return text.split() != suite_as_text(cases).split()


def _case_as_text(case: TestCase) -> str:
    lines = [f"{case.id} [{case.type}, {case.priority}] {_line(case.title)}"]
    lines += [f"Given: {_line(one)}" for one in case.preconditions]
    lines += [f"{number}. {_line(step)}" for number, step in enumerate(case.steps, start=1)]
    return "\n".join([*lines, f"Expected: {_line(case.expected_result)}"])


def _line(text: str) -> str:
    """One line; blanks within stay, as they may be a test's own."""
    return " ".join(text.splitlines()).strip()


def _take(line: str, number: int, found: list[dict[str, Any]]) -> None:
    """Add a line to the last case, or begin one."""
    head = _HEAD.match(line)
    if head:
        found.append(_begun(head, number))
        return
    if not found:
        raise ValueError(
            f"line {number}: {shortened(repr(line))}; expected 'TC-001 [positive, high] Title' first"
        )
    case = found[-1]
    for field, pattern in (("preconditions", _GIVEN), ("steps", _STEP), ("expected_result", _EXPECTED)):
        if match := pattern.match(line):
            case[field].append(match[1] or "")
            case["last"] = case[field]
            return
    case["last"][-1] += f" {line}"


def _begun(head: re.Match[str], number: int) -> dict[str, Any]:
    id_, type_, priority, title = head.groups()
    type_, priority = type_.lower().replace(" ", "_"), priority.lower()
    for value, kinds in ((type_, CaseType), (priority, Priority)):
        if value not in list(kinds):
            raise ValueError(f"line {number}: {value!r}; expected one of {', '.join(kinds)}")
    titles = [title]
    return {
        "id": id_.upper(),
        "type": type_,
        "priority": priority,
        "title": titles,
        "preconditions": [],
        "steps": [],
        "expected_result": [],
        "last": titles,
    }


def _case(fields: dict[str, Any]) -> TestCase:
    id_, results = fields["id"], fields["expected_result"]
    if len(results) != 1:
        raise ValueError(f"{id_}: {len(results)} lines with 'Expected:'; expected 1")
    fields = fields | {"title": fields["title"][0], "expected_result": results[0], "quality_score": 0}
    del fields["last"]
    try:
        return TestCase.model_validate(fields)
    except ValidationError as error:
        raise ValueError(f"{id_}: {first_problem(error)}") from error
