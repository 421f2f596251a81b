import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from casewright.prompts import PROMPTS, load_prompt
from casewright.tracking import publish
from casewright.tracking.prompts import HASH_TAG, registry_name
from tests.builders import BASELINE_CELL, SMALL
from tests.casewright.tracking.made import CHOICE_OF_SMALL, PUBLICATION


@given(st.text(min_size=1), st.text(min_size=1))
def test_every_name_is_one_that_mlflow_takes(experiment, prompt):
    """Letters, digits, points, dashes and underscores, whatever people call their files."""
    assert re.fullmatch(r"[A-Za-z0-9_.-]{1,109}", registry_name(experiment, prompt))


def test_names_that_are_made_safe_stay_apart():
    """Two names that differ only in what is replaced are two names; a safe one stays as it is."""
    assert "casewright.basic" == registry_name("casewright", "basic")
    assert registry_name("a", "with space") != registry_name("a", "with/space")


def test_every_template_is_registered_with_its_hash(client):
    """The judge's too; MLflow's `latest` finds it, and the chosen one is the champion."""
    version = client.get_prompt_version_by_alias("casewright.improved_v1", "champion")

    assert {"basic", "few_shot", "improved_v1", "judge", "rag"} == {
        prompt.name.removeprefix("casewright.") for prompt in client.search_prompts()
    }
    assert (1, CHOICE_OF_SMALL.prompt_hash) == (version.version, version.tags[HASH_TAG])
    assert (PROMPTS / "improved_v1.j2").read_text(encoding="utf-8") == version.template


def test_a_template_that_builds_on_another_is_registered_with_it(client):
    """The text in the registry is all that its hash is made of."""
    template = client.load_prompt("prompts:/casewright.rag@latest").template

    assert template.startswith("{# rag.j2 #}\n")
    assert "{# improved_v1.j2 #}\n" in template


def test_a_cells_run_is_linked_to_its_prompt(client, runs):
    """The page of the run leads to the version that was measured."""
    assert (
        '[{"name": "casewright.improved_v1", "version": "1"}]'
        == (runs[SMALL.name].data.tags["mlflow.linkedPrompts"])
    )
    assert "mlflow.linkedPrompts" not in runs["baseline"].data.tags


def test_a_changed_template_is_a_new_version_and_a_changed_back_one_is_not(client, project):
    """Versions go by content; the champion follows the choice, and leaves a prompt that is not chosen."""
    path = project / PROMPTS / "basic.j2"
    before = path.read_text(encoding="utf-8")
    path.write_text(f"{before}{{# changed #}}", encoding="utf-8")
    cell = SMALL.model_copy(update={"prompt": "basic"})
    chosen = CHOICE_OF_SMALL.model_copy(update={"cell": cell, "prompt_hash": load_prompt("basic").hash})
    rows = [row.model_copy(update={"cell": cell}) if row.cell == SMALL else row for row in PUBLICATION.cells]
    publish(replace(PUBLICATION, key="changed", choice=chosen, cells=rows))
    crowned = champions(client)
    path.write_text(before, encoding="utf-8")
    publish(replace(PUBLICATION, key="changed back"))

    assert {"casewright.basic": 2} == crowned
    assert {"casewright.improved_v1": 1} == champions(client)
    assert 2 == client.load_prompt("prompts:/casewright.basic@latest").version


def test_where_the_baseline_is_chosen_no_prompt_is(client):
    """It takes none."""
    chosen = CHOICE_OF_SMALL.model_copy(update={"cell": BASELINE_CELL, "prompt_hash": ""})
    publish(replace(PUBLICATION, key="baseline", choice=chosen))

    assert {} == champions(client)


def champions(client):
    """Which version of which prompt has the alias."""
    from mlflow.exceptions import MlflowException

    found = {}
    for prompt in client.search_prompts():
        try:
            found[prompt.name] = client.get_prompt_version_by_alias(prompt.name, "champion").version
        except MlflowException:
            continue
    return found
