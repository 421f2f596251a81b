from statistics import mean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casewright.choice import Choice, choose
from casewright.errors import DataError
from casewright.params import Limit
from casewright.records import Cell, Subset
from tests.builders import BASELINE_CELL, LARGE, SMALL, a_cell_score, a_choice, a_contender

THIRD = Cell(model="llama3-chatqa:8b", prompt="improved_v1")
LIMITS = {"success_rate": Limit(at_least=0.9), "latency_p95_s": Limit(below=5)}
STORIES = 49


def qualities_around(level, seed, spread=0.02):
    """Story qualities with a little noise around a level."""
    drawn = np.random.default_rng(seed).normal(level, spread, STORIES)
    return np.clip(drawn, 0, 1).tolist()


def by_story(values):
    """Qualities of stories that are called by number."""
    return {f"US-{number:03d}": value for number, value in enumerate(values, start=1)}


def run(*cells, alpha=0.05, limits=LIMITS, margin=None):
    """Choose among (cell, qualities, figures); a limit is met where no figure says otherwise."""
    scored = [
        a_cell_score(
            cell,
            stories=len(values),
            **{"quality_score": mean(values) if values else None, "latency_p50_s": 2.0} | figures,
        )
        for cell, values, figures in cells
    ]
    qualities = {cell.name: by_story(values) for cell, values, _ in cells}
    return choose(scored, qualities, limits, alpha, margin=margin)


GOOD, SAME, POOR = qualities_around(0.9, 1), qualities_around(0.9, 2), qualities_around(0.5, 3)
BASE = (BASELINE_CELL, qualities_around(0.4, 4), {"latency_p50_s": 0.001})


def sentences(reason):
    """A reason cut at its full stops."""
    return reason.rstrip(".").split(". ")


def test_a_single_cell_is_chosen():
    """One model asked for and within the limits is the choice, measured against the baseline."""
    verdict = run(BASE, (SMALL, GOOD, {}))

    assert SMALL == verdict.chosen.cell
    assert verdict.meets_limits
    assert [SMALL.name] == [one.name for one in verdict.contenders]
    assert verdict.reason.startswith(f"{SMALL.name} is the only cell asked for and meets the limits")
    assert "It is better than the rule-based baseline" in verdict.reason


def test_the_baseline_is_chosen_when_it_is_all_there_is():
    """Asked for alone it is the choice, and the reason says what it is."""
    verdict = run(BASE)

    assert BASELINE_CELL == verdict.chosen.cell
    assert "not a language model" in verdict.reason


def test_the_baseline_is_never_chosen_beside_a_model():
    """Not even when it is better, faster, and the only one within the limits."""
    verdict = run((BASELINE_CELL, GOOD, {"latency_p50_s": 0.001}), (SMALL, POOR, {"latency_p95_s": 9.0}))

    assert SMALL == verdict.chosen.cell
    assert not verdict.meets_limits
    assert "WORSE than the rule-based baseline" in verdict.reason


def test_a_clear_winner_is_chosen_though_slower():
    """Speed counts within a tie only."""
    verdict = run(BASE, (LARGE, GOOD, {"latency_p50_s": 4.0}), (SMALL, POOR, {"latency_p50_s": 1.0}))

    assert LARGE == verdict.chosen.cell
    assert [(LARGE.name, True), (SMALL.name, False)] == [(one.name, one.tied) for one in verdict.contenders]
    assert verdict.contenders[1].p_value < 0.05
    assert verdict.contenders[1].difference == pytest.approx(mean(POOR) - mean(GOOD))


def test_of_tied_cells_the_fastest_is_chosen():
    """The slower of two that cannot be told apart loses, though its mean is higher."""
    better, worse = sorted((GOOD, SAME), key=mean, reverse=True)
    verdict = run(
        BASE,
        (LARGE, better, {"latency_p50_s": 3.0}),
        (SMALL, worse, {"latency_p50_s": 1.0}),
        (THIRD, POOR, {}),
    )

    assert SMALL == verdict.chosen.cell
    assert [LARGE.name, SMALL.name] == [one.name for one in verdict.contenders if one.tied]
    assert verdict.contenders[1].smallest_detectable > 0


