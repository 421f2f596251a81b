import numpy as np
import pytest

from casewright.contrasts import contrasts
from casewright.stats import paired_difference
from tests.builders import a_contender

STORIES = [f"US-{number:03d}" for number in range(1, 15)]
CONTENDERS = [a_contender("best"), a_contender("chosen"), a_contender("third")]


def around(level, seed):
    """Qualities of held-out stories."""
    drawn = np.random.default_rng(seed).normal(level, 0.05, len(STORIES))
    return dict(zip(STORIES, drawn.tolist(), strict=True))


HELD_OUT = {
    "chosen": around(0.8, 1),
    "best": around(0.8, 2),
    "third": around(0.1, 3),
    "baseline": around(0.5, 4),
}


def test_the_choice_is_compared_with_baseline_and_runner_up():
    """The runner-up is the best of the others; the p-values share one error rate."""
    found = contrasts("chosen", CONTENDERS, "baseline", HELD_OUT, 0.05)
    alone = paired_difference(list(HELD_OUT["chosen"].values()), list(HELD_OUT["baseline"].values()))

    assert [("baseline", "baseline"), ("runner-up", "best")] == [(one.role, one.against) for one in found]
    assert ["better", "no difference shown"] == [one.comparison.verdict for one in found]
    assert 2 * alone.p_value == found[0].comparison.adjusted_p_value


def test_only_what_there_is_is_compared():
    """Without held-out stories nothing is, and a cell is not compared with itself."""
    assert () == contrasts("chosen", CONTENDERS, "baseline", {}, 0.05)
    assert () == contrasts("baseline", [a_contender("baseline")], "baseline", HELD_OUT, 0.05)
    assert ["runner-up"] == [one.role for one in contrasts("chosen", CONTENDERS, None, HELD_OUT, 0.05)]


def test_stories_are_paired_by_id():
    """A story that one of the two does not have is left out of their comparison."""
    fewer = {story: value for story, value in reversed(HELD_OUT["baseline"].items()) if story != "US-005"}
    (found, _) = contrasts("chosen", CONTENDERS, "baseline", HELD_OUT | {"baseline": fewer}, 0.05)
    first = [value for story, value in HELD_OUT["chosen"].items() if story in fewer]

    assert 13 == found.comparison.n
    assert np.mean(first) == np.float64(found.comparison.first_mean)


@pytest.mark.parametrize(("number", "clusters"), [(6, None), (7, 7)])
def test_two_comparisons_take_a_backlog_more_than_one(number, clusters):
    """The signs of six backlogs show nothing at half the error rate, so they are taken as given."""
    backlogs = {story: f"backlog {place % number}" for place, story in enumerate(STORIES)}
    found = contrasts("chosen", CONTENDERS, "baseline", HELD_OUT, 0.05, backlogs)
    (alone,) = contrasts("chosen", CONTENDERS, None, HELD_OUT, 0.05, backlogs)

    assert [clusters, clusters] == [one.comparison.clusters for one in found]
    assert "better" == found[0].comparison.verdict
    assert number == alone.comparison.clusters
