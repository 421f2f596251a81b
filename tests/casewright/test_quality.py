from collections.abc import Callable, Sequence
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.quality import (
    case_scores,
    cell_scores,
    is_generic,
    mean_over_stories,
    precondition_score,
    story_scores,
    structure_checks,
    structure_score,
)
from casewright.records import Outcome, TestCase
from tests.builders import a_case, a_generation, a_story_score, a_suite, scores, shipped_references

FAILURES = [outcome for outcome in Outcome if outcome is not Outcome.OK]


def failed_checks(case, position=1, titles=None):
    """The names of the structure checks that a case fails."""
    checks = structure_checks(case, position, [case.title] if titles is None else titles)
    return [name for name, passed in checks.items() if not passed]


def of_generation(generation):
    """The story scores of a generation."""
    return story_scores(generation, case_scores(generation.test_cases))


def of_cell(generations, passing=0.7):
    """The cell scores of generations."""
    rows = [
        a_story_score(
            generation.story_id,
            outcome=generation.failure or Outcome.OK,
            attempts=len(generation.attempts),
            scores=of_generation(generation),
        )
        for generation in generations
    ]
    return cell_scores(rows, [one.attempts[0].outcome for one in generations], passing)


def test_a_good_case_passes_every_check():
    """A case that is as asked fails nothing."""
    assert [] == failed_checks(a_case())


ORACLE = "The list shows the products at €20.00 and €30.00"


@pytest.mark.parametrize(
    ("failed", "changes"),
    [
        ("ids are numbered in order", {"id": "TC-002"}),
        ("the title is a phrase of its own", {"title": "Price filter"}),
        ("there is a precondition", {"preconditions": []}),
        ("there are 2 to 5 different steps", {"steps": ['Press "Filter"']}),
        ("there are 2 to 5 different steps", {"steps": ["Press Filter", "press filter"]}),
        ("there are 2 to 5 different steps", {"steps": [f"Press {number}" for number in range(6)]}),
        ("the expected result is a statement of its own", {"expected_result": "It works"}),
        ("the expected result is a statement of its own", {"steps": ["Open the list", ORACLE.upper()]}),
        ("the expected result is a statement of its own", {"title": ORACLE}),
    ],
)
def test_each_structure_check_alone(failed, changes):
    """One thing wrong fails one check, which costs a fifth of the score and is named in the reason."""
    case = a_case(**changes)
    score = structure_score(case, 1, [case.title])

    assert [failed] == failed_checks(case)
    assert 0.8 == score.value
    assert failed in score.reason


def test_a_title_used_twice_is_no_title_of_its_own():
    """Both of two cases with one title fail the check."""
    titles = [a_case().title] * 2

    assert ["the title is a phrase of its own"] == failed_checks(a_case(), titles=titles)


@pytest.mark.parametrize(
    "text",
    [
        "User is logged in",
        "The user is logged in.",
        "A registered user exists",
        "Users are registered",
        "Admin user is logged in",
        "System is available",
        "The customer has items in the cart",
        "The application is running on a server",
        "Logged in",
    ],
)
def test_a_precondition_that_fits_any_case_is_generic(text):
    """A stock subject with a few words says nothing about the case."""
    assert is_generic(text)


@pytest.mark.parametrize(
    "text",
    [
        "The user has 3 mugs in the basket",
        'The shop sells "Fern Mug"',
        "The shopper is signed in as anna@example.com",
        "Voucher SPRING10 ended yesterday",
    ],
)
def test_a_precondition_with_a_value_is_specific(text):
    """A number, a quoted value or a subject of the domain makes a precondition the case's own."""
    assert not is_generic(text)


@pytest.mark.parametrize(
    ("expected", "preconditions"),
    [
        (0.0, []),
        (0.5, ["User is logged in"]),
        (0.75, ["User is logged in", "The basket holds 3 mugs"]),
        (1.0, ["The basket holds 3 mugs"]),
    ],
)
def test_precondition_score(expected, preconditions):
    """None counts nothing, generic ones half, specific ones whole."""
    assert expected == precondition_score(a_case(preconditions=preconditions)).value


def test_quality_weighs_structure_with_six_and_preconditions_with_four_tenths():
    """0.6 × 0.8 + 0.4 × 0.5 for a wrong id and a generic precondition."""
    (score,) = case_scores([a_case(id="TC-009", preconditions=["User is logged in"])])

    assert 0.8 == score["structure_score"].value
    assert 0.5 == score["precondition_score"].value
    assert pytest.approx(0.68) == score["quality_score"].value


