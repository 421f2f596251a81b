"""What clean data has to look like: one suite for user stories, one for reference test cases.

Expectations are named as Great Expectations names them, which evaluates them in `stages.validate`; it takes
seconds to import and is not needed to read or test what is expected.
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from casewright.params import Limit
from casewright.records import (
    STORY_ID,
    STORY_LENGTH,
    CaseType,
    Difficulty,
    Priority,
    Subset,
    TestCase,
    UserStory,
)

SHOWN_LENGTH = 60
"""Characters of a value that a message shows, at most."""


PERSONAL_DATA = "personal_data"
"""The column that says what a second look of the scrubber finds: nothing, or types and fields."""

ENOUGH_CASES = 3
"""Reference test cases from which a suite shows more than the happy path."""

ROWS = {
    "stories": "One row per user story. What is_easy, is_medium and is_hard say is 1 or 0.",
    "references": "One row per test case. Preconditions, steps and the cases of its suite are counted.",
    "documents": "One row per context document.",
}
"""What a row is, by suite."""

FindPersonalData = Callable[[dict[str, Any]], str]
"""What is personal in a record: types and fields such as `EMAIL in story`, or nothing."""


@dataclass(frozen=True)
class Expectation:
    """One line of a suite."""

    type: str
    """Great Expectations' name for it."""
    kwargs: dict[str, Any]
    """What it is about, as Great Expectations takes it."""
    expected: str
    """The same in words, for whoever has to mend a row."""
    severity: Literal["critical", "warning"] = "critical"
    """Whether the run stops, or only says so."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it is about; none where it is about the whole table."""
        column = self.kwargs.get("column")
        return (column,) if column else tuple(self.kwargs.get("column_list", ()))


def story_expectations(difficulty_mix: Mapping[Difficulty, Limit]) -> list[Expectation]:
    """What holds for user stories, one a row; `difficulty_mix` bounds the share of each difficulty, 0-1."""
    return [
        _columns(*UserStory.model_fields, PERSONAL_DATA, *map(_is, Difficulty)),
        *_typed("str", "id", "story", "domain", "difficulty", "subset"),
        *_typed("list", "acceptance_criteria", "tags", "derived", "story_issues"),
        _matching("id", STORY_ID, "1–64 letters, digits or . _ : -"),
        _unique("id", "an id used once"),
        _long("story", *STORY_LENGTH),
        _unique("story", "a text used once"),
        _not_blank("domain"),
        _not_blank("category"),
        _not_blank("backlog"),
        _one_of("difficulty", Difficulty),
        _one_of("subset", Subset),
        _contains("subset", Subset.DEV, "at least one story on which the choice is made (dev)"),
        _no_personal_data(),
        *(_share(difficulty, limit) for difficulty, limit in difficulty_mix.items()),
    ]


def document_expectations() -> list[Expectation]:
    """What holds for context documents, one a row."""
    return [
        _columns("file", "text", PERSONAL_DATA),
        *_typed("str", "file", "text"),
        _unique("file", "a file once"),
        _not_blank("text"),
        _no_personal_data(),
    ]


def case_expectations(story_ids: Sequence[str]) -> list[Expectation]:
    """What holds for reference test cases, one a row; `story_ids` are the stories that there are."""
    return [
        _columns("story_id", "cases", *TestCase.model_fields, PERSONAL_DATA),
        _between("cases", 1, None, "at least 1 test case"),
        _least("cases", ENOUGH_CASES, f"at least {ENOUGH_CASES} test cases a story"),
        *_typed("str", "story_id", "id", "type", "title", "priority", "expected_result"),
        *_typed("int", "preconditions", "steps"),
        *_typed("float", "quality_score", also="int"),
        _in_set("story_id", story_ids, "the id of a story"),
        _matching("id", r"^TC-[0-9]{3}$", "TC- and three digits"),
        _one_of("type", CaseType),
        _not_blank("title"),
        _one_of("priority", Priority),
        _between("steps", 1, 12, "1–12 steps"),
        _not_blank("expected_result"),
        _between("quality_score", 0, 10, "0–10"),
        _unique_together("story_id", "id", expected="an id used once in a story"),
        _unique_together("story_id", "title", expected="a title used once in a story"),
        _no_personal_data(),
    ]


def _columns(*names: str) -> Expectation:
    return Expectation(
        "expect_table_columns_to_match_set",
        {"column_set": list(names), "exact_match": True},
        f"exactly {', '.join(names)}",
    )


def _typed(kind: str, *columns: str, also: str | None = None) -> list[Expectation]:
    """Each value is there and of its type: what expectations on its content rest on."""
    kinds = [kind, also] if also else [kind]
    expected = f"a value of type {' or '.join(kinds)}"
    return [
        expectation
        for column in columns
        for expectation in (
            Expectation("expect_column_values_to_not_be_null", {"column": column}, "a value"),
            Expectation(
                "expect_column_values_to_be_in_type_list", {"column": column, "type_list": kinds}, expected
            ),
        )
    ]


