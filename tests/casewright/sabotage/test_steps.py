"""Steps that nobody can follow as they stand."""

from casewright.sabotage import Grade
from casewright.sabotage.steps import SABOTAGES
from tests.builders import a_case

VAGUE, SHUFFLE, JOIN, VERIFY = SABOTAGES
CASE = a_case(steps=["Open the list", 'Enter "15" in "From"', 'Press "Filter"'])


def damaged(sabotage, case=CASE, seed=1):
    """The case after a sabotage."""
    return sabotage.damage("US-001", [case], (), Grade.ALL, seed)[0]


def test_vague_steps_are_as_many():
    """Their number tells nothing."""
    assert 3 == len(damaged(VAGUE).steps)
    assert not set(CASE.steps) & set(damaged(VAGUE).steps)


def test_shuffled_steps_are_the_same_ones():
    """Only the order is another one, always."""
    for seed in range(20):
        steps = damaged(SHUFFLE, seed=seed).steps

        assert sorted(CASE.steps) == sorted(steps)
        assert CASE.steps != steps


def test_one_step_has_no_order():
    """A case of one step, or of one step done again, cannot be shuffled."""
    suite = [a_case(steps=["Wait"]), a_case(steps=["Wait", "Wait"])]

    assert SHUFFLE.damage("US-001", suite, (), Grade.ALL) is None


def test_joined_steps_are_one():
    """All that was to be done stands in one step."""
    (step,) = damaged(JOIN).steps

    assert step.startswith("Open the list")
    assert step.endswith('press "Filter"')


def test_a_check_is_added_to_the_steps():
    """The steps are still there, in their order, with one or two checks among them."""
    for seed in range(20):
        steps = damaged(VERIFY, seed=seed).steps

        assert list(CASE.steps) == [step for step in steps if step in CASE.steps]
        assert len(steps) in (4, 5)
