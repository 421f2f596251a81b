import json
from dataclasses import replace

import pytest

from casewright.baseline import RULES_DIGEST
from casewright.errors import DataError, ServerError
from casewright.paths import INDEX
from casewright.prompts import load_prompt
from casewright.retrieval import Passage, Retriever
from casewright.tracking import publish
from tests.builders import BASELINE_CELL, SMALL, a_story
from tests.casewright.tracking.made import CHOICE_OF_SMALL, PUBLICATION

MODEL = "models:/casewright@champion"
ROWS = [{"story": a_story().story}, {"story": a_story().story, "acceptance_criteria": ["At most 1,000"]}]


@pytest.fixture
def load(client):
    """What loads a model from the store."""
    import mlflow

    return mlflow.pyfunc.load_model


def of_server(ollama, model="llama3.2:1b"):
    """The publication as if the fake server's model had been measured."""
    choice = CHOICE_OF_SMALL.model_copy(update={"model_digest": ollama.digest(model)})
    params = PUBLICATION.params.model_copy(
        update={"ollama": PUBLICATION.params.ollama.model_copy(update={"host": ollama.host})}
    )
    return replace(PUBLICATION, key=ollama.host, choice=choice, params=params)


def test_the_chosen_configuration_is_the_champion(client, run_id, runs):
    """A version with what determines the answers as tags, logged in a run of its own."""
    version = client.get_model_version_by_alias("casewright", "champion")

    assert (
        runs[f"model: {SMALL.name}"].info.run_id,
        SMALL.name,
        CHOICE_OF_SMALL.model_digest,
        CHOICE_OF_SMALL.prompt_hash,
    ) == (
        version.run_id,
        version.tags["casewright.cell"],
        version.tags["casewright.model_digest"],
        version.tags["casewright.prompt_hash"],
    )
    assert "models:/casewright/1" == client.get_run(run_id).data.tags["casewright.model"]


def test_its_requirements_are_named(client, load, run_id):
    """MLflow starts no process to find out what the model imports."""
    import mlflow

    requirements = mlflow.pyfunc.get_model_dependencies(MODEL, format="pip")
    with open(requirements, encoding="utf-8") as file:
        lines = file.read().split()

    assert {"ollama", "pydantic", "mlflow"} <= {line.partition("==")[0] for line in lines}
    assert all("==" in line for line in lines)


def test_a_model_with_a_prompt_writes_by_its_server(client, load, ollama):
    """The calls are those that were measured: prompt, schema, options."""
    publish(of_server(ollama))
    first, second = load(MODEL).predict(ROWS)

    assert ("ok", "ok") == (first["outcome"], second["outcome"])
    assert {"id", "type", "title"} <= set(json.loads(first["test_cases"])[0])
    assert 2 == len(ollama.chats)
    assert any("At most 1,000" in chat["messages"][-1]["content"] for chat in ollama.chats)


def test_a_model_that_is_not_the_one_measured_is_refused(client, load, ollama):
    """One line with both digests, before any call."""
    publication = of_server(ollama)
    other = publication.choice.model_copy(update={"model_digest": "0123456789abcdef"})
    publish(replace(publication, key="other digest", choice=other))

    with pytest.raises(
        ServerError, match=r"not the one that was measured \(digest .*, measured 0123456789ab\)"
    ):
        load(MODEL).predict(ROWS)
    assert [] == ollama.chats


def test_the_baseline_writes_by_its_rules(client, load):
    """In process; the same story gives the same suite."""
    choice = CHOICE_OF_SMALL.model_copy(
        update={"cell": BASELINE_CELL, "prompt_hash": "", "model_digest": RULES_DIGEST}
    )
    publish(replace(PUBLICATION, key="baseline", choice=choice))
    model = load(MODEL)
    first = model.predict(ROWS)

    assert ["ok", "ok"] == [one["outcome"] for one in first]
    assert first == model.predict(ROWS)


def of_rag(key, log_stories):
    """The publication as if a prompt that shows other texts had been chosen."""
    cell = SMALL.model_copy(update={"prompt": "rag"})
    rows = [row.model_copy(update={"cell": cell}) if row.cell == SMALL else row for row in PUBLICATION.cells]
    choice = CHOICE_OF_SMALL.model_copy(update={"cell": cell, "prompt_hash": load_prompt("rag").hash})
    report = PUBLICATION.params.report.model_copy(update={"log_stories": log_stories})
    params = PUBLICATION.params.model_copy(update={"report": report})
    return replace(PUBLICATION, key=key, choice=choice, cells=rows, params=params)


def index_of(text):
    """What the index stage leaves of one document."""
    Retriever.build([Passage(id="document:shop.md#1", text=text)]).save(INDEX)


def test_a_prompt_that_shows_other_stories_needs_them_logged(client, load):
    """Loading says what to set where they were not, and that mends it; other texts are another version."""
    publish(of_rag("rag without texts", log_stories=False))
    with pytest.raises(DataError, match=r"report\.log_stories: true"):
        load(MODEL)

    index_of("Orders over 40 ship free.")
    publish(of_rag("rag with texts", log_stories=True))
    first = client.get_model_version_by_alias("casewright", "champion").version
    load(MODEL)
    index_of("Orders over 50 ship free.")
    publish(of_rag("rag with other texts", log_stories=True))

    assert int(first) + 1 == int(client.get_model_version_by_alias("casewright", "champion").version)


def test_a_queued_experiment_has_a_version_and_not_the_alias(client, project, monkeypatch):
    """What the project's folder has is what the champion is."""
    crowned = client.get_model_version_by_alias("casewright", "champion").version
    monkeypatch.setattr("casewright.tracking.runs.is_queued", lambda: True)
    choice = CHOICE_OF_SMALL.model_copy(update={"model_digest": "queued"})
    publish(replace(PUBLICATION, key="queued", choice=choice))
    versions = client.search_model_versions(
        "name = 'casewright' and tags.`casewright.model_digest` = 'queued'"
    )

    assert 1 == len(versions)
    assert crowned == client.get_model_version_by_alias("casewright", "champion").version

    monkeypatch.undo()
    monkeypatch.chdir(project)
