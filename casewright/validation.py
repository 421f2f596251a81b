"""Clean data held to its expectations, by Great Expectations, which is imported only when it is needed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any, NamedTuple

from casewright.expectations import ROWS, Expectation, Row, shown
from casewright.inputs import Input

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult

NAMED = 5
"""Wrong rows that an expectation names, at most: however long the file is, the report is short."""


@dataclass(frozen=True)
class Verdict:
    """What Great Expectations says of one input."""

    input: Input
    suite: ExpectationSuite
    result: ExpectationSuiteValidationResult | None
    """One result per expectation, in their order; None where there was nothing to look at."""

    @property
    def results(self) -> list[tuple[Expectation, ExpectationValidationResult]]:
        """Each expectation with its result."""
        return list(zip(self.input.shown, self.result.results, strict=True)) if self.result else []

    def failed(self, severity: str) -> int:
        """How many expectations of a severity do not hold."""
        return sum(not result.success and one.severity == severity for one, result in self.results)


def run(inputs: Sequence[Input]) -> list[Verdict]:
    """Evaluate what is expected of each input."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # for releases that read it when they are imported
    import great_expectations
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = great_expectations.get_context(mode="ephemeral")
    context.enable_analytics(False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("casewright")
    return [Verdict(one, _suite(one.name, one.shown), _evaluate(one, source)) for one in inputs]


def _evaluate(one: Input, source: Any) -> ExpectationSuiteValidationResult | None:
    import pandas

    if not one.rows:
        return None
    # Objects, because an inferred type hides which value is the wrong one
    frame = pandas.DataFrame([row.values for row in one.rows], dtype=object)
    definition = source.add_dataframe_asset(one.path).add_batch_definition_whole_dataframe("all")
    result: ExpectationSuiteValidationResult = definition.get_batch({"dataframe": frame}).validate(
        _suite(one.name, one.expectations),
        result_format={"result_format": "SUMMARY", "partial_unexpected_count": NAMED},
    )
    _make_reproducible(result, one)
    return result


def _suite(name: str, expectations: Sequence[Expectation]) -> ExpectationSuite:
    from great_expectations import ExpectationSuite

    configs = [{"type": one.type, "kwargs": one.kwargs, "severity": one.severity} for one in expectations]
    return ExpectationSuite(name, configs, notes=ROWS[name])


def _make_reproducible(result: ExpectationSuiteValidationResult, one: Input) -> None:
    """Order and word the results as the suite is, and drop run times, fingerprints and batch ids."""
    configs = _suite(one.name, one.shown).expectation_configurations
    by_key = {_key(each.expectation_config): each for each in result.results}
    result.results = [by_key[_key(config)] for config in configs]
    for each, config in zip(result.results, configs, strict=True):
        each.expectation_config = config
        observed = each.result.get("observed_value")
        if isinstance(observed, Real):  # its renderers take no number of NumPy's
            each.result["observed_value"] = float(observed)
    result.meta = {
        "great_expectations_version": result.meta["great_expectations_version"],
        "batch_spec": {"data_asset_name": one.path},
    }


def _key(config: Any) -> tuple[str, str]:
    return config.type, str(config.kwargs.get("column", config.kwargs.get("column_list")))


class Failure(NamedTuple):
    """What one expectation found wrong."""

    order: tuple[int, int]
    """Missing and unknown columns come first, then rows top down, then what holds for whole columns."""
    text: str
    values: int
    """How many values are wrong."""


def first_failure(verdicts: Sequence[Verdict]) -> str | None:
    """What is wrong first, in one line with its file, row, id, column, value, expectation and fix.

    One input at a time: where a story is wrong, its references may be wrong for no other reason.
    """
    for verdict in verdicts:
        failures = _failures(verdict, "critical")
        if failures:
            first = min(failures, key=lambda failure: failure.order)
            others = sum(failure.values for failure in failures) - 1
            more = f" (and {others} more)" if others > 0 else ""
            return f"{verdict.input.path}: {first.text}{more}; mend it in the raw data and run `dvc repro`"
    return None


def warnings(verdicts: Sequence[Verdict]) -> list[str]:
    """What is not as it should be and stops nothing, a line each."""
    return [
        f"{verdict.input.path}: {failure.text}"
        for verdict in verdicts
        for failure in _failures(verdict, "warning")
    ]


def _failures(verdict: Verdict, severity: str) -> list[Failure]:
    return [
        _failure(expectation, result, verdict.input.rows)
        for expectation, result in verdict.results
        if not result.success and expectation.severity == severity
    ]


def _failure(expectation: Expectation, result: ExpectationValidationResult, rows: Sequence[Row]) -> Failure:
    columns = ", ".join(expectation.columns)
    expected = f"expected {expectation.expected} ({expectation.type})"
    mismatched = result.result.get("details", {}).get("mismatched", {})
    if "unexpected" in mismatched:
        name = mismatched["unexpected"][0]
        row = next(row for row in rows if name in row.values)
        return Failure((0, 0), f"{_at(row)}: {name}: unknown column; {expected}", 1)
    if "missing" in mismatched:
        return Failure((0, 0), f"missing column {mismatched['missing'][0]}; {expected}", 1)
    wrong = _wrong(result)
    if wrong:
        text = f"{_at(rows[wrong[0]])}: {columns}: {_found(expectation, rows, wrong[0])}; {expected}"
        return Failure((1, wrong[0]), text, int(result.result["unexpected_count"]))
    absent, observed = result.result.get("partial_missing_list"), result.result.get("observed_value")
    if absent:
        return Failure((2, 0), f"{columns}: {shown(absent[0])} in none of {len(rows)} rows; {expected}", 1)
    if observed is not None:
        return Failure((2, 0), f"{columns}: {observed:.3g} over {len(rows)} rows; {expected}", 1)
    return Failure((3, 0), f"{columns}: cannot be evaluated; {expected}", 0)


def _wrong(result: ExpectationValidationResult) -> list[int]:
    """Positions of the first few wrong rows, top down."""
    return list(result.result.get("partial_unexpected_index_list") or [])


def _found(expectation: Expectation, rows: Sequence[Row], index: int) -> str:
    """The values of a row, and the next row that has the same where none may."""
    values, *later = ([row.values.get(name) for name in expectation.columns] for row in rows[index:])
    if "length" in expectation.type and isinstance(values[0], str):
        return f"length {len(values[0])}"
    found = ", ".join(map(shown, values))
    if "unique" in expectation.type and values in later:
        return f"{found}, as in {_at(rows[index + 1 + later.index(values)])}"
    return found


def _at(row: Row) -> str:
    return f"row {row.line} ({row.id})"


def summary(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """What reports/validation.json says: the same for the same data, wherever and whenever."""
    from great_expectations import __version__

    return {
        "success": first_failure(verdicts) is None,
        "warnings": warnings(verdicts),
        "great_expectations": __version__,
        "suites": {
            verdict.input.name: {
                "file": verdict.input.path,
                "sha256": verdict.input.sha256,
                "rows": len(verdict.input.rows),
                "evaluated": len(verdict.results),
                "note": "" if verdict.result else f"no {verdict.input.name}",
                "expectations": [_line(*pair, verdict.input.rows) for pair in verdict.results],
            }
            for verdict in verdicts
        },
    }


def _line(
    expectation: Expectation, result: ExpectationValidationResult, rows: Sequence[Row]
) -> dict[str, Any]:
    return {
        "type": expectation.type,
        "column": ", ".join(expectation.columns) or None,
        "kwargs": {
            key: value for key, value in expectation.kwargs.items() if key not in ("column", "column_list")
        },
        "expected": expectation.expected,
        "severity": expectation.severity,
        "success": result.success,
        "unexpected_count": result.result.get("unexpected_count", 0),
        "unexpected": [{"row": rows[index].line, "id": rows[index].id} for index in _wrong(result)],
    }
