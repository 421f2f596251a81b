"""Oracles of the opposite outcome."""

from casewright.sabotage import Grade
from casewright.sabotage.opposites import SABOTAGES
from tests.builders import a_case

SWAP, CONTRADICT = SABOTAGES
REFUSED = a_case(id="TC-002", type="negative", title="Price below 0 is refused", expected_result="Refused: 0")


def test_type_and_title_stay_when_the_outcome_is_swapped():
    """Only the expected result is another one."""
    case = a_case()
    damaged = SWAP.damage("US-001", [case], (), Grade.ALL)[0]

    assert damaged.expected_result != case.expected_result
    assert case == damaged.model_copy(update={"expected_result": case.expected_result})


def test_the_opposite_may_come_from_the_suite():
    """A positive case may end in what a negative one ends in, as when a model mixes up two cases."""
    swapped = {
        SWAP.damage("US-001", [a_case(), REFUSED], (), Grade.ALL, seed)[0].expected_result
        for seed in range(40)
    }

    assert "Refused: 0" in swapped


def test_boundary_and_edge_cases_have_no_sure_opposite():
    """Whether they end well cannot be told from the type, so they stay."""
    suite = [a_case(type="boundary"), a_case(type="edge_case")]

    assert SWAP.damage("US-001", suite, (), Grade.ALL) is None
    assert CONTRADICT.damage("US-001", suite, (), Grade.ALL) is None


def test_a_contradiction_stands_beside_the_case():
    """The same steps, another title, another id and the opposite result."""
    original, added = CONTRADICT.damage("US-001", [a_case()], (), Grade.ALL)

    assert a_case() == original
    assert original.steps == added.steps
    assert not {original.id, original.title, original.expected_result} & {
        added.id,
        added.title,
        added.expected_result,
    }
