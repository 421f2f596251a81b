import pytest

from casewright.analysis import StoryText
from casewright.scorers.oracles import SCORER
from casewright.smells import read_suite
from tests.builders import a_case, a_story

STORY = StoryText(a_story())


def score(**changes):
    """The score of a suite of one case."""
    return SCORER(STORY, read_suite(STORY, [a_case(**changes)]), None)


@pytest.mark.parametrize(
    ("oracle", "value"),
    [
        ('The heading reads "3 products"', 1.0),
        ("The total is €20.00", 1.0),
        ("The order appears in the list of open orders", 0.8),
        ("The order is booked", 0.6),
        ("It works as expected.", 0.15),
        ("Done.", 0.0),
    ],
)
def test_what_can_be_compared_scores_more_than_what_can_be_seen(oracle, value):
    """A value or a text, something on the screen, a bare state, and nothing, in this order."""
    assert value == pytest.approx(score(expected_result=oracle).value)


def test_an_oracle_that_repeats_a_step():
    """A repeated step checks nothing, whatever it quotes."""
    assert 0.3 == pytest.approx(score(expected_result='Press "Filter"').value)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"expected_result": 'An error "Wrong range." is displayed'}, "positive case ends in a refusal"),
        ({"expected_result": 'The list shows "3 products" or an error is shown'}, "either outcome"),
        (
            {
                "type": "boundary",
                "title": "Price of 2001 is refused",
                "expected_result": 'The price is saved and "Price saved." is displayed',
            },
            "the title promises a refusal",
        ),
    ],
)
def test_an_oracle_that_does_not_decide(changes, rule):
    """An oracle against its title or type, or one with two outcomes, loses by it and says why."""
    told = score(**changes)

    assert told.value <= 0.6
    assert rule in told.reason
