"""From a model's text to test cases, and the schema that the text has to follow."""

import json
from typing import Any, Literal, NamedTuple

from pydantic import ValidationError

from casewright.files import first_problem, shortened
from casewright.records import GENERATED_CASES, Outcome, Suite, TestCase
from casewright.repair import CUT, LEFT_OUT, Repaired, repair_fields, repair_text

Format = Literal["schema", "json", "none"]
"""What a server is asked to hold a model to: our schema, any JSON object, or nothing."""

_WHOLE_ENDS = ("}", "]")
"""What a test case that is whole ends with, where only what closes the list after it is missing."""


class Parsed(NamedTuple):
    """What a text turned out to be."""

    outcome: Outcome
    """`ok`, `not_json` or `schema_violation`."""
    test_cases: tuple[TestCase, ...] = ()
    problem: str = ""
    """What is wrong, in one line fit for the model and the user."""
    repairs: tuple[str, ...] = ()
    """What had to be done to the text (`json: …`) and to its fields (`field: …`) before it was usable."""


def parse_suite(text: str) -> Parsed:
    """The test cases in `text`.

    A text that follows the schema as it came has no `repairs`. One that can be brought into form is `ok`
    too, and says in `repairs` what that took: it is usable, and no compliant answer.
    """
    try:
        suite = Suite.model_validate_json(text.strip(), strict=True)
    except ValidationError as error:
        return _repaired(text) or _refused(error, text)
    return Parsed(Outcome.OK, suite.test_cases)


def _refused(error: ValidationError, text: str) -> Parsed:
    if error.errors(include_url=False)[0]["type"] == "json_invalid":
        return Parsed(Outcome.NOT_JSON, problem=_json_problem(error, text))
    return Parsed(Outcome.SCHEMA_VIOLATION, problem=first_problem(error))


def _repaired(text: str) -> Parsed | None:
    """The test cases after repair; None where that does not make a suite of it."""
    try:
        read: Repaired | None = Repaired(json.loads(text), ())
    except (ValueError, RecursionError):
        read = repair_text(text)
    if read is None:
        return None
    mended = repair_fields(read.value)
    repairs = (*read.repairs, *mended.repairs)
    cut = CUT in read.repairs and LEFT_OUT not in read.repairs
    suite = None if cut and not text.rstrip().endswith(_WHOLE_ENDS) else _valid(mended.value)
    if suite is None and CUT in read.repairs and isinstance(mended.value, dict):
        suite = _valid({"test_cases": mended.value.get("test_cases", [])[:-1]})
        repairs = tuple(dict.fromkeys((*repairs, LEFT_OUT)))
    return Parsed(Outcome.OK, suite.test_cases, repairs=repairs) if suite and repairs else None


def _valid(value: Any) -> Suite | None:
    try:
        return Suite.model_validate_json(json.dumps(value), strict=True)
    except (ValueError, RecursionError):
        return None


def wire_format(mode: Format) -> dict[str, Any] | Literal["json"] | None:
    """What `generate.format` is in a call: the schema, `json`, or nothing."""
    if mode == "schema":
        return response_schema()
    return "json" if mode == "json" else None


def response_schema() -> dict[str, Any]:
    """The JSON schema of an answer as a server takes it: flat, every field required, all lengths bounded.

    A grammar needs what a validator can do without: no `$ref`, and a least number of cases.
    """
    schema = Suite.model_json_schema()
    flat: dict[str, Any] = _inline(schema, schema.pop("$defs"))
    cases = flat["properties"]["test_cases"]
    cases["minItems"], cases["maxItems"] = GENERATED_CASES
    # Ollama's grammar holds whole numbers to their bounds and ignores those of others.
    cases["items"]["properties"]["quality_score"]["type"] = "integer"
    return flat


def _json_problem(error: ValidationError, text: str) -> str:
    reason = str(error.errors(include_url=False)[0]["ctx"]["error"])
    return f"not JSON: {reason}; got {shortened(text)!r}"


def _inline(node: Any, definitions: dict[str, Any]) -> Any:
    """`node` with every `$ref` replaced by what it names, without titles and descriptions."""
    if isinstance(node, list):
        return [_inline(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inline(definitions[node["$ref"].rsplit("/", 1)[-1]], definitions)
    # Under `properties` a key is a field's name, and a field may well be called `title`.
    return {
        key: {name: _inline(field, definitions) for name, field in value.items()}
        if key == "properties"
        else _inline(value, definitions)
        for key, value in node.items()
        if key not in ("title", "description")
    }
