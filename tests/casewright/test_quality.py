import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.analysis import SuiteText
from casewright.quality import COUNTS, RATES, cell_scores, counts, mean_over_stories, rates
from casewright.records import Outcome
from tests.builders import a_case, a_generation, a_story_score, scores

FAILURES = [outcome for outcome in Outcome if outcome is not Outcome.OK]


def counted(generation):
    """What is counted in the suite of a generation, by name."""
    found = counts(generation, SuiteText(generation.test_cases))
    return {name: score.value for name, score in found.items()}


def of_cell(generations, passing=0.7):
    """The cell scores of generations whose suites, where they are valid, have quality 0.8."""
    columns = {name: [] for name in (*RATES, *COUNTS, "quality_score")}
    for one in generations:
        quality = 0.0 if one.failure else 0.8
        found = counts(one, SuiteText(one.test_cases)) | rates(one, quality, passing)
        for name, score in found.items():
            if score.value is not None:
                columns[name].append(score.value)
        columns["quality_score"].append(quality)
    return cell_scores(columns, len(generations))


def test_a_suite_is_counted_over_all_its_cases():
    """Every case weighs the same."""
    cases = [a_case(quality_score=9), a_case(id="TC-002", title="Another title here", preconditions=[])]
    found = counted(a_generation(cases=cases))

    assert 2 == found["cases_per_story"]
    assert 2 == found["steps_per_case"]
    assert 0.5 == found["precondition_completeness"]
    assert 15 / 16 == found["field_completeness"]
    assert 8.5 == found["avg_quality_score"]


@pytest.mark.parametrize("outcome", FAILURES)
def test_a_failure_counts_nothing_in_every_mean(outcome):
    """A story without a suite is 0 where a rate is meant; what a missing case cannot have is not measured."""
    generation = a_generation(outcomes=[outcome])
    found = counts(generation, SuiteText([]))

    assert {"steps_per_case", "avg_quality_score", "smells_per_case", "assumptions_per_case"} == {
        name for name, score in found.items() if score.value is None
    }
    assert {0.0} == {score.value for score in found.values() if score.value is not None}
    assert all(outcome.value in score.reason for score in found.values())


def test_failures_stay_in_every_denominator():
    """One good story of four: each rate is a quarter, quality too."""
    good = a_generation()
    bad = [a_generation(f"US-{n}", outcomes=[Outcome.NOT_JSON] * 3) for n in range(3)]
    found = {name: score.value for name, score in of_cell([good, *bad]).items()}

    for name in ("success_rate", "passing_rate", "structural_compliance", "json_parsing_success_rate"):
        assert 0.25 == found[name]
    assert pytest.approx(0.2) == found["quality_score"]
    assert pytest.approx(1.0) == found["quality_score_5"]
    assert 0.75 == found["cases_per_story"]
    assert 0.25 == found["field_completeness"]
    assert 0.75 == found["retry_rate"]


def test_retry_rate_counts_retries_and_failures():
    """A second attempt is a retry; so is a story that failed at its only attempt."""
    generations = [
        a_generation("US-1"),
        a_generation("US-2", outcomes=[Outcome.NOT_JSON, Outcome.OK]),
        a_generation("US-3", outcomes=[Outcome.SERVER_ERROR]),
        a_generation("US-4"),
    ]

    assert 0.5 == of_cell(generations)["retry_rate"].value


def test_json_is_not_yet_compliance():
    """JSON that breaks the schema parses and does not comply; a later success mends neither."""
    generations = [
        a_generation("US-1"),
        a_generation("US-2", outcomes=[Outcome.SCHEMA_VIOLATION, Outcome.OK]),
        a_generation("US-3", outcomes=[Outcome.TRUNCATED, Outcome.OK]),
        a_generation("US-4"),
    ]
    found = of_cell(generations)

    assert 0.75 == found["json_parsing_success_rate"].value
    assert 0.5 == found["structural_compliance"].value
    assert 1.0 == found["success_rate"].value


@pytest.mark.parametrize(("quality", "passes"), [(0.7, 1.0), (0.6999, 0.0)])
def test_the_passing_mark_itself_passes(quality, passes):
    """A story on the mark passes, one below does not."""
    assert passes == rates(a_generation(), quality, 0.7)["passing_rate"].value


