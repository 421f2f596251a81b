import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from casewright.exports.markdown import MARKDOWN, shown
from casewright.exports.suite import tidied
from tests.casewright.exports.made import an_exported_suite, exported, suites

READER = MarkdownIt("commonmark")


def text_of(token):
    """What a reader sees of a line: nothing in it may have become a mark of its own."""
    parts = []
    for child in token.children:
        assert child.type in ("text", "html_inline")
        assert child.type == "text" or "<br>" == child.content
        parts.append("\n" if child.type == "html_inline" else child.content)
    return "".join(parts)


def blocks(text):
    """Headings, paragraphs and items as CommonMark has them."""
    found, kind = [], ""
    for token in READER.parse(text):
        if token.type in ("heading_open", "bullet_list_open", "ordered_list_open"):
            kind = token.tag
        elif token.type in ("bullet_list_close", "ordered_list_close", "heading_close"):
            kind = ""
        elif token.type == "inline":
            found.append((kind or "p", text_of(token)))
        else:
            assert token.type in ("paragraph_open", "paragraph_close", "list_item_open", "list_item_close")
    return found


@given(suites)
def test_a_reader_sees_every_text_as_it_is(suite):
    """A CommonMark parser finds the texts, and no heading, list, link or emphasis that is not ours."""
    suite = tidied(suite)
    expected = [("h1", "Test cases"), ("h2", suite.story_id)]
    expected += [("p", suite.story)] if suite.story else []
    if suite.acceptance_criteria:
        expected += [("p", "Acceptance criteria:"), *(("ol", text) for text in suite.acceptance_criteria)]
    found = blocks(exported(MARKDOWN, suite))
    if found[len(expected)][1].startswith("Written by "):
        found.pop(len(expected))
    for case in suite.test_cases:
        expected.append(("h3", f"{case.id}: {case.title}"))
        expected.append(("p", f"{case.type.replace('_', ' ')}, priority {case.priority}"))
        if case.preconditions:
            expected += [("p", "Preconditions:"), *(("ul", text) for text in case.preconditions)]
        expected += [("p", "Steps:"), *(("ol", text) for text in case.steps)]
        expected += [("p", "Expected result:"), ("ul", case.expected_result)]

    assert expected == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words, with 2.5 and snake_case", "plain words, with 2.5 and snake_case"),
        ("# not a heading", "\\# not a heading"),
        ("1. not a list", "1\\. not a list"),
        ("two\nlines", "two<br>lines"),
        ("<b> & *c*", "\\<b> & \\*c\\*"),
        ("an end #", "an end \\#"),
    ],
)
def test_only_what_would_be_a_mark_gets_a_backslash(text, expected):
    """The source stays readable."""
    assert expected == shown(text)


def test_the_origin_is_told():
    """Model, prompt and digest."""
    assert (
        "p",
        "Written by llama3.2:1b with the prompt improved_v1 (digest a1b2c3d4e5f6, run 0123456789ab)",
    ) in blocks(exported(MARKDOWN, an_exported_suite()))