def test_a_story_is_the_mean_of_its_cases():
    """Every case weighs the same; counts and completeness are over all cases."""
    cases = [a_case(quality_score=9), a_case(id="TC-002", title="Another title here", preconditions=[])]
    found = {name: score.value for name, score in of_generation(a_generation(cases=cases)).items()}

    assert pytest.approx((1.0 + 0.48) / 2) == found["quality_score"]
    assert 2 == found["cases_per_story"]
    assert 2 == found["steps_per_case"]
    assert 0.5 == found["precondition_completeness"]
    assert 15 / 16 == found["field_completeness"]
    assert 8.5 == found["avg_quality_score"]


@pytest.mark.parametrize("outcome", FAILURES)
def test_a_failure_counts_nothing_in_every_mean(outcome):
    """A story without a suite is 0 where a rate is meant; what a missing case cannot have is not measured."""
    found = of_generation(a_generation(outcomes=[outcome]))

    assert {"steps_per_case", "avg_quality_score"} == {k for k, score in found.items() if score.value is None}
    assert {0.0} == {score.value for score in found.values() if score.value is not None}
    assert all(outcome.value in score.reason for score in found.values())


def test_failures_stay_in_every_denominator():
    """One good story of four: each rate is a quarter, quality too."""
    good = a_generation()
    bad = [a_generation(f"US-{n}", outcomes=[Outcome.NOT_JSON] * 3) for n in range(3)]
    found = {name: score.value for name, score in of_cell([good, *bad]).items()}

    for name in ("success_rate", "passing_rate", "structural_compliance", "json_parsing_success_rate"):
        assert 0.25 == found[name]
    assert pytest.approx(0.25) == found["quality_score"]
    assert pytest.approx(1.25) == found["quality_score_5"]
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


def test_the_passing_mark_itself_passes():
    """A story on the mark passes, one below does not."""
    rows = [a_story_score("US-1", quality=0.7), a_story_score("US-2", quality=0.6999)]

    assert 0.5 == cell_scores(rows, [Outcome.OK] * 2, 0.7)["passing_rate"].value


def test_rates_have_an_exact_interval():
    """The interval of a rate is Clopper-Pearson's, also for five points a multiple of the one for one."""
    found = of_cell([a_generation(f"US-{n}") for n in range(49)])

    assert 0.927 == round(found["success_rate"].interval[0], 3)
    assert (5.0, 5.0) == found["quality_score_5"].interval


def test_all_failed_is_zero_and_no_crash():
    """When nothing succeeded rates are 0, and what only a case has is not measured."""
    found = of_cell([a_generation(f"US-{n}", outcomes=[Outcome.TIMEOUT]) for n in range(3)])

    assert 0.0 == found["quality_score"].value
    assert 1.0 == found["retry_rate"].value
    assert {"steps_per_case", "avg_quality_score", "reference_recall", "reference_coverage"} == {
        name for name, score in found.items() if score.value is None
    }


def test_no_story_at_all_is_not_measured():
    """Without a story no figure is made up."""
    assert {"not measured"} == {score.basis for score in cell_scores([], [], 0.7).values()}


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


def quality_of(suites: Sequence[Sequence[TestCase]]) -> float:
    """Mean quality over suites."""
    return mean(mean(row["quality_score"].value or 0.0 for row in case_scores(suite)) for suite in suites)


def shipped() -> list[tuple[TestCase, ...]]:
    """The shipped reference suites, cases only."""
    return [suite.test_cases for suite in shipped_references()]


def test_the_shipped_references_rate_near_the_top():
    """A metric rates good work as good."""
    assert quality_of(shipped()) >= 0.95


SABOTAGE: dict[str, Callable[[TestCase], dict[str, object]]] = {
    "dropped preconditions": lambda _: {"preconditions": ()},
    "generic preconditions": lambda _: {"preconditions": ("User is logged in",)},
    "one step": lambda case: {"steps": case.steps[:1]},
    "duplicated title": lambda _: {"title": "The same title everywhere"},
    "oracle repeats a step": lambda case: {"expected_result": case.steps[-1]},
    "oracle says nothing": lambda _: {"expected_result": "Works correctly"},
    "renumbered": lambda _: {"id": "TC-999"},
}


@pytest.mark.parametrize("sabotage", SABOTAGE.values(), ids=SABOTAGE.keys())
def test_a_sabotaged_reference_rates_lower(sabotage):
    """Each way of spoiling the shipped suites costs at least a tenth."""
    spoilt = [[case.model_copy(update=sabotage(case)) for case in suite] for suite in shipped()]

    assert quality_of(spoilt) <= quality_of(shipped()) - 0.1


def test_a_suite_of_one_case_repeated_rates_lower():
    """A case under one title three times is not three cases."""
    copies = [case.model_copy(update={"title": a_case().title}) for case in a_suite(3)]

    assert quality_of([copies]) < quality_of([a_suite(3)])