def test_rates_have_an_exact_interval():
    """The interval of a rate is Clopper-Pearson's, also for five points a multiple of the one for one."""
    found = of_cell([a_generation(f"US-{n}") for n in range(49)])

    assert 0.927 == round(found["success_rate"].interval[0], 3)
    assert (4.0, 4.0) == found["quality_score_5"].interval


def test_a_rate_over_repeats_has_the_interval_of_a_mean():
    """Half of a story's repeats is no hit that can be counted, so the unit stays the story."""
    found = cell_scores({"success_rate": [1.0, 0.5, 1.0, 1.0, 0.0, 1.0]}, 6)["success_rate"]

    assert pytest.approx(0.75) == found.value
    assert "mean of 6 stories" == found.reason
    assert found.interval[0] < 0.75 < found.interval[1]


def test_all_failed_is_zero_and_no_crash():
    """When nothing succeeded rates are 0, and what only a case has is not measured."""
    found = of_cell([a_generation(f"US-{n}", outcomes=[Outcome.TIMEOUT]) for n in range(3)])

    assert 0.0 == found["quality_score"].value
    assert 1.0 == found["retry_rate"].value
    assert {"steps_per_case", "avg_quality_score", "smells_per_case", "assumptions_per_case"} == {
        name for name, score in found.items() if score.value is None
    }


def test_no_story_at_all_is_not_measured():
    """Without a story no figure is made up."""
    assert {"not measured"} == {score.basis for score in of_cell([]).values()}


def test_a_mean_says_over_how_many_stories_it_is():
    """A story for which a figure was not measured is left out of its mean, and the reason says so."""
    rows = [
        a_story_score("US-1", scores=scores(reference_recall=0.5)),
        a_story_score("US-2", scores=scores(reference_recall=None)),
    ]
    found = mean_over_stories("reference_recall", rows)

    assert 0.5 == found.value
    assert "mean of 1 of 2 stories; not measured for the others" == found.reason
    assert found.interval is None


@given(st.lists(st.sampled_from(list(Outcome)), min_size=1, max_size=8))
def test_scores_stay_on_their_scales(outcomes):
    """Whatever mixture of outcomes, a rate and its interval lie between 0 and 1."""
    found = of_cell([a_generation(f"US-{n}", outcomes=[o]) for n, o in enumerate(outcomes)])

    for score in found.values():
        if score.scale == "0-1" and score.value is not None:
            assert 0 <= score.value <= 1
            low, high = score.interval or (0, 1)
            assert -1e-9 <= low <= high <= 1 + 1e-9


def test_stories_of_several_backlogs_are_no_independent_draws():
    """Where backlogs differ, the interval is wider than that of as many independent stories, and says why."""
    values = [level + noise for level in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7) for noise in (0.0, 0.01, 0.02, 0.03)]
    backlogs = [name for name in "abcdef" for _ in range(4)]
    apart = cell_scores({"quality_score": values}, 24, {"quality_score": backlogs})["quality_score"]
    together = cell_scores({"quality_score": values}, 24)["quality_score"]

    assert apart.value == together.value
    assert apart.interval[1] - apart.interval[0] > together.interval[1] - together.interval[0]
    assert "mean of 24 stories, in 6 backlogs" == apart.reason


def test_a_rate_of_backlogs_that_all_went_well_leaves_room_for_failures():
    """A mean without spread would be a point; 24 of 24 stories leave up to 14 % of failures."""
    names = {"success_rate": [name for name in "abcdef" for _ in range(4)]}
    rate = cell_scores({"success_rate": [1.0] * 24}, 24, names)["success_rate"]

    assert (pytest.approx(0.8575, abs=5e-4), 1.0) == rate.interval
    assert "24 of 24 stories" == rate.reason


def test_a_few_backlogs_are_taken_as_given():
    """With two of them nothing tells how far backlogs lie apart, so the figure holds for these two."""
    values, backlogs = [0.2, 0.25, 0.3] * 4 + [0.8, 0.85, 0.9] * 4, ["a"] * 12 + ["b"] * 12
    apart = cell_scores({"quality_score": values}, 24, {"quality_score": backlogs})["quality_score"]

    assert apart.interval == cell_scores({"quality_score": values}, 24)["quality_score"].interval
    assert "mean of 24 stories, in 2 backlogs" == apart.reason
