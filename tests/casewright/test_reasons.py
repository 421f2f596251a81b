import pytest

from casewright.contenders import Ranking
from casewright.reasons import Grounds, reason
from casewright.stats import PairResult
from tests.builders import SMALL, a_cell_score, a_contender

GROUNDS = Grounds(
    chosen=a_cell_score(SMALL),
    ranking=Ranking((a_contender(SMALL.name),), ("US-001", "US-002"), (), 1),
    asked=1,
    within=1,
    margin=None,
    alpha=0.05,
    beside_baseline=None,
)


@pytest.mark.parametrize(
    ("alpha", "found", "said"),
    [
        (0.05, PairResult(0.1, (0.05, 0.15), 0.001, None), "It is better than"),
        (0.05, PairResult(-0.1, (-0.15, -0.05), 0.001, None), "It is WORSE than"),
        (0.05, PairResult(0.1, (-0.05, 0.25), 0.2, None), "No difference to"),
        (0.1, PairResult(0.1, None, 1.0, None), "There are too few stories to compare it with"),
    ],
    ids=["better", "worse", "not shown", "too few"],
)
def test_what_it_is_worth_beside_the_baseline(alpha, found, said):
    """The second sentence: the verdict, and where there is one the difference with its interval."""
    _, second = reason(GROUNDS._replace(beside_baseline=found, alpha=alpha)).split("). ")

    assert second.startswith(f"{said} the rule-based baseline")
    assert (found.interval is not None) is (f"{found.difference:+.3f}, 95 % interval" in second)


def test_the_level_of_the_interval_is_that_of_the_choice():
    """At another error rate it is no 95 % interval."""
    found = PairResult(0.1, (0.05, 0.15), 0.001, None)

    assert ", 90 % interval +0.050" in reason(GROUNDS._replace(beside_baseline=found, alpha=0.1))
    assert ", 99.5 % interval +0.050" in reason(GROUNDS._replace(beside_baseline=found, alpha=0.005))


def test_without_a_baseline_the_reason_says_so():
    """A floor that was not run is no floor."""
    assert reason(GROUNDS).endswith("The baseline was not run, so there is no floor to compare with.")
    assert "(quality 0.800 of 1, n=2 dev stories)" in reason(GROUNDS)


def test_quality_that_was_not_measured_is_no_0():
    """Without a story that has a quality there is none to name."""
    ranking = GROUNDS.ranking._replace(stories=(), short=(f"{SMALL.name} has 0 of 35",))

    assert "(quality not measured, n=0 dev stories that all of them have: " in reason(
        GROUNDS._replace(ranking=ranking)
    )


def test_where_no_cell_meets_the_limits_another_may_be_as_good():
    """Cells that fail everywhere are all at 0: the one that is named is no better than they are."""
    said = reason(GROUNDS._replace(within=0))

    assert f"{SMALL.name} is named because none of them has a higher quality (quality 0.800 of 1, " in said