def _matching(column: str, regex: str, expected: str) -> Expectation:
    return Expectation("expect_column_values_to_match_regex", {"column": column, "regex": regex}, expected)


def _not_blank(column: str) -> Expectation:
    return _matching(column, r"\S", "text that is not blank")


def _unique(column: str, expected: str) -> Expectation:
    return Expectation("expect_column_values_to_be_unique", {"column": column}, expected)


def _unique_together(*columns: str, expected: str) -> Expectation:
    return Expectation("expect_compound_columns_to_be_unique", {"column_list": list(columns)}, expected)


def _long(column: str, least: int, most: int) -> Expectation:
    return Expectation(
        "expect_column_value_lengths_to_be_between",
        {"column": column, "min_value": least, "max_value": most},
        f"{least}–{most} characters",
    )


def _between(column: str, least: int, most: int | None, expected: str) -> Expectation:
    limits = {"min_value": least} | ({"max_value": most} if most is not None else {})
    return Expectation("expect_column_values_to_be_between", {"column": column} | limits, expected)


def _in_set(column: str, values: Iterable[str], expected: str) -> Expectation:
    return Expectation(
        "expect_column_values_to_be_in_set", {"column": column, "value_set": list(values)}, expected
    )


def _one_of(column: str, values: Iterable[str]) -> Expectation:
    texts = [str(value) for value in values]
    return _in_set(column, texts, f"one of {', '.join(texts)}")


def _no_personal_data() -> Expectation:
    return _in_set(
        PERSONAL_DATA, [""], "nothing that the scrubber still finds; clean the data anew, or see clean.keep"
    )


def _contains(column: str, value: str, expected: str) -> Expectation:
    return Expectation(
        "expect_column_distinct_values_to_contain_set",
        {"column": column, "value_set": [str(value)]},
        expected,
    )


def _least(column: str, least: int, expected: str) -> Expectation:
    return Expectation(
        "expect_column_min_to_be_between", {"column": column, "min_value": least}, expected, "warning"
    )


def _share(difficulty: Difficulty, limit: Limit) -> Expectation:
    """The mean of ones and noughts is a share."""
    bounds = {
        "min_value": limit.at_least if limit.above is None else limit.above,
        "max_value": limit.at_most if limit.below is None else limit.below,
        "strict_min": limit.above is not None,
        "strict_max": limit.below is not None,
    }
    return Expectation(
        "expect_column_mean_to_be_between",
        {"column": _is(difficulty)} | {name: value for name, value in bounds.items() if value is not None},
        f"a share of {difficulty} stories {limit}",
        "warning",
    )


def _is(difficulty: Difficulty) -> str:
    return f"is_{difficulty}"


@dataclass(frozen=True)
class Row:
    """One row under validation."""

    line: int
    """In its file, counted from 1."""
    id: str
    """The story, or the story and its test case."""
    values: dict[str, Any]
    """By column, as found."""


_NOT_ROWS = ("test_cases", "provenance")
"""What is no column of a case's row; provenance takes no free text, and its record has been checked."""

Lines = Iterable[tuple[int, dict[str, Any]]]
"""The objects in a file, each with its line, counted from 1."""


def story_rows(lines: Lines, find: FindPersonalData) -> list[Row]:
    """One row per user story."""
    return [
        Row(
            line,
            _name(story.get("id")),
            story
            | {PERSONAL_DATA: find(story)}
            | {_is(each): float(story.get("difficulty") == each) for each in Difficulty},
        )
        for line, story in lines
    ]


def document_rows(lines: Lines, find: FindPersonalData) -> list[Row]:
    """One row per context document."""
    return [
        Row(line, _name(document.get("file")), document | {PERSONAL_DATA: find(document)})
        for line, document in lines
    ]


def case_rows(lines: Lines, find: FindPersonalData) -> list[Row]:
    """One row per test case of a suite; `preconditions` and `steps` are counted.

    A suite without test cases is one row, which then fails by its number of `cases`.
    """
    rows = []
    for line, suite in lines:
        found = suite.get("test_cases")
        cases = found if isinstance(found, list) else []
        shared = {key: value for key, value in suite.items() if key not in _NOT_ROWS} | {"cases": len(cases)}
        for case in cases or [None]:
            fields = case if isinstance(case, dict) else dict.fromkeys(TestCase.model_fields)
            counts = {key: _count(fields[key]) for key in ("preconditions", "steps") if key in fields}
            name = " ".join(map(_name, filter(None, (suite.get("story_id"), fields.get("id")))))
            personal = {PERSONAL_DATA: find(fields)}
            rows.append(Row(line, name or _name(None), {**fields, **shared, **counts, **personal}))
    return rows


def _name(value: Any) -> str:
    plain = isinstance(value, str) and value.isprintable()
    return value[:SHOWN_LENGTH] if plain else shown(value)


def _count(value: Any) -> Any:
    return len(value) if isinstance(value, list) else value


def shown(value: Any) -> str:
    """A value as a message shows it: quoted as in JSON, and short."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "no value"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN_LENGTH else f"{text[: SHOWN_LENGTH - 3]}..."
