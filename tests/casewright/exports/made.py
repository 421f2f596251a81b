"""Suites to export, nasty texts, and strict readers of what came out."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from hypothesis import strategies as st

from casewright.exports import ExportedSuite, Exporter, Options, Origin, chunks
from casewright.records import CaseType, Priority
from casewright.spreadsheet import inert
from tests.builders import a_case

PROJECT = Options(project="SHOP")
NASTY = (
    *(
        "=1+1",
        " =1+1",
        "\u200b=1",
        "＝1",
        "+1",
        "-x",
        "@SUM(A1)",
        "\t=1",
        "'=1",
        "a, b; c",
        'say "hi"',
        '"',
        "''",
        '""',
        "a\\",
        "\\n",
    ),
    *("a\nb", "a\r\nb", "a\rb", "a\n\n  b", "a  \nb", "a\u2028b", "a\x85b", "a\x00b", "\x01", "a\x1fb"),
    *(
        "# comment",
        "@tag",
        "| a | b |",
        '"""',
        "```",
        '\\"\\"\\"',
        'a\n"""\nb',
        "a\n```\nb",
        "* x",
        "Rule: x",
    ),
    *(
        "Scenario: x",
        "Given y",
        "a\nScenario: x\n@b\n#c\n| d |",
        "Examples:",
        "Background:",
        "# language: fr",
    ),
    *("a AND b", 'a "b AND c" AND d', " AND ", "a AND  AND b", "Then", "And z", "<param>", "${x}", "{{ y }}"),
    *(
        "1. x\n2. y",
        "10) z",
        "- [ ] z",
        "---",
        "===",
        "> q",
        "_a_ b_c",
        "**b**",
        "[x](y)",
        "<b>",
        "<!--",
        "&amp;",
    ),
    *(
        "https://a.b/?q=1&copy=2",
        "a ##",
        "~~s~~",
        "`c`",
        "    code",
        "TC-001",
        "é 漢字 🎉 \u202eabc",
        "ﬁ\u00a0x",
    ),
)
"""What one format or another gives a meaning to."""

plain_texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
texts = st.one_of(
    st.sampled_from(NASTY),
    plain_texts,
    st.lists(st.one_of(st.sampled_from(NASTY), plain_texts), min_size=2, max_size=3).map("\n".join),
).filter(lambda text: text.strip() != "")
cases = st.builds(
    a_case,
    id=st.integers(1, 999).map("TC-{:03d}".format),
    type=st.sampled_from(CaseType),
    title=texts,
    priority=st.sampled_from(Priority),
    preconditions=st.lists(texts, max_size=3),
    steps=st.lists(texts, min_size=1, max_size=4),
    expected_result=texts,
)
suites = st.builds(
    ExportedSuite,
    story_id=texts,
    story=st.none() | texts,
    acceptance_criteria=st.lists(texts, max_size=2).map(tuple),
    test_cases=st.lists(cases, min_size=1, max_size=3).map(tuple),
    origin=st.builds(
        Origin,
        model=st.none() | texts,
        prompt=st.none() | texts,
        model_digest=st.none() | st.just("a1b2c3d4e5f6a7b8"),
        reference=st.booleans(),
    ),
)


def an_exported_suite(story_id: str = "US-001", count: int = 1, **changes: object) -> ExportedSuite:
    """A suite of so many cases with all that can be said of it."""
    fields = {
        "story_id": story_id,
        "story": "As a shopper, I want to filter the list by price, so that I find what I can pay.",
        "acceptance_criteria": ("Both ends of the range are part of it",),
        "test_cases": tuple(a_case(id=f"TC-{number:03d}") for number in range(1, count + 1)),
        "origin": Origin(
            model="llama3.2:1b",
            prompt="improved_v1",
            model_digest="a1b2c3d4e5f6a7b8",
            prompt_hash="c0ffee",
            run="0123456789abcdef0123",
        ),
    }
    return ExportedSuite.model_validate(fields | changes)


def exported(exporter: Exporter, *suites: ExportedSuite, options: Options = PROJECT) -> str:
    """The text of the only file of an export."""
    pieces = list(chunks(exporter, suites, options))

    assert {1} == {piece.file for piece in pieces}
    return "".join(piece.text for piece in pieces)


def read_table(text: str, columns: Sequence[str], line_end: str = "\r\n") -> list[dict[str, str]]:
    """The rows of a table that RFC 4180 would call well-formed, every cell as it stands."""
    assert text.endswith(line_end)
    head, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert list(columns) == head
    assert {len(columns)} >= {len(row) for row in rows}
    assert not [cell for row in rows for cell in row if re.match(r"\s*[=+\-@＝＋－＠]|[\t\r]", cell)]
    return [dict(zip(head, row, strict=True)) for row in rows]


def groups(rows: Sequence[dict[str, str]], column: str) -> Iterator[list[dict[str, str]]]:
    """Rows by case: one starts where the column is filled."""
    group: list[dict[str, str]] = []
    for row in rows:
        if row[column] and group:
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def read_numbered(text: str) -> list[str]:
    """The items of a numbered list, in which further lines of an item are indented."""
    items: list[str] = []
    for line in text.split("\n") if text else []:
        start = re.match(rf"{len(items) + 1}\. ", line)
        if start:
            items.append(line[start.end() :])
        else:
            assert line.startswith("   ")
            items[-1] += f"\n{line[3:]}"
    return items


def cells(texts: Sequence[str]) -> list[str]:
    """The texts as a spreadsheet may hold them."""
    return [inert(text) for text in texts]


def at_last(case: object) -> list[str]:
    """What is expected after each step: nothing but after the last."""
    return [""] * (len(case.steps) - 1) + [case.expected_result]
