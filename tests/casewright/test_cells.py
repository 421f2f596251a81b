import pytest

from casewright.cells import STORY_METRICS, CellColumns, StoryFigures, noise_scores
from casewright.metrics import METRICS
from casewright.params import ScoreParams
from casewright.records import Outcome, ReferenceSuite, Subset
from casewright.scoring import merge_repeats, score_generation
from tests.builders import a_generation, a_story, a_suite, a_timing, a_yardstick, conditions, cost_params

YARDSTICK = a_yardstick()
SCORE: ScoreParams = YARDSTICK.params
MIXED = [
    a_story(),
    a_story(id="US-002", subset="held_out"),
    a_story(id="US-003"),
    a_story(id="EC-001", subset="edge_case", category="typing errors"),
]


def rows(stories=MIXED, reference=None, repeats=1, **outcomes):
    """The rows of a cell on stories, which took 1, 2, 3 … seconds; outcomes by story, of each attempt."""
    columns = CellColumns(conditions(repeats=repeats))
    for seconds, story in enumerate(stories, start=1):
        generations = [
            a_generation(story.id, outcomes=outcomes.get(story.id.replace("-", "_"), [Outcome.OK]))
            for _ in range(repeats)
        ]
        scored = [score_generation(story, one, reference, YARDSTICK) for one in generations]
        timings = [a_timing(story.id, seconds=seconds)] * repeats
        merged = merge_repeats([one.story for one in scored])
        columns.add(StoryFigures.of(merged, timings, generations, [one.cases for one in scored]))
    return columns.rows(SCORE, cost_params())


def only(found):
    """The one row of a cell whose stories are all of one subset."""
    (row,) = found
    return row


def test_each_subset_has_a_row_of_its_own():
    """Dev first, then held out, then edge cases; stories are counted where they belong."""
    found = rows(US_002=[Outcome.TIMEOUT])

    assert [("dev", 2, 1.0), ("held_out", 1, 0.0), ("edge_case", 1, 1.0)] == [
        (row.subset, row.stories, row.scores["success_rate"].value) for row in found
    ]
    assert all(set(METRICS) == set(row.scores) for row in found)


def test_latency_is_the_subsets_and_what_the_machine_bears_the_batchs():
    """A story's time belongs to its subset; the span is shared, and the reason says so."""
    dev, held_out, _ = rows()

    assert (2.0, 2.0) == (dev.scores["latency_mean_s"].value, held_out.scores["latency_mean_s"].value)
    assert (1.0, 2.0) == (dev.scores["latency_min_s"].value, held_out.scores["latency_min_s"].value)
    for name in ("throughput_per_min", "total_time_s", "peak_memory_mb", "efficiency", "cpu_percent"):
        assert dev.scores[name] == held_out.scores[name]
        assert "of the whole batch" in dev.scores[name].reason
    assert 4.0 == dev.scores["throughput_per_min"].value
    assert "batch" not in dev.scores["latency_mean_s"].reason


def test_a_batch_of_one_subset_needs_no_word_about_it():
    """Where all stories are dev, the batch is the subset."""
    row = only(rows([a_story(), a_story(id="US-003")]))

    assert (Subset.DEV, 2) == (row.subset, row.stories)
    assert not any("batch" in one.reason for one in row.scores.values())


def test_a_cell_that_failed_everywhere_is_scored():
    """All failed: rates are 0, nothing is NaN, nothing crashes."""
    suite = ReferenceSuite(story_id="US-001", test_cases=a_suite())
    row = only(rows([a_story()], suite, US_001=[Outcome.SERVER_ERROR]))

    assert 0.0 == row.scores["quality_score"].value
    assert 0.0 == row.scores["reference_recall"].value
    assert row.scores["steps_per_case"].value is None
    assert row.scores["self_score_correlation"].value is None


def test_a_mended_first_answer_succeeds_and_does_not_comply():
    """Repair saves a story, not the compliance of the cell; only a mended text also costs the JSON rate."""
    columns = CellColumns(conditions())
    for number, repair in enumerate(("json: text around it was left out", "field: id …", "")):
        story, generation = a_story(id=f"US-{number}"), a_generation(f"US-{number}")
        repairs = (repair,) if repair else ()
        attempt = generation.attempts[0].model_copy(update={"repairs": repairs})
        generation = generation.model_copy(update={"attempts": (attempt,)})
        scored = score_generation(story, generation, None, YARDSTICK)
        columns.add(StoryFigures.of(scored.story, [a_timing()], [generation], [scored.cases]))
    scores = only(columns.rows(SCORE, cost_params())).scores

    assert [3, 1, 2] == [
        round(scores[name].value * 3)
        for name in ("success_rate", "structural_compliance", "json_parsing_success_rate")
    ]


def test_without_any_reference_recall_is_not_measured():
    """Own stories need no references; all else is measured."""
    row = only(rows([a_story()]))

    assert "not measured" == row.scores["reference_recall"].basis
    assert row.scores["quality_score"].value is not None


def test_recommendations_come_with_the_cell():
    """Two stories in a minute are few, and the row says what to do."""
    assert any("throughput" in advice for advice in only(rows([a_story()])).recommendations)


def test_repeats_tell_a_models_noise_from_the_stories():
    """A story's repeats that are all the same have no spread; with one suite a story nobody knows."""
    stories = [a_story(), a_story(id="US-003"), a_story(id="US-004")]
    repeated = only(rows(stories, repeats=3, US_003=[Outcome.TIMEOUT])).scores
    single = only(rows(stories)).scores

    assert pytest.approx(0.0) == repeated["quality_repeat_sd"].value
    assert repeated["quality_story_sd"].value > 0.3
    assert single["quality_repeat_sd"].value is None
    assert "generate.repeats" in single["quality_repeat_sd"].reason


def test_the_repeats_of_one_story_do_not_tell_its_noise_from_that_of_stories():
    """What is missing then is stories, not repeats."""
    noise = noise_scores([(0.5, 0.7, 0.6)])

    assert {"not measured: fewer than two stories"} == {score.reason for score in noise.values()}


def test_every_metric_of_a_story_is_one_of_a_cell():
    """What is measured of stories has a mean over them."""
    assert set(STORY_METRICS) <= set(METRICS)