def test_of_equally_fast_tied_cells_the_cheapest_is_chosen():
    """Then cost decides, before quality and name."""
    worse, better = sorted((GOOD, SAME), key=mean)
    verdict = run(
        (SMALL, better, {"cost_per_1000_usd": 0.9}), (LARGE, worse, {"cost_per_1000_usd": 0.5}), limits={}
    )

    assert LARGE == verdict.chosen.cell


@pytest.mark.parametrize(("tied", "alpha"), [(True, 0.0625), (False, 0.0626)])
def test_cells_differ_below_the_error_rate_only(tied, alpha):
    """Five stories all one way have p = 2 / 32: at that error rate still a tie, just above it none."""
    verdict = run((LARGE, [0.9, 0.8, 0.9, 0.7, 0.9], {}), (SMALL, [0.1] * 5, {}), alpha=alpha)

    assert 0.0625 == verdict.contenders[1].p_value
    assert tied is verdict.contenders[1].tied


def test_a_cell_over_a_limit_is_out_though_best():
    """A limit comes before quality."""
    verdict = run(BASE, (LARGE, GOOD, {"latency_p95_s": 5.0}), (SMALL, POOR, {"latency_p95_s": 4.9}))

    assert SMALL == verdict.chosen.cell
    assert verdict.meets_limits
    assert [SMALL.name] == [one.name for one in verdict.contenders]
    assert f"{SMALL.name} is the only one of 2 cells that meets the limits" in verdict.reason


def test_the_best_is_named_where_none_meets_the_limits():
    """It is named, not recommended: the verdict says that the limits are missed."""
    slow = {"latency_p95_s": 9.0}
    verdict = run(BASE, (SMALL, POOR, slow | {"latency_p50_s": 0.1}), (LARGE, GOOD, slow))

    assert LARGE == verdict.chosen.cell
    assert not verdict.meets_limits
    assert verdict.reason.startswith(f"No cell meets the limits; {LARGE.name} is named")


def test_an_unmeasured_limit_is_not_met():
    """What was not measured cannot be within a limit."""
    verdict = run(BASE, (LARGE, GOOD, {"latency_p95_s": None}), (SMALL, POOR, {}))

    assert SMALL == verdict.chosen.cell


CASES = {
    "baseline only": [BASE],
    "one cell": [BASE, (SMALL, GOOD, {})],
    "no baseline": [(SMALL, GOOD, {})],
    "tie": [BASE, (SMALL, GOOD, {}), (LARGE, SAME, {})],
    "three tied": [BASE, (SMALL, GOOD, {}), (LARGE, SAME, {}), (THIRD, GOOD, {})],
    "winner": [BASE, (SMALL, GOOD, {}), (LARGE, POOR, {})],
    "one within": [BASE, (SMALL, GOOD, {}), (LARGE, POOR, {"latency_p95_s": 9})],
    "none within": [BASE, (SMALL, GOOD, {"success_rate": 0.1})],
    "like the baseline": [(BASELINE_CELL, GOOD, {}), (SMALL, SAME, {})],
    "all failed": [(BASELINE_CELL, [0.0] * 9, {}), (SMALL, [0.0] * 9, {}), (LARGE, [0.0] * 9, {})],
    "one story": [(BASELINE_CELL, [0.5], {}), (SMALL, [0.9], {}), (LARGE, [0.1], {})],
    "no story": [(BASELINE_CELL, [], {}), (SMALL, [], {}), (LARGE, [], {})],
}


