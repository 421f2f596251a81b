import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.ollama import loops
from casewright.ollama.loops import LoopGuard
from casewright.records import Suite
from tests.builders import a_case, shipped_references


def found(text: str, size: int = 4) -> str:
    """What a guard says of a text that comes in pieces of one size; empty when it lets all of it through."""
    guard = LoopGuard()
    for start in range(0, len(text), size):
        loop = guard.take(text[start : start + size])
        if loop:
            return loop
    return ""


def prose(characters: int) -> str:
    """Words in no order."""
    chance = random.Random(3)
    words = [
        "the",
        "cart",
        "total",
        "is",
        "shown",
        "with",
        "two",
        "decimals",
        "when",
        "a",
        "voucher",
        "applies",
    ]
    return " ".join(chance.choice(words) for _ in range(characters // 4))[:characters]


@pytest.mark.parametrize(
    "unit", ["x", "na", "\\n", "and so on ", "Step: press Save\n", '"", ', prose(300), prose(1500)]
)
@pytest.mark.parametrize("size", [1, 7, 512, 100_000])
def test_a_cycle_is_a_loop_whatever_its_length_and_its_pieces(unit, size):
    """A token, a phrase, a line or a paragraph over and over, after some honest text."""
    assert "over and over" in found(prose(2000) + unit * (12_000 // len(unit)), size)


@pytest.mark.parametrize("blank", [" ", "\n", "\t \n"])
def test_blanks_without_end_are_a_loop(blank):
    """White space in a row counts across pieces."""
    assert "characters of white space in a row" in found('{"test_cases": [' + blank * 600)


def test_numbers_that_count_up_do_not_hide_a_loop():
    """The same line with another number each time is a loop, once it is longer than any suite."""
    assert "but for numbers" in found(
        "".join(f"Step {n}: press the button {n * 3} times.\n" for n in range(200))
    )


def test_blanks_in_between_do_not_hide_a_loop():
    """A grammar lets a model set blanks at will between the same words."""
    chance = random.Random(5)
    text = "".join(f'"yes"{chance.choice(["", " ", "  "])},{chance.choice(["", " "])}' for _ in range(800))

    assert "numbers and blanks: " in found(text)


def test_a_loop_is_told_early():
    """Within a look or two of the point from which it is one."""
    guard = LoopGuard()
    pieces = 0
    while not guard.take("ha ha "):
        pieces += 1

    assert 6 * pieces < loops.LOOP_CHARACTERS + 1024


@pytest.mark.parametrize("indent", [None, 2, 8])
def test_no_shipped_suite_is_a_loop(indent):
    """Suites that people wrote, all of them in a row, on one line or indented deeply."""
    for reference in shipped_references():
        text = Suite(test_cases=reference.test_cases).model_dump_json(indent=indent)
        assert found(text) == ""


def test_cases_that_differ_in_numbers_only_are_a_suite():
    """As many cases as a suite may have, at eight limits each: boring, and yet what was asked for."""
    cases = [
        a_case(
            id=f"TC-{number:03d}",
            title=f"Quantity {number} is accepted",
            steps=[f'Enter "{number}" in "Quantity"', 'Press "Save"'] * 3,
            expected_result=f"The cart shows {number} pieces",
        )
        for number in range(1, 21)
    ]

    assert found(Suite(test_cases=tuple(cases)).model_dump_json(indent=2)) == ""


@pytest.mark.parametrize("text", ["a" * 600, "Press Save, " * 12, "=" * 80 + "\n"])
def test_what_a_field_may_hold_is_no_loop(text):
    """The longest text of one letter, as a boundary test may want it, and steps that are the same."""
    assert found(prose(1000) + text + prose(1000)) == ""


@given(st.lists(st.text(max_size=2000), max_size=30))
def test_any_text_is_taken_and_bounded(pieces):
    """A guard keeps the end of the text only, and never fails."""
    guard = LoopGuard()
    for piece in pieces:
        guard.take(piece)

    assert len(guard._tail) <= loops._WINDOW + loops._CHECK_EVERY


@given(st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=50), st.integers(1, 600))
def test_every_repeated_text_is_a_loop(unit, size):
    """Whatever the letters."""
    assert found(unit * (4000 // len(unit) + 1), size) != ""
