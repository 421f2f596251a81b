"""Gherkin: a feature a story, a scenario a test case; one feature a file, as the language has it."""

from collections.abc import Iterator

from casewright.exports.exporter import Exporter, Options, Place
from casewright.exports.suite import ExportedSuite, label, origin_labels, origin_lines
from casewright.records import TestCase

_STEP = "    "
_TEXT = "      "
_QUOTES = '"""'
_TICKS = "```"


def _pieces(suite: ExportedSuite, _: Place, __: Options) -> Iterator[str]:
    scenarios = (_scenario(case) for case in suite.test_cases)
    yield "\n".join([_feature(suite), *scenarios])


def _feature(suite: ExportedSuite) -> str:
    """The head of the file. Lines of its description start with a word of ours, so none is a keyword."""
    lines = [f"# language: en\n{_tags(suite.story_id, *origin_labels(suite.origin))}"]
    lines.append(f"Feature: {suite.story_id}")
    if suite.story:
        lines.append(f"  Story: {_flat(suite.story)}")
    lines += [
        f"  Criterion {number}: {_flat(text)}"
        for number, text in enumerate(suite.acceptance_criteria, start=1)
    ]
    lines += [f"  {line}" for line in origin_lines(suite.origin)]
    return "\n".join(lines) + "\n"


def _scenario(case: TestCase) -> str:
    tags = _tags(case.id, case.type.value, f"priority_{case.priority.value}")
    parts = [
        *_steps("Given", case.preconditions),
        *_steps("When", case.steps),
        *_steps("Then", outcomes(case.expected_result)),
    ]
    return f"  {tags}\n  Scenario: {case.title}\n" + "".join(parts)


def outcomes(expected: str) -> tuple[str, ...]:
    """The parts of an expected result: it is divided at AND in capitals, but not within quotation marks."""
    parts = tuple(expected.split(" AND "))
    is_whole = all(part and part == part.strip() and part.count('"') % 2 == 0 for part in parts)
    return parts if is_whole else (expected,)


def _steps(keyword: str, texts: tuple[str, ...]) -> Iterator[str]:
    for number, text in enumerate(texts):
        first, _, rest = text.partition("\n")
        yield f"{_STEP}{'And' if number else keyword} {first}\n" + (_doc_string(rest) if rest else "")


def _doc_string(text: str) -> str:
    """What a step says on further lines, between marks that it does not hold itself where that can be had."""
    mark = _TICKS if '"""' in text or '\\"\\"\\"' in text else _QUOTES
    if mark == _TICKS and (_TICKS in text or "\\`\\`\\`" in text):
        mark, text = _QUOTES, text.replace(_QUOTES, '\\"\\"\\"')
    lines = "".join(f"{_TEXT}{line}\n" if line else "\n" for line in text.split("\n"))
    return f"{_TEXT}{mark}\n{lines}{_TEXT}{mark}\n"


def _tags(*names: str) -> str:
    return " ".join(f"@{label(name)}" for name in names)


def _flat(text: str) -> str:
    return " ".join(text.split("\n"))


GHERKIN = Exporter(
    name="gherkin",
    purpose="Cucumber, Xray and whatever reads .feature files; one file a story",
    suffix=".feature",
    media_type="text/x-gherkin; charset=utf-8",
    pieces=_pieces,
    is_file_a_suite=True,
)