@pytest.mark.parametrize("cells", CASES.values(), ids=CASES.keys())
def test_a_reason_is_two_sentences_and_names_what_was_tied(cells):
    """Whatever the case: why this cell, and what it is worth beside the baseline; nothing is NaN."""
    verdict = run(*cells)
    tied = [one.name for one in verdict.contenders if one.tied]

    assert 2 == len(sentences(verdict.reason))
    assert verdict.chosen.cell.name in verdict.reason
    assert "nan" not in verdict.reason
    assert not verdict.meets_limits or all(name in verdict.reason for name in tied)


def test_a_tie_says_what_it_would_take():
    """The smallest detectable difference stands beside the tie."""
    verdict = run((SMALL, GOOD, {"latency_p50_s": 1.0}), (LARGE, SAME, {}))
    smallest = max(one.smallest_detectable for one in verdict.contenders if one.smallest_detectable)

    assert f"(smallest detectable difference {smallest:.3f})" in verdict.reason
    assert "cannot be told from the best at n=49 dev stories" in verdict.reason
    assert f"{SMALL.name} is the fastest of them" in verdict.reason


def test_a_tie_of_untimed_cells_is_not_decided_by_speed():
    """Where no latency was measured, the reason does not claim one."""
    verdict = run((SMALL, GOOD, {"latency_p50_s": None}), (LARGE, SAME, {"latency_p50_s": None}), limits={})

    assert "the cheapest of them" in verdict.reason


def test_more_comparisons_need_a_larger_difference():
    """The error rate is shared: beside a third cell the same pair has a larger smallest difference."""
    two = run((SMALL, GOOD, {}), (LARGE, SAME, {}))
    three = run((SMALL, GOOD, {}), (LARGE, SAME, {}), (THIRD, POOR, {}))

    assert two.contenders[1].smallest_detectable < three.contenders[1].smallest_detectable


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_the_order_of_cells_changes_nothing(order):
    """The verdict depends on the figures, never on what came first."""
    cells = [BASE, (SMALL, GOOD, {}), (LARGE, SAME, {}), (THIRD, POOR, {})]

    assert run(*cells) == run(*(cells[index] for index in order))


def test_between_equals_the_name_decides():
    """Two cells with the very same figures are told apart by name."""
    assert LARGE == run((LARGE, GOOD, {}), (THIRD, POOR, {}), (SMALL, POOR, {})).chosen.cell
    assert SMALL == run((LARGE, GOOD, {}), (SMALL, GOOD, {})).chosen.cell


@settings(max_examples=20)
@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from([0.0, 0.5, 0.9, 1.0]), min_size=4, max_size=4),
            st.sampled_from([0.5, 4.0, 9.0, None]),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_the_chosen_cell_was_asked_for_and_meets_the_limits_if_any_does(drawn):
    """The choice is a model, within the limits where any is, and among the tied."""
    names = [SMALL, LARGE, THIRD]
    cells = [
        (names[n], values, {"latency_p50_s": seconds, "latency_p95_s": seconds})
        for n, (values, seconds) in enumerate(drawn)
    ]
    verdict = run((BASELINE_CELL, [0.5] * 4, {}), *cells)
    within = {cell.name for cell, _, figures in cells if (figures["latency_p95_s"] or 9) < 5}

    assert verdict.chosen.cell != BASELINE_CELL
    assert bool(within) is verdict.meets_limits
    assert not within or verdict.chosen.cell.name in within
    assert verdict.chosen.cell.name in {one.name for one in verdict.contenders if one.tied}


def test_without_a_cell_there_is_nothing_to_choose():
    """No cell is an error that says what to run."""
    with pytest.raises(DataError, match="no cell was scored on a dev story; run `dvc repro"):
        choose([], {}, LIMITS, 0.05)


def test_a_choice_lists_what_was_tied():
    """The tied cells of a choice are those that the comparison left."""
    choice = a_choice(contenders=(a_contender("a"), a_contender("b", tied=False), a_contender("c")))

    assert ("a", "c") == choice.tied


