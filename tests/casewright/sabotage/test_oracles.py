"""Oracles that say nothing."""

import pytest

from casewright.sabotage import Grade
from casewright.sabotage.oracles import SABOTAGES
from tests.builders import a_case

DROP, VAGUE, OPEN = SABOTAGES


def oracles(sabotage, case, seeds=range(40)):
    """What becomes of the expected result under many seeds."""
    return {sabotage.damage("US-001", [case], (), Grade.ALL, seed)[0].expected_result for seed in seeds}


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda sabotage: sabotage.name)
def test_the_words_vary(sabotage):
    """No single phrase could be learnt by heart."""
    assert 8 <= len(oracles(sabotage, a_case()))


def test_a_dropped_oracle_may_repeat_the_last_step():
    """Some models copy what was done into what is expected."""
    case = a_case()

    assert case.steps[-1] in oracles(DROP, case)


def test_a_vague_oracle_has_no_value_of_the_case():
    """The figures of the expected result are gone."""
    assert not any("€20.00" in text for text in oracles(VAGUE, a_case()))


def test_an_open_oracle_keeps_the_outcome_beside_another():
    """The right outcome is still there, so the case cannot fail."""
    assert all("€20.00 and €30.00" in text for text in oracles(OPEN, a_case()))


def test_only_the_oracle_changes():
    """Title, steps and all else stay."""
    case = a_case()
    damaged = VAGUE.damage("US-001", [case], (), Grade.ALL)[0]

    assert case == damaged.model_copy(update={"expected_result": case.expected_result})
