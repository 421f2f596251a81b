"""From a model's text to test cases, and the schema that the text has to follow."""

from typing import Any, NamedTuple

from pydantic import ValidationError

from casewright.files import first_problem, shortened
from casewright.records import GENERATED_CASES, Outcome, Suite, TestCase


class Parsed(NamedTuple):
    """What a text turned out to be."""

    outcome: Outcome
    """`ok`, `not_json` or `schema_violation`."""
    test_cases: tuple[TestCase, ...] = ()
    problem: str = ""
    """What is wrong, in one line fit for the model and the user."""
    repairs: tuple[str, ...] = ()
    """What was done to the text before it could be read; none for an answer that is right as it came."""


def parse_suite(text: str) -> Parsed:
    """The test cases in `text`, which has to be one JSON object that follows the schema as it stands.

    Nothing is repaired: a text that needs repair is not a compliant answer.
    """
    try:
        suite = Suite.model_validate_json(text.strip(), strict=True)
    except ValidationError as error:
        if error.errors(include_url=False)[0]["type"] == "json_invalid":
            return Parsed(Outcome.NOT_JSON, problem=_json_problem(error, text))
        return Parsed(Outcome.SCHEMA_VIOLATION, problem=first_problem(error))
    return Parsed(Outcome.OK, suite.test_cases)


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