@pytest.mark.parametrize("subset", [Subset.HELD_OUT, Subset.EDGE_CASE])
def test_other_subsets_have_no_part_in_the_choice(subset):
    """Rows that would turn the choice, on stories other than dev, change nothing."""
    rows = [a_cell_score(cell, stories=49, quality_score=0.9, latency_p50_s=2.0) for cell in (SMALL, LARGE)]
    qualities = {SMALL.name: by_story(GOOD), LARGE.name: by_story(SAME)}
    turning = a_cell_score(LARGE, subset=subset, stories=99, quality_score=1.0, latency_p50_s=0.1)
    awful = a_cell_score(SMALL, subset=subset, stories=99, quality_score=0.0, success_rate=0.0)

    assert choose(rows, qualities, LIMITS, 0.05) == choose([turning, awful, *rows], qualities, LIMITS, 0.05)


def test_without_a_dev_story_there_is_nothing_to_choose():
    """Held-out stories alone are no ground for a choice."""
    with pytest.raises(DataError, match="no cell was scored on a dev story"):
        choose([a_cell_score(subset=Subset.HELD_OUT)], {SMALL.name: by_story(GOOD)}, LIMITS, 0.05)


def test_one_dev_story_is_counted_in_the_singular():
    """The reason says what n counts."""
    assert "n=1 dev story)" in run((SMALL, [0.9], {})).reason


def test_a_choice_written_before_there_were_subsets_still_loads():
    """Held-out stories and edge cases are None where a choice says nothing of them."""
    written = a_choice().model_dump(mode="json", exclude={"held_out", "edge_cases"})

    assert a_choice() == Choice.model_validate(written)


def test_a_tie_is_called_one():
    """The word stands first."""
    assert run((SMALL, GOOD, {}), (LARGE, SAME, {})).reason.startswith("Tie: ")


def test_an_untimed_cell_comes_after_a_timed_one():
    """Not measured is not fast, and not 0 seconds."""
    verdict = run((LARGE, SAME, {"latency_p50_s": None}), (SMALL, GOOD, {"latency_p50_s": 60.0}), limits={})

    assert SMALL == verdict.chosen.cell


def test_every_limit_that_is_not_met_is_listed():
    """Cells that are out say why: missed or not measured, each with limit and value."""
    verdict = run(
        BASE,
        (SMALL, GOOD, {}),
        (LARGE, GOOD, {"latency_p95_s": 9.0, "success_rate": 0.5}),
        (THIRD, GOOD, {"latency_p95_s": None}),
    )
    missed = {
        one.name: {check.metric: (check.value, check.verdict) for check in one.checks}
        for one in verdict.over_limits
    }

    assert {
        LARGE.name: {"success_rate": (0.5, "missed"), "latency_p95_s": (9.0, "missed")},
        THIRD.name: {"latency_p95_s": (None, "not measured")},
    } == missed


def test_with_a_margin_the_fastest_within_it_is_chosen():
    """A cell that is shown to be a little worse is out without a margin and in with one."""
    noise = np.random.default_rng(5).normal(0, 0.005, STORIES)
    little_worse = (np.array(GOOD) - 0.01 + noise).tolist()
    cells = [(LARGE, GOOD, {"latency_p50_s": 3.0}), (SMALL, little_worse, {"latency_p50_s": 1.0})]

    assert LARGE == run(*cells).chosen.cell
    verdict = run(*cells, margin=0.02)
    assert SMALL == verdict.chosen.cell
    assert "Tie: " in verdict.reason
    assert "shown to be within 0.02 of every other at n=49 dev stories" in verdict.reason


def test_with_a_margin_noise_lets_nobody_in():
    """What cannot be told from the best is not thereby shown to be within the margin."""
    wide, other = qualities_around(0.6, 1, 0.2), qualities_around(0.6, 2, 0.2)
    first, second = sorted((wide, other), key=mean, reverse=True)
    cells = [(LARGE, first, {"latency_p50_s": 3.0}), (SMALL, second, {"latency_p50_s": 1.0})]

    assert SMALL == run(*cells).chosen.cell
    verdict = run(*cells, margin=0.02)
    assert LARGE == verdict.chosen.cell
    assert "no other cell within the limits is shown to be within 0.02 of the best" in verdict.reason


