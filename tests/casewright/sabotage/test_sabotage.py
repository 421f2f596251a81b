"""Sabotages damage what they say they damage, to the degree that is asked for, the same way every time."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.metrics import METRICS
from casewright.records import Suite, TestCase
from casewright.sabotage import SABOTAGES, Grade
from casewright.sabotage.sabotage import changed, cut, small, some_of
from tests.builders import a_case, shipped_references

BY_NAME = {sabotage.name: sabotage for sabotage in SABOTAGES}
ALL = pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda sabotage: sabotage.name)

texts = st.text(min_size=1, max_size=40).filter(str.strip)
cases = st.builds(
    TestCase,
    id=st.integers(1, 999).map(lambda number: f"TC-{number:03d}"),
    type=st.sampled_from(["positive", "negative", "edge_case", "boundary"]),
    title=texts | st.just("x" * 200),
    priority=st.sampled_from(["critical", "high", "medium", "low"]),
    preconditions=st.lists(texts | st.just('"1" ' * 75), max_size=10),
    steps=st.lists(texts | st.just("7" * 300), min_size=1, max_size=12),
    expected_result=texts | st.just("Says “a”. " * 60),
    quality_score=st.floats(0, 10),
)


def test_names_are_unique():
    """No two sabotages are called the same."""
    names = [sabotage.name for sabotage in SABOTAGES]

    assert len(set(names)) == len(names)


@ALL
def test_what_should_catch_it_is_a_metric(sabotage):
    """A sabotage names metrics that exist, at least one."""
    assert sabotage.caught_by
    assert set(METRICS).issuperset(sabotage.caught_by)


@ALL
def test_damage_is_the_same_every_time(sabotage):
    """The same story and suite give the same copy; another seed may give another one."""
    first = shipped_references()[0]
    copies = [
        sabotage.damage(first.story_id, first.test_cases, shipped_references(), Grade.HALF) for _ in range(2)
    ]

    assert copies[0] == copies[1]


@ALL
def test_damage_differs_from_the_original(sabotage):
    """Where a suite can be damaged the copy is never the suite itself."""
    copies = [
        (suite.test_cases, sabotage.damage(suite.story_id, suite.test_cases, shipped_references(), grade))
        for suite in shipped_references()[:12]
        for grade in Grade
    ]

    assert any(copy for _, copy in copies)
    assert not any(copy == original for original, copy in copies)


@ALL
@given(suite=st.lists(cases, max_size=20), seed=st.integers(0, 99), grade=st.sampled_from(Grade))
def test_copies_are_valid(sabotage, suite, seed, grade):
    """Whatever the suite, its damaged copy is one that a model could have answered."""
    damaged = sabotage.damage("US-999", suite, shipped_references()[:3], grade, seed)

    assert damaged is None or Suite(test_cases=damaged)


@ALL
def test_an_empty_suite_cannot_be_damaged(sabotage):
    """Nothing can be done to nothing."""
    assert sabotage.damage("US-001", (), shipped_references(), Grade.ALL) is None


def test_a_storys_own_suite_is_no_other_story():
    """Cases of another story are never taken from the story itself."""
    own = shipped_references()[0]

    assert BY_NAME["foreign_cases"].damage(own.story_id, own.test_cases, [own], Grade.ALL) is None


@pytest.mark.parametrize(("grade", "expected"), [(Grade.ONE, 1), (Grade.HALF, 2), (Grade.ALL, 3)])
def test_a_grade_says_how_many_cases_are_damaged(grade, expected):
    """One case, half of them rounded up, or all."""
    suite = [a_case(id=f"TC-00{number}") for number in (1, 2, 3)]
    damaged = BY_NAME["drop_preconditions"].damage("US-001", suite, (), grade)

    assert expected == sum(not case.preconditions for case in damaged)


def test_some_of_keeps_the_order():
    """What is chosen stands in the order in which it was given."""
    chosen = some_of(range(20), 0.5, Random(1))

    assert sorted(chosen) == chosen
    assert 10 == len(chosen)


def test_a_changed_case_is_checked():
    """A change that the schema forbids is an error and no case."""
    with pytest.raises(ValueError, match="at least 1 item"):
        changed(a_case(), steps=[])


@given(text=st.text(), most=st.integers(1, 50))
def test_cut_text_is_a_beginning_of_the_text(text, most):
    """What is cut is never longer than allowed and adds nothing."""
    assert len(cut(text, most)) <= most
    assert text.startswith(cut(text, most))


@pytest.mark.parametrize(("text", "expected"), [("Open it", "open it"), ("API call", "API call"), ("", "")])
def test_small_leaves_capitals_alone(text, expected):
    """Only a word with one capital letter gets a small one."""
    assert expected == small(text)
