import pytest

from casewright.exports import Origin
from casewright.exports.suite import account, label, labels, numbered, origin_lines, tidied
from tests.builders import a_case
from tests.casewright.exports.made import an_exported_suite


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("a \t\nb", "a\nb"),
        ("a\x00b\x1b", "a\ufffdb\ufffd"),
        ("\x00", "\ufffd"),
        ("é 漢字 🎉\tb", "é 漢字 🎉\tb"),
    ],
)
def test_texts_are_tidied_for_tools(text, expected):
    """One kind of line end, nothing invisible before it, and no control character but the tab."""
    suite = tidied(an_exported_suite(test_cases=(a_case(steps=[text], expected_result=text),)))

    assert (expected,) == suite.test_cases[0].steps
    assert expected == suite.test_cases[0].expected_result


def test_a_title_is_one_line():
    """No tool has a title of two; the same goes for the id of a story."""
    suite = tidied(an_exported_suite("US\n1", test_cases=(a_case(title="List \n\n  shows"),)))

    assert ("US 1", "List shows") == (suite.story_id, suite.test_cases[0].title)


def test_labels_tell_story_case_type_priority_and_origin():
    """In that order, digests cut to what tells them apart."""
    suite = an_exported_suite()

    assert labels(suite, suite.test_cases[0]) == (
        "US-001",
        "TC-001",
        "positive",
        "priority_high",
        "model_llama3.2:1b",
        "prompt_improved_v1",
        "digest_a1b2c3d4e5f6",
        "run_0123456789ab",
    )


@pytest.mark.parametrize("text", ["a b", "a@b", "a#b", "a,b", "a;b", "a, @b".replace(", @", ",@")])
def test_what_would_end_a_label_becomes_an_underscore(text):
    """White space, and what separates labels in one tool or another."""
    assert "a_b" == label(text)


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (Origin(), []),
        (Origin(reference=True), ["Written by a test engineer (reference suite)"]),
        (Origin(model="baseline"), ["Written by baseline, which is rule-based and not a language model"]),
        (
            Origin(model="m", prompt="p", reference=True),
            ["Written by m with the prompt p, approved by people (reference suite)"],
        ),
        (
            Origin(model="m", prompt="p", model_digest="0123456789abcdef"),
            ["Written by m with the prompt p (digest 0123456789ab)"],
        ),
    ],
)
def test_the_origin_is_said_in_a_sentence(origin, expected):
    """The baseline is called what it is; nothing is said where nothing is known."""
    assert expected == origin_lines(origin)


def test_an_account_goes_without_what_is_not_known():
    """A suite of which only the cases are known."""
    suite = an_exported_suite(story=None, acceptance_criteria=(), origin=Origin())

    assert account(suite, suite.test_cases[0]) == "Story US-001\nTest case TC-001, positive, priority high"


def test_further_lines_of_a_numbered_text_are_indented():
    """So a line that looks like the next number is not taken for it."""
    assert "1. a\n   2. b\n2. c" == numbered(("a\n2. b", "c"))
