"""Gherkin: a feature a story, a scenario a test case; one feature a file, as the language has it."""

from collections.abc import Iterator

from casewright.exports.exporter import Exporter, Options, Place
from casewright.exports.suite import ExportedSuite, label, origin_labels, origin_lines
from casewright.records import TestCase

_STEP = "    "
_TEXT = "      "
_QUOTES = '"""'
_TICKS = "```"
_MARKS = (_QUOTES, _TICKS)


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
    """What a step says on further lines, between marks that none of its lines starts with.

    A parser takes a mark with backslashes for the mark itself, so what holds these goes between the others.
    """
    free = [mark for mark in _MARKS if not _is_taken(mark, text)]
    mark = free[0] if free else _QUOTES if _escaped(_QUOTES) not in text else _TICKS
    lines = text if free else text.replace(mark, _escaped(mark))
    body = "".join(f"{_TEXT}{line}\n" if line else "\n" for line in lines.split("\n"))
    return f"{_TEXT}{mark}\n{body}{_TEXT}{mark}\n"


def _is_taken(mark: str, text: str) -> bool:
    starts = any(line.lstrip().startswith(mark) for line in text.split("\n"))
    return starts or _escaped(mark) in text


def _escaped(mark: str) -> str:
    return "".join(f"\\{character}" for character in mark)


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