def test_a_cell_with_fewer_stories_says_so():
    """Cells are compared over the stories that all have, and the reason names who has fewer."""
    scored = [a_cell_score(cell, stories=49, quality_score=0.9) for cell in (SMALL, LARGE)]
    qualities = {SMALL.name: by_story(GOOD), LARGE.name: by_story(SAME[:30])}
    verdict = choose(scored, qualities, {}, 0.05)

    assert 30 == verdict.stories
    assert f"n=30 dev stories that all of them have: {LARGE.name} has 30 of 49" in verdict.reason
    assert sorted([mean(GOOD[:30]), mean(SAME[:30])]) == pytest.approx(
        sorted(one.quality for one in verdict.contenders)
    )


def test_whoever_is_chosen_shares_the_error_rate_of_the_comparison_with_the_baseline():
    """The better of two is held against the baseline with both in mind: the p-value is larger than alone."""
    level = qualities_around(0.5, 9, 0.2)
    one, other = ([value + shift for value in level] for shift in (0.0, 0.001))
    first = (np.array(one) + np.random.default_rng(1).normal(0.05, 0.2, STORIES)).tolist()
    second = (np.array(other) + np.random.default_rng(2).normal(-0.3, 0.2, STORIES)).tolist()
    base = (BASELINE_CELL, level, {})

    alone = run(base, (SMALL, first, {}), limits={}).reason
    beside = run(base, (SMALL, first, {}), (LARGE, second, {}), limits={}).reason

    assert float(alone.rsplit("p=", 1)[1][:6]) < float(beside.rsplit("p=", 1)[1][:6])


@pytest.mark.parametrize(
    ("backlogs", "tied", "said"),
    [
        (1, [True, False], "n=49 dev stories)"),
        (3, [True, False], "n=49 dev stories in 3 backlogs, which are taken as given)"),
        (6, [True, False], "n=49 dev stories in 6 backlogs, so few that inference is weak)"),
        (24, [True, False], "n=49 dev stories in 24 backlogs)"),
    ],
)
def test_backlogs_are_what_is_independent_where_there_are_several(backlogs, tied, said):
    """A clear difference is shown whatever the number, and the reason says what it holds for."""
    qualities = {SMALL.name: by_story(GOOD), LARGE.name: by_story(POOR)}
    scored = [a_cell_score(cell, stories=49) for cell in (SMALL, LARGE)]
    of_story = {story: f"b{int(story[-3:]) % backlogs}" for story in qualities[SMALL.name]}
    verdict = choose(scored, qualities, {}, 0.05, backlogs=of_story)

    assert tied == [one.tied for one in verdict.contenders]
    assert said in verdict.reason


def test_stories_of_one_backlog_do_not_count_as_so_many():
    """A lead in four of seven backlogs is no difference shown, though nearly all stories agree."""
    lead = [0.9 if number < 40 else 0.65 for number in range(STORIES)]
    qualities = {SMALL.name: by_story(lead), LARGE.name: by_story([0.7] * STORIES)}
    scored = [a_cell_score(cell, stories=49) for cell in (SMALL, LARGE)]
    of_story = {
        story: "abcd"[number % 4] if number < 40 else "efg"[number % 3]
        for number, story in enumerate(qualities[SMALL.name])
    }

    assert not choose(scored, qualities, {}, 0.05).contenders[1].tied
    assert choose(scored, qualities, {}, 0.05, backlogs=of_story).contenders[1].tied


def test_the_interval_of_a_contender_holds_its_difference():
    """It is the joint one, of this cell less the best."""
    verdict = run((SMALL, GOOD, {}), (LARGE, SAME, {}), (THIRD, POOR, {}))
    best, *others = verdict.contenders

    assert best.interval is None
    assert all(one.interval[0] < one.difference <= 0 for one in others)
    assert others[-1].interval[1] < 0 < others[0].interval[1]
