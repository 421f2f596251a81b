import os
import subprocess
import sys
from dataclasses import replace

from casewright.tracking import KEY_TAG, publish
from tests.builders import ROOT, SMALL
from tests.casewright.tracking.made import CHOICE_OF_SMALL, PUBLICATION

PARENT = f"choice: {SMALL.name}"


def test_one_parent_and_one_child_a_cell(runs, run_id):
    """A pipeline run is one parent; each cell has a child run under its own name, and a new model has one."""
    assert {PARENT, "baseline", SMALL.name, f"model: {SMALL.name}"} == set(runs)
    assert {"FINISHED"} == {one.info.status for one in runs.values()}


def test_the_parent_has_the_settings_and_the_figures_of_the_choice(client, run_id):
    """Every setting but the targets is a parameter; what was not measured is no metric."""
    run = client.get_run(run_id)

    assert ("baseline", "3") == (run.data.params["model"], run.data.params["generate.max_attempts"])
    assert "choice.limits.latency_p95_s.below" in run.data.params
    assert not any(name.startswith("targets") for name in run.data.params)
    assert 0.8 == run.data.metrics["quality_score"]
    assert "tokens_per_s" not in run.data.metrics


def test_the_parent_says_what_was_chosen_and_why(client, run_id):
    """Choice, reason, data and commit are tags."""
    tags = client.get_run(run_id).data.tags

    assert (SMALL.name, CHOICE_OF_SMALL.reason, "d1935", "k1") == (
        tags["casewright.choice"],
        tags["casewright.reason"],
        tags["casewright.data"],
        tags[KEY_TAG],
    )
    assert "not a Git checkout" == tags["git.commit"]


def test_each_child_has_its_own_figures(runs, run_id):
    """Model, prompt and metrics of a cell, and whether it was chosen."""
    baseline, chosen = runs["baseline"], runs[SMALL.name]

    assert (0.4, 0.8) == (baseline.data.metrics["quality_score"], chosen.data.metrics["quality_score"])
    assert ("none", "improved_v1") == (baseline.data.params["prompt"], chosen.data.params["prompt"])
    assert ("false", "true") == (
        baseline.data.tags["casewright.chosen"],
        chosen.data.tags["casewright.chosen"],
    )


def test_other_subsets_are_logged_beside_dev_under_a_prefix(runs, client, run_id):
    """Their key figures, in the runs of the parent and of the cell; a cell without such rows has none."""
    metrics = {name: one.data.metrics for name, one in runs.items()}

    for name in (PARENT, SMALL.name):
        assert (0.8, 0.7, 0.3) == tuple(
            metrics[name][metric]
            for metric in ("quality_score", "held_out.quality_score", "edge_cases.quality_score")
        )
        assert "held_out.latency_p95_s" in metrics[name]
        assert "held_out.reference_recall" not in metrics[name]
        assert "held_out.latency_p50_s" not in metrics[name]
    assert not any("." in metric for metric in metrics["baseline"])


def test_the_page_of_the_parent_opens_with_the_reason_and_the_leaderboard(client, run_id):
    """Its description is Markdown."""
    note = client.get_run(run_id).data.tags["mlflow.note.content"]

    assert note.startswith(f"{CHOICE_OF_SMALL.reason}\n\n| cell |")
    assert "| baseline |" in note


def test_the_artifacts_are_reports_prompts_charts_and_tables(client, run_id, runs):
    """What people read, what models were told, charts, and the figures of every cell and story."""
    paths = {one.path for one in client.list_artifacts(run_id)}
    below = {
        found.path
        for path in ("reports", "charts", "tables")
        for found in client.list_artifacts(run_id, path)
    }

    assert {"charts", "prompts", "reports", "tables"} == paths
    assert {
        "charts/latency.png",
        "charts/quality.png",
        "reports/report.html",
        "reports/report.md",
        "tables/cells.json",
    } == below
    assert 5 == len(client.list_artifacts(run_id, "prompts"))
    assert ["tables/stories.json"] == [
        one.path for one in client.list_artifacts(runs[SMALL.name].info.run_id, "tables")
    ]


def test_the_data_are_inputs_with_digests(client, run_id):
    """Names, digests and columns; the profile counts the rows, and no row is there."""
    inputs = client.get_run(run_id).inputs.dataset_inputs

    assert {"references", "stories"} == {one.dataset.name for one in inputs}
    assert {32} == {len(one.dataset.digest) for one in inputs}
    stories = next(one.dataset for one in inputs if one.dataset.name == "stories")
    assert '"num_rows": 2' in stories.profile
    assert "As a shopper" not in str(stories.to_dictionary())


def test_mlflow_lists_the_parent_and_its_cells_among_evaluations(client, runs):
    """It asks for a tag, for data that are no training data, and for no model in the run itself."""
    contexts = [
        {tag.value for tag in one.tags if tag.key == "mlflow.data.context"}
        for one in runs[PARENT].inputs.dataset_inputs
    ]

    assert {"genai_evaluate"} == {
        runs[name].data.tags.get("mlflow.runType") for name in (PARENT, SMALL.name, "baseline")
    }
    assert [{"evaluation"}] * 2 == contexts
    assert [] == list(runs[PARENT].outputs.model_outputs if runs[PARENT].outputs else [])


def test_the_same_inputs_are_logged_once(client, run_id, runs):
    """Publishing again gives the run that is there; other inputs give another one."""
    before = everything(client)

    assert run_id == publish(PUBLICATION)
    assert before == everything(client)
    assert run_id != publish(replace(PUBLICATION, key="k2"))


def everything(client):
    """How many runs, traces, prompts, models and versions the store has."""
    experiment = client.get_experiment_by_name("casewright").experiment_id
    of_prompts = "tags.`mlflow.prompt.is_prompt` = 'true'"
    return (
        len(client.search_runs([experiment])),
        len(client.search_traces(locations=[experiment], include_spans=False)),
        len(client.search_logged_models([experiment])),
        sorted((one.name, one.version) for one in client.search_model_versions(of_prompts)),
        [(one.name, one.version) for one in client.search_model_versions("name = 'casewright'")],
    )


def test_another_run_of_the_same_configuration_has_no_version_of_its_own(client, run_id):
    """Prompts and the model get versions when their content changes, and not with every run."""
    before = everything(client)
    other = publish(replace(PUBLICATION, key="k5"))
    after = everything(client)

    assert before[2:] == after[2:]
    assert "models:/casewright/1" == client.get_run(other).data.tags["casewright.model"]


def test_a_run_that_was_broken_off_is_logged_again(client, run_id):
    """Only a finished run counts as logged."""
    replaced = publish(replace(PUBLICATION, key="k3"))
    client.set_terminated(replaced, "KILLED")

    assert replaced != publish(replace(PUBLICATION, key="k3"))


def test_nothing_is_printed(run_id, capfd):
    """MLflow neither advertises its address nor logs what it does."""
    publish(replace(PUBLICATION, key="k4"))

    assert ("", "") == capfd.readouterr()


def test_importing_the_module_does_not_import_mlflow():
    """MLflow costs seconds, and only `publish` pays them."""
    code = "import sys, casewright.tracking; sys.exit('mlflow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})

    assert 0 == done.returncode
