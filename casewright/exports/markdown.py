"""Markdown for people: a chapter a story. Texts are shown as they are, whatever marks are in them."""

import re
from collections.abc import Iterator

from casewright.exports.exporter import Exporter, Options, Place
from casewright.exports.suite import ExportedSuite, origin_lines
from casewright.records import TestCase

_MARKS = re.compile(r"[\\`*\[\]<~|$]|(?<![^\W_])_|_(?![^\W_])|&(?=[#\w])")
_START = re.compile(r"([#>+=-])|(\d+)(?=[.)])")


def shown(text: str) -> str:
    """The text so that Markdown shows it: on one line, with line breaks as `<br>`."""
    marked = _MARKS.sub(lambda mark: f"\\{mark[0]}", text)
    start = _START.match(marked)
    if start:
        marked = marked[: start.end(2)] + "\\" + marked[start.end(2) :] if start[2] else f"\\{marked}"
    if marked.endswith("#") and not marked.endswith("\\#"):  # which would close a heading
        marked = f"{marked[:-1]}\\#"
    return marked.replace("\n", "<br>")


def _pieces(suite: ExportedSuite, _: Place, __: Options) -> Iterator[str]:
    lines = [f"## {shown(suite.story_id)}", ""]
    if suite.story:
        lines += [shown(suite.story), ""]
    if suite.acceptance_criteria:
        lines += ["Acceptance criteria:", "", *_numbered(suite.acceptance_criteria), ""]
    lines += [line for text in origin_lines(suite.origin) for line in (shown(text), "")]
    yield "\n".join(lines) + "\n" + "".join(_case(case) for case in suite.test_cases)


def _case(case: TestCase) -> str:
    type_ = case.type.value.replace("_", " ")
    lines = [f"### {case.id}: {shown(case.title)}", "", f"{type_}, priority {case.priority.value}", ""]
    if case.preconditions:
        lines += ["Preconditions:", "", *(f"- {shown(text)}" for text in case.preconditions), ""]
    lines += ["Steps:", "", *_numbered(case.steps), ""]
    return "\n".join([*lines, "Expected result:", "", f"- {shown(case.expected_result)}", "\n"])


def _numbered(texts: tuple[str, ...]) -> list[str]:
    return [f"{number}. {shown(text)}" for number, text in enumerate(texts, start=1)]


MARKDOWN = Exporter(
    name="markdown",
    purpose="people: a wiki, a pull request, a printout",
    suffix=".md",
    media_type="text/markdown; charset=utf-8",
    pieces=_pieces,
    head=lambda _: "# Test cases\n\n",
)
