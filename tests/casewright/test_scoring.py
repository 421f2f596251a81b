import pytest

from casewright.errors import DataError
from casewright.metrics import METRICS
from casewright.params import ScoreParams
from casewright.records import CellRun, Outcome, ReferenceSuite, StoryIssue, Subset
from casewright.scoring import Yardstick, score_cell
from tests.builders import (
    LARGE,
    SMALL,
    a_case,
    a_generation,
    a_story,
    a_suite,
    a_timing,
    conditions,
    cost_params,
    shipped_references,
    shipped_stories,
)

SCORE = ScoreParams(passing_quality=0.7, match_threshold=0.35, sla_p95_ms=5000)
STORIES = [a_story(), a_story(id="US-002", difficulty="hard", domain="search")]
REFERENCES = [ReferenceSuite(story_id="US-001", test_cases=a_suite())]


def a_run(*generations, cell=SMALL):
    """A cell that wrote these generations."""
    timings = [a_timing(one.story_id, cell=cell) for one in generations]
    return CellRun(generations, timings, conditions(cell))


def score(run, stories=STORIES, references=REFERENCES):
    """The three tables of a run."""
    return score_cell(run, Yardstick.build(stories, references), SCORE, cost_params())


def only(scored):
    """The one row of a cell whose stories are all of one subset."""
    (row,) = scored.cells
    return row


MIXED = [
    a_story(),
    a_story(id="US-002", subset="held_out"),
    a_story(id="US-003"),
    a_story(id="EC-001", subset="edge_case", category="typing errors"),
]


def mixed(**outcomes):
    """The scores of a cell on four stories of three subsets, which took 1, 2, 3 and 4 seconds."""
    ids = [story.id for story in MIXED]
    generations = [
        a_generation(one, outcomes=outcomes.get(one.replace("-", "_"), [Outcome.OK])) for one in ids
    ]
    timings = [a_timing(one, seconds=seconds) for seconds, one in enumerate(ids, start=1)]
    return score(CellRun(generations, timings, conditions()), MIXED)


def test_each_subset_has_a_row_of_its_own():
    """Dev first, then held out, then edge cases; stories are counted where they belong."""
    scored = mixed(US_002=[Outcome.TIMEOUT])

    assert [("dev", 2, 1.0), ("held_out", 1, 0.0), ("edge_case", 1, 1.0)] == [
        (row.subset, row.stories, row.scores["success_rate"].value) for row in scored.cells
    ]
    assert all(set(METRICS) == set(row.scores) for row in scored.cells)


def test_latency_is_the_subsets_and_what_the_machine_bears_the_batchs():
    """A story's time belongs to its subset; the span is shared, and the reason says so."""
    dev, held_out, _ = mixed().cells

    assert (2.0, 2.0) == (dev.scores["latency_mean_s"].value, held_out.scores["latency_mean_s"].value)
    assert (1.0, 2.0) == (dev.scores["latency_min_s"].value, held_out.scores["latency_min_s"].value)
    for name in ("throughput_per_min", "total_time_s", "peak_memory_mb", "efficiency", "cpu_percent"):
        assert dev.scores[name] == held_out.scores[name]
        assert "of the whole batch" in dev.scores[name].reason
    assert 4.0 == dev.scores["throughput_per_min"].value
    assert "batch" not in dev.scores["latency_mean_s"].reason


def test_a_batch_of_one_subset_needs_no_word_about_it():
    """Where all stories are dev, the batch is the subset."""
    scored = score(a_run(a_generation(), a_generation("US-002")))

    assert not any("batch" in one.reason for one in only(scored).scores.values())


def test_a_story_row_says_what_the_story_is():
    """Subset, category and the criteria that the story misses, each once."""
    issues = tuple(
        StoryIssue(criterion=criterion, message="said")
        for criterion in ("atomic", "unambiguous", "unambiguous")
    )
    story = a_story(subset="edge_case", category="typing errors", story_issues=issues)
    (row,) = score(a_run(a_generation(outcomes=[Outcome.NOT_JSON, Outcome.OK])), [story]).stories

    assert ("edge_case", "typing errors", ("atomic", "unambiguous")) == (
        row.subset,
        row.category,
        row.story_issues,
    )
    assert (2, False) == (row.attempts, row.first_attempt_ok)


def test_edge_cases_leave_the_scores_of_the_users_stories_alone():
    """Term weights are learnt without them, so that switching them on changes no other figure."""
    suite = ReferenceSuite(story_id="EC-001", test_cases=a_suite())
    without = Yardstick.build(MIXED[:3], REFERENCES).weights
    with_them = Yardstick.build(MIXED, [*REFERENCES, suite]).weights

    assert (without.document_count, without.document_frequency) == (
        with_them.document_count,
        with_them.document_frequency,
    )


