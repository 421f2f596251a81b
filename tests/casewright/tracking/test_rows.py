import pytest

from casewright.tracking.rows import rows_of
from tests.builders import BASELINE_CELL, SMALL, a_story
from tests.casewright.tracking.made import STORY_SCORES


@pytest.fixture(scope="module")
def rows(client, runs):
    """The traces of the chosen cell, by story."""
    import mlflow

    run = runs[SMALL.name].info
    found = mlflow.search_traces(locations=[run.experiment_id], run_id=run.run_id, return_type="list")
    return {trace.info.tags["casewright.story"]: trace for trace in found}


def test_a_cell_has_a_row_a_story(rows, runs):
    """They belong to the cell's run, which MLflow lists among its evaluations."""
    assert {"US-001", "US-002"} == set(rows)
    assert "genai_evaluate" == runs[SMALL.name].data.tags["mlflow.runType"]


def test_a_row_shows_what_was_asked_and_written(rows):
    """The story and the suite, where texts may be logged."""
    span = rows["US-001"].data.spans[0]

    assert (a_story().story, 3) == (span.inputs["story"], len(span.outputs["test_cases"]))


def test_a_row_has_its_scores_and_why(rows):
    """Feedback of code, not of a judge; the outcome is one of them."""
    feedback = {one.name: one for one in rows["US-001"].info.assessments}

    assert (0.8, "ok") == (feedback["quality_score"].value, feedback["outcome"].value)
    assert ("CODE", "casewright") == (
        feedback["outcome"].source.source_type,
        feedback["outcome"].source.source_id,
    )
    assert "case 1: an oracle that quotes the story" == feedback["outcome"].rationale


def test_a_story_without_a_suite_is_an_error_with_its_name(rows):
    """A failure is a row like the others."""
    failed = rows["US-002"]

    assert ("ERROR", {"test_cases": []}) == (failed.info.state.value, failed.data.spans[0].outputs)
    assert "timeout" in {one.value for one in failed.info.assessments}


def test_without_texts_a_row_has_ids_and_figures(project):
    """Nothing that quotes story or suite is in the table or in the inputs."""
    (row, _) = rows_of(SMALL, STORY_SCORES, texts=False)

    assert ({}, {}) == (row.inputs, row.outputs)
    assert ("US-001", 0.8) == (row.flat["story_id"], row.flat["quality_score"])
    assert not {"story", "problem"} & set(row.flat)


def test_each_cell_has_its_own_rows(project):
    """Rows of others are not among them."""
    (row,) = rows_of(BASELINE_CELL, STORY_SCORES, texts=True)

    assert (BASELINE_CELL, a_story().story) == (row.score.cell, row.inputs["story"])