def test_the_three_tables_of_a_cell():
    """A row a case, a row a story with what stratifies it, and one row for the cell."""
    scored = score(a_run(a_generation(), a_generation("US-002", cases=[a_case()])))

    assert [("US-001", 1), ("US-001", 2), ("US-001", 3), ("US-002", 1)] == [
        (row.story_id, row.position) for row in scored.cases
    ]
    assert [("US-001", "medium", "general"), ("US-002", "hard", "search")] == [
        (row.story_id, row.difficulty, row.domain) for row in scored.stories
    ]
    assert [(SMALL, Subset.DEV, 2)] == [(row.cell, row.subset, row.stories) for row in scored.cells]


def test_a_cell_has_a_score_for_every_metric():
    """Each metric is there, measured or not."""
    scored = score(a_run(a_generation(), a_generation("US-002")))

    assert set(METRICS) == set(only(scored).scores)


def test_a_failure_has_a_story_row_and_no_case_row():
    """A failed story stays in the table under the name of its failure."""
    failed = a_generation("US-002", outcomes=[Outcome.NOT_JSON, Outcome.TIMEOUT])
    scored = score(a_run(a_generation(), failed))

    assert {"US-001"} == {row.story_id for row in scored.cases}
    assert [(Outcome.OK, 1), (Outcome.TIMEOUT, 2)] == [(row.outcome, row.attempts) for row in scored.stories]
    assert 0.5 == only(scored).scores["success_rate"].value


def test_a_cell_that_failed_everywhere_is_scored():
    """All failed: rates are 0, nothing is NaN, nothing crashes."""
    runs = a_run(*(a_generation(story.id, outcomes=[Outcome.SERVER_ERROR]) for story in STORIES))
    scored = score(runs)

    assert [] == scored.cases
    assert 0.0 == only(scored).scores["quality_score"].value
    assert 0.0 == only(scored).scores["reference_recall"].value
    assert only(scored).scores["steps_per_case"].value is None


def test_a_mended_first_answer_succeeds_and_does_not_comply():
    """Repair saves a story, not the compliance of the cell; only a mended text also costs the JSON rate."""
    stories = [*STORIES, a_story(id="US-003")]
    first, second, third = (a_generation(story.id) for story in stories)
    mended = [
        one.model_copy(update={"attempts": (one.attempts[0].model_copy(update={"repairs": (repair,)}),)})
        for one, repair in ((first, "json: text around it was left out"), (second, "field: id …"))
    ]

    (cell,) = score(a_run(*mended, third), stories=stories).cells
    rates = [
        round(cell.scores[name].value * 3)
        for name in ("success_rate", "structural_compliance", "json_parsing_success_rate")
    ]

    assert [3, 1, 2] == rates


def test_recall_is_over_the_stories_that_have_a_reference():
    """A story without a reference suite has no part in recall."""
    scored = score(a_run(a_generation(), a_generation("US-002")))

    assert 1.0 == only(scored).scores["reference_recall"].value
    assert "mean of 1 of 2 stories" in only(scored).scores["reference_recall"].reason


def test_without_any_reference_recall_is_not_measured():
    """Own stories need no references; all else is measured."""
    scored = score(a_run(a_generation(), a_generation("US-002")), references=[])

    assert "not measured" == only(scored).scores["reference_recall"].basis
    assert only(scored).scores["quality_score"].value is not None


def test_recommendations_come_with_the_cell():
    """Two stories in a minute are few, and the row says what to do."""
    scored = score(a_run(a_generation(), a_generation("US-002")))

    assert any("throughput" in advice for advice in only(scored).recommendations)


@pytest.mark.parametrize(
    "generations",
    [[], [a_generation()], [a_generation(), a_generation()], [a_generation(), a_generation("US-009")]],
    ids=["none", "one missing", "one twice", "an unknown one"],
)
def test_a_cell_that_is_not_whole_is_refused(generations):
    """A rate over other stories than the other cells have would mean nothing."""
    with pytest.raises(DataError, match=r"cell 'llama3.2:1b × improved_v1': .* run `dvc repro"):
        score(a_run(*generations))


def test_one_cell_never_changes_the_scores_of_another():
    """Term weights are learnt from stories and references, so scoring is the same alone and in company."""
    yardstick = Yardstick.build(STORIES, REFERENCES)
    run = a_run(a_generation(), a_generation("US-002"))
    odd = a_run(
        *(
            a_generation(one.id, cell=LARGE, cases=[a_case(title="Wholly other words here")])
            for one in STORIES
        )
    )

    alone = score_cell(run, yardstick, SCORE, cost_params())
    score_cell(odd, yardstick, SCORE, cost_params())

    assert alone == score_cell(run, yardstick, SCORE, cost_params())
    assert alone == score(run)


def test_the_shipped_references_score_near_the_top_as_a_cell():
    """Reference suites handed in as generations rate near 1 in quality and in recall."""
    generations = [a_generation(one.story_id, cases=one.test_cases) for one in shipped_references()]
    scored = score(a_run(*generations), shipped_stories(), shipped_references())

    assert only(scored).scores["quality_score"].value >= 0.95
    assert 1.0 == only(scored).scores["reference_recall"].value
    assert 1.0 == only(scored).scores["passing_rate"].value
